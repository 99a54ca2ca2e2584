"""The best schedule of a small problem, by OR-tools' CP-SAT: the shortest makespan, proven.

Each job is an interval of known length; processor (hundredths of a core) and memory are cumulative, the
jobs of one file do not overlap, and a job is never interrupted.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from tests.bench.instances import CORES, MEMORY_MB, Job, lower_bound_tenths


@dataclass(frozen=True, slots=True)
class Solution:
    """The shortest makespan that was found, and the one below which none can be."""

    tenths: int
    bound_tenths: int

    @property
    def proven(self) -> bool:
        """Whether it is the shortest that there is."""
        return self.tenths == self.bound_tenths


def installed() -> bool:
    """Whether the solver is there."""
    return find_spec("ortools") is not None


def solve(jobs: Sequence[Job], known_tenths: int, limit_s: float, workers: int = 2) -> Solution:
    """The best schedule; ``known_tenths`` is a makespan that is possible, ``limit_s`` the time to think."""
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    least = math.ceil(lower_bound_tenths(jobs) - 1e-9)
    makespan = model.new_int_var(least, known_tenths, "makespan")
    intervals, by_file = [], defaultdict(list)
    for job in jobs:
        start = model.new_int_var(0, known_tenths - job.tenths, job.id)
        interval = model.new_fixed_size_interval_var(start, job.tenths, job.id)
        model.add(start + job.tenths <= makespan)
        intervals.append(interval)
        if job.file:
            by_file[job.file].append(interval)
    model.add_cumulative(intervals, [job.cpu_hundredths for job in jobs], 100 * CORES)
    model.add_cumulative(intervals, [job.memory_mb for job in jobs], MEMORY_MB)
    for chain in by_file.values():
        model.add_no_overlap(chain)
    model.minimize(makespan)
    solver: Any = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit_s
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = 1
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    shortest = round(solver.objective_value) if found else known_tenths
    return Solution(shortest, max(least, math.ceil(solver.best_objective_bound - 1e-6)))
