"""Asks the manager why a task waits, away from the window's thread: the engine may be busy."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from parallel_execution_manager.scheduling.snapshot import Explanation
from parallel_execution_manager_gui.background import Background

PATIENCE_MS = 200
"""An answer that takes longer than this is told to be awaited."""

Ask = Callable[[str, bool], Explanation | None]


class Explainer(QObject):
    """One question at a time; of those that come meanwhile only the newest is asked.

    ``ask`` is called in a thread of its own, with the task's id and whether remedies are wanted too.
    """

    answered = Signal(str, object, bool)
    """The task's id, its ``Explanation`` (``None``: it is not known any more), and whether with remedies."""
    awaited = Signal(str)
    """The answer about this task takes its time."""

    def __init__(self, ask: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._asked: tuple[str, bool] | None = None
        self._next: tuple[str, bool] | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._tell_awaited)
        self._answer: Explanation | None = None
        self._background: Background[Explanation | None] = Background(self._take, self._done, self)

    def ask(self, task_id: str, *, what_if: bool) -> None:
        """Have a question answered; ``what_if`` asks for remedies and the likely start as well."""
        if self._asked is None:
            self._begin(task_id, what_if)
            return
        same = self._next is not None and self._next[0] == task_id and self._next[1]
        self._next = task_id, what_if or same
        if not self._patience.isActive() and self._asked[0] != task_id:
            self.awaited.emit(task_id)

    def forget(self) -> None:
        """Nothing is of interest any more; what is being asked is not told."""
        self._next = None
        self._patience.stop()

    def stop(self) -> None:
        """Ask nothing more, and wait until what is being asked is over; for an end in order."""
        self.forget()
        self._background.stop()

    def _begin(self, task_id: str, what_if: bool) -> None:
        self._asked, self._answer = (task_id, what_if), None
        self._patience.start()
        self._background.start(self._answering(task_id, what_if))

    def _answering(self, task_id: str, what_if: bool) -> Iterator[Explanation | None]:
        yield self._ask(task_id, what_if)

    def _take(self, answer: Explanation | None) -> None:
        self._answer = answer

    def _done(self, _error: Exception | None) -> None:
        """The answer is there; after an error, that the manager is closed or has told of, there is none."""
        asked, following, answer = self._asked, self._next, self._answer
        self._patience.stop()
        self._asked = self._next = None
        if following is not None:
            self._begin(*following)
        if asked is not None and (following is None or following[0] == asked[0]):
            self.answered.emit(asked[0], answer, asked[1])

    def _tell_awaited(self) -> None:
        wanted = self._next or self._asked
        if wanted is not None:
            self.awaited.emit(wanted[0])
