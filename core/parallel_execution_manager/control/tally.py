"""What a progress view knows of a queue: kept up to date by one small function per notification."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

from parallel_execution_manager.control.wording import counted, duration, printable, state_word
from parallel_execution_manager.scheduling.checks import Reason
from parallel_execution_manager.scheduling.model import TaskState
from parallel_execution_manager.scheduling.prose import describe
from parallel_execution_manager.scheduling.sample import ResourceSample
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView

NAME_LIMIT = 60
DETAIL_LIMIT = 160
DECISIONS_KEPT = 20


@dataclass(frozen=True, slots=True)
class Change:
    """Something worth a line: when (monotonic seconds), a word for what, who, and more about it.

    ``bad`` marks what an operator should look at.
    """

    at: float
    word: str
    subject: str
    text: str = ""
    bad: bool = False


class Tally:
    """Counts, running tasks, last sample and last decisions of one queue. Used from one thread."""

    def __init__(self, start: float) -> None:
        self.start = start
        self.now = start
        self.live: dict[str, TaskView] = {}
        self.sample: ResourceSample | None = None
        self.roles: tuple[RoleView, ...] = ()
        self._decisions: deque[Change] = deque(maxlen=DECISIONS_KEPT)
        self._states: dict[str, TaskState] = {}
        self._counts: Counter[TaskState] = Counter()

    @property
    def total(self) -> int:
        """How many tasks are known."""
        return len(self._states)

    @property
    def ended(self) -> int:
        """How many tasks are final."""
        return sum(count for state, count in self._counts.items() if state.is_final)

    def count(self, state: TaskState) -> int:
        """How many tasks are in ``state``."""
        return self._counts[state]

    def counts_in_words(self) -> str:
        """``3 running, 51 queued, 64 succeeded``: states without tasks are left out."""
        parts = [f"{self._counts[state]:,} {state_word(state)}" for state in TaskState if self._counts[state]]
        return ", ".join(parts) or "no tasks"

    def latest(self, number: int) -> tuple[Change, ...]:
        """The last decisions, oldest first."""
        return tuple(self._decisions)[-number:]

    def waiting(self) -> list[tuple[str, str]]:
        """For each role whose next task is held: the role with its number of tasks, and why."""
        return [
            (f"role {printable(role.name)} ({role.queued:,} queued)", describe(role.waits_for))
            for role in self.roles
            if role.queued and role.waits_for is not None
        ]

    def task_changed(self, view: TaskView) -> Change | None:
        """Take in a task's new view; a change if its state is news to a reader."""
        before = self._states.get(view.id)
        if view.state.is_live:
            self.live[view.id] = view
        else:
            self.live.pop(view.id, None)
        if before is view.state:
            return None
        self._states[view.id] = view.state
        self._counts[view.state] += 1
        if before is not None:
            self._counts[before] -= 1
        if before is None and view.started_at is not None and view.started_at < self.start:
            return self._of_earlier(view, task_subject(view))
        return self._state_change(view, before)

    def _state_change(self, view: TaskView, before: TaskState | None) -> Change | None:
        subject = task_subject(view)
        if view.state.is_final:
            bad = view.state is not TaskState.SUCCEEDED
            return Change(view.ended_at or self.now, state_word(view.state), subject, ending(view), bad)
        if view.state is TaskState.RUNNING and before is TaskState.SUSPENDED:
            return Change(self.now, "resumed", subject)
        if view.state is TaskState.RUNNING:
            return Change(view.started_at or self.now, "started", subject)
        if view.state is TaskState.SUSPENDED:
            return Change(self.now, "suspended", subject)
        if view.state is TaskState.QUEUED and before is not None:
            return Change(self.now, "retrying", subject, printable(view.detail, DETAIL_LIMIT), bad=True)
        return None

    def _of_earlier(self, view: TaskView, subject: str) -> Change | None:
        """News of what an earlier manager has started: what ended before this one came is none."""
        if view.state.is_final and view.ended_at is not None and view.ended_at >= self.start:
            return self._state_change(view, view.state)
        if not view.state.is_live or view.started_at is None:
            return None
        word = "goes on" if view.state is TaskState.RUNNING else state_word(view.state)
        return Change(self.now, word, subject, f"started {duration(self.now - view.started_at)} ago")

    def role_throttled(self, role: str, reason: Reason) -> Change:
        """Take in that a role's new starts are held."""
        return self._decided(Change(self.now, "throttled", f"role {printable(role)}", str(reason), bad=True))

    def role_resumed(self, role: str, reason: Reason | None) -> Change:
        """Take in that a role may start tasks again."""
        return self._decided(Change(self.now, "resumed", f"role {printable(role)}", str(reason or "")))

    def problem(self, message: str) -> Change:
        """Take in something that an operator must read."""
        return self._decided(Change(self.now, "problem", printable(message), bad=True))

    def slept(self, seconds: float) -> Change:
        """Take in that the computer slept."""
        return self._decided(Change(self.now, "slept", "the computer", f"for {duration(seconds)}"))

    def _decided(self, change: Change) -> Change:
        self._decisions.append(change)
        return change


def task_subject(view: TaskView) -> str:
    """A task for a reader: id, name where it says more, and role; on one line."""
    name = "" if view.spec.name == view.id else f" {printable(view.spec.name, NAME_LIMIT)}"
    return f"{printable(view.id, NAME_LIMIT)}{name} ({printable(view.spec.role, NAME_LIMIT)})"


def ending(view: TaskView) -> str:
    """How a task ended: why, its running time and the attempts it took."""
    parts = [printable(view.detail, DETAIL_LIMIT)] if view.detail else []
    if view.exit_code is not None and view.started_at is not None and view.ended_at is not None:
        parts.append(duration(view.ended_at - view.started_at))
    if view.attempt > 1:
        parts.append(counted(view.attempt, "attempt"))
    return ", ".join(parts)
