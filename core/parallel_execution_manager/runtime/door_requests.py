"""What can be asked at the door of a running manager."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from parallel_execution_manager.runtime.door import Door, Request
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import ManagerClosed
from parallel_execution_manager.scheduling.checks import Check
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.prose import describe
from parallel_execution_manager.scheduling.snapshot import Explanation, TaskView
from parallel_execution_manager.scheduling.stillness import why_still
from parallel_execution_manager.system.local_socket import Listener, LocalSocketError

logger = logging.getLogger("ParallelExecutionManager")

LOOK_FOR_NEAR_IN = 1000
MOST_NEAR = 3


def open_door(engine: Engine, data_dir: Path, more: Mapping[str, Request]) -> Door | None:
    """Let other processes ask, ``more`` too; ``None``, and a line in the log, where that cannot be."""
    try:
        listener = Listener(data_dir)
    except LocalSocketError as error:
        logger.info("Other processes cannot ask this manager: %s", error)
        return None
    return Door(listener, {**requests_of(engine), **more})


def requests_of(engine: Engine) -> Mapping[str, Request]:
    """The table of requests."""
    return {"why": lambda message: why(engine, message)}


def why(engine: Engine, message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where a task stands, its checks, when it is likely to start, and what would start it now.

    Raises:
        DoorError: no task is named, or it is not known.
    """
    task_id = message.get("task")
    if not isinstance(task_id, str):
        raise DoorError("bad_request", 'give the id of a task: "task": "…"')

    def look(machine: SchedulerMachine) -> tuple[TaskView, str, Explanation] | None:
        view = machine.task_view(task_id)
        if view is None:
            return None
        role = next(role for role in machine.role_views() if role.name == view.spec.role)
        return view, why_still(view, role), machine.explain(task_id, what_if=True)

    try:
        found = engine.ask(look)
        if found is None:
            near = near_to(task_id, engine.ask(lambda machine: machine.task_ids()))
            raise DoorError("unknown_task", f"task {task_id!r} is not known here", near=near)
    except ManagerClosed as error:
        raise DoorError("closed", str(error)) from error
    return _explained(*found, time.time() - time.monotonic())


def near_to(name: str, known: Sequence[str]) -> list[str]:
    """The ids that may have been meant, the likeliest first."""
    alike = [other for other in known if other.casefold().startswith(name.casefold())][:MOST_NEAR]
    return alike or get_close_matches(name, known[:LOOK_FOR_NEAR_IN], n=MOST_NEAR)


def _explained(view: TaskView, still: str, explanation: Explanation, wall_offset: float) -> dict[str, Any]:
    """The answer; all times are seconds since the epoch."""
    start = explanation.estimated_start
    return {
        "task": {
            "id": view.id,
            "name": view.spec.name,
            "role": view.spec.role,
            "state": str(view.state),
            "attempt": view.attempt,
            "detail": view.detail,
            "queued_at": view.queued_at + wall_offset,
        },
        "still": still or None,
        "checks": [_check(check, wall_offset) for check in explanation.checks],
        "estimated_start": None if start is None else start + wall_offset,
        "remedies": [{"words": remedy.words} for remedy in explanation.remedies],
    }


def _check(check: Check, wall_offset: float) -> dict[str, Any]:
    return {
        "kind": str(check.kind),
        "ok": check.ok,
        "words": describe(check),
        "measured": check.measured,
        "limit": check.limit,
        "need": check.need,
        "blocker": check.blocker or None,
        "path": check.path or None,
        "since": None if check.since is None else check.since + wall_offset,
        "by_operator": check.by_operator,
    }
