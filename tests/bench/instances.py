"""Small random problems whose best schedule can be found, and the schedule that the machine makes of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.policy import LimitPair, MachineSize, Policy, RolePolicy
from parallel_execution_manager.scheduling.model.task import FileClaim, Requirement, TaskSpec
from tests.simulation.attempts import Delays
from tests.simulation.computer import Computer
from tests.simulation.process import Phase
from tests.simulation.simulation import Rules, SimulatedTask, Simulation

CORES = 4
MEMORY_MB = 8192
MOST_TASKS = 30
CORE_SHARES = (0.1, 0.25, 0.5, 1.0, 1.0, 2.0)
MEMORY_MB_POWERS = (6.0, 11.6)
"""Memory is 2 to the power of something between these: about 64 to 3100 MiB, few of which add up exactly."""
FILES = 3
WITH_FILE = 0.25
TENTHS = (10, 150)
"""Durations are whole tenths of a second, so that the solver counts in whole numbers."""
ROLE = "agent_simulations"
WHOLE = LimitPair(100.0, 90.0)


@dataclass(frozen=True, slots=True)
class Job:
    """A task: what it declares and really uses, all the time, and for how many tenths of a second."""

    id: str
    cpu_hundredths: int
    memory_mb: int
    tenths: int
    file: str = ""


def make_instance(seed: int, number: int | None = None) -> list[Job]:
    """A problem, the same for the same seed; with ``number`` jobs, else 8 to 30."""
    rng = random.Random(seed)
    number = rng.randint(8, MOST_TASKS) if number is None else number
    return [
        Job(
            f"j{index:02d}",
            round(100 * rng.choice(CORE_SHARES)),
            round(2 ** rng.uniform(*MEMORY_MB_POWERS)),
            rng.randint(*TENTHS),
            f"/f{rng.randrange(FILES)}" if rng.random() < WITH_FILE else "",
        )
        for index in range(number)
    ]


def lower_bound_tenths(jobs: Sequence[Job]) -> float:
    """The largest of processor time, memory time, the longest chain on a file and the longest job."""
    chains: Counter[str] = Counter()
    for job in jobs:
        chains[job.file] += job.tenths if job.file else 0
    return max(
        sum(job.cpu_hundredths * job.tenths for job in jobs) / (100 * CORES),
        sum(job.memory_mb * job.tenths for job in jobs) / MEMORY_MB,
        *chains.values(),
        *(job.tenths for job in jobs),
    )


def scheduled(jobs: Sequence[Job], *, runs: int = 1, replay: str = "") -> Simulation:
    """The machine's schedule: a run in simulated time in which starting and ending cost nothing.

    With several ``runs`` the same jobs come again and again, and the last is reported.
    """
    size = MachineSize(CORES, MEMORY_MB)
    roles = {ROLE: RolePolicy(5, Requirement(1.0, 512.0))}
    machine = SchedulerMachine(Policy(size, cpu=WHOLE, memory=WHOLE, disk=WHOLE, roles=roles))
    at_once = Delays(start_s=(0.0, 0.0), end_s=0.0, signal_s=0.0)
    simulation = Simulation(machine, Computer(size), Rules(MEMORY_MB, at_once, replay=replay))
    for run in range(1, runs + 1):
        simulation.submit([_simulated(job, run) for job in jobs])
        simulation.run()
    return simulation


def _simulated(job: Job, run: int) -> SimulatedTask:
    cores = job.cpu_hundredths / 100
    spec = TaskSpec(
        id=f"{run}-{job.id}",
        role=ROLE,
        name=job.id,
        command=(f"work-{job.id}",),
        claims=(FileClaim(job.file),) if job.file else (),
        requirement=Requirement(cores, job.memory_mb),
    )
    return SimulatedTask(
        spec, (Phase(cpu_s=cores * job.tenths / 10, memory_mb=job.memory_mb, cores=cores, at_once=True),)
    )
