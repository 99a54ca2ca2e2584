"""Which file is meant: one claim for all the spellings of a path, patterns and links among them."""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim
from parallel_execution_manager.system.files.mounts import Mounts

MOST_LINKS = 40
"""As many as Linux follows in one path."""


def links_on_the_way(path: str) -> Iterator[tuple[str, str]]:
    """Each link that the absolute ``path`` leads through, also by way of another link, in their order.

    Each is the folder that it really lies in, and what is below that as the path names it, from the link's
    own name on. A link is left out if the path goes up behind it, and so names nothing below it. Windows has
    other links, which are not looked for.
    """
    if os.sep != "/":
        return
    folder, pending = os.sep, path.split(os.sep)[::-1]
    left = MOST_LINKS
    while pending and left:
        name = pending.pop()
        if name == "..":
            folder = os.path.dirname(folder)
            continue
        try:
            target = os.readlink(os.path.join(folder, name)) if name else ""
        except OSError:
            target = ""
        if not target:
            folder = os.path.normpath(os.path.join(folder, name))
            continue
        left -= 1
        below = os.path.normpath(os.path.join(".", *reversed(pending)))
        if below.split(os.sep)[0] != "..":
            yield folder, os.path.normpath(os.path.join(name, below))
        folder = os.sep if target.startswith(os.sep) else folder
        pending.extend(target.split(os.sep)[::-1])


WILDCARDS = "*?"
"""Brackets are ordinary characters: files have them in their names more often than ranges are meant."""

EVERYTHING = ("**", "**/*", "**/**")


class PatternError(ValueError):
    """A pattern that cannot be understood; the message is the reason, and ``way_out`` what to do."""

    def __init__(self, reason: str, way_out: str) -> None:
        super().__init__(reason)
        self.way_out = way_out


def split_pattern(path: str) -> tuple[str, str]:
    """The path before the first wildcard (possibly empty), and the pattern below it with ``/`` between names.

    The pattern is empty if there is no wildcard. All that is below a folder is no pattern but the
    folder itself, with a separator at its end: ``src/**`` is ``src/``.

    Raises:
        PatternError: behind a wildcard one cannot go up again.
    """
    if not any(wildcard in path for wildcard in WILDCARDS):
        return path, ""
    names = (path.replace(os.altsep, os.sep) if os.altsep else path).split(os.sep)
    first = next(n for n, name in enumerate(names) if any(wildcard in name for wildcard in WILDCARDS))
    folder = os.sep.join([*names[:first], ""])
    wanted = [name for name in names[first:] if name not in ("", ".")]
    if ".." in wanted:
        raise PatternError("'..' stands behind a wildcard", "name the folder without it")
    if not names[-1]:
        wanted.append("**")
    pattern = "/".join(wanted)
    return folder, "" if pattern in EVERYTHING else pattern


# pathconf's number of "does this directory tell upper from lower case" in macOS's <unistd.h>;
# Python knows it by number only.
_PC_CASE_SENSITIVE = 11
# FS_IOC_GETFLAGS and FS_CASEFOLD_FL of <linux/fs.h>; some rare processors number the call differently,
# and are told "no such call".
_GET_FLAGS = 0x80006601 | struct.calcsize("l") << 16
_CASEFOLD = 0x40000000


def folds_case(folder: str, platform: str = sys.platform) -> bool:
    """Whether names in the existing ``folder`` that differ in case only are one file.

    Where macOS does not say, they are taken for one: a needless wait does less harm than a clash. On
    Linux only a folder that was made so folds case (chattr +F); file systems that always fold are
    told by their kind, see `Mounts.folds_case`.
    """
    if platform == "win32":
        return True
    if platform == "linux":
        return _has_casefold_flag(folder)
    if platform != "darwin":
        return False
    try:
        return os.pathconf(folder, _PC_CASE_SENSITIVE) != 1
    except OSError:
        return True


