"""What the window makes after its first paint: loaded in a thread, then made part by part.

Roles, queue and toolbar are painted first, and are the real thing. Everything else needs modules that
take half as long to load as what comes before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.background import Background
from parallel_execution_manager_gui.snapshot_merge import merge
from parallel_execution_manager_gui.wishes import Wishes

if TYPE_CHECKING:
    from parallel_execution_manager_gui.later_parts import LaterParts
    from parallel_execution_manager_gui.main_window import MainWindow

LATER_ACTIONS: Final = (
    ActionId.FIND_NEXT,
    ActionId.FIND_PREVIOUS,
    ActionId.SHOW_ATTEMPTS,
    ActionId.RUN_AGAIN,
    ActionId.EXPORT_HISTORY,
    ActionId.LOCK_GO_TO,
    ActionId.LOCK_CANCEL,
    ActionId.LOCK_RELEASE,
    ActionId.LOCK_COPY_PATH,
)
"""The actions that belong to parts which are made later."""


class Later(QObject):
    """Tells the parts what they have missed, and from then on each snapshot."""

    completed = Signal()

    def __init__(self, window: MainWindow, wishes: Wishes, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._wishes, self._settings = window, wishes, settings
        self._parts: LaterParts | None = None
        self._missed: Snapshot | None = None
        self._is_begun = self._is_stopped = self.is_complete = False
        self._loading: Background[None] = Background(_nothing, self._loaded, self)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._make_next)

    def begin(self) -> None:
        """The window has been painted: go on with the rest, in between keys, mouse and painting."""
        if not self._is_begun:
            self._is_begun = True
            # Not now: all of the window is to be on the screen first.
            QTimer.singleShot(0, self._load)

    def complete(self) -> None:
        """Make all that is left before this returns, for who cannot wait."""
        self._is_begun = True
        while not self.is_complete:
            self._make_next()

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """What does the actions of parts that may be yet to come."""
        return {action_id: partial(self._carry_out, action_id) for action_id in LATER_ACTIONS}

    def apply(self, snapshot: Snapshot) -> None:
        """Show what changed in the parts that there are, and keep it for the others."""
        if self._parts is not None:
            self._parts.apply(snapshot)
        if not self.is_complete:
            self._missed = snapshot if self._missed is None else merge(self._missed, snapshot)

    def tick(self, now: float, *, in_sight: bool) -> None:
        """Let ages go on."""
        if self._parts is not None:
            self._parts.tick(now, in_sight=in_sight)

    def stop(self) -> None:
        """End what works in the background."""
        self._is_stopped = True
        self._next.stop()
        self._loading.stop()
        if self._parts is not None:
            self._parts.stop()

    def _load(self) -> None:
        if not self._is_stopped:
            self._loading.start(_load())

    def _loaded(self, _error: Exception | None) -> None:
        # What went wrong comes up again where a part is made, and is told from there.
        self._next.start(0)

    def _make_next(self) -> None:
        if self.is_complete:
            return
        if self._parts is None:
            from parallel_execution_manager_gui.later_parts import LaterParts

            self._parts = LaterParts(self._window, self._wishes, self._settings)
        self.is_complete = self._parts.make_next(self._missed)
        if self.is_complete:
            self._missed = None
            self.completed.emit()
        else:
            self._next.start(0)

    def _carry_out(self, action_id: ActionId) -> None:
        self.complete()
        if self._parts is not None:
            self._parts.handlers[action_id]()


def _load() -> Iterator[None]:
    from parallel_execution_manager_gui import later_parts  # noqa: F401 - to have it loaded

    yield


def _nothing(_value: None) -> None:
    """Loading brings nothing but its end."""
