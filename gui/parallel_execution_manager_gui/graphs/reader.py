"""Reads the past from disk in a thread of its own; answers arrive as signals in the window's thread."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QThreadPool, Signal

from parallel_execution_manager.runtime.errors import ManagerClosed
from parallel_execution_manager.scheduling.past import JournalEntry, JournalQuery, PastSample
from parallel_execution_manager.system.store.errors import StoreError

logger = logging.getLogger("ParallelExecutionManager")


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
        self._pool = QThreadPool(self)
        # One: answers come in the order of the questions, and the store answers one at a time anyway.
        self._pool.setMaxThreadCount(1)
        self._closed = False

    def ask_samples(self, since: float, until: float, points: int) -> None:
        """Have samples read."""
        asked = (since, until, points)
        self._ask(lambda: self.samples_read.emit(asked, self._past.samples(*asked)))

    def ask_journal(self, query: JournalQuery) -> None:
        """Have entries of the journal read."""
        self._ask(lambda: self.journal_read.emit(query, self._past.journal(query)))

    def wait(self) -> None:
        """Return when all questions are answered; the answers arrive with the next events."""
        self._pool.waitForDone()

    def close(self) -> None:
        """Read no more; waits for what is being read."""
        self._closed = True
        self._pool.clear()
        self._pool.waitForDone()

    def _ask(self, question: Callable[[], None]) -> None:
        if not self._closed:
            self._pool.start(lambda: self._answer(question))

    def _answer(self, question: Callable[[], None]) -> None:
        try:
            question()
        except ManagerClosed:
            return
        except StoreError as error:
            if not self._closed:
                self.failed.emit(str(error))
        except Exception:
            logger.exception("The past cannot be read")
