"""Ended tasks that make room for new ones of the same id, and what has to go with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from parallel_execution_manager.scheduling.state.records import Place
from parallel_execution_manager.scheduling.state.state import MachineState


def making_room(ids: Collection[str], renewable: Collection[str], state: MachineState) -> tuple[str, ...]:
    """The tasks that have to go so that others may come under ``ids``: theirs, and all that come after them.

    Only those among ``renewable`` go, and only if they have ended. If anything that comes after a task has
    to stay, the task stays too.
    """
    reached = _followed((name for name in ids if name in state.tasks), state)
    staying = {n for n in reached if n not in renewable or state.tasks[n].place is not Place.ENDED}
    rest = list(staying)
    while rest:
        held = [name for name in state.tasks[rest.pop()].spec.after if name in reached]
        rest.extend(name for name in held if name not in staying)
        staying.update(held)
    return tuple(_followed((name for name in reached if name in ids and name not in staying), state))


def _followed(names: Iterable[str], state: MachineState) -> dict[str, None]:
    """Tasks, and all that come after them over however many steps."""
    found = dict.fromkeys(names)
    rest = list(found)
    while rest:
        followers = [name for name in state.dependents.get(rest.pop(), ()) if name not in found]
        found.update(dict.fromkeys(followers))
        rest.extend(followers)
    return found
