"""Starting a process of a worker where the computer may have no room for one just now."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TypeVar

from parallel_execution_manager.system.processes.limits import NO_ROOM

TRY_AGAIN_S = 0.5
PATIENCE_S = 60.0
"""Workers that all wait for each other's room must not do so for ever."""

T = TypeVar("T")


def once_there_is_room(start: Callable[[], T]) -> T:
    """What ``start`` makes, tried until there is room; that it waits is told once in the output.

    What has no room says nothing of what the task looks at.

    Raises:
        BlockingIOError: there was none for a minute.
    """
    told, latest = False, time.monotonic() + PATIENCE_S
    while True:
        try:
            return start()
        except BlockingIOError:
            if time.monotonic() > latest:
                raise
            if not told:
                sys.stderr.write(f"waiting: {NO_ROOM}\n")
                sys.stderr.flush()
            told = True
        time.sleep(TRY_AGAIN_S)
