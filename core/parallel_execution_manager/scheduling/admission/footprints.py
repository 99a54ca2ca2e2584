"""What kinds of tasks were measured to use, and how long they took: the learned footprints."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from parallel_execution_manager.scheduling.admission.histogram import DecayingHistogram, bucket_of
from parallel_execution_manager.scheduling.admission.kinds import Kind

PEAK_PERCENTILE = 95.0
"""Of the peaks of memory: with fewer than twenty runs it is the highest (as in wr)."""
MOST_KINDS = 5_000


class Run(NamedTuple):
    """What one attempt used: highest memory in MiB, seconds it ran (not suspended).

    ``cpu_cores`` is what it would have used over all of its time, had it not had to wait for a
    processor, ``cpu_peak`` the most that it was seen to use. ``None`` is "not measured".
    """

    memory_mb: float | None
    cpu_cores: float | None
    cpu_peak: float | None
    duration_s: float


_SERIES = Run._fields


class Typical(NamedTuple):
    """What the runs of a kind use, as they are looked at for an estimate.

    The memory that almost every run stays below, the cores of a typical run over all of its time and at
    its height, the seconds that it takes.
    """

    memory_mb: float
    cpu_cores: float
    cpu_peak: float
    duration_s: float


class Footprint:
    """The runs of one kind. ``seen_memory_mb`` is the most that a run under way was seen to use."""

    __slots__ = ("_typical", "runs", "seen_memory_mb", "series")

    def __init__(self, runs: int = 0, series: Mapping[str, DecayingHistogram] | None = None) -> None:
        self.runs = runs
        self.seen_memory_mb = 0.0
        self.series = series or {name: DecayingHistogram() for name in _SERIES}
        self._typical: Typical | None = None

    def learn(self, buckets: Mapping[str, int]) -> None:
        """Take in a run that has ended: of each series that was measured the bucket of its value."""
        self.runs += 1
        self.seen_memory_mb = 0.0
        self._typical = None
        for name, bucket in buckets.items():
            self.series[name].add(bucket)

    @property
    def typical(self) -> Typical:
        """What a run uses; made once after each run that was learned from, because it is asked for often."""
        if self._typical is None:
            cores = self.series["cpu_cores"].mean()
            self._typical = Typical(
                self.series["memory_mb"].percentile(PEAK_PERCENTILE),
                cores,
                max(cores, self.series["cpu_peak"].percentile(PEAK_PERCENTILE)),
                self.series["duration_s"].percentile(50.0),
            )
        return self._typical


class FootprintBook:
    """The footprints of all kinds; those that were not used for longest make way for new ones."""

    def __init__(self) -> None:
        self._kinds: OrderedDict[str, Footprint] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kinds)

    def find(self, key: str) -> Footprint | None:
        """What is known of a kind."""
        return self._kinds.get(key)

    def knows(self, kind: Kind) -> bool:
        """Whether anything is known of the same work or of its siblings."""
        return kind.own in self._kinds or kind.sibling in self._kinds

    def learn(self, kind: Kind, run: Run) -> None:
        """Take in a run for each of its kinds."""
        values = zip(_SERIES, run, strict=True)
        buckets = {name: bucket_of(value) for name, value in values if value is not None}
        for key in kind:
            self._at(key).learn(buckets)

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
            book._kinds[key] = Footprint(int(row["runs"]), series)
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
