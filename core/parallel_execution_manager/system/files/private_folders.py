"""What belongs to one user alone: the data folder and the places of ours in it.

Names in the data folder are known beforehand. Where others may write they could lay a link or a folder of
their own under such a name, and have this program write or remove what they choose; so whoever made a
place is looked at before it is used. On Windows the profile of the user sees to that.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection
from pathlib import Path
from typing import Final

PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600
OWN_FOLDERS: Final = ("runs", "store", "doors", "supervisor", "crashes")
OWN_FILES: Final = (
    "instance.lock",
    "leases.json",
    "leases.lock",
    "footprints.json",
    "observed_files.json",
    "control-group",
    "window.log",
    "store.last",
)
OWN_PARTS: Final = (
    *(f"store/{name}.sqlite3{end}" for name in ("queue", "history") for end in ("", "-wal", "-shm")),
    "store/backups",
    *(f"supervisor/{name}" for name in ("lock", "socket", "attempts.log", "troubles.log")),
)
"""What is made in those folders and opened by a library or the kernel, which would follow a link."""
_MAY_BE_A_LINK: Final = ("runs",)
"""To a larger disk: what tasks make may be much."""
_OTHERS_WRITE: Final = 0o022
_OTHERS: Final = 0o077
_OWN_STARTS: Final = (*OWN_FOLDERS, *OWN_FILES, "last_good_config-", ".")
_HAS_USERS: Final = hasattr(os, "getuid")
NO_LINK: Final[int] = getattr(os, "O_NOFOLLOW", 0)
"""Flag for opening what is never a link, such as a lock."""
_AT_ONCE: Final = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


class UnsafePlaceError(Exception):
    """Somebody else has a hand in a place; the message has the path, the reason and the way out."""


def make_private(folder: Path) -> None:
    """Make a folder with its parents, each for this user alone, whatever the umask is.

    Raises:
        OSError: it cannot be made.
    """
    # The mode of `Path.mkdir` counts for the last one only: with a umask of 0 others could replace it.
    for missing in (*reversed(folder.parents), folder):
        if not missing.exists():
            missing.mkdir(PRIVATE_FOLDER, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make an empty file for this user alone, for a library that would make it by the umask; or leave it.

    Raises:
        OSError: it cannot be made, or is a link.
    """
    refuse_link(path)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK, PRIVATE_FILE))


def refuse_link(path: Path) -> None:
    """See that no link is in the place of what is the program's own.

    Raises:
        OSError: there is one; what would be written there would be written elsewhere.
    """
    if _HAS_USERS and path.is_symlink():
        raise OSError(errno.ELOOP, "it is a link, which is not followed; remove it", str(path))


def read_own(path: Path) -> bytes:
    """The content of a file of ours in the data folder: never through a link, and never waiting for a writer.

    Raises:
        FileNotFoundError: there is none.
        OSError: it is a link or no ordinary file, or cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | NO_LINK | _AT_ONCE)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
        return file.read()


def claim_for_user(folder: Path, way_out: str) -> str:
    """See that a data folder and our places in it are this user's; a sentence if others could write.

    What holds nothing but what is ours is closed to others. A folder with other things in it keeps its
    permissions, as those are somebody's wish; if others may write there, it is refused. ``way_out`` ends
    messages. Of our places only ``runs`` may be a link, and that of this user.

    Raises:
        UnsafePlaceError: it, or a place of ours in it, is or leads to somebody else's, or is a link.
        OSError: it cannot be looked at, or its permissions cannot be set.
    """
    if not _HAS_USERS:
        return ""
    trusted = _trusted(folder)
    is_ours = _is_ours(folder)
    was = _claim(folder, trusted, way_out, closes=is_ours)
    for name in (*OWN_FOLDERS, *OWN_FILES):
        place = folder / name
        if os.path.lexists(place):
            was |= _claim(place, trusted, way_out, closes=is_ours, may_be_a_link=name in _MAY_BE_A_LINK)
    for name in OWN_PARTS:
        if (folder / name).is_symlink():
            raise _followed_never(folder / name, way_out)
    if was & _OTHERS_WRITE:
        return f"data folder {folder} could be written by others; it is this user's alone now"
    return ""


def _trusted(folder: Path) -> Collection[int]:
    """Users whose places are used: oneself, root; for root, who owns the folder (as in a container)."""
    own = os.geteuid()
    return {own, 0} if own else {0, folder.stat().st_uid}


def _is_ours(folder: Path) -> bool:
    """Whether nothing is in a folder but what this program puts there; then all is ours to close."""
    with os.scandir(folder) as entries:
        return all(entry.name.startswith(_OWN_STARTS) for entry in entries)


def _followed_never(link: Path, way_out: str) -> UnsafePlaceError:
    return UnsafePlaceError(
        f"{link} is a link, and what the program keeps there is never reached through one: what it writes "
        f"would be written elsewhere; remove the link, or {way_out}"
    )


def _claim(
    place: Path, trusted: Collection[int], way_out: str, *, closes: bool, may_be_a_link: bool = True
) -> int:
    """Refuse what others made, or may write and is not to be closed; the permissions that were closed."""
    if place.is_symlink():
        # A link is as good as who made it: one's own may lead to a larger disk.
        owner = place.lstat().st_uid
        if owner not in trusted:
            raise UnsafePlaceError(f"{place} is a link that user {owner} made; remove it, or {way_out}")
        if not may_be_a_link:
            raise _followed_never(place, way_out)
        if not place.exists():
            return 0
    found = place.stat()
    if found.st_uid not in trusted:
        raise UnsafePlaceError(f"{place} belongs to user {found.st_uid}; remove it, or {way_out}")
    mode = stat.S_IMODE(found.st_mode)
    if closes and found.st_uid == os.geteuid() and mode & _OTHERS:
        place.chmod(PRIVATE_FOLDER if stat.S_ISDIR(found.st_mode) else PRIVATE_FILE)
        return mode & _OTHERS
    if mode & _OTHERS_WRITE:
        raise UnsafePlaceError(
            f"others may write {place} (mode {mode:04o}), and not only what this program made is beside it; "
            f"close it (chmod go-w {place}), or {way_out}"
        )
    return 0
