"""Between the manager and the window: snapshots that come faster than they are shown become one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot

from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.snapshot_merge import merge


class SnapshotFeed(QObject):
    """Holds at most one snapshot back, and after each one shown rests for as long as showing it took.

    So at least half of the time is left for keys, mouse and painting, however much changes. The operator may
    want longer rests. No rest keeps an effect waiting that somebody looks for.
    """

    def __init__(self, show: Callable[[Snapshot], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._pending: Snapshot | None = None
        self._is_open = True
        self._hastens = False
        self._least_ms = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)

    @Slot(object)
    def take(self, snapshot: Snapshot) -> None:
        """Show ``snapshot`` soon, together with those that wait already."""
        if not self._is_open:
            return
        self._pending = snapshot if self._pending is None else merge(self._pending, snapshot)
        if self._hastens or not self._timer.isActive():
            self._timer.start(0)

    @Slot()
    def hasten(self) -> None:
        """Show the next snapshot as soon as it comes, without a rest."""
        self._hastens = True

    def rest_at_least(self, milliseconds: int) -> None:
        """Show less often: never sooner than this after the last time."""
        self._least_ms = milliseconds

    def stop(self) -> None:
        """Show nothing any more, not even what waits or is still on its way from another thread."""
        self._is_open = False
        self._pending = None
        self._timer.stop()

    def _deliver(self) -> None:
        snapshot, self._pending = self._pending, None
        if snapshot is None:
            return
        self._hastens = False
        showing = QElapsedTimer()
        showing.start()
        self._show(snapshot)
        if self._is_open:
            self._timer.start(max(showing.elapsed(), self._least_ms))
