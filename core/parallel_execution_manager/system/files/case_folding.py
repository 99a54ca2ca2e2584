"""Whether a folder takes names that differ in case only for one file, and one spelling for them."""

from __future__ import annotations

import os
import struct
import sys
import unicodedata

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