def fold(path: str) -> str:
    """One spelling for all the spellings that a case-folding file system takes for one name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _has_casefold_flag(folder: str) -> bool:
    """A folder that may not be read does not say; it is taken for an ordinary one."""
    import fcntl

    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NONBLOCK)
    except OSError:
        return False
    answer = bytearray(struct.calcsize("l"))
    try:
        fcntl.ioctl(opened, _GET_FLAGS, answer)
    except OSError:
        return False
    finally:
        os.close(opened)
    return bool(int.from_bytes(answer[:4], sys.byteorder) & _CASEFOLD)


_NOT_ENTERED = ("a folder above it may not be entered", "allow it (chmod +x), or claim another path")
_NOT_MOUNTED = ("what it lies on does not answer or is not mounted", "mount it, or claim another path")
_REASONS = {
    errno.ELOOP: ("its symbolic links lead in a circle", "repair the links"),
    errno.EACCES: _NOT_ENTERED,
    errno.EPERM: _NOT_ENTERED,
    errno.ENAMETOOLONG: ("it is longer than the file system allows", "shorten it"),
    errno.ENOTDIR: ("something above it is a file and no folder", "correct the path"),
    **dict.fromkeys(
        (errno.ESTALE, errno.ENOTCONN, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ETIMEDOUT), _NOT_MOUNTED
    ),
}
_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class FileIdentityError(ValueError):
    """A path that names no file for certain; the message has the path, the reason and the way out."""

    def __init__(self, path: str, reason: str, way_out: str) -> None:
        super().__init__(f"file {path!r} cannot be claimed: {reason}; {way_out}")


@dataclass(frozen=True, slots=True)
class _Folder:
    """An existing folder: its path with case folded, its identity and those above it, the nearest first."""

    path: str
    folders: tuple[tuple[int, int], ...]
    folds: bool

    def child(self, name: str) -> str:
        """The path of a name in it, or below it, as it counts."""
        return os.path.join(self.path, self.spelt(name))

    def place(self, name: str) -> tuple[int, int, str] | None:
        """What a name in it, or below it, is known by whichever path leads here; ``None`` if by nothing."""
        return (*self.folders[0], self.spelt(name)) if self.folders[0][1] else None

    def spelt(self, name: str) -> str:
        """A name in it, or below it, as it counts."""
        return fold(name) if self.folds else name


class FileIdentifier:
    """Turns paths into claims, and keeps what it saw of folders meanwhile: make a new one for each batch.

    ``reserved`` are folders that nobody can have for himself as a whole; ``mounts`` tells what is mounted.
    """

    def __init__(self, reserved: Sequence[str] = (), mounts: Callable[[], Mounts] = Mounts.now) -> None:
        self._reserved = {os.path.realpath(folder) for folder in reserved}
        self._known: dict[str, _Folder | None] = {}
        self._mounts = mounts()

    def identify(self, path: str, cwd: str, mode: ClaimMode) -> FileClaim:
        """The claim on ``path``, the same for every spelling of it; it need not exist.

        A relative path is looked up in ``cwd`` (absolute). Links are resolved, also above a file that
        does not exist yet. A folder, a path that ends with a separator and one with wildcards (``*``,
        ``?``, ``**``) is a claim of a tree.

        Raises:
            FileIdentityError: the text is no path, it leads to what is neither file nor folder, or the
                file system refuses to follow it.
        """
        _refuse_impossible_text(path)
        whole = os.path.join(cwd, path)
        try:
            literal, pattern = split_pattern(whole)
        except PatternError as error:
            raise FileIdentityError(path, str(error), error.way_out) from None
        canonical = real = _followed(path, literal)
        if _has_surrogates(canonical):
            raise FileIdentityError(path, "it leads to a name that is not valid text", "rename that file")
        found = _look(path, canonical)
        is_folder = found is not None and stat.S_ISDIR(found.st_mode)
        is_tree = is_folder or bool(pattern) or literal.endswith(os.sep)
        if is_tree:
            self._refuse_as_tree(path, canonical, is_file=found is not None and not is_folder)
        if found is not None:
            canonical = self._first_path(canonical, found)
        folder, name = self._place(path, canonical)
        around = folder if found is None or not is_folder else self._folder(canonical, found)
        claim = FileClaim(
            path=folder.child(name),
            mode=mode,
            inode=_inode(found),
            scope=ClaimScope.TREE if is_tree else ClaimScope.FILE,
            pattern=around.spelt(pattern),
            place=folder.place(name),
            folders=folder.folders,
            written=whole,
        )
        if os.path.normpath(literal) == real:
            return claim
        return replace(claim, links=tuple(self._links(literal, claim)))

    def _links(self, literal: str, claim: FileClaim) -> Iterator[FileClaim]:
        """What is claimed, by the names that lead to it through links."""
        for above, name in links_on_the_way(literal):
            folder = self._known_folder(above)
            if folder is not None and not _has_surrogates(above + name):
                yield replace(
                    claim,
                    path=folder.child(name),
                    inode=None,
                    place=folder.place(name),
                    folders=folder.folders,
                    written="",
                )

    def _refuse_as_tree(self, path: str, canonical: str, *, is_file: bool) -> None:
        if is_file:
            raise FileIdentityError(path, *_REASONS[errno.ENOTDIR])
        if os.path.dirname(canonical) == canonical:
            raise FileIdentityError(path, "it is the whole file system", "name the folders that are meant")
        if canonical in self._reserved:
            raise FileIdentityError(path, "it is the manager's own data folder", "name a folder of your own")

    def _place(self, path: str, canonical: str) -> tuple[_Folder, str]:
        """The nearest existing folder above ``canonical``, and the rest of the path below that."""
        above, name = os.path.split(canonical)
        while (folder := self._known_folder(above)) is None:
            higher, last = os.path.split(above)
            if higher == above:
                raise FileIdentityError(path, *_NOT_MOUNTED)
            above, name = higher, f"{last}{os.sep}{name}"
        return folder, name

    def _known_folder(self, path: str) -> _Folder | None:
        if path in self._known:
            return self._known[path]
        try:
            found = os.stat(path)
        except OSError:
            self._known[path] = None
            return None
        return self._folder(path, found)

    def _folder(self, path: str, found: os.stat_result) -> _Folder:
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._make_folder(path, found)
        return known

    def _make_folder(self, path: str, found: os.stat_result) -> _Folder:
        folds = self._mounts.folds_case(found.st_dev) or folds_case(path)
        own = (found.st_dev, found.st_ino)
        above, name = os.path.split(self._first_path(path, found))
        parent = self._known_folder(above) if name else None
        if parent is None:
            return _Folder(path, (own,), folds)
        return _Folder(parent.child(name), (own, *parent.folders), folds)

    def _first_path(self, path: str, found: os.stat_result) -> str:
        """Of what is mounted several times, the path where most of it is seen; else ``path``."""
        first = self._mounts.other_path(path)
        return first if first != path and _is(first, (found.st_dev, found.st_ino)) else path


def identify(path: str, cwd: str, mode: ClaimMode, reserved: Sequence[str] = ()) -> FileClaim:
    """The claim on one path; see `FileIdentifier`.

    Raises:
        FileIdentityError: the path cannot be claimed.
    """
    return FileIdentifier(reserved).identify(path, cwd, mode)


def spelling(claim: FileClaim) -> str:
    """A path that means what is claimed: as it was written, or where that was not kept the canonical one."""
    if claim.written:
        return claim.written
    return os.path.join(claim.path, claim.pattern) if claim.scope is ClaimScope.TREE else claim.path


def _refuse_impossible_text(path: str) -> None:
    if not path:
        raise FileIdentityError(path, "the path is empty", "name a file or leave the entry out")
    if "\0" in path:
        raise FileIdentityError(path, "it contains a NUL character", "remove the character")
    if _has_surrogates(path):
        raise FileIdentityError(path, "it is not valid text (a lone surrogate)", "rename the file")


def _has_surrogates(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _followed(path: str, literal: str) -> str:
    try:
        return os.path.realpath(literal)
    except OSError as error:  # a link that may be seen and not read, such as /proc/1/root
        raise _refusal(path, error) from error


def _refusal(path: str, error: OSError) -> FileIdentityError:
    return FileIdentityError(path, *_REASONS.get(error.errno or 0, (str(error), "correct the path")))


def _look(path: str, canonical: str) -> os.stat_result | None:
    try:
        found = os.stat(canonical)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refusal(path, error) from error
    kind = _KINDS.get(stat.S_IFMT(found.st_mode))
    if kind is not None:
        raise FileIdentityError(path, f"it is {kind}", "name a file that stands for it")
    return found


def _inode(found: os.stat_result | None) -> tuple[int, int] | None:
    return (found.st_dev, found.st_ino) if found is not None and found.st_ino else None


def _is(path: str, identity: tuple[int, int]) -> bool:
    try:
        found = Path(path).stat()
    except OSError:
        return False
    return (found.st_dev, found.st_ino) == identity
