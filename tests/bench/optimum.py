"""The machine's schedules of small problems in simulated time, beside the best that there are."""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.bench import solver
from tests.bench.instances import make_instance, scheduled
from tests.bench.solver import Solution
from tests.bench.table import NOT_INSTALLED, Figure, times

GOAL_MEDIAN = 1.10
GOAL_P95 = 1.25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--instances", type=int, default=60, help="seeds 1 to N (default: %(default)s)")
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument(
        "--limit-s", type=float, default=5, help="seconds for the solver (default: %(default)s)"
    )
    parser.add_argument(
        "--show", action="store_true", help="print each instance: the best makespan, its bound, ours"
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """The machine's makespans of a first and a second run over the best one, or over its lower bound."""

    best: Solution
    ours: tuple[float, float]

    def over_best(self, run: int) -> float:
        return self.ours[run] / self.best.tenths

    def over_bound(self, run: int) -> float:
        return self.ours[run] / self.best.bound_tenths


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Median and 95th percentile of makespan over the optimum, where the optimum is proven."""
    if not solver.installed():
        yield Figure("small instances", "not measured", "OR-tools CP-SAT", NOT_INSTALLED)
        return
    seeds = [args.seed] if args.seed is not None else range(1, args.instances + 1)
    every = [_compared(seed, args) for seed in seeds]
    proven = [each for each in every if each.best.proven]
    for run, word in enumerate(("first", "second")):
        if proven:
            ratios = [each.over_best(run) for each in proven]
            yield from _figures(f"{len(proven)} instances solved to optimality, {word} run", ratios)
    for run, word in enumerate(("first", "second")):
        bounds = [each.over_bound(run) for each in every]
        words = f"{statistics.median(bounds):.3f} times the bound, 95th percentile {_p95(bounds):.3f}"
        yield Figure(f"all {len(every)} instances against what is proven of the optimum, {word} run", words)


def _compared(seed: int, args: argparse.Namespace) -> _Compared:
    jobs = make_instance(seed)
    replay = f"python3 dev.py bench optimum --seed {seed} --show"
    first, second = (scheduled(jobs, runs=runs, replay=replay).report.makespan_s * 10 for runs in (1, 2))
    best = solver.solve(jobs, math.ceil(min(first, second) - 1e-6), args.limit_s)
    found = _Compared(best, (first, second))
    if args.show:
        print(
            f"seed {seed}: {len(jobs)} jobs, best {best.tenths / 10:g} s, none below "
            f"{best.bound_tenths / 10:g} s, ours {found.over_best(0):.3f} and {found.over_best(1):.3f} times"
        )
    return found


def _figures(what: str, ratios: Sequence[float]) -> Iterator[Figure]:
    for name, value, goal in (
        ("median", statistics.median(ratios), GOAL_MEDIAN),
        ("95th percentile", _p95(ratios), GOAL_P95),
    ):
        yield Figure(
            f"{what}: {name}", f"{value:.3f} times the optimum", "the goal", f"{goal:.2f}", times(value, goal)
        )


def _p95(values: Sequence[float]) -> float:
    """The smallest of the values that 95 % of them do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]
