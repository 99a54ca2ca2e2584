"""An attempt under way, and the pools whose threads run and control attempts."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRunnable, QThreadPool

from parallel_execution_manager.runtime.engine_parts import Ticket
from parallel_execution_manager.runtime.task_files import AttemptFiles
from parallel_execution_manager.scheduling.model import TaskSpec
from parallel_execution_manager.system.executor import TaskProcess

Control = Callable[[TaskProcess], None]

SPARE_THREADS = 8


class Attempt:
    """One attempt under way: its files, its process once there is one, and the orders for it."""

    __slots__ = ("fence", "files", "kept", "number", "orders", "process", "task", "under_control")

    def __init__(
        self,
        task: TaskSpec,
        number: int,
        fence: int,
        kept: Ticket | None = None,
        process: TaskProcess | None = None,
    ) -> None:
        self.task = task
        self.number = number
        self.fence = fence
        self.kept = kept
        self.files = AttemptFiles(fence)
        self.process = process
        self.orders: deque[tuple[Control, Any]] = deque()
        self.under_control = False


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
