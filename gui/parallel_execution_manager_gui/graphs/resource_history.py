"""What the graphs show: the computer and each role over time, from snapshots and from what was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.rows import QUANTITIES, PastSample, quantities, use_by_role
from parallel_execution_manager.scheduling.model.sample import ResourceSample
from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.graphs.timeline import Frame, Timeline, past_arrays
from parallel_execution_manager_gui.series import Cadence

_WHOLE = 100.0
PARTS = 2
"""Cores and memory: the numbers of a role's use."""


class ResourceHistory:
    """Keeps what was sampled; times are seconds since the epoch, ``role_of`` knows the role of a task."""

    def __init__(self, cadence: Cadence, role_of: Callable[[str], str | None]) -> None:
        self._cadence = cadence
        self._role_of = role_of
        self._roles: tuple[str, ...] = ()
        self._size = MachineSize(1, 1.0)
        self._wall_offset = 0.0
        self._timeline = Timeline(QUANTITIES)
        self.sample: ResourceSample | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles whose use is known, in the order in which it is stacked."""
        return self._roles

    def take(self, snapshot: Snapshot) -> bool:
        """Take the snapshot's sample; whether it is a new one."""
        self._wall_offset = snapshot.wall_offset
        roles = tuple(snapshot.policy.roles) or tuple(role.name for role in snapshot.roles)
        if (roles, snapshot.policy.size) != (self._roles, self._size):
            self._roles, self._size = roles, snapshot.policy.size
            self._timeline = Timeline((*QUANTITIES, *self._shares()))
        sample = snapshot.sample
        if sample is None or (self.sample is not None and sample.at <= self.sample.at):
            return False
        self.sample = sample
        after_gap = not self._cadence.observe(sample.at)
        use = use_by_role(sample.tasks, self._role_of)
        shares = [use.get(role, (0.0, 0.0))[part] * factor for role, part, factor in self._shares().values()]
        values = (*quantities(sample), *shares)
        self._timeline.append(self.wall(sample.at), values, after_gap=after_gap)
        return True

    def take_past(self, until: float, found: Sequence[PastSample]) -> None:
        """Take what was read of the time before ``until``."""
        self._timeline.take_past(*past_arrays(found, self._timeline.names, self._shares()), until)

    def newest(self, name: str) -> float | None:
        """What was measured last of a quantity or a role's share."""
        return self._timeline.last(name)

    def frame(self, now: float, span_s: float) -> Frame:
        """What lies in the last ``span_s`` seconds before monotonic time ``now``."""
        return self._timeline.frame(self.wall(now), span_s)

    def share_names(self, part: int) -> list[tuple[str, str]]:
        """The names of the roles' values of one part, each with its role."""
        return [(name, role) for name, (role, number, _) in self._shares().items() if number == part]

    def wall(self, at: float) -> float:
        """A monotonic time as seconds since the epoch."""
        return at + self._wall_offset

    def _shares(self) -> dict[str, tuple[str, int, float]]:
        """By name: role, which number of its use, and what makes percent of the computer of that."""
        factors = (_WHOLE / self._size.cores, _WHOLE / self._size.memory_mb)
        return {
            f"{part}:{role}": (role, part, factors[part]) for part in range(PARTS) for role in self._roles
        }
