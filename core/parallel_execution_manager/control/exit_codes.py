"""The exit codes of ``pem``: stable, so that scripts can rely on them."""

from __future__ import annotations

import signal

ALL_SUCCEEDED = 0
SOME_FAILED = 1
BAD_INPUT = 2
NO_MANAGER = 3
"""No manager runs with the data folder."""
MANAGER_RUNS = 4
"""Another manager runs with the data folder, and two cannot."""
OUT_OF_TIME = 5
"""What was waited for had not happened when the time was over."""
FILES_BUSY = 6
"""Files that were asked for are not free, or were not in time."""
NOT_YOURS = 7
"""What was to be let go of belongs to somebody else."""
INTERNAL_ERROR = 70


def of_signal(number: int) -> int:
    """The code of a program that was ended by signal ``number``: 130 for SIGINT, 143 for SIGTERM."""
    return 128 + signal.Signals(number).value
