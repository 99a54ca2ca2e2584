"""Which file is meant: one canonical claim for all the spellings of a path."""

from __future__ import annotations

import errno
import os
import stat
import sys
import unicodedata
from pathlib import Path

from parallel_execution_manager.scheduling.model import ClaimMode, FileClaim

# pathconf's number of "does this directory tell upper from lower case" in macOS's <unistd.h>;
# Python knows it by number only.
_PC_CASE_SENSITIVE = 11

_REASONS = {
    errno.ELOOP: ("its symbolic links lead in a circle", "repair the links"),
    errno.EACCES: ("a folder above it may not be entered", "allow it (chmod +x), or claim another path"),
    errno.EPERM: ("a folder above it may not be entered", "allow it (chmod +x), or claim another path"),
    errno.ENAMETOOLONG: ("it is longer than the file system allows", "shorten it"),
    errno.ENOTDIR: ("something above it is a file and no folder", "correct the path"),
}


class FileIdentityError(ValueError):
    """A path that names no file for certain; the message has the path, the reason and the way out."""

    def __init__(self, path: str, reason: str, way_out: str) -> None:
        super().__init__(f"file {path!r} cannot be claimed: {reason}; {way_out}")


def identify(path: str, cwd: str, mode: ClaimMode) -> FileClaim:
    """The claim on ``path``, the same for every spelling of it; the file need not exist.

    A relative path is looked up in ``cwd`` (absolute). Links are resolved, also above a file that
    does not exist yet. An existing file or folder brings its inode, by which hard links are one.

    Raises:
        FileIdentityError: the text is no path, or the file system refuses to follow it.
    """
    _refuse_impossible_text(path)
    canonical = os.path.realpath(Path(cwd, path))
    if _has_surrogates(canonical):
        raise FileIdentityError(path, "it leads to a name that is not valid text", "rename that file")
    inode = _inode(path, canonical)
    if folds_case(_existing_folder(canonical)):
        canonical = fold(canonical)
    return FileClaim(canonical, mode, inode)


def folds_case(folder: str, platform: str = sys.platform) -> bool:
    """Whether names in the existing ``folder`` that differ in case only are one file.

    Where macOS does not say, they are taken for one: a needless wait does less harm than a clash.
    """
    if platform == "win32":
        return True
    if platform != "darwin":
        return False
    try:
        return os.pathconf(folder, _PC_CASE_SENSITIVE) != 1
    except OSError:
        return True


def fold(path: str) -> str:
    """One spelling for all the spellings that a case-folding file system takes for one name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _refuse_impossible_text(path: str) -> None:
    if not path:
        raise FileIdentityError(path, "the path is empty", "name a file or leave the entry out")
    if "\0" in path:
        raise FileIdentityError(path, "it contains a NUL character", "remove the character")
    if _has_surrogates(path):
        raise FileIdentityError(path, "it is not valid text (a lone surrogate)", "rename the file")


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _inode(path: str, canonical: str) -> tuple[int, int] | None:
    try:
        found = Path(canonical).stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        reason, way_out = _REASONS.get(error.errno or 0, (str(error), "correct the path"))
        raise FileIdentityError(path, reason, way_out) from error
    if found.st_ino and (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        return found.st_dev, found.st_ino
    return None


def _existing_folder(canonical: str) -> str:
    return str(next((folder for folder in Path(canonical).parents if folder.is_dir()), canonical))
