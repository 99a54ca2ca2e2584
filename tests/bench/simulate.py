"""The mixed workload on a simulated computer, in simulated time: the real machine, no process.

``simulate --seeds 12`` takes seeds 1 to 12; ``simulate --seed 17 -n 120`` repeats one and tells more.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence

from tests.bench.table import Figure
from tests.bench.workload import bound, make_workload, mix
from tests.simulation.loads import NOTHING, Steps
from tests.simulation.mixed import mixed_simulation, simulated
from tests.simulation.report import Report
from tests.simulation.simulation import Rules, SimulatedTask, Simulation

GOALS = {"nothing declared, first run": "1.35", "nothing declared, second run": "1.15", "declared": "1.10"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument(
        "--seeds", type=int, default=12, metavar="N", help="seeds 1 to N (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, help="only this one, with what happened")
    parser.add_argument("-n", "--tasks", type=int, default=120, help="tasks of each (default: %(default)s)")
    parser.add_argument(
        "--mix", type=mix, metavar="A,B,C,D", help="weights of computing, holding, waiting, editing"
    )
    parser.add_argument("--cores", type=int, default=2, help="(default: %(default)s)")
    parser.add_argument(
        "--budget-mb", type=float, default=4096, help="MiB for all tasks (default: %(default)s)"
    )
    parser.add_argument(
        "--runs", type=int, default=3, help="runs with nothing declared (default: %(default)s)"
    )
    parser.add_argument(
        "--foreign", type=steps, default=NOTHING, metavar="T:N,...",
        help="threads of others: N from second T on, and so on",
    )  # fmt: skip
    parser.add_argument(
        "--set", type=changed, action="append", default=[], metavar="NAME=NUMBER",
        help="another value of a policy field, such as reserve_after_s=5",
    )  # fmt: skip
    parser.add_argument("--check", action="store_true", help="look at the invariants after every event")


def steps(text: str) -> Steps:
    """``10:4,20:0`` as four threads from second 10 to 20."""
    pairs = (part.split(":") for part in text.split(","))
    return Steps(tuple((float(when), float(amount)) for when, amount in pairs))


def changed(text: str) -> tuple[str, float]:
    """``name=5`` as a policy field and its value."""
    name, _, value = text.partition("=")
    return name, int(value) if name == "max_parallel_tasks" else float(value)


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Makespan over the lower bound for each way of telling the scheduler what tasks need."""
    seeds = [args.seed] if args.seed is not None else range(1, args.seeds + 1)
    began = time.perf_counter()
    found: dict[str, list[tuple[float, Report, int]]] = {}
    for seed in seeds:
        for way, report in _one_seed(seed, args).items():
            works = make_workload(seed, args.tasks, args.mix)
            over = report.makespan_s / bound(works, args.cores, args.budget_mb).at(1.0)
            found.setdefault(way, []).append((over, report, seed))
    for way, rows in found.items():
        yield _figure(way, rows)
    took = time.perf_counter() - began
    yield Figure("a simulated run takes", f"{took / sum(map(len, found.values())):.2f} s")
    if args.seed is not None:
        yield from _told(found)


def _one_seed(seed: int, args: argparse.Namespace) -> dict[str, Report]:
    works = make_workload(seed, args.tasks, args.mix)
    rules = Rules(args.budget_mb, seed=seed, checked=args.check, replay=replay_line(seed, args.tasks))

    def made() -> Simulation:
        return mixed_simulation(rules, cores=args.cores, foreign_threads=args.foreign, changes=dict(args.set))

    found = {"declared": _run(made(), simulated(works, declared=True))}
    simulation = made()
    for run in range(1, args.runs + 1):
        tasks = simulated(works, declared=False, run=run)
        found[f"nothing declared, {_ordinal(run)} run"] = _run(simulation, tasks)
    return found


def _run(simulation: Simulation, tasks: Sequence[SimulatedTask]) -> Report:
    simulation.submit(tasks)
    return simulation.run()


def replay_line(seed: int, tasks: int) -> str:
    """The command that repeats a simulation and checks every step."""
    return f"python3 dev.py bench simulate --seed {seed} -n {tasks} --check"


def _ordinal(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")


def _figure(way: str, rows: Sequence[tuple[float, Report, int]]) -> Figure:
    ratios = [over for over, _, _ in rows]
    _, worst, seed = max(rows, key=lambda row: row[0])
    over_s = max(report.over_budget_s for _, report, _ in rows)
    peak = max(report.peak_mb for _, report, _ in rows)
    mishaps = sum(report.oom_kills + report.overlaps for _, report, _ in rows)
    words = (
        f"{statistics.median(ratios):.3f} times the bound in the median, {max(ratios):.3f} at worst "
        f"(seed {seed}, {worst.makespan_s:.1f} s); over the budget at most {over_s:.1f} s, "
        f"peak {peak:,.0f} MiB, {mishaps} overlaps or kills"
    )
    goal = GOALS.get(way, "1.15")
    return Figure(way, words, "the goal", goal, f"{statistics.median(ratios) / float(goal):.2f} times")


def _told(found: dict[str, list[tuple[float, Report, int]]]) -> Iterator[Figure]:
    for way, rows in found.items():
        for _, report, _ in rows:
            for when, role, what in report.transitions:
                yield Figure(f"{way}, after {when:.1f} s", f"{role} {what}")
