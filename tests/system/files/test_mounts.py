"""The table of mounts, and files that are seen through more than one of them."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from parallel_execution_manager.system.files.identity import FileIdentifier, folds_case, identify
from parallel_execution_manager.system.files.mounts import Mounts, MountTable

MS_BIND = 4096
FS_IOC_SETFLAGS = 0x40006602 | struct.calcsize("l") << 16
FS_CASEFOLD_FL = 0x40000000
MNT_DETACH = 2
TABLE = """\
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
28 27 8:17 / /media/my\\040stick rw - vfat /dev/sdb1 rw,fmask=0022
29 27 254:0 /data/set /mnt/set rw - ext4 /dev/vda rw
31 27 254:0 / /mnt/again rw - ext4 /dev/vda rw
30 27 0:44 / /mnt/c rw - 9p drvfs rw,aname=drvfs;path=C:\\
nonsense
"""


@pytest.fixture
def mounts() -> Mounts:
    return Mounts(TABLE.splitlines())


def test_kinds_that_fold_case_are_known_by_their_device(mounts: Mounts):
    devices = ((254, 0), (8, 17), (0, 44), (9, 9))
    assert [d for d in devices if mounts.folds_case(os.makedev(*d))] == [(8, 17), (0, 44)]


def test_what_is_mounted_twice_is_looked_for_where_more_of_it_is_seen(mounts: Mounts):
    assert mounts.other_path("/mnt/set") == "/data/set"
    assert mounts.other_path("/mnt/again") == "/"
    assert mounts.other_path("/mnt/settled") == "/mnt/settled"
    assert mounts.other_path("/data/set") == "/data/set"


def test_what_is_mounted_once_is_where_it_is(mounts: Mounts):
    assert mounts.other_path("/media/my stick") == "/media/my stick"
    assert mounts.other_path("/") == "/"


def test_where_no_table_is_shown_nothing_is_known(tmp_path: Path):
    mounts = Mounts.now(str(tmp_path / "missing"))
    assert mounts.other_path("/") == "/"
    assert not mounts.folds_case(1)


def test_where_case_is_folded_all_spellings_are_one(tmp_path: Path):
    folder = tmp_path.resolve()
    (folder / "Data").mkdir()
    device = folder.stat().st_dev
    line = f"1 1 {os.major(device)}:{os.minor(device)} / /nowhere rw - vfat /dev/sdb1 rw"
    files = FileIdentifier(mounts=lambda: Mounts([line]))

    def folded(path: str) -> FileClaim:
        return files.identify(path, str(folder), ClaimMode.WRITE)

    assert folded("Data/New.TXT") == folded("Data/nEW.txt")
    assert folded("Data/New.TXT").place == (*identity(folder / "Data"), "new.txt")
    assert folded("missing/A") == folded("MISSING/a")
    assert folded("Data/*.CSV").pattern == "*.csv"
    assert folded("missing/*.CSV").pattern == "*.csv"
    assert folded("Data").path == str(folder / "Data").casefold()


@pytest.fixture
def folding_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that folds case, in a file system where others do not."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount, on Linux")
    import fcntl

    libc = ctypes.CDLL(None, use_errno=True)
    point = tmp_path.resolve() / "tmpfs"
    point.mkdir()
    if libc.mount(b"none", bytes(point), b"tmpfs", 0, b"casefold") != 0:
        pytest.skip(f"no file system here folds case by folder: {os.strerror(ctypes.get_errno())}")
    folder = point / "folds"
    folder.mkdir()
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.ioctl(opened, FS_IOC_SETFLAGS, struct.pack("l", FS_CASEFOLD_FL))
    os.close(opened)
    yield folder
    libc.umount2(bytes(point), MNT_DETACH)


def test_a_folder_that_folds_case_does_so_and_those_above_it_do_not(folding_folder: Path):
    assert folds_case(str(folding_folder))
    assert not folds_case(str(folding_folder.parent))
    (folding_folder / "File").touch()
    assert claim(folding_folder / "File") == claim(folding_folder / "fILE")
    assert claim(folding_folder / "New") == claim(folding_folder / "nEW")
    assert claim(folding_folder.parent / "New") != claim(folding_folder.parent / "nEW")


def identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def test_the_table_is_read_again_when_something_is_mounted(
    tmp_path: Path, bind: Callable[[Path, Path], None]
):
    folder = tmp_path.resolve()
    (folder / "data").mkdir()
    table = MountTable()
    before = table.now()
    assert table.now() is before
    bind(folder / "data", folder / "seen")
    assert table.now().other_path(str(folder / "seen")) == str(folder / "data")
    table.close()
    table.close()
    assert table.now().other_path(str(folder / "seen")) == str(folder / "seen")


def claim(path: Path) -> FileClaim:
    return identify(str(path), "/", ClaimMode.WRITE)


@pytest.fixture
def bind(tmp_path: Path) -> Iterator[Callable[[Path, Path], None]]:
    """Mounts a folder a second time, until the end of the test."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount, on Linux")
    libc = ctypes.CDLL(None, use_errno=True)
    points: list[Path] = []

    def mount(source: Path, point: Path) -> None:
        point.parent.mkdir(parents=True, exist_ok=True)
        point.mkdir() if source.is_dir() else point.touch()
        if libc.mount(bytes(source), bytes(point), b"none", MS_BIND, None) != 0:
            pytest.skip(f"nothing can be mounted here: {os.strerror(ctypes.get_errno())}")
        points.append(point)

    yield mount
    for point in reversed(points):
        libc.umount2(bytes(point), MNT_DETACH)


def test_a_bind_mount_is_the_folder_that_it_shows(tmp_path: Path, bind: Callable[[Path, Path], None]):
    folder = tmp_path.resolve()
    (folder / "all" / "data").mkdir(parents=True)
    (folder / "all" / "data" / "old.txt").touch()
    bind(folder / "all" / "data", folder / "ü seen")
    for name in ("old.txt", "new.txt", "new/folder/file", ".", "*.csv"):
        assert claim(folder / "ü seen" / name) == claim(folder / "all" / "data" / name)
    assert claim(folder / "ü seen").path == str(folder / "all" / "data")
    assert claim(folder / "ü seen" / "new.txt").folders[1:3] == claim(folder / "all" / "x").folders[:2]


def test_a_file_can_be_mounted_too(tmp_path: Path, bind: Callable[[Path, Path], None]):
    folder = tmp_path.resolve()
    (folder / "file").touch()
    bind(folder / "file", folder / "seen")
    assert claim(folder / "seen") == claim(folder / "file")


def test_a_covered_folder_is_not_taken_for_the_one_that_covers_it(
    tmp_path: Path, bind: Callable[[Path, Path], None]
):
    folder = tmp_path.resolve()
    for name in ("data", "other"):
        (folder / name).mkdir()
    (folder / "data" / "file").touch()
    bind(folder / "data", folder / "seen")
    (folder / "covered").mkdir()
    bind(folder / "other", folder / "covered" / "here")
    assert claim(folder / "seen" / "file") == claim(folder / "data" / "file")
    assert claim(folder / "covered" / "here" / "x") == claim(folder / "other" / "x")
