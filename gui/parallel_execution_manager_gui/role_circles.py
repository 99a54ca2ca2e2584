"""Roles whose tasks wait for each other's files, in words; no task holds one meanwhile. No Qt in here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.snapshot import LeaseView

Naming = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Wait:
    """A task of ``role`` waits for ``path``, which a task of another role holds."""

    role: str
    task_id: str
    path: str
    holder_role: str
    holder_id: str


def role_circles(leases: Iterable[LeaseView], role_of: Naming) -> tuple[tuple[Wait, ...], ...]:
    """Each circle of roles once, the shortest first: of every wait the holder's role is the next one's.

    ``role_of`` gives the role of a task, and nothing for what is no task.
    """
    edges: dict[str, dict[str, Wait]] = {}
    for lease in leases:
        for waiter in lease.waiters:
            for holder in lease.holders:
                mine, theirs = role_of(waiter), role_of(holder)
                if mine and theirs and mine != theirs:
                    wait = Wait(mine, waiter, lease.path, theirs, holder)
                    edges.setdefault(mine, {}).setdefault(theirs, wait)
    found: dict[frozenset[str], tuple[Wait, ...]] = {}
    for role in sorted(edges):
        if circle := _circle(edges, role):
            found.setdefault(frozenset(wait.role for wait in circle), circle)
    return tuple(sorted(found.values(), key=len))


def circle_words(circle: Iterable[Wait], role_title: Naming, task_name: Naming) -> str:
    """``A (“a” waits for x of “b”) → B (…) → A``."""
    waits = tuple(circle)
    steps = [
        QCoreApplication.translate("RoleCircles", "{role} (“{task}” waits for {file} of “{holder}”)").format(
            role=role_title(wait.role),
            task=task_name(wait.task_id),
            file=wait.path.rsplit("/", 1)[-1],
            holder=task_name(wait.holder_id),
        )
        for wait in waits
    ]
    return " → ".join([*steps, role_title(waits[0].role)])


def _circle(edges: dict[str, dict[str, Wait]], start: str) -> tuple[Wait, ...]:
    """The shortest way from a role back to it; empty if there is none."""
    ways: list[tuple[Wait, ...]] = [(wait,) for wait in edges[start].values()]
    seen: set[str] = set()
    for way in ways:
        last = way[-1].holder_role
        if last == start:
            return way
        if last not in seen:
            seen.add(last)
            ways.extend((*way, wait) for wait in edges.get(last, {}).values())
    return ()
