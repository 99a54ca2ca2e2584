"""Runs what is queued in a manager to its end without a window: progress, signals, an orderly stop."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import field
from types import TracebackType
from typing import Self

from parallel_execution_manager.control.interruption import Interruption, ended_by
from parallel_execution_manager.control.next_steps import next_step
from parallel_execution_manager.control.progress import ProgressView
from parallel_execution_manager.control.report import MachineCourse
from parallel_execution_manager.control.stranded import is_all_stranded, stranded
from parallel_execution_manager.control.tally import Change, Tally
from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.runtime.notifications import NewsKind, Notification
from parallel_execution_manager.scheduling.model.checks import Reason
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.sample import ResourceSample
from parallel_execution_manager.scheduling.snapshot import Snapshot, TaskView

REFRESH_S = 0.125
QUIET_S = 15.0


@dataclass(frozen=True, slots=True)
class Ending:
    """How a drive ended: the signal that ended it, if any, and how busy the machine was."""

    signal_number: int | None
    signal_name: str
    course: MachineCourse = field(default_factory=MachineCourse)


class Drive:
    """Drives one manager from the main thread, until ``interruption`` has counted a signal.

    Entered before the tasks are submitted, so that it misses no news.
    """

    def __init__(
        self, manager: ParallelExecutionManager, view: ProgressView, interruption: Interruption
    ) -> None:
        self._manager = manager
        self._view = view
        self._tally = Tally(time.monotonic(), manager.data_dir)
        self._course = MachineCourse()
        self._quiet_since = self._tally.start
        self._told: set[tuple[str, str]] = set()
        self._some_stranded = False
        self._found: list[Change] = []
        self._news: deque[Notification] = deque()
        self._interruption = interruption
        self._unsubscribe = manager.subscribe(self._news.append)

    def __enter__(self) -> Self:
        # What was there before is no news to anybody else.
        tasks = self._manager.snapshot().tasks
        found = map(self._tally.task_changed, tasks)
        self._found = [change for change in found if change is not None]
        self._some_stranded = bool(stranded(tasks))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._unsubscribe()

    def to_the_end(self) -> Ending:
        """Return when every task has ended, or when a signal came and no process is left.

        What cannot start, as it comes after what an earlier signal has ended, is not waited for.
        """
        signals = self._interruption
        with self._view:
            while not signals.count and not self._manager.wait_until_idle(REFRESH_S):
                self._refresh()
                if self._some_stranded and is_all_stranded(self._manager.snapshot().tasks):
                    break
            if signals.count:
                self._stop()
            self._refresh()
        return Ending(signals.number, signals.name, self._course)

    def until_interrupted(self) -> None:
        """Return when a signal came and no process is left; an empty queue is no end."""
        with self._view:
            while not self._interruption.count:
                time.sleep(REFRESH_S)
                self._refresh()
            self._stop()
            self._refresh()

    def _stop(self) -> None:
        """Start nothing more and end what runs in order; a second signal ends it by force.

        Nobody has given anything up: what may be repeated, and what comes after all that was ended, stays
        queued.
        """
        signals = self._interruption
        self._view.say(f"{signals.name}: ending the running tasks; send it again to end them by force")
        self._manager.end_roles(why=ended_by(signals.name), keeps=True)
        self._refresh()
        while self._tally.live:
            if signals.count > 1:
                self._manager.kill_running_tasks()
            time.sleep(REFRESH_S)
            self._refresh()

    def _refresh(self) -> None:
        """Take in the news and show them."""
        self._tally.now = time.monotonic()
        changes, self._found = self._found, []
        while self._news:
            change = self._take_in(self._news.popleft())
            if change is not None:
                changes.append(change)
        if changes:
            self._told = {(change.subject, change.text) for change in changes if change.word == "waiting"}
        else:
            changes = self._quiet_line()
        if changes:
            self._quiet_since = self._tally.now
        self._view.show(self._tally, changes)

    def _take_in(self, news: Notification) -> Change | None:
        tally = self._tally
        match news.data:
            case TaskView() as view:
                return tally.task_changed(view)
            case Reason() as reason if news.kind is NewsKind.ROLE_THROTTLED:
                return tally.role_throttled(news.subject, reason)
            case Reason() as reason:
                return tally.role_resumed(news.subject, reason)
            case str() as problem if news.kind is NewsKind.PROBLEM:
                return tally.problem(problem)
            case float() as slept_s if news.kind is NewsKind.COMPUTER_SLEPT:
                return tally.slept(slept_s)
            case ResourceSample() as sample:
                tally.sample = sample
                self._course.add(sample)
            case Snapshot() as snapshot:
                tally.roles = snapshot.roles
        return None

    def _quiet_line(self) -> list[Change]:
        """What the queue waits for, when nothing has been news for a while; what was told is not repeated."""
        if self._tally.now - self._quiet_since < QUIET_S or self._tally.is_at_work:
            return []
        waiting = [line for line in self._tally.waiting() if line not in self._told]
        self._told.update(waiting)
        changes = [Change(self._tally.now, "waiting", who, why) for who, why in waiting]
        if waiting and (step := next_step(self._manager)):
            changes.append(
                Change(self._tally.now, "waiting", "the queue", f"this would let it go on: {step}")
            )
        return changes
