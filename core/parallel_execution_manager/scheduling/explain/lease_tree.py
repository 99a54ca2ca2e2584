"""The files in use in the order in which one looks at them: what keeps others waiting first."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.model import ClaimScope
from parallel_execution_manager.scheduling.snapshot import HolderView, LeaseView, WaiterView


@dataclass(frozen=True, slots=True)
class LeasedFile:
    """A file, or a tree, with its place among the others.

    ``is_root``: somebody waits for it, and one of its holders waits for nothing himself. There a jam begins.
    """

    lease: LeaseView
    is_root: bool

    @property
    def name(self) -> str:
        """What is shown: a folder ends with a slash, and a pattern follows it."""
        lease = self.lease
        mark = "\\" if "\\" in lease.path and not lease.path.startswith("/") else "/"
        is_tree = lease.scope is ClaimScope.TREE
        return f"{lease.path}{mark}{lease.pattern}" if is_tree else lease.path

    @property
    def order(self) -> tuple[bool, bool, str]:
        """Beginnings of jams first, then other files for which somebody waits, then the rest; by name."""
        return not self.is_root, not self.lease.waits, self.name


def leased_files(
    leases: Iterable[LeaseView],
    *,
    search: str = "",
    uncontested: bool = True,
    title_of: Callable[[str], str] = str,
) -> tuple[LeasedFile, ...]:
    """The files that are asked for, in order.

    ``search`` is looked for in path, ids, processes and what ``title_of`` makes of ids, in whatever case.
    Without ``uncontested`` files that nobody waits for are left out.
    """
    every = tuple(leases)
    waiting = {_person(wait) for lease in every for wait in lease.waits}
    found = [
        LeasedFile(lease, bool(lease.waits) and any(_person(hold) not in waiting for hold in lease.holds))
        for lease in every
        if uncontested or lease.waits
    ]
    words = search.casefold().split()
    shown = (file for file in found if all(word in _text(file, title_of) for word in words))
    return tuple(sorted(shown, key=lambda file: file.order))


def _person(view: HolderView | WaiterView) -> str | tuple[int, str]:
    """A task, or a process with all its leases."""
    return view.id if view.pid is None else (view.pid, view.who)


def _text(file: LeasedFile, title_of: Callable[[str], str]) -> str:
    people: tuple[HolderView | WaiterView, ...] = (*file.lease.holds, *file.lease.waits)
    words = (word for each in people for word in (each.id, each.who, title_of(each.id)))
    return "\n".join((file.name, *words)).casefold()
