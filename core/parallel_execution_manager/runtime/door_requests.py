"""What can be asked at the door of a running manager."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import partial
from typing import Any

from parallel_execution_manager.runtime import door_changes as changes
from parallel_execution_manager.runtime import door_looks as looks
from parallel_execution_manager.runtime import door_streams as streams
from parallel_execution_manager.runtime import door_wishes as wishes
from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.door import Door, Request, Stream
from parallel_execution_manager.runtime.door_choice import named_task, unknown_tasks
from parallel_execution_manager.runtime.door_forgetting import forget
from parallel_execution_manager.runtime.door_house import House
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.errors import ManagerClosed
from parallel_execution_manager.scheduling.explain.reasons import why_still
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.checks import Check
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.model.wording import describe
from parallel_execution_manager.scheduling.snapshot import Explanation, Remedy, TaskView
from parallel_execution_manager.system.config.masking import SecretValues
from parallel_execution_manager.system.ipc.local_socket import Listener, LocalSocketError

logger = logging.getLogger("ParallelExecutionManager")

Facts = Mapping[str, Any]
Items = Generator[Sequence[Facts], None, Facts]

LASTING = ("events", "wait")
"""Streams that go on until something happens."""


def open_door(house: House) -> Door | None:
    """Let other processes ask; ``None``, and a line in the log, where that cannot be."""
    try:
        listener = Listener(house.data_dir)
    except LocalSocketError as error:
        logger.info("Other processes cannot ask this manager: %s", error)
        return None
    return Door(
        listener,
        requests_of(house),
        streams=streams_of(house),
        most=house.most_clients,
        personal=house.personal,
        lasting=LASTING,
    )


def requests_of(house: House) -> Mapping[str, Request]:
    """What is answered at once."""
    table: dict[str, Callable[[House, Facts], Facts]] = {
        "status": looks.status,
        "task": looks.task,
        "log": looks.log,
        "why": why,
        "move": wishes.move,
        "edit": changes.edit,
        "priority": changes.priority,
        "configure": changes.configure,
        "show": wishes.show,
    }
    return {name: partial(_while_open, request, house) for name, request in table.items()}


def streams_of(house: House) -> Mapping[str, Stream]:
    """What is answered item by item."""
    table: dict[str, Callable[[House, Facts, Caller], Items]] = {
        "list": looks.task_list,
        "export": looks.export,
        "journal": looks.journal,
        "add": wishes.add,
        "pause": wishes.pause,
        "resume": wishes.resume,
        "cancel": wishes.cancel,
        "retry": wishes.retry,
        "forget": forget,
        "start": wishes.start,
        "stop": wishes.stop,
        "events": streams.events,
        "wait": streams.wait,
    }
    return {name: partial(_stream_while_open, stream, house) for name, stream in table.items()}


def _while_open(request: Callable[[House, Facts], Facts], house: House, message: Facts) -> Facts:
    try:
        return request(house, message)
    except ManagerClosed as error:
        raise DoorError("closed", str(error)) from error


def _stream_while_open(
    stream: Callable[[House, Facts, Caller], Items], house: House, message: Facts, caller: Caller
) -> Items:
    try:
        return (yield from stream(house, message, caller))
    except ManagerClosed as error:
        raise DoorError("closed", str(error)) from error


def why(house: House, message: Facts) -> Facts:
    """Where a task stands, its checks, when it is likely to start, and what would start it now.

    Raises:
        DoorError: no task is named, or it is not known.
    """
    task_id = named_task(message)

    def look(machine: SchedulerMachine) -> tuple[TaskView, str, Explanation] | None:
        view = machine.task_view(task_id)
        if view is None:
            return None
        role = next(role for role in machine.role_views() if role.name == view.spec.role)
        return view, why_still(view, role), machine.explain(task_id, what_if=True)

    found = house.engine.ask(look)
    if found is None:
        raise unknown_tasks([task_id], house.engine.ask(lambda machine: machine.task_ids()))
    view, still, explanation = found
    return _explained(view, still or _not_started(house, view), explanation, house.wall())


def _not_started(house: House, view: TaskView) -> str:
    problem = house.why_not_started(view.id) if view.state is TaskState.STARTING else ""
    return f"waits for room to start: {problem}" if problem else ""


def _explained(view: TaskView, still: str, explanation: Explanation, wall: WallClock) -> dict[str, Any]:
    """The answer; all times are seconds since the epoch."""
    start = explanation.estimated_start
    secrets = SecretValues.of(os.environ, view.spec.env)
    return {
        "task": {
            "id": view.id,
            "name": secrets.hidden(view.spec.name),
            "role": view.spec.role,
            "state": str(view.state),
            "attempt": view.attempt,
            "detail": secrets.hidden(view.detail),
            "queued_at": wall.of(view.queued_at),
        },
        "still": still or None,
        "checks": [_check(check, wall) for check in explanation.checks],
        "estimated_start": None if start is None else wall.of(start),
        "remedies": [_remedy(remedy) for remedy in explanation.remedies],
    }


def _remedy(remedy: Remedy) -> dict[str, Any]:
    actions = [{"verb": each.verb, "arguments": dict(each.arguments)} for each in remedy.actions]
    return {"words": remedy.words, "actions": actions}


def _check(check: Check, wall: WallClock) -> dict[str, Any]:
    return {
        "kind": str(check.kind),
        "ok": check.ok,
        "words": describe(check),
        "measured": check.measured,
        "limit": check.limit,
        "need": check.need,
        "blocker": check.blocker or None,
        "path": check.path or None,
        "since": None if check.since is None else wall.of(check.since),
        "by_operator": check.by_operator,
    }
