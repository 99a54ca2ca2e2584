"""Reads the past from disk, away from the window's thread; answers arrive as signals."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Signal

from parallel_execution_manager.runtime.errors import ManagerClosed
from parallel_execution_manager.scheduling.model.rows import JournalEntry, JournalQuery, PastSample
from parallel_execution_manager.system.storage.errors import StoreError
from parallel_execution_manager_gui.background import Background

logger = logging.getLogger("ParallelExecutionManager")
_Question = Callable[[], object]
_Tell = Callable[[object], None]


class Past(Protocol):
    """Who knows the past; see `Manager`."""

    def samples(self, since: float, until: float, points: int) -> Sequence[PastSample]:
        """What was measured."""

    def journal(self, query: JournalQuery) -> Sequence[JournalEntry]:
        """What has happened."""


class PastReader(QObject):
    """Asks one question after the other. The asker tells his answers from others' by what he asked."""

    samples_read = Signal(object, object)
    """The span asked for (since, until, points), and what was measured."""
    journal_read = Signal(object, object)
    """The query, and the entries that it found."""
    failed = Signal(str)

    def __init__(self, past: Past, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._past = past
        # One at a time: answers come in the order of the questions, and the store answers no more at once.
        self._questions: deque[tuple[_Question, _Tell]] = deque()
        self._tell: _Tell = _to_nobody
        self._work: Background[object] = Background(self._take, self._done, self)
        self._closed = False

    def ask_samples(self, since: float, until: float, points: int) -> None:
        """Have samples read."""
        asked = (since, until, points)
        self._ask(lambda: self._past.samples(*asked), lambda found: self.samples_read.emit(asked, found))

    def ask_journal(self, query: JournalQuery) -> None:
        """Have entries of the journal read."""
        self._ask(lambda: self._past.journal(query), lambda found: self.journal_read.emit(query, found))

    def wait(self) -> None:
        """Return when all questions are answered."""
        while self._work.is_busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def close(self) -> None:
        """Read no more; waits for what is being read."""
        self._closed = True
        self._questions.clear()
        self._work.stop()

    def _ask(self, question: _Question, tell: _Tell) -> None:
        if self._closed:
            return
        self._questions.append((question, tell))
        if not self._work.is_busy:
            self._begin()

    def _begin(self) -> None:
        question, self._tell = self._questions.popleft()
        self._work.start(_answering(question))

    def _take(self, answer: object) -> None:
        self._tell(answer)

    def _done(self, error: Exception | None) -> None:
        if isinstance(error, StoreError):
            self.failed.emit(str(error))
        elif error is not None and not isinstance(error, ManagerClosed):
            logger.error("The past cannot be read", exc_info=error)
        if self._questions and not self._work.is_busy:
            self._begin()


def _answering(question: _Question) -> Iterator[object]:
    yield question()


def _to_nobody(_answer: object) -> None:
    """Nothing was asked yet."""
