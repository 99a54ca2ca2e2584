"""Attempts that find no room to start: they wait, and that is told."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

from parallel_execution_manager.runtime.attempt import Attempt
from parallel_execution_manager.system.processes.executor import LeftRunningError
from parallel_execution_manager.system.processes.limits import WAY_OUT

RETRY_S = 1.0
"""How long an attempt that there is no room for waits before it tries again."""

TOLD_AGAIN_S = 60.0
"""A want of room is told again if there was none for so long."""

NO_MORE_THREADS = (
    "This computer allows no more threads or processes: {} tasks at a time are run or stopped, "
    f"others wait; {WAY_OUT}"
)

Report = Callable[[str, str], None]
"""Tells a problem of a task, or of everything where the task's id is empty."""


class WantOfRoom:
    """What the disk, or the system's table of processes, has no room for; any thread may use it."""

    def __init__(
        self,
        report: Report,
        closing: threading.Event,
        unwanted: Callable[[str], bool],
        clock: Callable[[], float],
    ) -> None:
        self._report = report
        self._closing = closing
        self._unwanted = unwanted
        self._clock = clock
        self._lock = threading.Lock()
        self._last_at = -math.inf

    def wait(self, job: Attempt, problem: str) -> bool:
        """Return when it is worth while to try again; ``False`` if the task is to be ended.

        Raises:
            LeftRunningError: the manager closes, and the task starts with the next one.
        """
        now = self._clock()
        with self._lock:
            is_new, self._last_at = now - self._last_at > TOLD_AGAIN_S, now
        if is_new:
            self._report("", f"Tasks wait until there is room to start them: {problem}")
        job.no_room = problem
        self._closing.wait(RETRY_S)
        job.no_room = ""
        if self._unwanted(job.task.id):
            return False
        if self._closing.is_set():
            raise LeftRunningError("the manager has been closed before there was room to start it")
        return True
