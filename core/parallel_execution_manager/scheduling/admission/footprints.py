"""Learned footprints: what tasks of one kind were measured to use, in decaying histograms.

Three kinds, from narrow to wide: the same work again (``own``), the same program with arguments of
about the same size (``sibling``), and the same program in the same role (``program``).
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from parallel_execution_manager.scheduling.model.task import TaskSpec

FIRST_BUCKET = 1e-3
RATIO = 1.05
"""Buckets grow by 5 %, as those of the Kubernetes vertical pod autoscaler, so that a percentile is at
most 5 % too high."""
LAST_BUCKET = 1000
"""Its edge is 1.5e18: more than anything that is measured."""
HALVES_AFTER = 16
"""After this many further values a value counts half."""
_HALF_BUCKET = RATIO**0.5
_GROWTH = 2.0 ** (1 / HALVES_AFTER)
_RESCALE_ABOVE = 1e12
_FORGET_BELOW = 1e-6


class DecayingHistogram:
    """Weights of values by exponential buckets; a new value weighs more than all before it did.

    The weights are those of Autopilot's moving window (Rzadca and others, EuroSys 2020) with runs in
    place of hours: what a program used half a year ago counts as long as nothing newer is known.
    """

    __slots__ = ("_buckets", "_next_weight", "_total")

    def __init__(self) -> None:
        self._buckets: dict[int, float] = {}
        self._next_weight = 1.0
        self._total = 0.0

    def add(self, bucket: int) -> None:
        """Count a value by its bucket, which `bucket_of` tells."""
        self._buckets[bucket] = self._buckets.get(bucket, 0.0) + self._next_weight
        self._total += self._next_weight
        self._next_weight *= _GROWTH
        if self._next_weight > _RESCALE_ABOVE:
            self._rescale()

    def percentile(self, percent: float) -> float:
        """A value that at least ``percent`` of the weight is not above; 0 where nothing was counted."""
        wanted, seen = self._total * percent / 100, 0.0
        for bucket in sorted(self._buckets):
            seen += self._buckets[bucket]
            if seen >= wanted - self._total * 1e-9:
                return _upper_edge(bucket)
        return 0.0

    def mean(self) -> float:
        """The mean by weight, each value taken as the middle of its bucket; 0 where nothing was counted."""
        if not self._total:
            return 0.0
        sums = [weight * _upper_edge(bucket) / _HALF_BUCKET for bucket, weight in self._buckets.items()]
        return math.fsum(sums) / self._total

    def to_row(self) -> dict[str, float]:
        """Shares of the weight by bucket, to be kept."""
        return {str(bucket): round(weight / self._next_weight, 9) for bucket, weight in self._buckets.items()}

    @classmethod
    def from_row(cls, row: Mapping[str, float]) -> DecayingHistogram:
        """What ``to_row`` gave.

        Raises:
            ValueError: a bucket or a weight is no number of its range.
        """
        found = cls()
        for bucket, weight in row.items():
            if not (math.isfinite(weight) and weight >= 0):
                raise ValueError(f"weight {weight!r} of bucket {bucket!r} is not a number from 0 up")
            if not 0 <= int(bucket) <= LAST_BUCKET:
                raise ValueError(f"bucket {bucket!r} is not from 0 to {LAST_BUCKET}")
            found._buckets[int(bucket)] = float(weight)
        found._total = math.fsum(found._buckets.values())
        return found

    def _rescale(self) -> None:
        scale = 1 / self._next_weight
        scaled = {bucket: weight * scale for bucket, weight in self._buckets.items()}
        self._buckets = {bucket: weight for bucket, weight in scaled.items() if weight > _FORGET_BELOW}
        self._total = math.fsum(self._buckets.values())
        self._next_weight = 1.0


def bucket_of(value: float) -> int:
    """The number of the bucket of a value of zero or more."""
    if value <= FIRST_BUCKET:
        return 0
    return min(LAST_BUCKET, math.ceil(math.log(value / FIRST_BUCKET, RATIO) - 1e-9))


@cache
def _upper_edge(bucket: int) -> float:
    """Kept, as a power takes longer than all else of a mean; there are few."""
    return FIRST_BUCKET * RATIO**bucket if bucket else 0.0


MOST_SIZES = 8
LONGEST_KEY = 400
SEPARATOR = "\x1f"
SCRIPT_OPTIONS = ("script", "script_path")

_INTERPRETER = re.compile(r"(python|pypy|bash|dash|sh|zsh|node|ruby|perl|java|Rscript)[\d.]*(\.exe)?")


class Kind(NamedTuple):
    """The keys of a task's kinds; each is unlike every key of another width."""

    own: str
    sibling: str
    program: str


def kind_of(task: TaskSpec) -> Kind:
    """The kinds of a task.

    Folders do not count, because temporary ones change from run to run. A number counts by its power of
    two: tasks of a kind then differ at most by a factor of two in each number.
    """
    return _kind(task.role, tuple(task.command) or tuple(_option_words(task)))


@lru_cache(maxsize=1024)
def _kind(role: str, words: tuple[str, ...]) -> Kind:
    """Kept, as many tasks that come together do the same: they also share the texts then."""
    names = [_name(word) if "/" in word or "\\" in word else word for word in words]
    program = SEPARATOR.join((role, _head(names)))
    sizes = [size for word in words if (size := _size(word)) is not None][:MOST_SIZES]
    sibling = SEPARATOR.join((program, "~", *map(str, sizes)))
    own = SEPARATOR.join((program, "=", *names[1:]))
    return Kind(_bounded(own), sibling, program)


def _option_words(task: TaskSpec) -> Iterator[str]:
    """A role's own work as a command line: its script first, then every other option with its name."""
    script = next((str(task.options[key]) for key in SCRIPT_OPTIONS if task.options.get(key)), "")
    yield script
    for key in sorted(task.options):
        value = task.options[key]
        if key not in SCRIPT_OPTIONS:
            yield key
            yield from map(str, value) if isinstance(value, list | tuple) else (str(value),)


def _head(names: list[str]) -> str:
    """The program; of an interpreter with its script, which is what matters."""
    head = names[0] if names else ""
    if not _INTERPRETER.fullmatch(head):
        return head
    script = next((name for name in names[1:] if not name.startswith("-")), "")
    return f"{head} {script}"


def _name(word: str) -> str:
    return word.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _size(word: str) -> int | None:
    """The power of two that a number is below; ``None`` for what is no finite number."""
    if word[-1:].isalpha():
        # No finite number ends like that; what is no number takes ten times as long to find out below.
        return None
    try:
        amount = float(word)
    except ValueError:
        return None
    return math.frexp(amount)[1] if math.isfinite(amount) else None


def _bounded(key: str) -> str:
    """A long command line is told from another by its beginning and its end."""
    return key if len(key) <= LONGEST_KEY else f"{key[: LONGEST_KEY // 2]}…{key[-LONGEST_KEY // 2 :]}"


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
