"""The pools whose threads run and control attempts."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QRunnable, QThreadPool

from parallel_execution_manager.runtime.attempt import Attempt

SPARE_THREADS = 8


class Seat(threading.local):
    """Of each pool thread: whether it would run another attempt, and the one that it was given."""

    free = False
    job: Attempt | None = None


class PooledCall(QRunnable):
    """A function for a thread of a pool."""

    def __init__(self, call: Callable[[], None]) -> None:
        super().__init__()
        self._call = call

    def run(self) -> None:
        """Call it."""
        self._call()


def threads_for(most: int) -> int:
    """How many threads ``most`` attempts want: one that is over has its thread for another moment.

    Each thread costs an open file, so that few attempts get few to spare; what finds no thread waits
    in the pool's queue until there is one.
    """
    return most + min(most, SPARE_THREADS)


def own_pool(most: int) -> QThreadPool:
    """A pool for ``most`` attempts at a time."""
    pool = QThreadPool()
    pool.setMaxThreadCount(threads_for(most))
    # Threads stay: starting one costs more than a short task.
    pool.setExpiryTimeout(-1)
    return pool
