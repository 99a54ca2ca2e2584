"""Asks the manager why a task waits, away from the window's thread: the engine may be busy."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from parallel_execution_manager.scheduling.snapshot import Explanation

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

    _arrived = Signal(str, object, bool)

    def __init__(self, ask: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._asked: tuple[str, bool] | None = None
        self._next: tuple[str, bool] | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._tell_awaited)
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

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

    def _begin(self, task_id: str, what_if: bool) -> None:
        self._asked = task_id, what_if
        self._patience.start()
        # A daemon: an engine that never answers must not keep the program from ending.
        threading.Thread(
            target=self._answer, args=(task_id, what_if), name="pem-explainer", daemon=True
        ).start()

    def _answer(self, task_id: str, what_if: bool) -> None:
        try:
            explanation = self._ask(task_id, what_if)
        except Exception:  # noqa: BLE001 - the manager is closed, or has told of the fault itself
            explanation = None
        # The window may be gone by now, and with it whoever would be told.
        with contextlib.suppress(RuntimeError):
            self._arrived.emit(task_id, explanation, what_if)

    def _take(self, task_id: str, explanation: Explanation | None, what_if: bool) -> None:
        self._patience.stop()
        self._asked, following = None, self._next
        self._next = None
        if following is not None:
            self._begin(*following)
        if following is None or following[0] == task_id:
            self.answered.emit(task_id, explanation, what_if)

    def _tell_awaited(self) -> None:
        wanted = self._next or self._asked
        if wanted is not None:
            self.awaited.emit(wanted[0])
