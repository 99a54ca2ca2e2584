"""What kinds of tasks were measured to use, and how long they took: the learned footprints."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parallel_execution_manager.scheduling.histogram import DecayingHistogram
from parallel_execution_manager.scheduling.kinds import Kind

PEAK_PERCENTILE = 95.0
"""Of the peaks of memory: with fewer than twenty runs it is the highest (as in wr)."""
MOST_KINDS = 5_000
_SERIES = ("memory_mb", "cpu_cores", "duration_s")


@dataclass(frozen=True, slots=True)
class Run:
    """What one attempt used: highest memory in MiB, seconds it ran (not suspended).

    ``cpu_cores`` is what it would have used, had it not had to wait for a processor. ``None`` is "not
    measured".
    """

    memory_mb: float | None
    cpu_cores: float | None
    duration_s: float


@dataclass(slots=True)
class Footprint:
    """The runs of one kind. ``seen_memory_mb`` is the most that a run under way was seen to use."""

    runs: int = 0
    seen_memory_mb: float = 0.0
    series: dict[str, DecayingHistogram] = field(
        default_factory=lambda: {name: DecayingHistogram() for name in _SERIES}
    )

    def learn(self, run: Run) -> None:
        """Take in a run that has ended."""
        self.runs += 1
        self.seen_memory_mb = 0.0
        for name in _SERIES:
            value = getattr(run, name)
            if value is not None:
                self.series[name].add(value)

    @property
    def memory_mb(self) -> float:
        """The memory that almost every run stays below."""
        return max(self.series["memory_mb"].percentile(PEAK_PERCENTILE), self.seen_memory_mb)

    @property
    def cpu_cores(self) -> float:
        """The cores that a run typically uses, over all of its time."""
        return self.series["cpu_cores"].mean()

    @property
    def duration_s(self) -> float:
        """The seconds that a typical run takes."""
        return self.series["duration_s"].percentile(50.0)


class FootprintBook:
    """The footprints of all kinds; those that were not used for longest make way for new ones."""

    def __init__(self) -> None:
        self._kinds: OrderedDict[str, Footprint] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kinds)

    def find(self, key: str) -> Footprint | None:
        """What is known of a kind."""
        return self._kinds.get(key)

    def learn(self, kind: Kind, run: Run) -> None:
        """Take in a run for each of its kinds."""
        for key in kind:
            self._at(key).learn(run)

    def note_live(self, kind: Kind, memory_mb: float) -> None:
        """A run under way was seen to use this much: its siblings may, too."""
        for key in (kind.sibling, kind.program):
            footprint = self._at(key)
            footprint.seen_memory_mb = max(footprint.seen_memory_mb, memory_mb)

    def to_rows(self) -> dict[str, Any]:
        """Everything as values of JSON, to be kept; the most recently used kinds last."""
        return {
            key: {"runs": known.runs, **{name: known.series[name].to_row() for name in _SERIES}}
            for key, known in self._kinds.items()
            if known.runs
        }

    @classmethod
    def from_rows(cls, rows: Mapping[str, Any]) -> FootprintBook:
        """What ``to_rows`` gave.

        Raises:
            ValueError, TypeError, KeyError, AttributeError: the rows are not of that form.
        """
        book = cls()
        for key, row in rows.items():
            series = {name: DecayingHistogram.from_row(row[name]) for name in _SERIES}
            book._kinds[key] = Footprint(int(row["runs"]), 0.0, series)
        return book

    def _at(self, key: str) -> Footprint:
        footprint = self._kinds.get(key)
        if footprint is None:
            footprint = self._kinds[key] = Footprint()
            if len(self._kinds) > MOST_KINDS:
                self._kinds.popitem(last=False)
        else:
            self._kinds.move_to_end(key)
        return footprint
