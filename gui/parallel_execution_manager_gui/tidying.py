"""Takes what has ended well off the queue's list after a time, if the operator wants that."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication, QObject, QSettings, QTimer
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from parallel_execution_manager.scheduling.model import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.wishes import Wishes

_KEY = "queue/ended_leave_after_s"
_LOOK_MS = 15_000
_NEVER = 0
_CHOICES_S = (_NEVER, 600, 3_600, 86_400)
_LEAVING = frozenset({TaskState.SUCCEEDED, TaskState.CANCELLED})


def leaving(views: Iterable[TaskView], now: float, after_s: float) -> list[str]:
    """The ids of tasks that succeeded or were cancelled long enough ago and that no open task comes after.

    Failed ones stay: somebody has to look at them.
    """
    known = list(views)
    needed = {name for view in known if not view.state.is_final for name in view.spec.after}
    return [
        view.id
        for view in known
        if view.state in _LEAVING
        and view.ended_at is not None
        and now - view.ended_at >= after_s
        and view.id not in needed
    ]


class Tidying(QObject):
    """Nothing leaves unless a time is chosen; what has left is in the history."""

    def __init__(
        self,
        queue: QueueModel,
        wishes: Wishes,
        settings: QSettings,
        clock: Callable[[], float],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._wishes = wishes
        self._settings = settings
        self._clock = clock
        stored = str(settings.value(_KEY, _NEVER))
        self._after_s = next((choice for choice in _CHOICES_S if str(choice) == stored), _NEVER)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._choose)
        self._rest_or_look()

    def add_to(self, menu: QMenu) -> None:
        """Add the choices to a menu."""
        choices = menu.addMenu(self.tr("&When tasks leave the list"))
        choices.setObjectName("menu_tidying")
        for seconds in _CHOICES_S:
            action = self._group.addAction(_words(seconds))
            action.setObjectName(f"tidying_{seconds}")
            action.setData(seconds)
            action.setCheckable(True)
            action.setChecked(seconds == self._after_s)
            choices.addAction(action)

    def look(self) -> None:
        """Take off the list what is due."""
        if due := leaving(self._queue.views(), self._clock(), self._after_s):
            self._wishes.let_go(due)

    def stop(self) -> None:
        """Take nothing off any more."""
        self._timer.stop()

    def _choose(self, action: QAction) -> None:
        self._after_s = int(action.data())
        self._settings.setValue(_KEY, self._after_s)
        self._rest_or_look()

    def _rest_or_look(self) -> None:
        if self._after_s == _NEVER:
            self._timer.stop()
        else:
            self._timer.start()


def _words(seconds: int) -> str:
    texts = {
        600: QCoreApplication.translate("Tidying", "10 minutes after they succeeded or were cancelled"),
        3_600: QCoreApplication.translate("Tidying", "1 hour after they succeeded or were cancelled"),
        86_400: QCoreApplication.translate("Tidying", "1 day after they succeeded or were cancelled"),
    }
    return texts.get(seconds, QCoreApplication.translate("Tidying", "Only when you remove them"))
