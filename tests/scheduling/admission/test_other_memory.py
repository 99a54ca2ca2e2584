"""How much memory everybody but the tasks is reckoned to use."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling.model.sample import EXPECTED_AGAIN_S, OtherMemory


def test_the_first_measurement_is_believed() -> None:
    others = OtherMemory()
    others.observe(0.0, 3000.0, 1000.0)
    assert others.mb == 2000.0


def test_a_rise_is_believed_when_it_has_lasted() -> None:
    others = OtherMemory()
    others.observe(0.0, 500.0, 900.0)
    assert others.mb == 0.0
    for tenths in range(1, 10):
        others.observe(tenths / 10, 3000.0, 1000.0)
        assert others.mb == 0.0
    others.observe(1.2, 2900.0, 1000.0)
    assert others.mb == 1900.0


def test_a_child_that_is_found_late_does_not_count_as_others() -> None:
    others = OtherMemory()
    others.observe(0.0, 1000.0, 0.0)
    for at in (0.25, 0.5, 0.75):
        others.observe(at, 4000.0, 0.0)
    others.observe(0.9, 4000.0, 3000.0)
    assert others.mb == 1000.0


def test_a_task_that_ends_between_two_readings_does_not_count_as_others() -> None:
    others = OtherMemory()
    others.observe(0.0, 3000.0, 2500.0)
    others.observe(0.2, 3000.0, 1000.0)
    others.observe(0.4, 1500.0, 1000.0)
    assert others.mb == 500.0


def test_what_others_gave_back_is_expected_of_them_for_a_while() -> None:
    others = OtherMemory()
    others.observe(0.0, 2000.0, 0.0)
    others.observe(1.0, 1000.0, 0.0)
    assert 1950.0 < others.mb < 2000.0
    others.observe(1.0 + EXPECTED_AGAIN_S, 1000.0, 0.0)
    assert others.mb == pytest.approx(1000 + 1000 * 0.362, abs=10)
    others.observe(1.0 + 20 * EXPECTED_AGAIN_S, 1000.0, 0.0)
    assert others.mb == pytest.approx(1000, abs=1)


def test_the_memory_of_a_task_that_has_just_ended_is_not_taken_for_theirs() -> None:
    others = OtherMemory()
    others.observe(0.0, 3000.0, 2000.0)
    others.note_freed(0.5, 1500.0)
    for at in (0.6, 1.0, 1.6):
        others.observe(at, 3000.0, 500.0)
    assert others.mb == 1000.0
    others.observe(1.7, 3500.0, 500.0)
    others.observe(2.4, 3500.0, 500.0)
    assert others.mb == 1000.0
    for at in (2.7, 3.2, 3.8):
        others.observe(at, 3000.0, 500.0)
    assert others.mb == 2500.0
