"""All the spellings of one file are one claim; what is no path is refused with the way out."""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from parallel_execution_manager.scheduling.leases.claims import meet
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim
from parallel_execution_manager.system.files.identity import (
    FileIdentifier,
    FileIdentityError,
    fold,
    folds_case,
    identify,
    spelling,
)


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
    assert without_links(claim("link", folder)) == claim("real.txt", folder)


def test_a_missing_file_behind_a_linked_folder_is_one(folder: Path):
    (folder / "real").mkdir()
    (folder / "link").symlink_to("real")
    assert without_links(claim("link/new/file", folder)) == claim("real/new/file", folder)


def test_a_dangling_link_is_the_file_that_it_would_make(folder: Path):
    (folder / "link").symlink_to("not-yet")
    assert without_links(claim("link", folder)) == claim("not-yet", folder)


def without_links(claim: FileClaim) -> FileClaim:
    return replace(claim, links=())


@pytest.mark.parametrize(
    "held", ["data", "data/", "data/**", "data/*.csv", "data/x.csv", "other/x.csv", "other/"]
)
def test_a_link_is_also_below_the_folder_that_it_lies_in(folder: Path, held: str):
    for name in ("data", "other"):
        (folder / name).mkdir()
    (folder / "data" / "x.csv").symlink_to("../other/x.csv")
    for _ in range(2):
        assert meet(claim(held, folder), claim("data/x.csv", folder))
        (folder / "other" / "x.csv").touch()


@pytest.mark.parametrize("held", ["data", "data/**", "data/sub/", "data/*/y.txt", "other", "other/*.txt"])
def test_what_is_behind_a_link_is_also_below_the_folder_that_it_lies_in(folder: Path, held: str):
    for name in ("data", "other"):
        (folder / name).mkdir()
    (folder / "data" / "sub").symlink_to("../other")
    for wanted in ("data/sub/y.txt", "data/sub/*.txt", "data/sub"):
        assert meet(claim(held, folder), claim(wanted, folder))
    assert meet(claim(held, folder), claim("other/y.txt", folder)) is (
        held in {"data/sub/", "other", "other/*.txt"}
    )


def test_hard_links_share_the_inode(folder: Path):
    (folder / "one").touch()
    os.link(folder / "one", folder / "two")
    one, two = claim("one", folder), claim("two", folder)
    assert one.path != two.path
    assert one.inode == two.inode is not None


def test_a_missing_file_has_no_inode_and_a_folder_has_one(folder: Path):
    assert claim("missing", folder).inode is None
    assert claim(".", folder).inode == (folder.stat().st_dev, folder.stat().st_ino)


def test_the_mode_is_kept(folder: Path):
    assert identify("a", str(folder), ClaimMode.READ).mode is ClaimMode.READ


def test_odd_but_legal_names_are_kept(folder: Path):
    for name in ("with space", "new\nline", "ünïcode-日本", "-dash", "trailing.", "~", "a[1].csv"):
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


def identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def test_a_file_is_known_by_its_place_also_before_it_exists(folder: Path):
    missing = claim("new.txt", folder)
    assert missing.place == (*identity(folder), "new.txt")
    (folder / "new.txt").touch()
    assert claim("new.txt", folder).place == missing.place
    assert claim("new.txt", folder).path == missing.path


def test_the_place_of_what_lies_in_missing_folders_starts_at_the_nearest_that_exists(folder: Path):
    assert claim("a/b/c.txt", folder).place == (*identity(folder), str(Path("a/b/c.txt")))


def test_the_folders_above_are_told_from_the_nearest_on(folder: Path):
    (folder / "a" / "b").mkdir(parents=True)
    folders = claim("a/b/missing/c.txt", folder).folders
    assert folders[:3] == (identity(folder / "a" / "b"), identity(folder / "a"), identity(folder))
    assert folders[-1] == identity(Path(folder.anchor))


def test_a_folder_is_a_tree_and_so_is_what_ends_like_one(folder: Path):
    (folder / "src").mkdir()
    plain, marked = claim("src", folder), claim("src/", folder)
    assert plain == marked
    assert (plain.scope, plain.pattern, plain.inode) == (ClaimScope.TREE, "", identity(folder / "src"))
    missing = claim("out/", folder)
    assert (missing.scope, missing.path, missing.inode) == (ClaimScope.TREE, str(folder / "out"), None)
    assert claim("out", folder).scope is ClaimScope.FILE


def test_a_link_to_a_folder_is_that_tree(folder: Path):
    (folder / "real").mkdir()
    (folder / "link").symlink_to("real")
    assert without_links(claim("link", folder)) == claim("real/", folder)


