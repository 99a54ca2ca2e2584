"""Which moves bring several tasks of a queue to where they shall be, in their order. No Qt in here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Placed(NamedTuple):
    """A queued task, and its place (0 first) among the queued tasks of its role."""

    task_id: str
    role: str
    place: int


Moves = list[tuple[str, int]]


def steps_up(tasks: Sequence[Placed]) -> Moves:
    """Every task one place up; those at the top stay, and nobody passes another of them."""
    top: dict[str, int] = {}
    moves: Moves = []
    for task in sorted(tasks, key=lambda task: task.place):
        if task.place > top.get(task.role, 0):
            moves.append((task.task_id, task.place - 1))
            top[task.role] = task.place
        else:
            top[task.role] = task.place + 1
    return moves


def steps_down(tasks: Sequence[Placed], lengths: dict[str, int]) -> Moves:
    """Every task one place down; those at the end (of ``lengths`` by role) stay."""
    end = {role: length - 1 for role, length in lengths.items()}
    moves: Moves = []
    for task in sorted(tasks, key=lambda task: -task.place):
        if task.place < end[task.role]:
            moves.append((task.task_id, task.place + 1))
            end[task.role] = task.place
        else:
            end[task.role] = task.place - 1
    return moves


def to_gap(tasks: Sequence[Placed], gap: int) -> Moves:
    """Tasks of one role, one behind the other, into the gap before the task that is at ``gap``."""
    block = sorted(tasks, key=lambda task: task.place)
    before = [task.place < gap for task in block]
    first = gap - sum(before)
    # What is yet to be moved from above the gap is counted by the manager until then.
    return [(task.task_id, first + at + sum(before[at + 1 :])) for at, task in enumerate(block)]


def is_in_place(tasks: Sequence[Placed], gap: int) -> bool:
    """Whether ``to_gap`` would change nothing."""
    places = sorted(task.place for task in tasks)
    first = gap - sum(place < gap for place in places)
    return places == list(range(first, first + len(places)))
