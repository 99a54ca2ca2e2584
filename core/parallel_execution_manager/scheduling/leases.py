"""Which task holds which file, and who waits for it.

All claims of a task are granted in one step or none is, so no task ever holds one file while it
waits for another: there is nothing that could deadlock. A file has up to two keys, its canonical
path and its (device, inode); a conflict on either is a conflict.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from parallel_execution_manager.scheduling.model import ClaimMode, FileClaim
from parallel_execution_manager.scheduling.queues import Entry, remove_entry
from parallel_execution_manager.scheduling.snapshot import LeaseView

FileKey = str | tuple[int, int]
WaitLine = tuple[str, ClaimMode]


@dataclass(frozen=True, slots=True)
class Conflict:
    """The claim that cannot be granted, the key on which it collides, and a task that holds it."""

    claim: FileClaim
    key: FileKey
    holder: str


@dataclass(slots=True)
class _FileState:
    path: str
    mode: ClaimMode = ClaimMode.WRITE
    since: float = 0.0
    holders: dict[str, None] = field(default_factory=dict)
    waiters: dict[WaitLine, list[Entry]] = field(default_factory=dict)


def claim_keys(claim: FileClaim) -> tuple[FileKey, ...]:
    """The keys under which a claim is known."""
    return (claim.path,) if claim.inode is None else (claim.path, claim.inode)


class LeaseTable:
    """Holders and waiters of every file in use."""

    def __init__(self) -> None:
        self._files: dict[FileKey, _FileState] = {}

    def conflict(self, claims: Iterable[FileClaim]) -> Conflict | None:
        """The first claim that cannot be granted now, or ``None``."""
        for claim in claims:
            for key in claim_keys(claim):
                state = self._files.get(key)
                if state and state.holders and ClaimMode.WRITE in (claim.mode, state.mode):
                    return Conflict(claim, key, next(iter(state.holders)))
        return None

    def grant(self, task_id: str, claims: Iterable[FileClaim], at: float) -> None:
        """Give all ``claims`` to a task; the caller has seen that there is no conflict."""
        for claim in claims:
            for key in claim_keys(claim):
                state = self._files.setdefault(key, _FileState(claim.path))
                if not state.holders:
                    state.mode, state.since = claim.mode, at
                elif claim.mode is ClaimMode.WRITE:
                    state.mode = ClaimMode.WRITE
                state.holders[task_id] = None

    def release(self, task_id: str, claims: Iterable[FileClaim]) -> None:
        """Take all ``claims`` back from a task."""
        for claim in claims:
            for key in claim_keys(claim):
                state = self._files.get(key)
                if state is not None:
                    state.holders.pop(task_id, None)
                    self._drop_if_unused(key, state)

    def park(self, conflict: Conflict, role: str, entry: Entry) -> None:
        """A task of ``role`` waits for the file it collided on."""
        insort(self._files[conflict.key].waiters.setdefault((role, conflict.claim.mode), []), entry)

    def unpark(self, conflict: Conflict, role: str, entry: Entry) -> None:
        """The task waits no more for that file."""
        state, name = self._files[conflict.key], (role, conflict.claim.mode)
        line = state.waiters[name]
        remove_entry(line, entry)
        if not line:
            del state.waiters[name]
        self._drop_if_unused(conflict.key, state)

    def next_waiters(self, claims: Iterable[FileClaim]) -> list[str]:
        """For each file of ``claims`` that is free, or shared with readers: each role's first waiter."""
        found: list[str] = []
        for claim in claims:
            for key in claim_keys(claim):
                state = self._files.get(key)
                if state is None or (state.holders and state.mode is ClaimMode.WRITE):
                    continue
                lines = (line for (_, mode), line in state.waiters.items() if _may_join(state, mode))
                found.extend(line[0][2] for line in lines)
        return list(dict.fromkeys(found))

    def first_waiters(self, claims: Iterable[FileClaim]) -> Iterator[tuple[FileClaim, str, Entry]]:
        """For each file of ``claims``: each role's first waiter in either mode, with claim and role."""
        for claim in claims:
            for key in claim_keys(claim):
                state = self._files.get(key)
                for (role, _), line in state.waiters.items() if state is not None else ():
                    yield claim, role, line[0]

    def since(self, key: FileKey) -> float:
        """Since when a held file is held without a break."""
        return self._files[key].since

    def next_in_lines(self, claims: Iterable[FileClaim], most: int) -> Iterator[str]:
        """The first ``most`` tasks of each line that waits for a file of ``claims``, held or not."""
        for claim in claims:
            for key in claim_keys(claim):
                state = self._files.get(key)
                for line in state.waiters.values() if state is not None else ():
                    yield from (entry[2] for entry in line[:most])

    def excerpt(self, claims: Iterable[FileClaim], task_ids: Container[str]) -> LeaseTable:
        """A table of the files of ``claims`` alone, with those waiters that are among ``task_ids``."""
        table = LeaseTable()
        for key in dict.fromkeys(key for claim in claims for key in claim_keys(claim)):
            state = self._files.get(key)
            if state is None:
                continue
            lines = {name: [e for e in line if e[2] in task_ids] for name, line in state.waiters.items()}
            copy = _FileState(state.path, state.mode, state.since, dict(state.holders))
            copy.waiters = {name: line for name, line in lines.items() if line}
            table._files[key] = copy
        return table

    def views(self) -> Iterator[LeaseView]:
        """What is held or waited for; a file that is known by two keys may come twice."""
        for key, state in self._files.items():
            waiters = sorted(entry for line in state.waiters.values() for entry in line)
            if isinstance(key, str) or waiters:
                names = tuple(entry[2] for entry in waiters)
                yield LeaseView(state.path, state.mode, tuple(state.holders), names, state.since)

    def holders(self) -> Iterator[tuple[FileKey, ClaimMode, tuple[str, ...]]]:
        """Every held key with its mode and holders."""
        for key, state in self._files.items():
            if state.holders:
                yield key, state.mode, tuple(state.holders)

    def waiters(self) -> Iterator[tuple[FileKey, str]]:
        """Every waiting task with the key that it waits for."""
        for key, state in self._files.items():
            for line in state.waiters.values():
                for entry in line:
                    yield key, entry[2]

    def _drop_if_unused(self, key: FileKey, state: _FileState) -> None:
        if not state.holders and not state.waiters:
            del self._files[key]


def _may_join(state: _FileState, mode: ClaimMode) -> bool:
    return not state.holders or mode is ClaimMode.READ
