"""Puts graphs, events and their reader together: who asks for what, and when."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.model.rows import ROLE_STEPS, JournalQuery, PastSample
from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.graphs.kinds import title_of_limit
from parallel_execution_manager_gui.graphs.marks import Mark, marks_of
from parallel_execution_manager_gui.graphs.reader import PastReader
from parallel_execution_manager_gui.graphs.update_rate import UpdateRate
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.models.role_model import RoleModel
from parallel_execution_manager_gui.panels.events_panel import EventsPanel
from parallel_execution_manager_gui.panels.resources_panel import ResourcesPanel
from parallel_execution_manager_gui.series import Cadence
from parallel_execution_manager_gui.translation.told import figure
from parallel_execution_manager_gui.wishes import Wishes

_MOST_MARKS = 500
_STEP_KEPT_MS = 200
"""A decision is on disk so soon after it is shown."""
_EVENTS_EVERY_S = 2.0
_PAST_EVERY_S = 60.0
"""The live part of the graphs goes back farther than this, so that no hole comes between the two."""


class Watching(QObject):
    """Everything that looks back. `tick` is called from time to time, with monotonic seconds."""

    event_chosen = Signal()
    """Somebody wants to see a moment in the list of events."""
    told = Signal(str)
    """What was done, for a notice."""

    def __init__(
        self,
        wishes: Wishes,
        settings: QSettings,
        cadence: Cadence,
        queue: QueueModel,
        roles: RoleModel,
        clock: Callable[[], float],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._wishes = wishes
        self._queue = queue
        self._roles = roles
        self._clock = clock
        self.rate = UpdateRate(settings, self)
        self.reader = PastReader(wishes, self)
        self.resources = ResourcesPanel(cadence, settings, self._role_of, roles.title_of)
        self.events = EventsPanel(self._name_of)
        self._steps: dict[str, object] = {}
        self._marks_query = JournalQuery(limit=0)
        self._drawn_at = self._shown_sample_at = self._events_at = self._past_at = float("-inf")
        self._watches = False
        self._step_timer = QTimer(self)
        self._step_timer.setSingleShot(True)
        self._step_timer.setInterval(_STEP_KEPT_MS)
        self._step_timer.timeout.connect(self._read_marks)
        self._connect()

    def fill(self, menu: QMenu, before: QAction) -> None:
        """Put choices into the View menu."""
        menu.insertMenu(before, self.resources.choices)
        menu.insertMenu(before, self.rate.menu(menu))

    def apply(self, snapshot: Snapshot) -> None:
        """Take what is new; draw if a sample is."""
        roles = self.resources.history.roles
        is_new = self.resources.apply(snapshot)
        if roles != self.resources.history.roles:
            # What was kept knows nothing of a role that is new.
            self._past_at = float("-inf")
        self.events.show_roles({role.name: self._roles.title_of(role.name) for role in snapshot.roles})
        steps: dict[str, object] = {role.name: role.reason for role in snapshot.roles}
        if steps != self._steps:
            self._steps = steps
            self._step_timer.start()
        sample = snapshot.sample
        if is_new and sample is not None and sample.at - self._shown_sample_at > 0.8 * self.rate.every_s:
            self._shown_sample_at = sample.at
            self.draw(max(sample.at, self._clock()))

    def tick(self, now: float) -> None:
        """Draw if no sample came for a while, and read what is due."""
        in_sight = self.resources.isVisible() and not self.resources.window().isMinimized()
        if in_sight is not self._watches:
            self._watch(in_sight)
        if now - self._drawn_at > 1.5 * self.rate.every_s:
            self.draw(now)
        if in_sight and now - self._past_at > _PAST_EVERY_S:
            self.read_past()
        if self.events.isVisible() and now - self._events_at > _EVENTS_EVERY_S:
            self._events_at = now
            self.events.look_for_newer()

    def set_events_in_sight(self, in_sight: bool) -> None:
        """Read the events when their list is looked at."""
        if in_sight and not self.events.model.rowCount():
            self.events.reload()

    def draw(self, now: float) -> None:
        """Draw what is known as it stands at this time."""
        self._drawn_at = now
        self.resources.refresh(now)

    def read_past(self) -> None:
        """Ask for what is shown of the time before, which is drawn when it has been read."""
        self._past_at = self._clock()
        self.reader.ask_samples(*self.resources.past_wanted(self._past_at))
        self._read_marks()
        self.draw(self._past_at)

    def settle(self) -> None:
        """Return when all that was asked for is read."""
        self.reader.wait()

    def close(self) -> None:
        """Look at nothing any more."""
        self._step_timer.stop()
        self._watch(in_sight=False)
        self.reader.close()

    def _connect(self) -> None:
        self.reader.samples_read.connect(self._take_samples)
        self.reader.journal_read.connect(self._take_journal)
        self.reader.failed.connect(self.events.tell_problem)
        self.events.wanted.connect(self.reader.ask_journal)
        self.rate.changed.connect(self._change_rate)
        self.resources.span_changed.connect(self.read_past)
        self.resources.limits_wished.connect(self._set_limits)
        self.resources.mark_chosen.connect(self._show_mark)

    def _watch(self, in_sight: bool) -> None:
        self._watches = in_sight
        self._wishes.sample_for_view(self.rate.every_s if in_sight else None)

    def _change_rate(self, _every_s: float) -> None:
        self._watch(self._watches)
        self.draw(self._clock())

    def _read_marks(self) -> None:
        since, _, _ = self.resources.past_wanted(self._clock())
        self._marks_query = JournalQuery(since=since, kinds=ROLE_STEPS, limit=_MOST_MARKS)
        self.reader.ask_journal(self._marks_query)

    def _take_samples(self, asked: tuple[float, float, int], found: list[PastSample]) -> None:
        since, until, _ = asked
        # A range that was chosen meanwhile has its own answer coming.
        if until - since == self.resources.span.seconds:
            self.resources.take_past(until, found)
            self.draw(self._clock())

    def _take_journal(self, query: JournalQuery, entries: object) -> None:
        if query is self._marks_query:
            self.resources.take_marks(marks_of(entries, self._roles.title_of))  # type: ignore[arg-type]
            self.draw(self._clock())
        else:
            self.events.take(query, entries)  # type: ignore[arg-type]

    def _set_limits(self, resource: str, limits: LimitPair) -> None:
        before = self.resources.limits_of(resource)
        if self._wishes.set_limit(resource, limits):
            told = self.tr(
                "{0}: throttled above {1} %, resumed at {2} % or below. Before, it was {3} % and {4} %."
            )
            if limits.is_off:
                told = self.tr(
                    "{0} has no limit any more: it holds no role back. Before, it was throttled above {3} %."
                )
            values = (limits.throttle, limits.resume, before.throttle, before.resume)
            self.told.emit(told.format(title_of_limit(resource), *(figure(value) for value in values)))

    def _show_mark(self, mark: Mark) -> None:
        self.event_chosen.emit()
        self.events.show_entry(mark.number)

    def _role_of(self, task_id: str) -> str | None:
        view = self._queue.view(task_id)
        return None if view is None else view.spec.role

    def _name_of(self, subject: str) -> str:
        if any(role.name == subject for role in self._roles.roles()):
            return self._roles.title_of(subject)
        return self._queue.known_name_of(subject) or subject
