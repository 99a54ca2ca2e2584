"""The status bar: live facts that also exist elsewhere, never an empty "ready"."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QStatusBar

from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager.scheduling.snapshot import RoleView, Snapshot
from parallel_execution_manager_gui.formatting import ago
from parallel_execution_manager_gui.looks import LookGroup
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.series import Cadence
from parallel_execution_manager_gui.still_text import show_still
from parallel_execution_manager_gui.translation.told import shown, told
from parallel_execution_manager_gui.widgets import named, plain_label, tell

_COUNTED = (
    LookGroup.RUNNING,
    LookGroup.THROTTLED,
    LookGroup.PAUSED,
    LookGroup.WAITING,
    LookGroup.QUEUED,
    LookGroup.FAILED,
)
_LONGEST_S = 360_000.0
"""The label has room for an age of so many seconds."""


class StatusFacts(QObject):
    """Feeds three labels of the status bar."""

    def __init__(self, bar: QStatusBar, queue: QueueModel, cadence: Cadence) -> None:
        super().__init__(bar)
        self._queue = queue
        self._cadence = cadence
        self._sampled_at: float | None = None
        self._mode = named(
            plain_label(self.tr("Scheduler: not connected")), "status_mode", self.tr("Scheduler")
        )
        self._counts = named(plain_label(), "status_counts", self.tr("Tasks by state"))
        self._sampled = named(
            plain_label(self.tr("not sampled yet")), "status_sampled", self.tr("Age of the last sample")
        )
        for label in (self._mode, self._counts, self._sampled):
            label.setMargin(3)
            bar.addPermanentWidget(label)
        # Its text changes twice a second. Of one size for ever, it does not have the window laid out anew.
        self._sampled.setText(self.tr("sampled {time}").format(time=told(ago(_LONGEST_S))))
        self._sampled.setFixedSize(self._sampled.sizeHint())
        self._sampled.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._sampled.setText(self.tr("not sampled yet"))
        queue.counts_changed.connect(self._count)
        self._count()

    def apply(self, snapshot: Snapshot) -> None:
        """Take over what the snapshot says."""
        tell(self._mode, self.tr("Scheduler: {state}").format(state=self._mode_of(snapshot.roles)))
        if snapshot.sample is not None:
            self._sampled_at = snapshot.sample.at

    def tick(self, now: float) -> None:
        """Show the age of the last sample, in the colour of a warning when it is stale."""
        if self._sampled_at is None:
            return
        age = max(0.0, now - self._sampled_at)
        tell(self._sampled, self.tr("sampled {time}").format(time=told(ago(age))))
        colours = colours_of(self._sampled.palette())
        palette = self._sampled.palette()
        stale = age > self._cadence.late_after_s
        ink = QColor(colours.warning if stale else colours.text)
        if palette.color(QPalette.ColorRole.WindowText) != ink:
            palette.setColor(QPalette.ColorRole.WindowText, ink)
            self._sampled.setPalette(palette)

    def _count(self) -> None:
        counts = [(self._queue.count(group), shown(group.value).lower()) for group in _COUNTED]
        words = [f"{count} {word}" for count, word in counts if count]
        show_still(self._counts, " · ".join(words) or self.tr("nothing to do"))

    def _mode_of(self, roles: tuple[RoleView, ...]) -> str:
        states = {role.state for role in roles}
        if states <= {RoleState.STOPPED}:
            return self.tr("stopped")
        if RoleState.ACTIVE in states or RoleState.THROTTLED in states:
            return self.tr("throttled") if RoleState.ACTIVE not in states else self.tr("running")
        return self.tr("paused")
