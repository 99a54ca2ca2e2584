"""A lock that is older than what ``pyproject.toml`` wants is found without a network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from devtools.lock_freshness import stale_locks
from devtools.project import ROOT


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The project's own declarations and locks, to be changed."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "locks", tmp_path / "locks")
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_locks_of_this_tree_hold_what_is_wanted():
    assert stale_locks() == []


def test_a_dependency_that_was_added_is_missed_in_each_lock_that_should_have_it(tree: Path):
    change(tree / "pyproject.toml", '"psutil>=7.0"', '"psutil>=7.0",\n  "something-new>=1"')
    assert [line.split(" for ")[0] for line in stale_locks(tree)] == [
        f"locks/{name}.txt has no something-new>=1" for name in ("run", "dev", "package")
    ]


def test_a_version_that_is_wanted_no_more_is_told(tree: Path):
    change(tree / "pyproject.toml", '"psutil>=7.0"', '"psutil>=999"')
    assert "locks/run.txt has no psutil>=999 for Python 3.11: run python3 dev.py lock" in stale_locks(tree)


def test_a_group_is_looked_for_in_its_own_lock(tree: Path):
    change(tree / "pyproject.toml", '"sphinx>=8.2"', '"sphinx>=999"')
    (said,) = stale_locks(tree)
    assert said.startswith("locks/docs.txt has no sphinx>=999 ")


def test_what_only_some_pythons_want_is_looked_for_with_these(tree: Path):
    change(tree / "pyproject.toml", "<6.13; python_version >= '3.12'", "<6.10.2; python_version >= '3.12'")
    assert all(line.endswith(" for Python 3.12: run python3 dev.py lock") for line in stale_locks(tree))
    assert stale_locks(tree)
