"""What a progress view knows of a queue: kept up to date by one small function per notification."""

from __future__ import annotations

import time
from collections import Counter, deque
from pathlib import Path
from typing import NamedTuple

from parallel_execution_manager.control.remedy_commands import command_of
from parallel_execution_manager.control.wording import counted, duration, moment, printable, state_word
from parallel_execution_manager.scheduling.model.checks import Reason
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.sample import ResourceSample
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.model.wording import describe
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView

NAME_LIMIT = 60
DETAIL_LIMIT = 160
DECISIONS_KEPT = 20
PAUSED_SHOWN = 10


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


class Paused(NamedTuple):
    """A task that is paused by hand: who, until when (monotonic seconds), and that in words."""

    subject: str
    until: float | None
    words: str


class Tally:
    """Counts, running tasks, last sample and last decisions of one queue. Used from one thread.

    Commands that it tells name ``data_dir``, the manager's folder.
    """

    def __init__(self, start: float, data_dir: Path | None = None) -> None:
        self.start = start
        self._data_dir = data_dir
        self.now = start
        self.live: dict[str, TaskView] = {}
        self.sample: ResourceSample | None = None
        self.roles: tuple[RoleView, ...] = ()
        self._paused: dict[str, Paused] = {}
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

    @property
    def is_at_work(self) -> bool:
        """Whether some task runs, or would if the limits let it."""
        return any(task_id not in self._paused for task_id in self.live)

    def waiting(self) -> list[tuple[str, str]]:
        """What stands still: each role whose next task is held, and tasks that are paused by hand."""
        roles = [
            (f"role {printable(role.name)} ({role.queued:,} queued)", describe(role.waits_for))
            for role in self.roles
            if role.queued and role.waits_for is not None
        ]
        paused = [(task.subject, task.words) for task in self._paused.values()]
        more = len(paused) - PAUSED_SHOWN
        rest = [(counted(more, "more task"), "paused")] if more > 0 else []
        return [*roles, *paused[:PAUSED_SHOWN], *rest]

    def task_changed(self, view: TaskView) -> Change | None:
        """Take in a task's new view; a change if its state is news to a reader."""
        task_id, state = view.id, view.state
        before = self._states.get(task_id)
        is_news = self._note_pause(view)
        if state.is_live:
            self.live[task_id] = view
        else:
            self.live.pop(task_id, None)
        if before is state:
            return self._pause(view) if is_news else None
        self._states[task_id] = state
        self._counts[state] += 1
        if before is not None:
            self._counts[before] -= 1
        if is_news:
            return self._pause(view)
        begun = view.ended_at if view.started_at is None else view.started_at
        if before is None and begun is not None and begun < self.start:
            return self._of_earlier(view)
        return self._state_change(view, before)

    def _note_pause(self, view: TaskView) -> bool:
        """Whether it is news that, or until when, a task is paused by hand."""
        known = self._paused.pop(view.id, None) if self._paused else None
        if not view.paused or view.state.is_final:
            return False
        is_news = known is None or known.until != view.until
        words = paused_words(view, self.now, self._data_dir) if known is None or is_news else known.words
        self._paused[view.id] = Paused(task_subject(view), view.until, words)
        return is_news

    def _pause(self, view: TaskView) -> Change:
        paused = self._paused[view.id]
        return Change(self.now, "waiting", paused.subject, paused.words)

    def _state_change(self, view: TaskView, before: TaskState | None) -> Change | None:
        if view.state is TaskState.STARTING or (view.state is TaskState.QUEUED and before is None):
            return None
        subject = task_subject(view)
        if view.state is TaskState.RUNNING and before is TaskState.SUSPENDED:
            return Change(self.now, "resumed", subject)
        if view.state is TaskState.RUNNING:
            return Change(view.started_at or self.now, "started", subject)
        if view.state is TaskState.SUSPENDED:
            return Change(self.now, "suspended", subject)
        if view.state is TaskState.QUEUED:
            return Change(self.now, "retrying", subject, printable(view.detail, DETAIL_LIMIT), bad=True)
        bad = view.state is not TaskState.SUCCEEDED
        return Change(view.ended_at or self.now, state_word(view.state), subject, ending(view), bad)

    def _of_earlier(self, view: TaskView) -> Change | None:
        """News of what an earlier manager has started: what ended before this one came is none."""
        if view.state.is_final and view.ended_at is not None and view.ended_at >= self.start:
            return self._state_change(view, view.state)
        if not view.state.is_live or view.started_at is None or view.state is TaskState.STARTING:
            return None
        word = "goes on" if view.state is TaskState.RUNNING else state_word(view.state)
        return Change(
            self.now, word, task_subject(view), f"started {duration(self.now - view.started_at)} ago"
        )

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
    task = view.spec
    name = "" if task.name == task.id else f" {printable(task.name, NAME_LIMIT)}"
    return f"{printable(task.id, NAME_LIMIT)}{name} ({printable(task.role, NAME_LIMIT)})"


def ending(view: TaskView) -> str:
    """How a task ended: why, its running time and the attempts it took."""
    parts = [printable(view.detail, DETAIL_LIMIT)] if view.detail else []
    if view.exit_code is not None and view.started_at is not None and view.ended_at is not None:
        parts.append(duration(view.ended_at - view.started_at))
    if view.attempt > 1:
        parts.append(counted(view.attempt, "attempt"))
    return ", ".join(parts)


def paused_words(view: TaskView, now: float, data_dir: Path | None = None) -> str:
    """Why a task is paused by hand, until when, and how it goes on; ``now`` is monotonic seconds."""
    resume = command_of({"verb": "resume", "arguments": {"tasks": [printable(view.id)]}}, data_dir)
    why = f"paused: {printable(view.paused_why, DETAIL_LIMIT)}" if view.paused_why else "paused by you"
    until = "" if view.until is None else f" until {moment(time.time() + view.until - now)}"
    return f"{why}{until}; {resume} lets it go on"
