"""Requests that change one task, the importance of a role, or settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from parallel_execution_manager.runtime.door_choice import chosen_tasks, named_task
from parallel_execution_manager.runtime.door_house import DoorWishes, House, known_role, roles_of
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.door_wishes import carried_out
from parallel_execution_manager.runtime.settings_desk import by_key_path

Facts = Mapping[str, Any]


def edit(house: House, message: Facts) -> Facts:
    """Change single things of a queued task; see `task_changes.changed_row`."""
    task_id, changes = named_task(message), message.get("changes")
    if not isinstance(changes, Mapping):
        raise DoorError("bad_request", 'give what is to be changed: "changes": {"cpu_cores": 0.5}')
    chosen_tasks(house, {"tasks": [task_id]})
    _carry_out(lambda: DoorWishes(house).change_task(task_id, changes))
    return {"task": task_id}


def priority(house: House, message: Facts) -> Facts:
    """Make a queued task high, normal or low, or give a role a priority from 1 to 10."""
    value = message.get("priority")
    if message.get("role") is not None:
        role = known_role(message["role"], roles_of(house))
        _carry_out(lambda: DoorWishes(house).set_role_priority(role, value))  # type: ignore[arg-type]
        return {"role": role}
    task_id = named_task(message)
    chosen_tasks(house, {"tasks": [task_id]})
    _carry_out(lambda: DoorWishes(house).set_task_priority(task_id, str(value)))
    return {"task": task_id}


def configure(house: House, message: Facts) -> Facts:
    """Write settings into the configuration's file and put them in force; ``null`` takes one out.

    Answers what stood in the ``file`` before, ``null`` for what it left to the default.
    """
    sections = message.get("settings")
    if not isinstance(sections, Mapping) or not all(isinstance(part, Mapping) for part in sections.values()):
        raise DoorError(
            "bad_request",
            'give sections with their keys: "settings": {"scheduling": {"max_parallel_tasks": 4}}',
        )
    changes = by_key_path(sections)
    empty = next((".".join(path) for path, value in changes.items() if value == {}), "")
    if empty:
        raise DoorError("bad_request", f"{empty} is an object with nothing in it; give a value, or null")
    before = house.settings.read()
    _carry_out(lambda: house.settings.save(changes))
    return {
        "settings": [".".join(path) for path in changes],
        "file": str(before.path),
        "before": {".".join(path): before.value(path) for path in changes},
    }


def _carry_out(wish: Callable[[], object]) -> None:
    became = carried_out(wish)
    for kind, key in (("refused", "problems"), ("not_kept", "not_kept")):
        if problems := became.get(key):
            raise DoorError(kind, "; ".join(problems), problems=problems)
