"""Watches from outside how much memory the workers of a bench hold together."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

LOOK_EVERY_S = 0.05


def oom_kills() -> int | None:
    """How many processes the kernel has killed for want of memory since it started; ``None``: unknown."""
    try:
        rows = (line.split() for line in Path("/proc/vmstat").read_text(encoding="ascii").splitlines())
    except OSError:
        return None
    return next((int(value) for name, value in rows if name == "oom_kill"), None)


class MemoryWatch:
    """While entered: the highest sum in MiB, and the seconds for which it was over the budget."""

    def __init__(self, program: str, budget_mb: float) -> None:
        self.peak_mb = 0.0
        self.over_s = 0.0
        self._program = program
        self._budget_mb = budget_mb
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory-watch")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        last = time.monotonic()
        while not self._ended.wait(LOOK_EVERY_S):
            held, now = self._held_mb(), time.monotonic()
            self.peak_mb = max(self.peak_mb, held)
            if held > self._budget_mb:
                self.over_s += now - last
            last = now

    def _held_mb(self) -> float:
        return (
            sum(
                process.info["memory_info"].rss
                for process in psutil.process_iter(["name", "memory_info"])
                if process.info["name"] == self._program and process.info["memory_info"]
            )
            / 2**20
        )
