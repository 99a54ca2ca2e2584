"""A file is found under whatever claim it falls, by any of its names, also when it is made later."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.runtime.file_watch.holdings import Hold, Holder, Holdings, inode_of
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim

T7, T8 = Holder("T7", "T7", "role", 1), Holder("T8", "T8", "role", 1)


def held(*claims: FileClaim, holder: Holder = T7) -> Holdings:
    holdings = Holdings()
    holdings.add(holder, claims)
    return holdings


def tree(path: Path, pattern: str = "") -> FileClaim:
    return FileClaim(str(path), scope=ClaimScope.TREE, pattern=pattern)


def test_a_file_is_found_by_its_path_and_by_any_other_name_of_it(tmp_path: Path):
    path, alias = tmp_path / "a", tmp_path / "alias"
    path.touch()
    os.link(path, alias)
    claim = FileClaim(str(path))
    holdings = held(claim)
    assert holdings.of(str(path)) == [Hold(T7, claim)]
    assert holdings.of(str(alias)) == []
    assert holdings.of(str(alias), inode_of(str(alias))) == [Hold(T7, claim)]
    assert holdings.of(str(path), inode_of(str(path))) == [Hold(T7, claim)]


def test_a_file_that_is_made_or_moved_away_while_it_is_held_stays_held(tmp_path: Path):
    path, alias, away = tmp_path / "a", tmp_path / "alias", tmp_path / "away"
    claim = FileClaim(str(path))
    holdings = held(claim)
    path.touch()
    holdings.note_made(str(path))
    os.link(path, alias)
    assert holdings.of(str(alias), inode_of(str(alias))) == [Hold(T7, claim)]
    path.rename(away)
    assert holdings.of(str(away), inode_of(str(away))) == [Hold(T7, claim)]


def test_what_was_given_back_is_not_found(tmp_path: Path):
    path = tmp_path / "a"
    path.touch()
    holdings = held(FileClaim(str(path), ClaimMode.READ), tree(tmp_path))
    holdings.add(T8, [FileClaim(str(path), ClaimMode.READ)])
    holdings.remove(T7)
    assert [hold.holder for hold in holdings.of(str(path), inode_of(str(path)))] == [T8]
    assert holdings.holders == (T8,)
    holdings.remove(T8)
    assert holdings.of(str(path), inode_of(str(path))) == []
    assert not holdings.files
    assert not holdings.trees


def test_a_tree_holds_what_is_below_it_and_nothing_beside_it(tmp_path: Path):
    holdings = held(tree(tmp_path / "a"))
    assert holdings.of(str(tmp_path / "a" / "b" / "c"))
    assert not holdings.of(str(tmp_path / "ab" / "c"))
    assert not holdings.of(str(tmp_path / "a"))


def test_the_whole_file_system_may_be_a_tree():
    assert held(tree(Path("/"))).of("/any/file")


def test_a_pattern_chooses_from_a_tree(tmp_path: Path):
    holdings = held(tree(tmp_path, "*.csv"), tree(tmp_path, "src/**/*.py"))
    assert holdings.of(str(tmp_path / "a.csv"))
    assert not holdings.of(str(tmp_path / "below" / "a.csv"))
    assert holdings.of(str(tmp_path / "src" / "a.py"))
    assert holdings.of(str(tmp_path / "src" / "x" / "y" / "a.py"))


@pytest.fixture
def bind_mount(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A folder, and where else it can be reached."""
    folder, mount = tmp_path / "folder", tmp_path / "mount"
    for path in (folder, mount):
        path.mkdir()
    command = shutil.which("mount")
    if command is None or os.geteuid() != 0:
        pytest.skip("only root can mount a folder at another place")
    done = subprocess.run([command, "--bind", folder, mount], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("folders cannot be mounted at another place here")
    yield folder, mount
    subprocess.run(["umount", mount], check=True)


def test_a_tree_is_told_through_another_mount(bind_mount: tuple[Path, Path]):
    folder, mount = bind_mount
    holdings = held(tree(folder, "*.csv"))
    for name in ("a.csv", "a.txt"):
        (folder / name).touch()
    found = [
        name for name in ("a.csv", "a.txt") if holdings.of(str(mount / name), inode_of(str(mount / name)))
    ]
    assert found == ["a.csv"]
