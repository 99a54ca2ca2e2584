"""What is said about a step of the ladder is true as it is printed, however close the numbers are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.model.checks import Reason, ReasonKind, above, at_most, duration
from parallel_execution_manager.scheduling.model.levels import Rung

percents = st.floats(0.0, 100.0)


@given(percents, percents)
def test_the_numbers_of_a_reason_satisfy_what_it_says(one: float, other: float) -> None:
    low, high = sorted((one, other))
    below = str(Reason("cpu", low, 100.0 - 1e-9, high, 0.0, 5.0, ReasonKind.BELOW_RESUME, Rung.FREE))
    measured, limit = map(float, re.findall(r"([\d.e-]+) %", below)[:2])
    assert measured <= limit
    if low < high:
        over = str(Reason("cpu", high, low, low, 0.0, 5.0))
        measured, limit = map(float, re.findall(r"([\d.e-]+) %", over)[:2])
        assert measured > limit


def test_numbers_are_as_short_as_they_can_be() -> None:
    assert above(95.4, 80.0) == "95"
    assert above(80.04, 80.0) == "80.04"
    assert at_most(69.6, 70.0) == "70"
    assert at_most(70.4, 70.41) == "70"
    assert at_most(69.96, 69.96) == "69.96"
    assert above(1.0, 2.0) == "1.0"  # it is not so: nothing that is printed could make it


@pytest.mark.parametrize(
    ("seconds", "words"), [(5.4, "5 s"), (119.0, "119 s"), (1800.0, "30 min"), (7200.0, "2 h")]
)
def test_times_are_said_in_a_fitting_unit(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            Reason("gpu", 3, 2, 1, 4, 5),
            "gpu 3 % over 2 % for 5 s: nothing new starts while a task runs; resumes at 1 % or below",
        ),
        (
            Reason("disk", 95, 90, 88, 0, 5),
            "disk 95 % over 90 % for 5 s: nothing new starts; resumes at 88 % or below",
        ),
        (
            Reason("memory", 88.2, 85, 75, 0, 15, rung=Rung.SUSPENDED, until=1815.0),
            (
                "memory 88 % over 85 % for 15 s: what runs is suspended; resumes at 75 % or below, "
                "after 30 min at the latest"
            ),
        ),
        (
            Reason("cpu", 8, 5, 5, 0, 5, never_below=True),
            (
                "CPU 8 % over 5 % for 5 s: nothing new starts while a task runs; resumes at 5 % or below; "
                "it has never been lower since the start: raise the limit if that is usual"
            ),
        ),
        (
            Reason("io_pressure", 12, 80, 50, 0, 10, ReasonKind.BELOW_RESUME, Rung.LOWERED),
            "I/O pressure 12 % at or below 50 % for 10 s: what runs goes on after everybody else",
        ),
        (
            Reason("cpu", 95, 80, 70, 0, 1800, ReasonKind.LONGEST_HOLD, Rung.HELD),
            (
                "held for 30 min, which is the longest allowed (CPU 95 %): "
                "what runs goes on, nothing new starts beside it"
            ),
        ),
        (
            Reason("disk", 95, 100, 98, 0, 10, ReasonKind.BELOW_RESUME, Rung.FREE),
            "disk has no limit any more: tasks may start again",
        ),
    ],
)
def test_a_reason_is_one_line_that_says_everything(reason: Reason, words: str) -> None:
    assert str(reason) == words
