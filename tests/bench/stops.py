"""Watches from outside which processes are stopped: the letter T in /proc/PID/stat."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

LOOK_EVERY_S = 0.005
STOPPED = "T"


def is_stopped(pid: int) -> bool:
    """Whether a process is there and stopped by a signal."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] == STOPPED


class StopWatch:
    """While entered: when one of ``pids`` was first seen stopped, and how long all were at a time.

    ``restart`` forgets the first stop. Times are monotonic seconds.
    """

    def __init__(self, pids: Sequence[int]) -> None:
        self.first_stop: float | None = None
        self.longest_all_s = 0.0
        self._pids = pids
        self._all_since: float | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="stop-watch")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def restart(self) -> None:
        """The next stop is the first again."""
        self.first_stop = None

    def anything_stopped(self) -> bool:
        """Whether one is stopped now."""
        return any(map(is_stopped, self._pids))

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            stopped, now = [is_stopped(pid) for pid in self._pids], time.monotonic()
            if any(stopped) and self.first_stop is None:
                self.first_stop = now
            if not all(stopped):
                self._all_since = None
                continue
            self._all_since = now if self._all_since is None else self._all_since
            self.longest_all_s = max(self.longest_all_s, now - self._all_since)
