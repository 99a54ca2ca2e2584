"""What a simulated run was like, seen from outside the scheduler."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Times are seconds since ``began_at``, the submission; memory is MiB of all tasks together.

    ``spans`` has the start and end of each task's last process. ``longest_still_s`` is the longest time in
    which tasks were open and no process ran; ``transitions`` are the scheduler's changes of roles (when,
    role, and in words what), ``suspended`` the moments at which tasks were told to hold still.
    """

    began_at: float = 0.0
    makespan_s: float = 0.0
    peak_mb: float = 0.0
    over_budget_s: float = 0.0
    longest_still_s: float = 0.0
    oom_kills: int = 0
    overlaps: int = 0
    starts: int = 0
    events: int = 0
    spans: dict[str, tuple[float, float]] = field(default_factory=dict)
    transitions: list[tuple[float, str, str]] = field(default_factory=list)
    suspended: list[tuple[float, str]] = field(default_factory=list)
    resumed: list[tuple[float, str]] = field(default_factory=list)
