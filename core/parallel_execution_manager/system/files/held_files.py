"""The files of one task while it holds them: kept, so that they stay what they are, and compared."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Final

from parallel_execution_manager.scheduling.leases.claims import matches
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim
from parallel_execution_manager.system.files.fingerprints import MOST_FILES, Fingerprints, files_below

MOST_KEPT_OPEN: Final = 32
"""So many files of one task are kept open at a time."""
# Opens a file without reading it and without waiting for anybody: O_PATH on Linux; where there is none a
# pipe must not make it wait.
_LOOK: Final = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK"))
_PATH_ONLY: Final = getattr(os, "O_PATH", os.O_RDONLY)


class OpenFilesShare:
    """How many files may be kept open for all tasks together."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._lock = threading.Lock()

    def take(self, wanted: int) -> int:
        """As many of ``wanted`` as are left."""
        with self._lock:
            taken = min(wanted, self._left)
            self._left -= taken
        return taken

    def give_back(self, count: int) -> None:
        """What was taken is free again."""
        with self._lock:
            self._left += count


class HeldFiles:
    """What a task holds, from its start to its end.

    The inode number of a file that is removed is given out again, and its new owner would be taken for
    the old one. That does not happen while it is open, so the first files of a task are kept open, as
    far as there is room. ``skipped`` are folders whose files are never compared.
    """

    def __init__(
        self, claims: Sequence[FileClaim], share: OpenFilesShare, skipped: Sequence[str] = ()
    ) -> None:
        self._claims = claims
        self._share = share
        self._skipped = tuple(skipped)
        self._open = _opened(claims, share)
        self._read = Fingerprints()
        self._stood_still: Fingerprints | None = None
        self._left_out = False
        self._read.note(self._files(ClaimMode.READ))

    def stands_still(self) -> list[str]:
        """The task's processes stand still: files to read that were changed while it ran.

        What is changed from now on is changed by others.
        """
        found = self._read.changed()
        self._stood_still = Fingerprints()
        self._stood_still.note(self._all_files())
        self._left_out |= self._stood_still.has_left_out
        return found

    def goes_on(self) -> list[str]:
        """The task is about to go on: the files that were changed, made or removed while it stood still."""
        if self._stood_still is None:
            return []
        noted, self._stood_still = self._stood_still, None
        found = noted.changed()
        if not noted.has_left_out:
            new = set(islice(self._all_files(), MOST_FILES)).difference(noted.noted)
            found.extend(sorted(new))
        self._read.note(self._files(ClaimMode.READ))
        return found

    def ends(self) -> list[str]:
        """The task has ended: files to read that were changed while it ran; whoever did it."""
        return self._read.changed()

    @property
    def has_left_out(self) -> bool:
        """Whether there were more files than are compared."""
        return self._left_out or self._read.has_left_out

    def close(self) -> None:
        """Keep nothing open any more."""
        kept, self._open = self._open, []
        for descriptor in kept:
            os.close(descriptor)
        self._share.give_back(len(kept))

    def _all_files(self) -> Iterator[str]:
        yield from self._files(ClaimMode.READ)
        yield from self._files(ClaimMode.WRITE)

    def _files(self, mode: ClaimMode) -> Iterator[str]:
        """The files of the claims of one mode; to be read are only those that it may not write too."""
        own = [claim for claim in self._claims if claim.mode is ClaimMode.WRITE]
        skipped = (*self._skipped, *(claim.path for claim in own if not claim.pattern))
        for claim in self._claims:
            if claim.mode is mode:
                yield from files_of(claim, skipped if mode is ClaimMode.READ else self._skipped)


def files_of(claim: FileClaim, skipped: Collection[str] = ()) -> Iterator[str]:
    """The file of a claim, or the files of its tree that exist now."""
    if claim.scope is ClaimScope.FILE:
        yield claim.path
        return
    for path in files_below(claim.path, skipped):
        if not claim.pattern or matches(claim.pattern, path[len(claim.path) + 1 :].replace(os.sep, "/")):
            yield path


def _opened(claims: Sequence[FileClaim], share: OpenFilesShare) -> list[int]:
    existing = [claim for claim in claims if claim.inode is not None]
    room = share.take(min(len(existing), MOST_KEPT_OPEN)) if os.name == "posix" else 0
    found: list[int] = []
    for claim in existing[:room]:
        with contextlib.suppress(OSError):
            found.append(os.open(claim.path, _PATH_ONLY | _LOOK))
    share.give_back(room - len(found))
    return found
