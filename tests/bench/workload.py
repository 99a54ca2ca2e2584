"""A mixed workload from a seed, and how quickly it could be done at best.

Four kinds of tasks, as an operator's roles mix them: those that compute, those that hold much memory,
those that wait for something outside, and those that edit one of a few shared files.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

MEMORY_SIZES_MB = (256, 512, 1024, 1536)
SHARED_FILES = 6
ORDINARY_MIX = (3, 2, 4, 2)
ROLES = {
    "computing": "script_assessment",
    "holding": "agent_simulations",
    "waiting": "project_management",
    "editing": "task_management",
}
"""The role that does each kind."""


@dataclass(frozen=True, slots=True)
class Work:
    """One task: seconds of processor time, MiB held, seconds asleep, and the file that it edits."""

    id: str
    kind: str
    priority: str
    cpu_s: float = 0.02
    memory_mb: int = 4
    sleep_s: float = 0.0
    file: str = ""

    @property
    def seconds(self) -> float:
        """How long it takes on a core of its own."""
        return self.cpu_s + self.sleep_s

    @property
    def cores(self) -> float:
        """The share of a core that it uses over its time."""
        return self.cpu_s / self.seconds


@dataclass(frozen=True, slots=True)
class Bound:
    """The least seconds for any scheduler: by processor, memory, longest chain on a file, longest task."""

    cpu: float
    memory: float
    file: float
    longest: float

    def at(self, speed: float) -> float:
        """The bound where the processor gives only ``speed`` (0 to 1) of its cores."""
        return max(self.cpu / speed, self.memory, self.file, self.longest)


def mix(text: str) -> tuple[float, ...]:
    """Weights of the four kinds from ``3,2,4,2``.

    Raises:
        ValueError: it is not four numbers.
    """
    weights = tuple(map(float, text.split(",")))
    if len(weights) != len(KINDS):
        raise ValueError(f"{text!r} has {len(weights)} weights, not {len(KINDS)}")
    return weights


def make_workload(seed: int, number: int, weights: Sequence[float] | None = None) -> list[Work]:
    """``number`` tasks of the kinds in proportion to ``weights``; the same for the same seed."""
    rng = random.Random(seed)
    kinds = rng.choices(list(KINDS), weights or ORDINARY_MIX, k=number)
    return [
        KINDS[kind](rng, Work(f"w{index:04d}", kind, rng.choice(["low", "normal", "high"])))
        for index, kind in enumerate(kinds)
    ]


def bound(works: Sequence[Work], cores: int, memory_mb: float) -> Bound:
    """The least time in which ``works`` can be done with ``cores`` and ``memory_mb``."""
    chains: Counter[str] = Counter()
    for work in works:
        chains[work.file] += work.seconds if work.file else 0.0
    return Bound(
        cpu=sum(work.cpu_s for work in works) / cores,
        memory=sum(work.memory_mb * work.seconds for work in works) / memory_mb,
        file=max(chains.values(), default=0.0),
        longest=max((work.seconds for work in works), default=0.0),
    )


def overlaps(works: Sequence[Work], spans: dict[str, tuple[float, float]]) -> int:
    """How often two tasks were at work on one file at the same time."""
    found = 0
    for file in {work.file for work in works if work.file}:
        times = sorted(spans[work.id] for work in works if work.file == file and work.id in spans)
        found += sum(later[0] < earlier[1] - 1e-3 for earlier, later in pairwise(times))
    return found


def _computing(rng: random.Random, work: Work) -> Work:
    return replace(work, cpu_s=round(rng.uniform(0.2, 1.2), 2))


def _holding(rng: random.Random, work: Work) -> Work:
    return replace(
        work, cpu_s=0.6, memory_mb=rng.choice(MEMORY_SIZES_MB), sleep_s=round(rng.uniform(0.5, 2.0), 2)
    )


def _waiting(rng: random.Random, work: Work) -> Work:
    return replace(work, sleep_s=round(rng.uniform(1.0, 4.0), 2))


def _editing(rng: random.Random, work: Work) -> Work:
    return replace(
        work, file=f"shared-{rng.randrange(SHARED_FILES)}.txt", sleep_s=round(rng.uniform(0.2, 0.8), 2)
    )


KINDS: dict[str, Callable[[random.Random, Work], Work]] = {
    "computing": _computing,
    "holding": _holding,
    "waiting": _waiting,
    "editing": _editing,
}


def add_workload(parser: argparse.ArgumentParser) -> None:
    """The options of a bench that say which workloads it makes, and how much memory they may use."""
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="(default: %(default)s)")
    parser.add_argument("-n", "--tasks", type=int, default=120, help="tasks of each (default: %(default)s)")
    parser.add_argument(
        "--mix", type=mix, metavar="A,B,C,D", help="weights of computing, holding, waiting, editing"
    )
    parser.add_argument(
        "--budget-mb", type=float, default=4096, help="MiB for all tasks (default: %(default)s)"
    )
