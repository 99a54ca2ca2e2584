"""Whole runs of the real machine in simulated time: what must be true of any of them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.policy import LimitPair, MachineSize
from parallel_execution_manager.scheduling.model.task import Requirement, TaskState
from tests.bench.simulate import replay_line
from tests.bench.workload import make_workload
from tests.scheduling.world import policy, task
from tests.simulation.computer import Computer
from tests.simulation.loads import NOTHING, Steps, oscillating
from tests.simulation.mixed import mixed_simulation, simulated
from tests.simulation.process import Phase
from tests.simulation.simulation import Rules, SimulatedTask, Simulation, SimulationFailed

TASKS = 40
BUDGET_MB = 4096.0


def small(*, threads=NOTHING, checked=True, **changes):
    """The small computer of the scheduler's tests; ``checked``: invariants are looked at at every event."""
    rules = policy(**changes)
    rest = Computer(rules.size, threads)
    return Simulation(SchedulerMachine(rules), rest, Rules(rules.size.memory_mb, checked=checked))


def work(name, cpu_s=0.0, sleep_s=0.0, memory_mb=10.0, **fields):
    """A task that computes, then sleeps."""
    phases = (Phase(cpu_s=cpu_s, memory_mb=memory_mb), Phase(sleep_s=sleep_s, memory_mb=memory_mb))
    return SimulatedTask(task(name, **fields), phases)


def mixed(seed, *, declared, tasks=TASKS):
    rules = Rules(BUDGET_MB, seed=seed, checked=True, replay=replay_line(seed, tasks))
    simulation = mixed_simulation(rules)
    simulation.submit(simulated(make_workload(seed, tasks), declared=declared))
    return simulation


def test_a_single_task_takes_what_it_takes_and_the_delays_around_it():
    simulation = small()
    simulation.submit([work("a", cpu_s=2.0, sleep_s=3.0)])
    report = simulation.run()
    assert 5.0 < report.makespan_s < 5.1
    assert simulation.machine.task_view("a").state is TaskState.SUCCEEDED


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_mixed_workload_ends_well_within_its_budget(seed, declared):
    simulation = mixed(seed, declared=declared)
    report = simulation.run()
    assert {view.state for view in simulation.machine.task_views()} == {TaskState.SUCCEEDED}
    assert report.over_budget_s <= 0.01 * report.makespan_s
    assert (report.overlaps, report.oom_kills) == (0, 0)
    assert len(report.spans) == TASKS
    assert report.longest_still_s < 2.0


def test_the_same_seed_gives_the_same_run():
    first, second, other = (mixed(seed, declared=True).run() for seed in (5, 5, 6))
    assert first == second
    assert first != other


def test_a_failed_run_tells_the_line_that_repeats_it():
    simulation = mixed(4, declared=True)
    with pytest.raises(SimulationFailed, match="40 tasks|tasks are open after 1 s") as failed:
        simulation.run(limit_s=1.0)
    assert str(failed.value).endswith("replay: python3 dev.py bench simulate --seed 4 -n 40 --check")


def test_a_large_task_is_not_starved_by_small_ones():
    """Small tasks come without end; one that needs the whole computer gets its turn all the same."""
    simulation = small(checked=False, reserve_after_s=10.0, cpu=LimitPair(100.0, 90.0))
    large = work("large", cpu_s=1.0, requirement=Requirement(4.0, 10.0))
    tasks = [work(f"s{i}", cpu_s=1.0, requirement=Requirement(1.0, 10.0)) for i in range(200)]
    simulation.submit([*tasks[:8], large, *tasks[8:]])
    report = simulation.run()
    assert report.spans["large"][0] < 20.0


@pytest.mark.parametrize("period_s", [0.1, 0.25, 1.0, 3.0, 10.0, 25.0])
def test_an_oscillating_load_changes_at_most_one_role_a_dwell_time(period_s):
    load = oscillating(period_s, 8.0, 5.0, 100.0)
    simulation = small(threads=load, checked=False, dwell_s=5.0, throttle_after_s=2.0)
    roles = ("high", "middle", "low")
    simulation.submit([work(f"t{i}", cpu_s=1.0, sleep_s=1.0, role=roles[i % 3]) for i in range(300)])
    report = simulation.run()
    times = [when for when, _, _ in report.transitions]
    assert times or period_s < 10.0
    assert all(later - earlier >= 5.0 - 1e-6 for earlier, later in pairwise(times))
    assert report.longest_still_s < 2.0


def test_something_runs_and_all_ends_beside_a_load_that_never_does():
    simulation = small(threads=Steps(((0.0, 64.0),)), dwell_s=2.0, throttle_after_s=2.0)
    simulation.submit([work(f"t{i}", cpu_s=0.2, role=("high", "low")[i % 2]) for i in range(10)])
    report = simulation.run()
    assert len(report.spans) == 10
    assert report.transitions
    assert report.longest_still_s < 2.0


@pytest.mark.parametrize("start_s", [3.0, 3.03, 3.05, 3.08, 3.1])
def test_a_foreign_load_is_answered_with_a_suspension_soon_after_the_time_to_act(start_s):
    load = Steps(((start_s, 8.0), (40.0, 0.0)))
    times = {"throttle_after_s": 1.0, "dwell_s": 1.0, "suspend_after_s": 4.0, "resume_after_s": 2.0}
    simulation = small(threads=load, **times)
    roles = ("high", "middle", "low")
    simulation.submit([work(role, cpu_s=2.0, sleep_s=50.0, role=role) for role in roles])
    report = simulation.run()
    assert 4.0 <= report.suspended[0][0] - start_s <= 4.3
    assert len(report.resumed) == len(report.suspended)
    assert report.longest_still_s < 1.0


def test_a_task_that_takes_all_memory_is_killed_and_fails():
    simulation = small()
    simulation.submit([work("liar", cpu_s=10.0, memory_mb=99_000.0)])
    report = simulation.run()
    assert report.oom_kills == 1
    assert simulation.machine.task_view("liar").state is TaskState.FAILED


def test_what_the_operator_pauses_stands_still_until_it_may_go_on():
    simulation = small()
    simulation.submit([work("a", cpu_s=5.0)])
    simulation.after(1.0, lambda at: events.RolePaused(at=at, role="middle"))
    simulation.after(31.0, lambda at: events.RoleResumed(at=at, role="middle"))
    report = simulation.run_for(10.0)
    assert [name for _, name in report.suspended] == ["a"]
    assert simulation.machine.task_view("a").state is TaskState.SUSPENDED
    report = simulation.run()
    assert 35.0 < report.makespan_s < 35.2


def test_a_cancelled_task_is_stopped():
    simulation = small()
    simulation.submit([work("a", cpu_s=50.0)])
    simulation.after(1.0, lambda at: events.TaskCancelled(at=at, task_id="a"))
    assert simulation.run().makespan_s < 1.2
    assert simulation.machine.task_view("a").state is TaskState.CANCELLED


def test_the_machine_size_is_what_the_policy_says():
    assert small().computer.size == MachineSize(4, 8000.0)
