"""Between the manager and the window: many snapshots become one, and a very large one becomes several."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.painting_apart import PaintingApart
from parallel_execution_manager_gui.snapshot_backlog import SnapshotBacklog
from parallel_execution_manager_gui.snapshot_merge import merge

FEWEST, MOST = 100, 4000
"""Tasks that are shown in one go; how many exactly is learned."""
_PIECE_NS = 25_000_000
"""A piece of a large snapshot is to be shown within this. Shorter ones are painted more often than shown."""


class SnapshotFeed(QObject):
    """Holds at most one snapshot back, and after each one shown rests for as long as showing it took.

    So at least half of the time is left for keys, mouse and painting, however much changes. The operator may
    want longer rests. What has very many tasks is shown in pieces. No rest keeps an effect waiting that
    somebody looks for.
    """

    def __init__(self, show: Callable[[Snapshot], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._pending: Snapshot | None = None
        self._backlog = SnapshotBacklog()
        self._most = FEWEST * 4
        self._is_open = True
        self._hastens = False
        self._least_ms = 0
        self._painting: PaintingApart | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)

    @Slot(object)
    def take(self, snapshot: Snapshot) -> None:
        """Show ``snapshot`` soon, together with those that wait already."""
        if not self._is_open:
            return
        self._put(snapshot)
        if self._hastens or not self._timer.isActive():
            self._timer.start(0)

    def take_now(self, snapshot: Snapshot) -> None:
        """Show ``snapshot`` before this returns; if it has very many tasks, the first of them."""
        self._put(snapshot)
        self._deliver()

    @Slot()
    def hasten(self) -> None:
        """Show the next snapshot as soon as it comes, without a rest."""
        self._hastens = True

    @property
    def is_behind(self) -> bool:
        """Whether something that came is not shown yet."""
        return self._pending is not None or bool(self._backlog)

    def paint_apart(self, widget: QWidget) -> None:
        """Have a widget that takes long to paint painted in a turn of its own when tasks have changed."""
        self._painting = PaintingApart(widget)

    def rest_at_least(self, milliseconds: int) -> None:
        """Show less often: never sooner than this after the last time."""
        self._least_ms = milliseconds

    def stop(self) -> None:
        """Show nothing any more, not even what waits or is still on its way from another thread."""
        self._is_open = False
        self._pending = None
        self._backlog.clear()
        self._timer.stop()

    def _put(self, snapshot: Snapshot) -> None:
        self._pending = snapshot if self._pending is None else merge(self._pending, snapshot)

    def _deliver(self) -> None:
        newest, self._pending = self._pending, None
        most = self._most
        snapshot = self._backlog.more(most) if newest is None else self._backlog.first(newest, most)
        if snapshot is None:
            return
        self._hastens = self._hastens and newest is None
        showing = QElapsedTimer()
        showing.start()
        try:
            # Where no task has changed, nothing of them is painted.
            apart = self._painting if snapshot.tasks or snapshot.removed else None
            with apart or contextlib.nullcontext():
                self._show(snapshot)
        finally:
            if len(snapshot.tasks) == most:
                self._learn(most, showing.nsecsElapsed())
            if self._is_open:
                least_ms = 0 if self._backlog else self._least_ms
                self._timer.start(max(showing.elapsed(), least_ms))

    def _learn(self, number: int, took_ns: int) -> None:
        """Show as many tasks in one go as fit into the time for a piece, by what the last one took."""
        self._most = min(MOST, max(FEWEST, number * _PIECE_NS // max(1, took_ns)))
