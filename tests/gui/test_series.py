"""The beat of the samples."""

from __future__ import annotations

from parallel_execution_manager_gui.series import Cadence


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
