"""Waiting for the end of all tasks."""

from __future__ import annotations

import threading
import time

from parallel_execution_manager.runtime.core import Core
from parallel_execution_manager.runtime.errors import ManagerClosed
from parallel_execution_manager.runtime.inbox import CLOSED
from parallel_execution_manager.runtime.notifications import NewsKind, Notification
from parallel_execution_manager.scheduling.snapshot import TaskView


class IdleWatch:
    """Wakes those who wait when no task is open any more."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._ended = threading.Condition()
        self._ends = 0
        self._closed = False
        self._unsubscribe = core.subscribers.add_weakly(self._note, NewsKind.TASK_CHANGED)

    def wait(self, timeout_s: float | None) -> bool:
        """Block until no task is open; ``False`` after ``timeout_s`` seconds.

        Raises:
            ManagerClosed: the manager is closed meanwhile.
            RuntimeError: called in a subscriber, where it would wait for itself.
        """
        self._core.engine.refuse_in_engine("wait_until_idle")
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            seen = self._ends
            if self._closed:
                raise ManagerClosed(CLOSED)
            if self._nothing_open():
                return True
            if not self._wait_for_end(seen, deadline):
                return self._nothing_open()

    def close(self) -> None:
        """Watch no more; who waits is woken and finds the manager closed."""
        self._unsubscribe()
        self._closed = True
        self._wake()

    def _wait_for_end(self, seen: int, deadline: float | None) -> bool:
        with self._ended:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            return self._ended.wait_for(lambda: self._ends != seen, left)

    def _nothing_open(self) -> bool:
        return self._core.engine.ask(lambda machine: machine.open_tasks()) == 0

    def _note(self, news: Notification) -> None:
        """Called in the engine's thread, so that asking costs nothing."""
        view = news.data
        if isinstance(view, TaskView) and view.state.is_final and self._nothing_open():
            self._wake()

    def _wake(self) -> None:
        with self._ended:
            self._ends += 1
            self._ended.notify_all()
