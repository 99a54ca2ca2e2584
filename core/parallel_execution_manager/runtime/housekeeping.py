"""Keeps the output of tasks within its limits, in a thread of its own that rests while nothing is to do."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection

from parallel_execution_manager.runtime.log_limits import LogLimits
from parallel_execution_manager.runtime.retention import Retention
from parallel_execution_manager.runtime.under_way import RunningLog
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.settings.configuration import OutputRules
from parallel_execution_manager.system.runs.retention import Steps

logger = logging.getLogger("ParallelExecutionManager")


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds from one look at running logs to the next, and from one pass over run folders to the next.

    A pass works for ``work_s`` and then rests for ``rest_s``, again and again. The first one begins
    ``first_s`` after the start, which has enough to do without it.
    """

    look_s: float = 1.0
    work_s: float = 0.002
    rest_s: float = 0.01
    pass_s: float = 3600.0
    first_s: float = 60.0


_USUAL = Pace()


class Housekeeper:
    """Looks at the logs of running tasks every second, and at run folders every hour.

    ``logs`` are those of the running tasks, ``None`` for one that has none yet. ``wake`` it when a
    task starts. ``report`` tells an operator what cannot be done.
    """

    def __init__(
        self,
        logs: Callable[[], Collection[RunningLog | None]],
        retention: Retention,
        rules: OutputRules,
        report: Callable[[str], None],
        pace: Pace = _USUAL,
    ) -> None:
        self._logs = logs
        self._retention = retention
        self._rules = self._rules_of_pass = rules
        self._limits = LogLimits(report)
        self._pace = pace
        self._bell = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pem-housekeeper", daemon=True)
        self._use_room: Callable[[], None] = lambda: None
        self._steps: Steps | None = None
        self._look_due = 0.0
        self._pass_due = time.monotonic() + pace.first_s

    def start(self, use_room: Callable[[], None] = lambda: None) -> None:
        """Start the thread; ``use_room`` is called each second while there are tasks."""
        self._use_room = use_room
        self._thread.start()

    def set_rules(self, rules: OutputRules) -> None:
        """Keep to other limits, at once: what the ones before would still remove stays."""
        if rules != self._rules:
            self._rules = rules
            self.wake()

    def wake(self) -> None:
        """There is something to look at; cheap where that is known."""
        if not self._bell.is_set():
            self._bell.set()

    def close(self) -> None:
        """End the thread and wait for it; a removal under way is gone on with by the next program."""
        self._closing.set()
        self._bell.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            # Before the look, so that a task which starts meanwhile is heard.
            self._bell.clear()
            is_busy = self._look()
            is_removing = self._step()
            patience_s = self._patience(is_busy=is_busy, is_removing=is_removing)
            # Tasks that start wake nobody who looks every second anyway.
            (self._closing if is_busy or is_removing else self._bell).wait(patience_s)

    def _look(self) -> bool:
        """Look at the logs of running tasks if it is time; whether there are any tasks."""
        logs, now = self._logs(), time.monotonic()
        if now >= self._look_due:
            self._look_due = now + self._pace.look_s
            try:
                self._use_room()
            except Exception:
                logger.exception("What waits for room to start cannot be looked after")
            try:
                self._limits.check([log for log in logs if log is not None], self._rules.max_log_mb)
            except Exception:
                logger.exception("Logs cannot be kept within output.max_log_mb")
        return bool(logs)

    def _step(self) -> bool:
        """Do a little of the pass under way, or begin one if it is time; whether one goes on."""
        now = time.monotonic()
        is_other = self._rules is not self._rules_of_pass
        if is_other or (self._steps is None and now >= self._pass_due):
            self._pass_due, self._rules_of_pass = now + self._pace.pass_s, self._rules
            self._steps = self._retention.one_pass(self._rules_of_pass)
        try:
            while self._steps is not None and time.monotonic() < now + self._pace.work_s:
                next(self._steps)
        except StopIteration:
            self._steps = None
        except Exception:
            self._steps = None
            logger.exception("Run folders cannot be removed as output.keep_days and output.keep_gb want it")
        return self._steps is not None

    def _patience(self, *, is_busy: bool, is_removing: bool) -> float:
        if is_removing:
            return self._pace.rest_s
        due = min(self._look_due, self._pass_due) if is_busy else self._pass_due
        return max(0.0, due - time.monotonic())
