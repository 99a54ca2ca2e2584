"""Whether a file is still what it was: its size, times and inode, and its content where it is small."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from parallel_execution_manager.scheduling.leases.claims import matches
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim

MOST_FILES: Final = 2_000
"""Of so many files of one task a fingerprint is kept; what is more is not compared."""
MOST_ENTRIES: Final = 20_000
"""So many names are looked at in a tree."""
LARGEST_READ: Final = 1 << 20
"""Up to this size the content is compared too; of a larger file only what the file system tells of it."""
MOST_READ: Final = 32 << 20
"""So much content is read of all files of one task together, in bytes."""
# A file that is written twice within one tick of the file system's clock has the same times (git calls
# that racily clean). Two seconds are the ticks of vfat, the coarsest of all.
_TICK_NS: Final = 2_000_000_000
_CAREFUL: Final = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a file was at a time.

    ``told`` is what the file system says: size, time of the content, time of the whole, device and inode.
    ``fresh`` means that it was changed so shortly before that the times cannot tell of a change after.
    ``digest`` is of the content, ``None`` if that was not read.
    """

    told: tuple[int, ...]
    fresh: bool
    digest: bytes | None


class Fingerprints:
    """The fingerprints of some files, and which of them have changed since.

    ``has_left_out`` tells whether there were more files than are kept.
    """

    def __init__(self) -> None:
        self._known: dict[str, Fingerprint | None] = {}
        self._room = MOST_READ
        self.has_left_out = False

    def note(self, paths: Iterable[str]) -> None:
        """Take the fingerprints of files anew; one that does not exist is known as missing.

        What comes after the first file for which there is no room is left out.
        """
        for path in paths:
            if path not in self._known and len(self._known) >= MOST_FILES:
                self.has_left_out = True
                return
            self._known[path] = self._taken(path)

    def changed(self) -> list[str]:
        """The files that are others than when they were noted; from now on they are known as they are."""
        return [path for path, known in self._known.items() if self._has_changed(path, known)]

    @property
    def noted(self) -> tuple[str, ...]:
        """The files that are known, the missing ones too."""
        return tuple(self._known)

    def _has_changed(self, path: str, known: Fingerprint | None) -> bool:
        if known is not None and not known.fresh and known.told == _told(path):
            return False
        now = self._known[path] = self._taken(path)
        if known is None or now is None:
            return known is not now
        return known.told != now.told if known.digest is None else known.digest != now.digest

    def _taken(self, path: str) -> Fingerprint | None:
        before = self._known.get(path)
        if before is not None and before.digest is not None:
            self._room += before.told[0]
        told = _told(path)
        if told is None:
            return None
        digest = None
        if told[0] <= min(LARGEST_READ, self._room):
            digest = _digest(path)
            self._room -= told[0] if digest is not None else 0
        return Fingerprint(told, time.time_ns() - max(told[1:3]) < _TICK_NS, digest)


def files_below(folder: str, skipped: Collection[str] = ()) -> Iterator[str]:
    """Regular files below ``folder`` without links, and without what is at or below the paths ``skipped``.

    The order is always the same. It ends early in a tree of more than ``MOST_ENTRIES``; what vanishes or may
    not be read meanwhile is left out.
    """
    room, folders = MOST_ENTRIES, [folder]
    while folders and room > 0:
        found = _entries(folders.pop(), room)
        room -= len(found)
        wanted = [entry for entry in found if entry.path not in skipped]
        folders.extend(entry.path for entry in reversed(wanted) if entry.is_dir(follow_symlinks=False))
        yield from (entry.path for entry in wanted if entry.is_file(follow_symlinks=False))


def _entries(folder: str, most: int) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(islice(entries, most), key=lambda entry: entry.name)
    except OSError:
        return []


def _told(path: str) -> tuple[int, ...] | None:
    """What the file system says of a regular file; ``None`` if there is none, or if it may not be seen."""
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_dev, found.st_ino


def _digest(path: str) -> bytes | None:
    """The content's digest; ``None`` if it may not be read or has grown meanwhile."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _CAREFUL)
    except OSError:
        return None
    try:
        content = (
            os.read(descriptor, LARGEST_READ + 1) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
        )
    except OSError:
        return None
    finally:
        os.close(descriptor)
    if content is None or len(content) > LARGEST_READ:
        return None
    return hashlib.blake2b(content, digest_size=16).digest()


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
