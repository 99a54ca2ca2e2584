"""The ring buffers behind the graphs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager_gui.series import Cadence, Series


def test_an_empty_series_has_nothing_to_show():
    series = Series()
    ages, values = series.window(100, 300)
    assert len(ages) == len(values) == 0
    assert series.last is None


def test_a_missing_value_is_a_gap_and_not_a_zero():
    series = Series()
    series.append(1, 40)
    series.append(2, None)
    _, values = series.window(2, 300)
    assert values[0] == 40
    assert np.isnan(values[1])
    assert series.last is None


def test_a_pause_in_sampling_breaks_the_line():
    series = Series()
    series.append(1, 40)
    series.append(60, 50, after_gap=True)
    _, values = series.window(60, 300)
    assert [bool(missing) for missing in np.isnan(values)] == [False, True, False]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40), st.integers(1, 10))
def test_the_newest_values_are_kept_in_order(values, capacity):
    series = Series(capacity)
    for at, value in enumerate(values):
        series.append(float(at), value)
    ages, shown = series.window(float(len(values) - 1), 1e9)
    assert list(shown) == values[-capacity:]
    assert list(ages) == sorted(ages)
    assert ages[-1] == 0


def test_the_window_leaves_out_what_is_too_old():
    series = Series()
    for at in range(400):
        series.append(float(at), 1.0)
    ages, _ = series.window(399, 300)
    assert ages[0] == -300
    assert len(ages) == 301


def test_a_slow_beat_is_not_taken_for_gaps():
    cadence = Cadence()
    assert all(cadence.observe(at) for at in (0, 5, 10, 15, 20))
    assert cadence.late_after_s == 12.5


def test_a_late_sample_is_known_as_late():
    cadence = Cadence()
    for at in range(10):
        cadence.observe(at)
    assert not cadence.observe(20)
    assert cadence.late_after_s == 3.0
