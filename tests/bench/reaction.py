"""How soon tasks are suspended when others need the computer, with real processes.

A manager runs small tasks of three roles under a low processor limit; processes outside of it begin to
burn all cores at random moments. Then the load goes on and off with several periods.
"""

from __future__ import annotations

import argparse
import math
import random
import signal
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from parallel_execution_manager import Notification, ParallelExecutionManager
from parallel_execution_manager.runtime.notifications import NewsKind
from parallel_execution_manager.scheduling.model.checks import Reason
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.task import RoleState
from tests.bench.headless import ForeignLoad, compile_worker, manager, wait_for
from tests.bench.stops import Stops
from tests.bench.table import Figure, times
from tests.bench.watch import oom_kills

ROLES = ("gui_testing", "script_assessment", "task_management")
TASK = "echo >{begun}; while :; do {worker} small 0.02 4 0.2 /dev/null; done"
SETTLED_WITHIN_S = 120.0
SEEN_WITHIN_S = 30.0
PERIODS_S = (0.2, 0.7, 2.0, 5.0, 12.0)
GOAL_MS = 300.0
MOVES = (NewsKind.ROLE_THROTTLED, NewsKind.ROLE_RESUMED)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--trials", type=int, default=30, help="loads that begin (default: %(default)s)")
    parser.add_argument("--limit", type=float, default=70, help="percent of all cores (default: %(default)s)")
    parser.add_argument("--act-s", type=float, default=2, help="suspend_after_s (default: %(default)s)")
    parser.add_argument("--dwell-s", type=float, default=0.5, help="(default: %(default)s)")
    parser.add_argument(
        "--oscillate-s", type=float, default=20, help="seconds of each period (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (default: %(default)s)")


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Delays of suspensions and resumptions, transitions under a load that comes and goes, stillness."""
    kills = oom_kills()
    with tempfile.TemporaryDirectory() as name:
        worker = compile_worker(Path(name), "pem-bench-foreign")
        if worker is None or kills is None:
            yield Figure("reaction", "not measured: needs Linux and a C compiler (`cc`)")
            return
        with manager(configuration(args.limit, args.act_s, args.dwell_s)) as made:
            stops = Stops(len(ROLES))
            made.subscribe(stops)
            begin_tasks(made, Path(name), worker)
            bench = _Bench(made, stops, ForeignLoad(worker), args)
            yield from bench.trials()
            yield from bench.oscillations()
            longest = f"{stops.longest_all_s:.2f} s"
    yield Figure("longest time in which every task stood still", longest, "the goal", "0 s")
    yield Figure("processes that the kernel killed for want of memory", f"{(oom_kills() or 0) - kills}")


def configuration(limit: float, act_s: float, dwell_s: float) -> dict[str, Any]:
    """Short times, so that a trial takes seconds; ``act_s`` is the one that suspension waits for."""
    return {
        "resource_thresholds": {
            "cpu_percent": {"throttle": limit, "resume": limit - 15},
            "memory_percent": 99,
            "disk_percent": 99,
        },
        "monitoring_interval": 1,
        "scheduling": {
            "throttle_after_s": act_s / 4,
            "suspend_after_s": act_s,
            "dwell_s": dwell_s,
            "resume_after_s": 0.5,
        },
    }


def begin_tasks(made: ParallelExecutionManager, folder: Path, worker: Path) -> None:
    """A task a role that computes a tenth of its time."""
    files = {role: folder / role for role in ROLES}
    made.submit(
        [
            {
                "id": role,
                "role": role,
                "command": ["sh", "-c", TASK.format(begun=file, worker=worker)],
                "requirements": {"cpu_cores": 0.1, "memory_mb": 16},
            }
            for role, file in files.items()
        ]
    )
    if not wait_for(lambda: all(file.exists() for file in files.values()), SEEN_WITHIN_S):
        raise RuntimeError("the tasks did not start: is the computer over the limit by itself?")


@dataclass(slots=True)
class _Bench:
    """The state of one measurement. ``moves`` has when a role was held back further, or less.

    ``decided`` is when suspensions of a trial were told; their signals are sent in the same moment.
    """

    made: ParallelExecutionManager
    stops: Stops
    load: ForeignLoad
    args: argparse.Namespace
    moves: list[float] = field(default_factory=list)
    decided: list[float] = field(default_factory=list)

    def trials(self) -> Iterator[Figure]:
        """A load begins, is answered by a suspension, and ends."""
        self.made.subscribe(self._note)
        rng, decisions, delays, recoveries = random.Random(self.args.seed), [], [], []
        for _ in range(self.args.trials):
            if not wait_for(self._is_settled, SETTLED_WITHIN_S):
                busy = f"not measured: the computer was over {self.args.limit:g} % by itself"
                yield Figure("reaction", busy)
                return
            time.sleep(rng.uniform(0.0, 1.0))
            self.stops.restart()
            self.decided.clear()
            began = self.load.start()
            wait_for(lambda: self.stops.first is not None, SEEN_WITHIN_S)
            self.load.end()
            ended = time.monotonic()
            if self.decided:
                decisions.append(1000 * (self.decided[0] - began - self.args.act_s))
            if self.stops.first is not None:
                delays.append(1000 * (self.stops.first - began - self.args.act_s))
            if wait_for(self._is_settled, SETTLED_WITHIN_S):
                recoveries.append(time.monotonic() - ended)
        yield from self._delay_figures("first suspension told and signalled", decisions)
        yield from self._delay_figures("every process of it stands still", delays)
        slowest = (
            f"{len(recoveries)} of {self.args.trials}, the slowest after {max(recoveries, default=0):.1f} s"
        )
        yield Figure("loads after whose end every task ran again", slowest)

    def oscillations(self) -> Iterator[Figure]:
        """A load that goes on and off: how often the scheduler changes its mind."""
        for period in PERIODS_S:
            wait_for(self._is_settled, SETTLED_WITHIN_S)
            self.moves.clear()
            self.load.start()
            end = time.monotonic() + self.args.oscillate_s
            while time.monotonic() < end:
                for number in (signal.SIGSTOP, signal.SIGCONT):
                    time.sleep(period / 2)
                    self.load.signal(number)
            self.load.end()
            yield self._oscillation_figure(period, list(self.moves))

    def _delay_figures(self, what: str, delays: Sequence[float]) -> Iterator[Figure]:
        """Less than no delay: something else had crossed the limit before the load began."""
        if not delays:
            yield Figure(what, f"none was seen in {self.args.trials} trials")
            return
        p99 = sorted(delays)[math.ceil(0.99 * len(delays)) - 1]
        early = sum(delay < 0 for delay in delays)
        seen = f"{len(delays)} of {self.args.trials} loads, {early} crossed earlier"
        middle = f"{statistics.median(delays):.0f} ms"
        yield Figure(f"{what} after the time to act, median ({seen})", middle)
        yield Figure(
            "the same, 99th percentile", f"{p99:.0f} ms", "the goal", f"{GOAL_MS:.0f} ms", times(p99, GOAL_MS)
        )

    def _oscillation_figure(self, period: float, moves: Sequence[float]) -> Figure:
        gaps = [later - earlier for earlier, later in pairwise(moves)]
        least = f"{min(gaps):.2f} s" if gaps else "none"
        what = f"load on and off every {period:g} s, for {self.args.oscillate_s:g} s"
        goal = f"{self.args.dwell_s:g} s or more"
        return Figure(what, f"{len(moves)} transitions, least time between two: {least}", "the goal", goal)

    def _note(self, news: Notification) -> None:
        if news.kind in MOVES:
            self.moves.append(time.monotonic())
            is_stop = isinstance(news.data, Reason) and news.data.rung is Rung.SUSPENDED
            if news.kind is NewsKind.ROLE_THROTTLED and is_stop:
                self.decided.append(time.monotonic())

    def _is_settled(self) -> bool:
        roles = self.made.snapshot().roles
        active = all(role.state is RoleState.ACTIVE for role in roles)
        return active and not self.stops.still
