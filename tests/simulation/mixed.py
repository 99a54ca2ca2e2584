"""The mixed workload of the benches as simulated tasks, and a simulated computer for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from parallel_execution_manager.roles.registry import builtin_roles
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.policy import MachineSize, Policy
from parallel_execution_manager.scheduling.model.task import FileClaim, Priority, Requirement, TaskSpec
from parallel_execution_manager.scheduling.settings.configuration import parse
from tests.bench.workload import ROLES, Work
from tests.simulation.computer import Computer
from tests.simulation.loads import NOTHING, Steps
from tests.simulation.process import Phase
from tests.simulation.simulation import Rules, SimulatedTask, Simulation

TOUCHED_MB_S = 2500.0
"""How fast a process fills new memory: about what one core of an ordinary computer does."""
WORKER = "pem-bench-work"


def budget_policy(
    size: MachineSize, used_mb: float, budget_mb: float, changes: Mapping[str, Any] | None = None
) -> Policy:
    """The limits that the benches set: all cores, and ``budget_mb`` on top of what is used already."""
    percent = min(100.0, 100 * (used_mb + budget_mb) / size.memory_mb)
    thresholds = {"cpu_percent": 100, "memory_percent": round(percent, 2), "disk_percent": 99}
    declarations = {name: role.declaration for name, role in builtin_roles().items()}
    policy = parse({"resource_thresholds": thresholds}, declarations).policy(size)
    return replace(policy, **(changes or {}))


def phases(work: Work) -> Sequence[Phase]:
    """What the worker of the benches does: touch its memory, compute the rest of its time, sleep."""
    touch_s = min(work.cpu_s, work.memory_mb / TOUCHED_MB_S)
    return (
        Phase(cpu_s=touch_s, memory_mb=work.memory_mb),
        Phase(cpu_s=work.cpu_s - touch_s, memory_mb=work.memory_mb),
        Phase(sleep_s=work.sleep_s, memory_mb=work.memory_mb),
    )


def simulated(works: Sequence[Work], *, declared: bool, run: int = 1) -> list[SimulatedTask]:
    """Tasks for a run; ids differ between runs, commands do not, so that a later run can know them."""
    return [SimulatedTask(_spec(work, run, declared=declared), phases(work)) for work in works]


def _spec(work: Work, run: int, *, declared: bool) -> TaskSpec:
    need = Requirement(round(work.cores, 2), work.memory_mb + 2) if declared else None
    return TaskSpec(
        id=f"{run}-{work.id}",
        role=ROLES[work.kind],
        name=work.kind,
        priority=Priority[work.priority.upper()],
        command=(WORKER, work.id, str(work.cpu_s), str(work.memory_mb), str(work.sleep_s), "spans"),
        claims=(FileClaim(f"/shared/{work.file}"),) if work.file else (),
        requirement=need,
    )


def mixed_simulation(
    rules: Rules,
    *,
    cores: int = 2,
    memory_mb: float = 24_000.0,
    used_mb: float = 700.0,
    foreign_threads: Steps = NOTHING,
    changes: Mapping[str, Any] | None = None,
) -> Simulation:
    """A computer of which others use ``used_mb``; the tasks may use the budget of ``rules``.

    ``changes`` are fields of the policy.
    """
    size = MachineSize(cores, memory_mb)
    machine = SchedulerMachine(budget_policy(size, used_mb, rules.budget_mb, changes))
    computer = Computer(size, foreign_threads, Steps(((0.0, used_mb),)))
    return Simulation(machine, computer, rules)
