"""What a task holds stays what it is, and what others do to it meanwhile is seen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.scheduling.model.task import ClaimMode
from parallel_execution_manager.system.files import fingerprints
from parallel_execution_manager.system.files.fingerprints import (
    MOST_KEPT_OPEN,
    Fingerprints,
    HeldFiles,
    OpenFilesShare,
    files_below,
)
from parallel_execution_manager.system.files.identity import identify

LONG_AGO_NS = 10**18

Hold = Callable[..., HeldFiles]


def write(path: Path, text: str = "") -> str:
    """A file whose times are old, so that they tell of a change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path.resolve()


@pytest.fixture
def hold(folder: Path) -> Iterator[Hold]:
    """Holds files that are named as an operator would, until the end of the test."""
    held: list[HeldFiles] = []

    def make(*paths: str, read: tuple[str, ...] = (), share: OpenFilesShare | None = None) -> HeldFiles:
        claims = [identify(path, str(folder), ClaimMode.WRITE) for path in paths]
        claims += [identify(path, str(folder), ClaimMode.READ) for path in read]
        held.append(HeldFiles(claims, share or OpenFilesShare(1000)))
        return held[-1]

    yield make
    for each in held:
        each.close()


def test_what_is_not_touched_has_not_changed(folder: Path, hold: Hold):
    write(folder / "a", "1")
    write(folder / "tree/b", "2")
    held = hold("a", "missing", read=("tree/",))
    assert held.stands_still() == held.goes_on() == held.ends() == []


def test_a_file_that_is_written_while_its_holder_stands_still_has_changed(folder: Path, hold: Hold):
    path = write(folder / "a", "1")
    held = hold("a")
    held.stands_still()
    write(folder / "a", "2")
    assert held.goes_on() == [path]
    assert held.goes_on() == []


def test_what_the_holder_writes_itself_is_no_change(folder: Path, hold: Hold):
    write(folder / "a", "1")
    held = hold("a")
    write(folder / "a", "2")
    assert held.stands_still() == held.goes_on() == held.ends() == []


def test_a_file_that_is_written_while_it_is_read_has_changed(folder: Path, hold: Hold):
    path = write(folder / "a", "1")
    held = hold(read=("a",))
    write(folder / "a", "2")
    assert held.ends() == [path]


def test_what_was_changed_while_the_holder_stood_still_is_not_told_at_its_end_again(folder: Path, hold: Hold):
    path = write(folder / "a", "1")
    held = hold(read=("a",))
    held.stands_still()
    write(folder / "a", "2")
    assert held.goes_on() == [path]
    assert held.ends() == []


def test_what_was_changed_while_it_ran_is_told_when_it_stands_still(folder: Path, hold: Hold):
    path = write(folder / "a", "1")
    held = hold(read=("a",))
    write(folder / "a", "2")
    assert held.stands_still() == [path]
    assert held.goes_on() == []


def test_files_that_appear_and_vanish_have_changed(folder: Path, hold: Hold):
    gone = write(folder / "tree/gone")
    held = hold("tree/", "new")
    held.stands_still()
    Path(gone).unlink()
    new = [write(folder / "new"), write(folder / "tree/sub/new")]
    assert sorted(held.goes_on()) == sorted([gone, *new])


def test_a_file_that_is_replaced_by_the_same_content_has_not_changed(folder: Path, hold: Hold):
    write(folder / "a", "1")
    held = hold("a")
    held.stands_still()
    write(folder / "b", "1")
    (folder / "b").rename(folder / "a")
    (folder / "a").chmod(0o600)
    assert held.goes_on() == []


def test_a_change_that_the_times_do_not_tell_of_is_seen(folder: Path):
    path = write(folder / "a", "1")
    found = Path(path).stat()
    files = Fingerprints()
    files.note([path])
    write(folder / "a", "2")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert files.changed() == [path]


def test_a_large_file_is_known_by_its_times_and_size(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fingerprints, "LARGEST_READ", 10)
    path = write(folder / "a", "x" * 11)
    os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
    files = Fingerprints()
    files.note([path])
    assert files.changed() == []
    write(folder / "a", "y" * 11)
    assert files.changed() == [path]
    write(folder / "a", "y")
    assert files.changed() == [path]


