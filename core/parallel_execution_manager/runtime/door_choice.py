"""Which tasks a request at the door is about: those it names, or those of a role or in a state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from parallel_execution_manager.runtime.door_house import House, all_tasks, known_role
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.scheduling.model import TaskState
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView

LOOK_FOR_NEAR_IN = 1000
MOST_NEAR = 3


def named_task(message: Mapping[str, Any]) -> str:
    """The id in the field ``task``.

    Raises:
        DoorError: there is none.
    """
    task_id = message.get("task")
    if not isinstance(task_id, str):
        raise DoorError("bad_request", 'give the id of a task: "task": "…"')
    return task_id


def chosen_tasks(house: House, message: Mapping[str, Any]) -> tuple[list[TaskView], dict[str, RoleView]]:
    """The tasks that ``tasks``, ``role`` and ``states`` leave, and all roles.

    Raises:
        DoorError: a task, role or state that is named is not known.
    """
    views, roles = all_tasks(house)
    chosen = list(views)
    names = texts_in(message, "tasks")
    if names is not None:
        chosen = _named(views, names)
    if message.get("role") is not None:
        role = known_role(message["role"], roles)
        chosen = [view for view in chosen if view.spec.role == role]
    states = _states(texts_in(message, "states"))
    return [view for view in chosen if states is None or view.state in states], roles


def texts_in(message: Mapping[str, Any], key: str) -> list[str] | None:
    """A list of texts, or ``None`` if it is not given.

    Raises:
        DoorError: it is something else.
    """
    value = message.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise DoorError("bad_request", f'{key} is a list of texts: "{key}": ["…"]')
    return value


def number_in(message: Mapping[str, Any], key: str) -> float | None:
    """A number, or ``None`` if it is not given.

    Raises:
        DoorError: it is something else.
    """
    value = message.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise DoorError("bad_request", f'{key} is a number: "{key}": 60')
    return value


def unknown_tasks(names: Sequence[str], known: Sequence[str]) -> DoorError:
    """The error that names each of ``names`` with the ids that may have been meant."""
    near = {name: near_to(name, known) for name in names}
    what = ", ".join(map(repr, names))
    verb = "is" if len(names) == 1 else "are"
    noun = "task" if len(names) == 1 else "tasks"
    candidates = list(dict.fromkeys(other for found in near.values() for other in found))
    return DoorError("unknown_task", f"{noun} {what} {verb} not known here", near=candidates[:MOST_NEAR])


def near_to(name: str, known: Sequence[str]) -> list[str]:
    """The ids that may have been meant, the likeliest first."""
    alike = [other for other in known if other.casefold().startswith(name.casefold())][:MOST_NEAR]
    return alike or get_close_matches(name, known[:LOOK_FOR_NEAR_IN], n=MOST_NEAR)


def _named(views: Sequence[TaskView], names: Sequence[str]) -> list[TaskView]:
    by_id = {view.id: view for view in views}
    unknown = [name for name in names if name not in by_id]
    if unknown:
        raise unknown_tasks(unknown, list(by_id))
    return [by_id[name] for name in dict.fromkeys(names)]


def _states(names: Sequence[str] | None) -> frozenset[TaskState] | None:
    if names is None:
        return None
    known = [str(state) for state in TaskState]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise DoorError("unknown_state", f"state {unknown[0]!r} is unknown; known: {', '.join(known)}")
    return frozenset(map(TaskState, names))
