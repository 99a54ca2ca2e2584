"""The request to drop ended tasks from the list. Each item of the answer says what became of one."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import Any

from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.door_choice import chosen_tasks
from parallel_execution_manager.runtime.door_house import DoorWishes, House
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.door_wishes import carried_out
from parallel_execution_manager.scheduling.machine import SchedulerMachine

Facts = Mapping[str, Any]
Items = Generator[Sequence[Facts], None, Facts]


def forget(house: House, message: Facts, _caller: Caller) -> Items:
    """Drop tasks that have ended: those that are named, else those of a role, else (``ended``) all.

    Raises:
        DoorError: nothing is named.
    """
    if message.get("tasks") is None and message.get("role") is None and message.get("ended") is not True:
        raise DoorError(
            "bad_request", 'name tasks, a role, or all that have ended: "tasks": ["…"], or "ended": true'
        )
    views, _ = chosen_tasks(house, message)
    if message.get("tasks") is None:
        views = [view for view in views if view.state.is_final]
    became = carried_out(lambda: DoorWishes(house).forget_tasks([view.id for view in views]))
    refused = 0
    for view in views:
        kept: Sequence[str] = became["problems"] or house.engine.look(partial(_why_kept, view.id))
        refused += bool(kept)
        yield ({"task": view.id, **became, "problems": list(kept)},)
    done = len(views) - refused
    return {"done": done, "refused": refused, "not_kept": done if "not_kept" in became else 0}


def _why_kept(task_id: str, machine: SchedulerMachine) -> Sequence[str]:
    return tuple(machine.why_kept((task_id,)).values())
