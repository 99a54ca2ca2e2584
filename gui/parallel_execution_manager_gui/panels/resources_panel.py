"""Graphs of the computer: which of them are shown, how far back they go, and how fresh they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QSettings, Signal
from PySide6.QtGui import QAction, QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from parallel_execution_manager.scheduling.model.policy import LimitPair, Policy
from parallel_execution_manager.scheduling.model.rows import PastSample
from parallel_execution_manager.scheduling.model.sample import ResourceSample
from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.formatting import ago, memory, time_of_day
from parallel_execution_manager_gui.graphs.kinds import GRAPHS, GraphKind, graph_text
from parallel_execution_manager_gui.graphs.marks import Mark
from parallel_execution_manager_gui.graphs.resource_history import ResourceHistory
from parallel_execution_manager_gui.graphs.scale import Span
from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.panels.gauge import Gauge
from parallel_execution_manager_gui.series import Cadence
from parallel_execution_manager_gui.stored_settings import flag, text
from parallel_execution_manager_gui.translation.told import figure, local, told
from parallel_execution_manager_gui.widgets import named, plain_label

_POINTS = 300
"""So many spans are read: about as many as a graph has columns of pixels."""
_MARGIN = 4
_SPAN_KEY = "graphs/span"
_DASHES = ("──", "╌╌")
"""How the first and the second line of a graph are drawn."""


class ResourcesPanel(QWidget):
    """Keeps history while hidden and draws only while visible. ``span_changed`` wants the past to be read."""

    span_changed = Signal()
    limits_wished = Signal(str, object)
    mark_chosen = Signal(object)

    def __init__(
        self,
        cadence: Cadence,
        settings: QSettings,
        role_of: Callable[[str], str | None],
        title_of: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "resources_panel", self.tr("Resources"))
        self._cadence = cadence
        self._settings = settings
        self._title_of = title_of
        self.history = ResourceHistory(cadence, role_of)
        self._policy: Policy | None = None
        self._marks: Sequence[Mark] = ()
        self._now = 0.0
        self._gauges = {kind.id: Gauge(kind, settings, self._time_of, self) for kind in GRAPHS}
        self._estimated = named(
            plain_label(self.tr("Estimated: psutil is not installed")),
            "estimated_note",
            self.tr("How it is measured"),
        )
        self._stale = named(plain_label(), "stale_note", self.tr("Age of the last sample"))
        self._spans = named(QComboBox(), "graph_span", self.tr("How far back the graphs go"))
        self.choices = QMenu(self.tr("&Graphs"), self)
        self.choices.setObjectName("menu_graphs")
        self._fill_spans()
        self._fill_choices()
        self._arrange()

    @property
    def span(self) -> Span:
        """How far back the graphs go."""
        return Span[str(self._spans.currentData())]

    def past_wanted(self, now: float) -> tuple[float, float, int]:
        """What is to be read for the graphs at monotonic time ``now``: since, until, points."""
        until = self.history.wall(now)
        return until - self.span.seconds, until, _POINTS

    def limits_of(self, resource: str) -> LimitPair:
        """The limits that are in force, as far as the window knows.

        Raises:
            LookupError: nothing was shown yet.
        """
        if self._policy is None:
            raise LookupError("no limits are known before the first snapshot")
        return self._policy.limit(resource)

    def apply(self, snapshot: Snapshot) -> bool:
        """Take the sample and the limits; whether the sample is a new one."""
        self._policy = snapshot.policy
        is_new = self.history.take(snapshot)
        if is_new and snapshot.sample is not None:
            self._estimated.setVisible(snapshot.sample.estimated)
        return is_new

    def take_past(self, until: float, found: Sequence[PastSample]) -> None:
        """Take what was read."""
        self.history.take_past(until, found)

    def take_marks(self, marks: Sequence[Mark]) -> None:
        """Take the moments at which roles were held back or let go."""
        self._marks = marks

    def show_all(self, span: Span, *, by_role: bool) -> None:
        """Show every graph (else those shown at first), so far back, role by role or not."""
        self._spans.setCurrentIndex(self._spans.findData(span.name))
        for action in self.choices.actions():
            kind = self._gauges[str(action.data())].kind
            if action.isChecked() is not (by_role or kind.at_first):
                action.trigger()
            self._gauges[kind.id].show_by_role(by_role)

    def refresh(self, now: float) -> None:
        """Move the graphs on, so that a missing sample is seen as one."""
        policy = self._policy
        if not self.isVisible() or policy is None:
            return
        self._now = now
        self._tell_age(now)
        frame = self.history.frame(now, self.span.seconds)
        ages = ((mark.at - self.history.wall(now), mark) for mark in self._marks)
        marks = [(age, mark) for age, mark in ages if -self.span.seconds <= age <= 0]
        for gauge in self._gauges.values():
            if not gauge.isHidden():
                kind = gauge.kind
                limits = policy.limit(kind.limit) if kind.limit else None
                parts = [] if kind.parts is None else self.history.share_names(kind.parts)
                shares = [(name, self._title_of(role)) for name, role in parts]
                mine = [one for one in marks if kind.limit and one[1].resource in ("", kind.limit)]
                notes, tip = self._note(kind, policy)
                gauge.refresh(frame, self.span, limits, notes, tip, mine, shares, self.history.newest)

        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room to as many graphs as are readable in it."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """From above, each graph that fits is shown; of the others the numbers are."""
        shown = [gauge for gauge in self._gauges.values() if not gauge.isHidden()]
        left = self.height() - self._row_height - sum(gauge.header_height + 4 for gauge in shown)
        for gauge in shown:
            needed = gauge.graph_height(self.width())
            has_room = 0 < needed <= left
            gauge.give_room(has_room)
            left -= needed if has_room else 0

    def _tell_age(self, now: float) -> None:
        sample = self.history.sample
        age = 0.0 if sample is None else now - sample.at
        is_stale = sample is not None and age > self._cadence.late_after_s
        self._stale.setVisible(is_stale)
        if is_stale:
            palette = self._stale.palette()
            palette.setColor(QPalette.ColorRole.WindowText, QColor(colours_of(self.palette()).warning))
            self._stale.setPalette(palette)
            self._stale.setText(self.tr("sampled {0}").format(told(ago(age))))

    def _note(self, kind: GraphKind, policy: Policy) -> tuple[tuple[str, ...], str]:
        """The limit and what a percentage stands for, the longest first, and all of it for a tooltip."""
        amount, whole = _amount(kind, self.history.sample, policy)
        if len(kind.curves) > 1:
            amount = " ".join(
                f"{graph_text(c.word)} {dash}" for c, dash in zip(kind.curves, _DASHES, strict=True)
            )
        if not kind.limit:
            return (amount,), amount
        limits = policy.limit(kind.limit)
        short = self.tr("limit {0} %").format(figure(limits.throttle))
        long = self.tr("throttled above {0} %, resumed at {1} %").format(
            figure(limits.throttle), figure(limits.resume)
        )
        if limits.is_off:
            short = long = self.tr("no limit")
        long = " · ".join(filter(None, (whole or amount, long)))
        both = " · ".join(filter(None, (amount, short)))
        return (both, amount if len(kind.curves) > 1 else short), long

    def _time_of(self, age: float) -> str:
        return time_of_day(self.history.wall(self._now) + age)

    def _fill_spans(self) -> None:
        words = {
            Span.FIVE_MINUTES: self.tr("5 minutes"),
            Span.HOUR: self.tr("1 hour"),
            Span.SIX_HOURS: self.tr("6 hours"),
            Span.DAY: self.tr("24 hours"),
        }
        for span, word in words.items():
            self._spans.addItem(word, span.name)
        names = [span.name for span in Span]
        chosen = text(self._settings, _SPAN_KEY, Span.FIVE_MINUTES.name, frozenset(names))
        self._spans.setCurrentIndex(names.index(chosen))
        self._spans.setToolTip(self.tr("How far back the graphs go"))
        self._spans.currentIndexChanged.connect(self._choose_span)

    def _fill_choices(self) -> None:
        for kind in GRAPHS:
            action = self.choices.addAction(graph_text(kind.title))
            action.setObjectName(f"show_{kind.id}")
            action.setCheckable(True)
            action.setData(kind.id)
            shown = flag(self._settings, f"graphs/{kind.id}_shown", default=kind.at_first)
            action.setChecked(shown)
            self._gauges[kind.id].setVisible(shown)
        self.choices.triggered.connect(self._choose_graph)

    def _arrange(self) -> None:
        button = named(QToolButton(), "choose_graphs", self.tr("Choose graphs"))
        button.setText(self.tr("Graphs"))
        button.setToolTip(self.tr("Choose which graphs are shown"))
        button.setAutoRaise(True)
        button.setMenu(self.choices)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout()
        row.addWidget(self._spans)
        row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._stale)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 0, 2, _MARGIN)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self._estimated)
        self._estimated.hide()
        self._stale.hide()
        for gauge in self._gauges.values():
            layout.addWidget(gauge, 1)
            gauge.limits_wished.connect(self.limits_wished)
            gauge.room_changed.connect(self._share_room)
            gauge.graph.mark_chosen.connect(self.mark_chosen)
        # Takes the room while all graphs are folded.
        layout.addStretch(0)
        self._row_height = row.sizeHint().height() + 2 * _MARGIN

    def _choose_span(self) -> None:
        self._settings.setValue(_SPAN_KEY, self.span.name)
        self.span_changed.emit()

    def _choose_graph(self, action: QAction) -> None:
        self._settings.setValue(f"graphs/{action.data()}_shown", action.isChecked())
        self._gauges[str(action.data())].setVisible(action.isChecked())
        self._share_room()


def _amount(kind: GraphKind, sample: ResourceSample | None, policy: Policy) -> tuple[str, str]:
    """What a percentage stands for, in short and as a whole."""
    if kind.id == "cpu":
        cores = QCoreApplication.translate("ResourcesPanel", "{number} cores").format(
            number=policy.size.cores
        )
        return cores, cores
    if kind.id == "memory" and sample is not None and sample.memory_used_mb is not None:
        used = local(memory(sample.memory_used_mb))
        return used, QCoreApplication.translate("ResourcesPanel", "{used} of {all}").format(
            used=used, all=local(memory(policy.size.memory_mb))
        )
    return "", ""
