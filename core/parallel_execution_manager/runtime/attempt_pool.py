"""The pools whose threads run and control attempts."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QRunnable, QThreadPool

from parallel_execution_manager.runtime.attempt import Attempt
from parallel_execution_manager.system.processes.limits import NO_THREAD, ThreadAllowance

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


class AttemptPool:
    """Threads for ``most`` attempts at a time, made as they are wanted; what finds none waits for one.

    There is one from the start. Each further one is made only if ``allowance`` grants it: Qt takes a thread
    that it could not make for one that runs, so that its call would never be made and the pool never be
    done. ``is_short`` is called with the number of threads when no more are granted, once until one is; it
    must not wait. Somebody has to call ``use_room`` from time to time: attempts may keep a thread for hours.

    Raises:
        RuntimeError: the first one is not granted.
    """

    def __init__(self, most: int, allowance: ThreadAllowance, is_short: Callable[[int], None]) -> None:
        self._allowance = allowance
        self._is_short = is_short
        self._short = False
        self._lock = threading.Lock()
        self._unfinished = 0
        self._wished = threads_for(most)
        self._made = 1
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(self._made)
        # Threads stay: starting one costs more than a short task.
        self._pool.setExpiryTimeout(-1)
        if not allowance.grants_one():
            raise RuntimeError(NO_THREAD)
        self._pool.start(PooledCall(lambda: None))

    def set_most(self, most: int) -> None:
        """Allow for ``most`` attempts at a time."""
        with self._lock:
            self._wished = threads_for(most)
            # Those that were made for a larger number and still work are there already.
            self._made = min(max(self._made, self._pool.activeThreadCount()), self._wished)
            self._pool.setMaxThreadCount(self._made)
        self.use_room()

    def start(self, call: Callable[[], None]) -> None:
        """Have it called in a thread; returns at once."""
        with self._lock:
            self._unfinished += 1
            self._pool.start(PooledCall(lambda: self._make(call)))
        self.use_room()

    def use_room(self) -> None:
        """Make a thread for each call that waits for one, as far as they are granted by now."""
        with self._lock:
            was_short = self._short
            while self._made < self._wished and self._waits:
                self._short = not self._allowance.grants_one()
                if self._short:
                    break
                self._made += 1
                self._pool.setMaxThreadCount(self._made)
            is_news = self._short and not was_short
        if is_news:
            self._is_short(self._made)

    def wait_until_done(self) -> None:
        """Return when all calls have been made."""
        self._pool.waitForDone(-1)

    def _make(self, call: Callable[[], None]) -> None:
        try:
            call()
        finally:
            with self._lock:
                self._unfinished -= 1

    @property
    def _waits(self) -> bool:
        """Whether a call is in Qt's queue and no thread is about to take it."""
        return self._unfinished > self._pool.activeThreadCount()


def threads_for(most: int) -> int:
    """How many threads ``most`` attempts want: one that is over has its thread for another moment.

    Each thread costs an open file, so that few attempts get few to spare; what finds no thread waits
    in the pool's queue until there is one.
    """
    return most + min(most, SPARE_THREADS)