def test_content_is_read_up_to_a_limit_for_all_files_together(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fingerprints, "MOST_READ", 10)
    paths = [write(folder / name, "12345678") for name in ("a", "b")]
    files = Fingerprints()
    files.note(paths)
    for path in paths:
        os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
    assert files.changed() == paths[1:]


def test_only_so_many_files_are_compared(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fingerprints, "MOST_FILES", 2)
    files = Fingerprints()
    files.note([write(folder / name) for name in "ab"])
    assert not files.has_left_out
    files.note([write(folder / name) for name in "ac"])
    assert len(files.noted) == 2
    assert files.has_left_out


def test_of_a_tree_with_too_many_files_it_is_known_that_some_are_left_out(
    folder: Path, hold: Hold, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fingerprints, "MOST_FILES", 2)
    for name in "abc":
        write(folder / "tree" / name)
    held = hold("tree/")
    assert not held.has_left_out
    held.stands_still()
    assert held.has_left_out
    assert held.goes_on() == []
    assert hold(read=("tree/",)).has_left_out


def test_a_walk_leaves_out_links_and_what_is_skipped_and_ends(folder: Path, monkeypatch: pytest.MonkeyPatch):
    wanted = [write(folder / name) for name in ("t/a", "t/b/c", "t/z")]
    write(folder / "t/own/x")
    write(folder / "t/log")
    (folder / "t" / "loop").symlink_to(folder / "t")
    found = list(files_below(str(folder / "t"), (str(folder / "t/own"), str(folder / "t/log"))))
    assert sorted(found) == wanted
    assert list(files_below(str(folder / "missing"))) == []
    monkeypatch.setattr(fingerprints, "MOST_ENTRIES", 3)
    assert len(list(files_below(str(folder / "t")))) <= 3


def test_a_file_that_the_holder_may_write_is_no_input_of_its(folder: Path, hold: Hold):
    write(folder / "tree/in", "1")
    write(folder / "tree/out/result", "1")
    held = hold("tree/out/", read=("tree/",))
    write(folder / "tree/out/result", "2")
    assert held.ends() == []


def test_of_a_pattern_only_what_it_means_is_compared(folder: Path, hold: Hold):
    rows = write(folder / "data/a.csv", "1")
    write(folder / "data/a.txt", "1")
    held = hold(read=("data/*.csv",))
    write(folder / "data/a.txt", "2")
    write(folder / "data/a.csv", "2")
    assert held.ends() == [rows]


def test_what_may_not_be_read_and_what_is_no_file_breaks_nothing(folder: Path):
    os.mkfifo(folder / "pipe")
    files = Fingerprints()
    files.note([str(folder / "pipe"), str(folder), "/\0"])
    assert files.changed() == []


def open_files() -> int:
    """How many files this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors are listed on Linux")
def test_files_stay_open_while_they_are_held_and_no_longer(folder: Path, hold: Hold):
    write(folder / "a")
    before = open_files()
    share = OpenFilesShare(100)
    held = hold("a", "missing", ".", share=share)
    assert open_files() == before + 2
    held.close()
    held.close()
    assert open_files() == before
    assert share.take(1000) == 100


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed on Windows")
def test_the_inode_of_a_removed_file_is_not_given_out_again_while_it_is_held(folder: Path, hold: Hold):
    write(folder / "a")
    inode = (folder / "a").stat().st_ino
    hold("a")
    (folder / "a").unlink()
    made = {Path(write(folder / f"new{n}")).stat().st_ino for n in range(200)}
    assert inode not in made


def test_many_files_keep_few_open(folder: Path, hold: Hold):
    names = [Path(write(folder / f"f{n}")).name for n in range(MOST_KEPT_OPEN + 20)]
    share = OpenFilesShare(MOST_KEPT_OPEN + 10)
    hold(*names, share=share)
    assert share.take(1000) == 10
    hold(*names, share=share)
    assert share.take(1000) == 0
