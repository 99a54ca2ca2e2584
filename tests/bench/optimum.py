"""The machine's schedules of small problems in simulated time, beside the best that there are."""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Iterator, Sequence

from tests.bench import solver
from tests.bench.instances import lower_bound_tenths, make_instance, scheduled
from tests.bench.table import NOT_INSTALLED, Figure, times

GOAL_MEDIAN = 1.10
GOAL_P95 = 1.25


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--instances", type=int, default=100, help="seeds 1 to N (default: %(default)s)")
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument(
        "--limit-s", type=float, default=10, help="seconds for the solver (default: %(default)s)"
    )
    parser.add_argument(
        "--show", action="store_true", help="print each instance: its makespan, the best, what bounds it"
    )


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Median and 95th percentile of makespan over the optimum, where the optimum is proven."""
    if not solver.installed():
        yield Figure("small instances", "not measured", "OR-tools CP-SAT", NOT_INSTALLED)
        return
    seeds = [args.seed] if args.seed is not None else range(1, args.instances + 1)
    first, second, unproven = [], [], 0
    for seed in seeds:
        found = _one(seed, args)
        if found is None:
            unproven += 1
            continue
        first.append(found[0])
        second.append(found[1])
    for way, ratios in (("first run", first), ("second run", second)):
        if ratios:
            yield from _figures(f"{len(ratios)} instances solved to optimality, {way}", ratios)
    yield Figure("instances without a proven optimum, left out", str(unproven))


def _one(seed: int, args: argparse.Namespace) -> tuple[float, float] | None:
    jobs = make_instance(seed)
    replay = f"python3 dev.py bench optimum --seed {seed} --show"
    ours = [scheduled(jobs, runs=runs, replay=replay).report.makespan_s * 10 for runs in (1, 2)]
    known = math.ceil(min(ours) - 1e-6)
    best = solver.solve(jobs, known, args.limit_s)
    if args.show:
        bound = lower_bound_tenths(jobs)
        proof = "proven" if best.proven else "not proven"
        words = ", ".join(f"{own / best.tenths:.3f}" for own in ours)
        print(f"seed {seed}: {len(jobs)} jobs, best {best.tenths} ({proof}), bound {bound:.1f}, ours {words}")
    return (ours[0] / best.tenths, ours[1] / best.tenths) if best.proven else None


def _figures(what: str, ratios: Sequence[float]) -> Iterator[Figure]:
    ordered = sorted(ratios)
    p95 = ordered[min(len(ordered) - 1, math.ceil(0.95 * len(ordered)) - 1)]
    for name, value, goal in (
        ("median", statistics.median(ordered), GOAL_MEDIAN),
        ("95th percentile", p95, GOAL_P95),
    ):
        words = f"{value:.3f} times the optimum"
        yield Figure(f"{what}: {name}", words, "the goal", f"{goal:.2f}", times(value, goal))
