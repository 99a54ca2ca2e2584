"""Sleeps of the computer are told once each, and small differences of two clocks never."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.metrics.sleep import SleepWatch, seconds_with_sleep


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 0.5) | st.floats(2, 1e5)), max_size=8))
def test_each_sleep_is_told_once(naps: list[tuple[float, float]]) -> None:
    awake = asleep = told = 0.0
    watch = SleepWatch(lambda: awake + asleep, lambda: awake)
    for up, down in naps:
        awake, asleep = awake + up, asleep + down
        slept = watch.slept_s()
        assert slept == 0.0 or slept >= 1.0
        assert watch.slept_s() == 0.0
        told += slept
    assert asleep - told < 1.001


def test_a_computer_that_is_awake_does_not_sleep() -> None:
    watch = SleepWatch()
    assert watch.slept_s() == 0.0
    assert seconds_with_sleep() >= time.monotonic() - 1.0
