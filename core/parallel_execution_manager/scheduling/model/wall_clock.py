"""What the clock on the wall showed, or will show, at a monotonic time: for display, never for a decision."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class WallClock:
    """The clock as it is set now.

    ``offset`` added to the present monotonic time gives seconds since the epoch. ``sleeps`` are those of
    the computer, each as the monotonic time at which it was noted and its length in seconds: what
    happened before was so much earlier.
    """

    offset: float = 0.0
    sleeps: tuple[tuple[float, float], ...] = ()

    def of(self, at: float) -> float:
        """Seconds since the epoch at monotonic time ``at``."""
        if not self.sleeps:
            return at + self.offset
        return at + self.offset - sum(slept_s for noted_at, slept_s in self.sleeps if at < noted_at)
