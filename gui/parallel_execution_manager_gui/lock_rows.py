"""The files in use as rows of a tree: file, holders, who waits, and undeclared access. No Qt in here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum, unique

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.runtime.file_watch.seen import SeenAccess
from parallel_execution_manager.scheduling.explain.views import LeasedFile
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.snapshot import HolderView, WaiterView
from parallel_execution_manager_gui.looks import Look

Key = tuple[str, ...]
Naming = Callable[[str], str]


@unique
class LockKind(StrEnum):
    """What a row is about."""

    FILE = "file"
    HOLDER = "holder"
    WAITER = "waiter"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class LockRow:
    """One row. ``key`` stays the same as long as it is about the same thing.

    ``path`` is the file's whole name, ``who`` the person of a holder or waiter. ``since`` is monotonic
    seconds. ``waiters`` is how many wait: of a file for it, of a waiter for what he holds himself.
    """

    key: Key
    kind: LockKind
    path: str
    name: str
    mode: str = ""
    since: float = 0.0
    waiters: int = 0
    look: Look | None = None
    task_id: str = ""
    lease_id: str = ""
    pid: int | None = None
    fence: int = 0
    who: str = ""
    children: tuple[LockRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What rows need beside the leases: tasks' names, and how many wait for what a holder has, by its id."""

    task: Naming = str
    waited_for: Mapping[str, int] = field(default_factory=dict)


def lock_rows(
    files: Iterable[LeasedFile], accesses: Sequence[SeenAccess], names: Names
) -> tuple[LockRow, ...]:
    """The rows of the files, in their order."""
    by_file: dict[tuple[str, str], list[SeenAccess]] = {}
    for access in accesses:
        by_file.setdefault((access.leased, access.holder), []).append(access)
    return tuple(_file_row(file, by_file, names) for file in files)


def waited_for(files: Iterable[LeasedFile]) -> dict[str, int]:
    """How many wait for what each holder has, by the holder's id; who waits for two files counts once."""
    waiting: dict[str, set[str]] = {}
    for file in files:
        for hold in file.lease.holds:
            waiting.setdefault(hold.id, set()).update(file.lease.waiters)
    return {holder: len(ids) for holder, ids in waiting.items()}


def _file_row(
    file: LeasedFile, accesses: Mapping[tuple[str, str], Sequence[SeenAccess]], names: Names
) -> LockRow:
    key, lease = (file.name,), file.lease
    seen = [
        access
        for hold in lease.holds
        for access in accesses.get((file.name, hold.id), ())
        if access.at >= hold.since
    ]
    waits = [_person_row(file, wait, key, names) for wait in lease.waits]
    holders = [_person_row(file, hold, key, names) for hold in lease.holds]
    holding = [
        replace(holder, children=tuple(_person_row(file, wait, holder.key, names) for wait in lease.waits))
        for holder in holders
    ]
    return LockRow(
        key,
        LockKind.FILE,
        file.name,
        printable(file.name),
        lease.mode.value,
        lease.since,
        len(lease.waiters),
        children=(*(holding or waits), *_access_rows(file, seen, key)),
    )


def _person_row(file: LeasedFile, person: HolderView | WaiterView, above: Key, names: Names) -> LockRow:
    holds = isinstance(person, HolderView)
    who = printable(person.who) or names.task(person.id)
    is_task = person.pid is None
    return LockRow(
        (*above, "holds" if holds else "waits", person.id),
        LockKind.HOLDER if holds else LockKind.WAITER,
        file.name,
        f"{who} ({'holds it' if holds else 'waits'})",
        person.mode.value,
        person.since,
        0 if holds else names.waited_for.get(person.id, 0),
        Look.HOLDS if holds else Look.WAITING,
        person.id if is_task else "",
        "" if is_task else person.id,
        person.pid,
        person.fence if isinstance(person, HolderView) else 0,
        who,
    )


def _access_rows(file: LeasedFile, seen: Sequence[SeenAccess], above: Key) -> Iterator[LockRow]:
    newest = {(access.path, access.words): access for access in seen}
    for access in newest.values():
        inside = "" if access.path == file.name else f"{printable(access.path)} "
        yield LockRow(
            (*above, "access", access.path, access.words),
            LockKind.ACCESS,
            access.path,
            f"undeclared: {inside}{printable(access.words)}",
            since=access.at,
            look=Look.UNDECLARED,
            task_id=access.task_id,
            pid=access.pid,
        )
