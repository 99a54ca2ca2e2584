"""Crash points do nothing until a test arms them, and a test arms only those that there are."""

from __future__ import annotations

import errno
import re
from functools import cache
from pathlib import Path

import pytest

from parallel_execution_manager.system.files.crash_points import arm, disarm, reach

ROOT = Path(__file__).parents[3]
PLACE = r"[a-z]+\.[a-z]+(-[a-z]+)+"
NOWHERE = "supervisor.no-such-place"
"""What is armed where no fault is wanted."""


@pytest.fixture(autouse=True)
def _disarmed():
    yield
    disarm()


def _no_space() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_place_is_passed_unless_it_is_armed():
    reach("a")
    arm("b", _no_space)
    reach("a")
    with pytest.raises(OSError, match="No space left"):
        reach("b")
    with pytest.raises(OSError, match="No space left"):
        reach("b")
    disarm()
    reach("b")


def _written(folder: str, pattern: str) -> list[str]:
    """What a pattern finds in the modules below a folder."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob("*.py")))
    return [found for text in texts for found in re.findall(pattern, text)]


@cache
def _places() -> list[str]:
    return _written("core", r'[^\w.`]reach\("([^"]+)"\)')


def test_each_place_is_named_where_it_stands_by_a_literal_of_its_own():
    assert len(_written("core", r"[^\w.`]reach\((?!name: )")) == len(_places()) == len(set(_places())) > 20
    assert [name for name in _places() if not re.fullmatch(PLACE, name)] == []


def test_whatever_a_test_calls_a_place_is_one():
    """One that is armed under another name is never reached: such a test would test nothing."""
    parts = "|".join({name.partition(".")[0] for name in _places()})
    armed = _written("tests", r'\Warm\("([^"]{2,})"')
    meant = {*armed, *_written("tests", rf'"((?:{parts})\.[a-z-]+)"')}
    assert meant & set(_places())
    assert sorted(meant - {*_places(), NOWHERE}) == []
