"""All the spellings of one file are one claim; what is no path is refused with the way out."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.scheduling.model import ClaimMode, FileClaim
from parallel_execution_manager.system.file_identity import FileIdentityError, fold, folds_case, identify


def claim(path: str | Path, cwd: Path) -> FileClaim:
    return identify(str(path), str(cwd), ClaimMode.WRITE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A real folder without links above it, as the claims name it."""
    return tmp_path.resolve()


def test_relative_absolute_and_dotted_spellings_are_one(folder: Path):
    (folder / "sub").mkdir()
    file = folder / "sub" / "a.py"
    file.touch()
    spellings = ["sub/a.py", "./sub//a.py", "sub/../sub/a.py", str(file), f"{folder}/./sub/a.py"]
    assert len({claim(spelling, folder) for spelling in spellings}) == 1


def test_a_link_is_the_file_that_it_leads_to(folder: Path):
    (folder / "real.txt").touch()
    (folder / "link").symlink_to("real.txt")
    assert claim("link", folder) == claim("real.txt", folder)


def test_a_missing_file_behind_a_linked_folder_is_one(folder: Path):
    (folder / "real").mkdir()
    (folder / "link").symlink_to("real")
    assert claim("link/new/file", folder) == claim("real/new/file", folder)


def test_a_dangling_link_is_the_file_that_it_would_make(folder: Path):
    (folder / "link").symlink_to("not-yet")
    assert claim("link", folder) == claim("not-yet", folder)


def test_hard_links_share_the_inode(folder: Path):
    (folder / "one").touch()
    os.link(folder / "one", folder / "two")
    one, two = claim("one", folder), claim("two", folder)
    assert one.path != two.path
    assert one.inode == two.inode is not None


def test_a_missing_file_has_no_inode_and_a_folder_has_one(folder: Path):
    assert claim("missing", folder).inode is None
    assert claim(".", folder).inode == (folder.stat().st_dev, folder.stat().st_ino)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX devices")
def test_a_device_has_no_inode(folder: Path):
    assert claim(os.devnull, folder).inode is None


def test_the_mode_is_kept(folder: Path):
    assert identify("a", str(folder), ClaimMode.READ).mode is ClaimMode.READ


def test_odd_but_legal_names_are_kept(folder: Path):
    for name in ("with space", "new\nline", "ünïcode-日本", "-dash", "trailing.", "~", "*?"):
        assert claim(name, folder).path == fold_if_folded(folder, str(folder / name))


def fold_if_folded(folder: Path, path: str) -> str:
    return fold(path) if folds_case(str(folder)) else path


@pytest.mark.skipif(sys.platform != "linux", reason="case counts on Linux")
def test_names_of_other_case_are_other_files_on_linux(folder: Path):
    assert claim("A.txt", folder) != claim("a.txt", folder)


def test_windows_folds_case_and_other_systems_that_fold_are_asked(folder: Path):
    assert folds_case(str(folder), "win32")
    assert not folds_case(str(folder), "linux")
    assert folds_case(str(folder / "missing"), "darwin")


def test_folding_takes_all_spellings_of_one_name_together():
    assert fold("/Users/Zoe\u0308/STRASSE") == fold("/users/zo\u00eb/straße")


def refused(path: str, cwd: Path) -> str:
    with pytest.raises(FileIdentityError) as caught:
        claim(path, cwd)
    assert repr(path)[:40] in str(caught.value)
    return str(caught.value)


def test_an_empty_path_is_refused(folder: Path):
    assert "the path is empty" in refused("", folder)


def test_a_nul_character_is_refused(folder: Path):
    assert "NUL" in refused("a\0b", folder)


def test_a_lone_surrogate_is_refused(folder: Path):
    assert "not valid text" in refused("a\udc80", folder)


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text exist on Linux")
def test_a_link_to_a_name_that_is_no_text_is_refused(folder: Path):
    (folder / "link").symlink_to(os.fsdecode(b"\xff\xfe"))
    assert "leads to a name that is not valid text" in refused("link", folder)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX links")
def test_links_in_a_circle_are_refused(folder: Path):
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    assert "circle" in refused("a", folder)
    assert "circle" in refused("a/below", folder)


def test_a_name_that_is_too_long_is_refused(folder: Path):
    assert "longer than the file system allows" in refused("x" * 300, folder)
    assert "longer than the file system allows" in refused("x/" * 5000, folder)


def test_a_path_below_a_file_is_refused(folder: Path):
    (folder / "file").touch()
    assert "is a file and no folder" in refused("file/below", folder)


@contextlib.contextmanager
def ordinary_user() -> Iterator[None]:
    """Become a user for whom permissions count, where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_folder_that_may_not_be_entered_is_named_as_such(folder: Path):
    closed = folder / "closed"
    closed.mkdir(mode=0o000)
    for parent in (folder, folder.parent, folder.parent.parent):
        with contextlib.suppress(PermissionError):
            parent.chmod(0o755)
    with ordinary_user():
        message = refused("closed/file", folder)
    closed.chmod(0o700)
    assert "may not be entered" in message
