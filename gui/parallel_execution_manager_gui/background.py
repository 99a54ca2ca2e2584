"""Work that would hold the window up, done in a thread; what it finds arrives in the window's thread."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar, cast

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

T = TypeVar("T")
_BREATH_S = 0.0005


class _Job:
    """One piece of work; a cancelled one tells nothing more."""

    def __init__(self) -> None:
        self.is_cancelled = False


@dataclass(frozen=True, slots=True)
class _News(Generic[T]):
    job: _Job
    value: T | None
    error: Exception | None
    is_last: bool


class Background(QObject, Generic[T]):
    """Does one piece of work at a time: the newest one; an older one is given up.

    Work is an iterator. Each value that it gives goes to ``take``, its end, with the error that ended it
    or ``None``, to ``done``; both are called in the thread of this object.
    """

    _arrived = Signal(object)

    def __init__(
        self,
        take: Callable[[T], None],
        done: Callable[[Exception | None], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._take = take
        self._done = done
        self._job: _Job | None = None
        self._threads: list[threading.Thread] = []
        self._arrived.connect(self._receive)

    @property
    def is_busy(self) -> bool:
        """Whether work is under way."""
        return self._job is not None

    def start(self, work: Iterator[T]) -> None:
        """Begin other work; where the system has no room for its thread, that is the error that ends it."""
        self.cancel()
        job = self._job = _Job()
        thread = threading.Thread(target=self._run, args=(job, work), name="pem-window", daemon=True)
        self._threads = [each for each in self._threads if each.is_alive()]
        try:
            thread.start()
        except RuntimeError as error:
            news = _News[T](job, None, error, is_last=True)
            # Not before this returns: whoever begins work is not done with that yet.
            QTimer.singleShot(0, self, lambda: self._receive(news))
        else:
            self._threads.append(thread)

    def cancel(self) -> None:
        """Give the work up; it ends after its next step, and neither ``take`` nor ``done`` is called."""
        if self._job is not None:
            self._job.is_cancelled = True
            self._job = None

    def stop(self) -> None:
        """Give the work up and wait for its thread, and for those of work that was given up before.

        For an end in order: a thread that tells something needs this object to be there.
        """
        self.cancel()
        self.wait()
        self._threads.clear()

    def wait(self) -> None:
        """Wait for the end of the work; what it finds arrives with the next events."""
        for thread in self._threads:
            thread.join()

    def _run(self, job: _Job, work: Iterator[T]) -> None:
        error: Exception | None = None
        try:
            for value in work:
                if job.is_cancelled:
                    return
                self._tell(_News(job, value, None, is_last=False))
                # Lets the window go first: it and this thread share Python's lock.
                time.sleep(_BREATH_S)
        except Exception as failure:  # noqa: BLE001 - told in the window
            error = failure
        if not job.is_cancelled:
            self._tell(_News(job, None, error, is_last=True))

    def _tell(self, news: _News[T]) -> None:
        # The window may be gone by now.
        with contextlib.suppress(RuntimeError):
            self._arrived.emit(news)

    @Slot(object)
    def _receive(self, news: _News[Any]) -> None:
        if news.job is not self._job:
            return
        if not news.is_last:
            self._take(cast("T", news.value))
            return
        self._job = None
        self._done(news.error)
