"""Requests that look and change nothing: state, tasks, logs, the queue as a task file, the journal."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from parallel_execution_manager.roles.task_form import to_mapping
from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.door_choice import chosen_tasks, named_task, unknown_tasks
from parallel_execution_manager.runtime.door_house import House, roles_of
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.manager_state import role_state, sample_state, task_state
from parallel_execution_manager.scheduling.model.rows import JournalEntry, JournalQuery
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView
from parallel_execution_manager.system.config.masking import HIDDEN, SecretValues
from parallel_execution_manager.system.ipc.instance_lock import program_name
from parallel_execution_manager.system.runs.folders import OUTPUT_FILE

MOST_ENTRIES = 10_000
BATCH = 200
"""Items that are made between two looks at whether the client still reads."""

Facts = Mapping[str, Any]
Items = Generator[Sequence[Facts], None, Facts]


def status(house: House, _message: Facts) -> Facts:
    """The manager, its machine, its roles and how many tasks are in which state."""
    counts, size = house.engine.ask(lambda machine: (machine.state_counts(), machine.policy.size))
    sample = house.sample()
    return {
        "manager": {
            "pid": os.getpid(),
            "program": program_name(),
            "data_dir": str(house.data_dir),
            "base_dir": str(house.base_dir),
            "started_at": house.started_at,
            "has_window": house.doorbell.is_answered,
        },
        "machine": {"cores": size.cores, "memory_mb": size.memory_mb},
        "sample": None if sample is None else _machine_only(sample_state(sample, house.wall())),
        "roles": [role_state(role, house.wall()) for role in roles_of(house).values()],
        "tasks": {str(state): count for state, count in counts.items()},
    }


def task_list(house: House, message: Facts, _caller: Caller) -> Items:
    """Each task that is asked for, in the order of queueing."""
    views, roles = chosen_tasks(house, message)
    wall = house.wall()
    secrets = SecretValues.of(os.environ)
    facts = (_state(view, roles, wall, secrets) for view in views)
    yield from in_batches(facts)
    return {"count": len(views)}


def task(house: House, message: Facts) -> Facts:
    """One task, with its folder and why it stands still if it does."""
    task_id = named_task(message)
    views, roles = chosen_tasks(house, {"tasks": [task_id]})
    folder = house.folder_of(task_id, None)
    return {
        **_state(views[0], roles, house.wall(), SecretValues.of(os.environ)),
        "paused": views[0].paused,
        "run_folder": None if folder is None else str(folder),
    }


def export(house: House, message: Facts, _caller: Caller) -> Items:
    """Tasks as lines of a task file that mean the same in any folder; by default those that have not ended.

    Of ``after`` only what is exported too is kept: what has succeeded is not waited for again. Values of
    ``env`` are hidden unless ``env`` is true: such a file is given to others.
    """
    with_env = message.get("env") is True
    views, _ = chosen_tasks(house, message)
    if message.get("states") is None and message.get("tasks") is None:
        views = [view for view in views if not view.state.is_final]
    there = {view.id for view in views}
    yield from in_batches(_row(house, view, there, with_env=with_env) for view in views)
    return {"count": len(views)}


def journal(house: House, message: Facts, _caller: Caller) -> Items:
    """The newest entries of the journal, the newest first; times are seconds since the epoch."""
    limit = message.get("limit", MOST_ENTRIES)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MOST_ENTRIES:
        raise DoorError("bad_request", f"limit is {limit!r}; give a number from 1 to {MOST_ENTRIES}")
    entries = house.journal(JournalQuery(limit=limit))
    views, _ = chosen_tasks(house, {})
    secrets = SecretValues.of(os.environ, *(view.spec.env for view in views if view.spec.env))
    yield from in_batches(_entry(entry, secrets) for entry in entries)
    return {"count": len(entries)}


def log(house: House, message: Facts) -> Facts:
    """Where a task's output is, and whether more may come."""
    task_id, attempt = named_task(message), message.get("attempt")
    view = house.engine.ask(lambda machine: machine.task_view(task_id))
    if view is None:
        raise unknown_tasks([task_id], house.engine.ask(lambda machine: machine.task_ids()))
    if isinstance(attempt, int) and attempt > view.attempt:
        had = view.attempt
        one_of = f"; give 1{f' to {had}' if had > 1 else ''}" if had else ""
        raise DoorError("bad_request", f"{task_id} has had {_attempts(had)}{one_of}")
    folder = house.folder_of(task_id, attempt if isinstance(attempt, int) else None)
    return {
        "task": task_id,
        "state": str(view.state),
        "ended": view.state.is_final,
        "path": None if folder is None else str(folder / OUTPUT_FILE),
    }


def in_batches(items: Iterable[Facts]) -> Generator[Sequence[Facts], None, None]:
    """The items, some hundred at a time."""
    rest = iter(items)
    while batch := tuple(islice(rest, BATCH)):
        yield batch


def _state(view: TaskView, roles: Mapping[str, RoleView], wall: WallClock, secrets: SecretValues) -> Facts:
    """A task's row; its detail may be what a program said of itself, and so hold what it was given."""
    row = task_state(view, roles.get(view.spec.role), wall)
    return {**row, "detail": secrets.hidden(row["detail"])} if row["detail"] else row


def _entry(entry: JournalEntry, secrets: SecretValues) -> Facts:
    return {
        "at": entry.at,
        "cause": entry.cause,
        "kind": entry.kind,
        "subject": entry.subject,
        "detail": secrets.hidden(dict(entry.detail)),
    }


def _attempts(number: int) -> str:
    return {0: "no attempt yet", 1: "1 attempt"}.get(number, f"{number} attempts")


def _row(house: House, view: TaskView, there: set[str], *, with_env: bool) -> Facts:
    row = to_mapping(view.spec)
    if view.spec.env and not with_env:
        # Nobody runs it with the mask in its command: what has a hidden value in `env` is refused.
        row = {**SecretValues.of(view.spec.env).hidden(row), "env": dict.fromkeys(view.spec.env, HIDDEN)}
    row.setdefault("cwd", str(house.base_dir))
    after = [name for name in row.pop("after", ()) if name in there]
    return {**row, "after": after} if after else row


def _machine_only(sample: dict[str, Any]) -> dict[str, Any]:
    """A sample without the tasks, which may be many."""
    return {key: value for key, value in sample.items() if key != "tasks"}
