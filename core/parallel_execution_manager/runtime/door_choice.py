"""Which tasks a request at the door is about: those it names, or those of a role or in a state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from parallel_execution_manager.runtime.door_house import House, known_role, roles_of, views_of
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.settings.declarations import near_names
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView

LOOK_FOR_NEAR_IN = 1000
MOST_NEAR = 3
LARGEST = 1e12
"""Seconds; some thirty thousand years, beyond which clocks cannot count."""


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
    roles, states = roles_of(house), _states(texts_in(message, "states"))
    role = None if message.get("role") is None else known_role(message["role"], roles)
    views = _named(house, texts_in(message, "tasks"))
    chosen = [
        view
        for view in views
        if (role is None or view.spec.role == role) and (states is None or view.state in states)
    ]
    return chosen, roles


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
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise DoorError("bad_request", f'{key} is a number of seconds: "{key}": 60')
    return float(value)


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
    return alike or near_names(name, known[:LOOK_FOR_NEAR_IN], MOST_NEAR)


def _named(house: House, names: Sequence[str] | None) -> Iterable[TaskView]:
    """The tasks that are named, else all."""
    if names is None:
        return views_of(house, _all_ids(house)).values()
    views = views_of(house, names)
    unknown = [name for name in names if name not in views]
    if unknown:
        raise unknown_tasks(unknown, _all_ids(house))
    return views.values()


def _all_ids(house: House) -> tuple[str, ...]:
    return house.engine.ask(lambda machine: machine.task_ids())


def _states(names: Sequence[str] | None) -> frozenset[TaskState] | None:
    if names is None:
        return None
    known = [str(state) for state in TaskState]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise DoorError("unknown_state", f"state {unknown[0]!r} is unknown; known: {', '.join(known)}")
    return frozenset(map(TaskState, names))
