"""Who holds which file at this moment, found by path and by identity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from parallel_execution_manager.scheduling.leases.claims import matches
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim

Inode = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Holder:
    """A running task, or a process that is no task (then without a role, and with its ``pid``)."""

    id: str
    label: str
    role: str = ""
    attempt: int = 0
    pid: int | None = None


class Hold(NamedTuple):
    """A holder with one of its claims."""

    holder: Holder
    claim: FileClaim

    @property
    def is_alone(self) -> bool:
        """Whether nobody else may even read the file."""
        return self.claim.mode is ClaimMode.WRITE


class Holdings:
    """The claims of all holders. A file that is made, or replaced, while it is held stays held."""

    def __init__(self) -> None:
        self._holds: dict[Holder, list[Hold]] = {}
        self._by_key: dict[Hashable, list[Hold]] = defaultdict(list)
        self._keys: dict[Hold, set[Hashable]] = defaultdict(set)
        self._trees: list[Hold] = []

    @property
    def holders(self) -> tuple[Holder, ...]:
        """Everybody who holds something."""
        return tuple(self._holds)

    @property
    def files(self) -> set[str]:
        """The canonical paths of all single files that are held."""
        return {hold.claim.path for hold in self._keys if hold.claim.scope is ClaimScope.FILE}

    @property
    def trees(self) -> set[str]:
        """The folders of all trees that are held."""
        return {hold.claim.path for hold in self._trees}

    def add(self, holder: Holder, claims: Iterable[FileClaim]) -> None:
        """A holder has got its claims."""
        self._holds[holder] = holds = [Hold(holder, claim) for claim in claims]
        for hold in holds:
            inode = hold.claim.inode or inode_of(hold.claim.path)
            if hold.claim.scope is ClaimScope.TREE:
                self._trees.append(hold)
                self._note(hold, ("tree", inode))
            else:
                self._note(hold, hold.claim.path)
                self._note(hold, inode)

    def remove(self, holder: Holder) -> None:
        """A holder has given everything back."""
        for hold in self._holds.pop(holder, ()):
            for key in self._keys.pop(hold, ()):
                self._by_key[key].remove(hold)
                if not self._by_key[key]:
                    del self._by_key[key]
            if hold in self._trees:
                self._trees.remove(hold)

    def note_made(self, path: str) -> None:
        """At a held path there is another file now: it is held too, beside the one that was there."""
        for hold in tuple(self._by_key.get(path, ())):
            self._note(hold, inode_of(path))

    def of(self, path: str, inode: Inode | None = None) -> list[Hold]:
        """The claims that a file falls under; with ``inode`` also by other names and other mounts."""
        found = dict.fromkeys(self._by_key.get(path, ()))
        if inode is not None:
            found.update(dict.fromkeys(self._by_key.get(inode, ())))
            found.update(dict.fromkeys(self._around_elsewhere(path)))
        found.update(dict.fromkeys(self._around(path)))
        return list(found)

    def _around(self, path: str) -> Iterator[Hold]:
        for hold in self._trees:
            below = _below(hold.claim.path, path)
            if below is not None and _fits(hold.claim.pattern, below):
                yield hold

    def _around_elsewhere(self, path: str) -> Iterator[Hold]:
        """Reached by another mount, a tree's folder is told by its inode alone."""
        for folder in Path(path).parents if self._trees else ():
            for hold in self._by_key.get(("tree", inode_of(str(folder))), ()):
                if _fits(hold.claim.pattern, str(Path(path).relative_to(folder))):
                    yield hold

    def _note(self, hold: Hold, key: Hashable) -> None:
        if key in (None, ("tree", None)) or key in self._keys[hold]:
            return
        self._keys[hold].add(key)
        self._by_key[key].append(hold)


def inode_of(path: str) -> Inode | None:
    """``(device, inode)`` of what is at a path now."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if status.st_ino else None


def _below(tree: str, path: str) -> str | None:
    """``path`` relative to ``tree``; ``None`` if it is not below."""
    top = f"{tree.rstrip('/')}/"
    return path[len(top) :] if path.startswith(top) else None


def _fits(pattern: str, below: str) -> bool:
    return not pattern or matches(pattern, below)