def test_a_pattern_is_of_the_folder_before_its_first_wildcard(folder: Path):
    (folder / "data").mkdir()
    (folder / "link").symlink_to("data")
    rows = claim("data/*.csv", folder)
    assert (rows.scope, rows.path, rows.pattern) == (ClaimScope.TREE, str(folder / "data"), "*.csv")
    assert rows.inode == identity(folder / "data")
    assert without_links(claim("link/../link/*.csv", folder)) == rows
    assert claim("missing/**/*.py", folder).pattern == "**/*.py"
    assert claim("data/**", folder) == claim("data", folder)


def test_what_was_written_is_kept_and_means_the_same_again(folder: Path):
    (folder / "real").mkdir()
    (folder / "link").symlink_to("real")
    for text in ("link/a.txt", "link/../b", "link/", "link/*.csv", "no/**/x?"):
        first = claim(text, folder)
        assert spelling(first) == f"{folder}/{text}"
        assert claim(spelling(first), Path("/")) == first


def test_what_was_not_kept_is_spelt_by_its_canonical_path():
    assert spelling(FileClaim("/a/b")) == "/a/b"
    assert spelling(FileClaim("/a", scope=ClaimScope.TREE)) == str(Path("/a")) + os.sep
    assert spelling(FileClaim("/a", scope=ClaimScope.TREE, pattern="*.c")) == str(Path("/a", "*.c"))


def test_a_file_that_was_replaced_keeps_path_and_place(folder: Path):
    file = folder / "a.txt"
    file.touch()
    before = claim("a.txt", folder)
    (folder / "new").touch()
    (folder / "new").rename(file)
    after = claim("a.txt", folder)
    assert (after.path, after.place) == (before.path, before.place)
    assert after.inode != before.inode


def test_a_file_that_was_renamed_keeps_its_inode(folder: Path):
    (folder / "a.txt").touch()
    before = claim("a.txt", folder)
    (folder / "a.txt").rename(folder / "b.txt")
    assert claim("b.txt", folder).inode == before.inode


def test_many_files_of_one_folder_are_looked_up_together(folder: Path):
    files = FileIdentifier()
    claims = [files.identify(f"f{n}", str(folder), ClaimMode.WRITE) for n in range(1000)]
    assert {c.folders for c in claims} == {claim("f0", folder).folders}
    assert len({c.place for c in claims}) == 1000


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


def test_a_file_is_no_folder(folder: Path):
    (folder / "file").touch()
    for path in ("file/", "file/*.csv", "file/**"):
        assert "is a file and no folder" in refused(path, folder)


def test_what_is_no_file_is_refused_by_its_kind(folder: Path):
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as endpoint:
        endpoint.bind(str(folder / "socket"))
        assert "it is a socket" in refused("socket", folder)
    assert "it is a pipe" in refused("pipe", folder)
    assert "it is a device" in refused(os.devnull, folder)


def test_the_whole_file_system_is_refused(folder: Path):
    for path in ("/", "/..", "/**", "/*.csv"):
        assert "whole file system" in refused(path, folder)


def test_the_data_folder_is_refused_but_not_what_is_in_it(folder: Path):
    (folder / "data" / "demo").mkdir(parents=True)
    (folder / "link").symlink_to("data")
    for path in ("data", "link/", "data/**", "data/*.db"):
        with pytest.raises(FileIdentityError, match="the manager's own data folder"):
            identify(path, str(folder), ClaimMode.READ, [str(folder / "data")])
    identify("data/demo", str(folder), ClaimMode.READ, [str(folder / "data")])


def test_going_up_behind_a_wildcard_is_refused(folder: Path):
    assert "'..' stands behind a wildcard" in refused("*/../x", folder)


def test_a_file_system_that_does_not_answer_is_named_as_such(folder: Path, dead_mount: Path):
    for path in (dead_mount, dead_mount / "below" / "it"):
        assert "does not answer or is not mounted" in refused(str(path), folder)


@pytest.fixture
def dead_mount(folder: Path) -> Iterator[Path]:
    """A folder whose file system has lost the program that serves it (FUSE), as after a crash."""
    if sys.platform != "linux" or os.geteuid() != 0 or not os.access("/dev/fuse", os.R_OK | os.W_OK):
        pytest.skip("needs root and /dev/fuse on Linux to mount a file system")
    point = folder / "gone"
    point.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    server = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={server},rootmode=40000,user_id=0,group_id=0".encode()
    mounted = libc.mount(b"none", bytes(point), b"fuse", 0, options)
    os.close(server)
    if mounted != 0:
        pytest.skip(f"FUSE cannot be mounted here: {os.strerror(ctypes.get_errno())}")
    yield point
    libc.umount2(bytes(point), 2)


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


def test_a_link_that_may_not_be_read_is_refused_with_the_reason(folder: Path):
    try:
        Path("/proc/1/root").readlink()
    except PermissionError:
        with pytest.raises(FileIdentityError, match="/proc/1/root/tmp/x"):
            claim("/proc/1/root/tmp/x", folder)
    except OSError:
        pytest.skip("there is no such link on this system")
    else:
        pytest.skip("whoever runs the tests may read every link")
