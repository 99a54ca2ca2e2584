"""Claims with those who have them, or want them, found by what they collide with: no scan of all.

A claim of one file is found by its own keys and by what is around it, a tree (and what may become a folder)
further by the claims below it.
Who has equal claims (or wants them, of one role) stands in one line.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator

from parallel_execution_manager.scheduling.leases.claim_folders import ClaimFolders
from parallel_execution_manager.scheduling.leases.claims import (
    FileKey,
    collide,
    keys_above,
    may_be_folder,
    meet,
    own_keys,
)
from parallel_execution_manager.scheduling.model.model import ClaimMode, ClaimScope, FileClaim
from parallel_execution_manager.scheduling.model.queues import Entry, remove_entry


class ClaimLine:
    """All of one role with equal claims, in order."""

    __slots__ = ("claim", "entries", "role")

    def __init__(self, role: str, claim: FileClaim) -> None:
        self.role = role
        self.claim = claim
        self.entries: list[Entry] = []

    @property
    def first(self) -> Entry:
        """The first of the line; a line without anybody is dropped."""
        return self.entries[0]


class ClaimIndex:
    """Lines of claims."""

    __slots__ = ("_files", "_folders", "_lines", "_trees", "_unmade")

    def __init__(self) -> None:
        self._lines: dict[tuple[str, FileClaim], ClaimLine] = {}
        self._files: dict[FileKey, list[ClaimLine]] = {}
        self._trees: dict[FileKey, list[ClaimLine]] = {}
        self._unmade = 0
        self._folders: ClaimFolders[ClaimLine] = ClaimFolders()

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, role: str, claim: FileClaim, entry: Entry) -> None:
        """Put somebody into the line of a claim."""
        line = self._lines.get((role, claim))
        if line is None:
            line = self._lines[role, claim] = ClaimLine(role, claim)
            kind = self._kind(claim)
            for key in own_keys(claim):
                kind.setdefault(key, []).append(line)
            self._folders.add(line)
            self._unmade += may_be_folder(claim)
        insort(line.entries, entry)

    def remove(self, role: str, claim: FileClaim, entry: Entry) -> None:
        """Take somebody out of the line of a claim.

        Raises:
            LookupError: it is not in it.
        """
        line = self._lines[role, claim]
        remove_entry(line.entries, entry)
        if line.entries:
            return
        del self._lines[role, claim]
        self._folders.remove(line)
        self._unmade -= may_be_folder(claim)
        kind = self._kind(claim)
        for key in own_keys(claim):
            kind[key].remove(line)
            if not kind[key]:
                del kind[key]

    def colliding(self, claim: FileClaim) -> Iterator[ClaimLine]:
        """The lines whose claims collide with this one; some may come twice."""
        return (line for line in self._candidates(claim, claim.mode) if collide(claim, line.claim))

    def meeting(self, claim: FileClaim) -> Iterator[ClaimLine]:
        """The lines whose claims are of the same files, in whatever mode; some may come twice."""
        return (line for line in self._candidates(claim, ClaimMode.WRITE) if meet(claim, line.claim))

    def _candidates(self, claim: FileClaim, mode: ClaimMode) -> Iterator[ClaimLine]:
        if not self._lines:
            return
        for key in own_keys(claim):
            yield from self._files.get(key, ())
            yield from self._trees.get(key, ())
        if self._trees or self._unmade:
            for key in keys_above(claim):
                yield from self._trees.get(key, ())
                if self._unmade:
                    yield from self._files.get(key, ())
        if claim.scope is ClaimScope.TREE or may_be_folder(claim):
            yield from self._folders.below(claim, mode)

    def _kind(self, claim: FileClaim) -> dict[FileKey, list[ClaimLine]]:
        return self._files if claim.scope is ClaimScope.FILE else self._trees
