"""Pressure stall information of Linux (kernel documentation, accounting/psi), by difference."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.sample import Pressure
from parallel_execution_manager.system.processes.linux_proc import PROC, KeptFiles

# File and line of each number: for the processor the kernel has no machine-wide "full".
_LINES = {
    "cpu": ("cpu", b"some"),
    "memory": ("memory", b"full"),
    "io": ("io", b"full"),
    "memory_some": ("memory", b"some"),
    "io_some": ("io", b"some"),
}
_FILES = ("cpu", "memory", "io")


class PressureMeter:
    """Reads the ``total`` counters, which are fresh at each read; the averages lag by seconds."""

    def __init__(self, proc: str = PROC) -> None:
        self._files = KeptFiles(proc)
        self._last: tuple[float, dict[str, int]] | None = None

    def since_last(self, at: float) -> Pressure | None:
        """Percent of the time since the reading before; ``at`` is monotonic seconds.

        ``None`` at first, where the kernel has no such counters, and when no time went by.
        """
        last, self._last = self._last, None
        totals = self._totals()
        if totals is None:
            return None
        self._last = at, totals
        if last is None or at <= last[0]:
            return None
        passed_us = (at - last[0]) * 1e6
        return Pressure(
            **{
                name: min(100.0, 100.0 * max(0, total - last[1][name]) / passed_us)
                for name, total in totals.items()
            }
        )

    def _totals(self) -> dict[str, int] | None:
        """Microseconds of standstill since the start of the computer."""
        try:
            texts = {file: self._files.read(f"pressure/{file}") for file in _FILES}
            return {name: _total(texts[file], line) for name, (file, line) in _LINES.items()}
        except (OSError, ValueError):
            return None


def _total(text: bytes, line: bytes) -> int:
    row = text.partition(line)[2]
    return int(row.partition(b"total=")[2].split(b"\n", 1)[0])
