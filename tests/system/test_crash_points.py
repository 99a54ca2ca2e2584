"""Crash points do nothing until a test arms them."""

from __future__ import annotations

import errno

import pytest

from parallel_execution_manager.system.crash_points import arm, disarm, reach


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
