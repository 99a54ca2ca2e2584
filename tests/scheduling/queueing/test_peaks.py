"""A task's peak is the highest of each number that was ever measured of it."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.queueing.charges import highest_usage


@pytest.mark.parametrize(
    ("before", "now", "peak"),
    [
        (None, TaskUsage(1.0, 2.0, 3), TaskUsage(1.0, 2.0, 3)),
        (TaskUsage(1.0, 20.0, 3), TaskUsage(2.0, 10.0, 1), TaskUsage(2.0, 20.0, 3)),
        (
            TaskUsage(1.0, 1.0, 1, 5.0, None),
            TaskUsage(1.0, 1.0, 1, 2.0, 7.0),
            TaskUsage(1.0, 1.0, 1, 5.0, 7.0),
        ),
        (TaskUsage(1.0, 1.0, 1, 5.0, 0.0), TaskUsage(1.0, 1.0), TaskUsage(1.0, 1.0, 1, 5.0, 0.0)),
    ],
)
def test_what_was_higher_stays(before, now, peak):
    assert highest_usage(before, now) == peak
