"""Admission by what was measured: probes, charges that follow use, and footprints that are learned."""

from __future__ import annotations

from typing import Any

import pytest

from parallel_execution_manager.scheduling.admission.estimates import Source
from parallel_execution_manager.scheduling.admission.footprints import FootprintBook
from parallel_execution_manager.scheduling.effects import TaskChanged
from parallel_execution_manager.scheduling.events import PulseTaken, TaskCancelled
from parallel_execution_manager.scheduling.explain.reasons import waiting_reason
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.policy import LimitPair, RolePolicy
from parallel_execution_manager.scheduling.model.sample import Pulse, TaskUsage
from parallel_execution_manager.scheduling.model.task import Requirement, TaskSpec
from parallel_execution_manager.scheduling.model.wording import describe
from tests.scheduling.world import World, of, policy, task

GUESS = {name: RolePolicy(5, Requirement(0.5, 4000.0)) for name in ("high", "middle", "low")}
ASLEEP = TaskUsage(0.0, 10.0)
BURNING = TaskUsage(1.0, 10.0)


def learning(**changes: Any) -> World:
    return World(policy(learn=True, roles=GUESS, **changes))


def sim(name: str, *arguments: str, **fields: Any) -> TaskSpec:
    return task(name, command=("sim", *arguments), **fields)


def charge(world: World, name: str) -> Requirement:
    found = world.inside.ledger.charge_of(name)
    assert found is not None
    return found


def measured(world: World, seconds: float, **usage: TaskUsage) -> None:
    world.pulses(seconds, usage=usage, used_mb=1000.0)


def test_of_an_unknown_kind_one_is_measured_first() -> None:
    world = learning()
    world.begin(sim("a"))
    world.submit(sim("b"), sim("c"))
    assert world.started() == ["a"]
    check = waiting_reason(world.view("b"), world.role("middle"))
    assert check is not None
    assert check.kind is CheckKind.MEASURING
    assert "a is being measured" in describe(check)


def test_another_program_does_not_wait_for_it() -> None:
    world = learning()
    world.begin(sim("a"))
    world.submit(task("b", command=("other",)))
    assert world.started() == ["a", "b"]


def test_once_it_has_stopped_growing_the_others_start_by_what_it_showed() -> None:
    world = learning()
    world.begin(sim("a"))
    world.submit(*(sim(f"b{n}") for n in range(5)))
    measured(world, 1.3, a=ASLEEP)
    assert len(world.started()) == 6
    view = world.view("b0")
    assert view.estimate is not None
    assert (view.estimate.source, view.requirement.memory_mb) == (Source.SIBLING, 10.0)


def test_one_that_keeps_growing_holds_the_others_back_for_a_while_only() -> None:
    world = learning()
    world.begin(sim("a"))
    world.submit(sim("b"))
    for step in range(99):
        measured(world, 0.1, a=TaskUsage(1.0, 10.0 + 5 * step))
    assert world.started() == ["a"]
    measured(world, 0.3, a=TaskUsage(1.0, 600.0))
    assert world.started() == ["a", "b"]


def test_the_end_of_the_first_tells_enough() -> None:
    world = learning()
    world.begin(sim("a"))
    world.submit(sim("b"), sim("c"))
    world.now += 0.2
    world.finish("a", cpu_s=0.1, max_memory_mb=50.0)
    assert world.started() == ["a", "b", "c"]
    assert world.view("b").requirement.memory_mb == pytest.approx(50, rel=0.05)


def test_a_guess_is_given_up_when_the_task_has_reached_its_size() -> None:
    world = learning()
    world.begin(sim("a"))
    assert charge(world, "a").memory_mb == pytest.approx(1700, abs=1)  # a quarter of 85 % of 8,000
    measured(world, 1.3, a=ASLEEP)
    assert charge(world, "a").memory_mb == pytest.approx(12.5)


def test_what_is_known_to_be_needed_stays_reserved_until_it_is_used() -> None:
    world = learning()
    world.begin(sim("a"))
    world.now += 1
    world.finish("a", cpu_s=0.1, max_memory_mb=500.0)
    world.begin(sim("b"))
    measured(world, 3.0, b=ASLEEP)
    assert charge(world, "b").memory_mb == pytest.approx(500, rel=0.05)


def test_one_that_sleeps_frees_its_cores_and_one_that_burns_again_takes_them() -> None:
    world = learning()
    world.begin(sim("a", requirement=Requirement(0.5, 100.0)))
    measured(world, 0.4, a=ASLEEP)
    assert charge(world, "a").cpu_cores == 0.0
    measured(world, 0.4, a=TaskUsage(0.4, 10.0))
    assert charge(world, "a").cpu_cores == 0.5


def test_one_that_keeps_burning_more_than_expected_is_charged_with_that() -> None:
    world = learning(cpu=LimitPair(100.0, 90.0))
    world.begin(sim("a", requirement=Requirement(0.2, 100.0)))
    measured(world, 1.0, a=BURNING)
    assert charge(world, "a").cpu_cores == 0.2
    measured(world, 2.0, a=BURNING)
    assert charge(world, "a").cpu_cores == 1.0


def test_where_headroom_is_kept_a_burst_counts_at_once() -> None:
    world = learning()
    world.begin(sim("a", requirement=Requirement(0.2, 100.0)))
    measured(world, 0.2, a=BURNING)
    assert charge(world, "a").cpu_cores == 1.0


def test_one_that_outgrows_its_estimate_tells_its_siblings() -> None:
    world = learning()
    world.begin(sim("a"))
    measured(world, 1.3, a=ASLEEP)
    world.begin(sim("b"))
    measured(world, 0.2, a=ASLEEP, b=TaskUsage(0.1, 900.0))
    world.submit(sim("c"))
    assert world.view("c").requirement.memory_mb == 900.0


def test_waiting_for_a_processor_does_not_make_a_burner_look_idle() -> None:
    world = learning()
    world.begin(sim("a"))
    world.now += 4
    world.finish("a", cpu_s=1.0, max_memory_mb=50.0, delay_s=3.0)
    world.submit(sim("b"))
    assert world.view("b").requirement.cpu_cores == pytest.approx(1, rel=0.05)


def test_one_that_was_ended_by_force_shows_only_what_it_used_so_far() -> None:
    world = learning()
    world.begin(sim("a"))
    world.now += 1
    world.send(TaskCancelled, task_id="a")
    world.finish("a", cpu_s=0.5, max_memory_mb=2700.0)
    world.submit(sim("b"))
    found = world.view("b").estimate
    assert found is not None
    assert (found.source, found.runs, found.requirement.memory_mb) == (Source.SIBLING, 0, 2700.0)


def test_what_was_learned_is_there_in_the_next_machine() -> None:
    world = learning()
    world.begin(sim("a"))
    world.now += 1
    world.finish("a", cpu_s=0.1, max_memory_mb=50.0)
    book = FootprintBook.from_rows(world.machine.footprints())
    again = World(policy(learn=True, roles=GUESS))
    again.machine = SchedulerMachine(policy(learn=True, roles=GUESS), 0.0, book)
    again.submit(sim("a2", role="middle"))
    assert again.view("a2").estimate.source is Source.OWN


def test_tasks_that_are_learned_to_be_small_pass_from_the_group_of_the_guess() -> None:
    world = learning(max_parallel_tasks=2)
    world.begin(sim("a"))
    world.submit(*(sim(f"b{n}", "7") for n in range(3)))
    measured(world, 1.3, a=ASLEEP, b0=ASLEEP)
    before = world.view("b1").group
    world.finish("b0", cpu_s=0.1, max_memory_mb=20.0)
    assert world.started() == ["a", "b0", "b1"]
    world.finish("b1", cpu_s=0.1, max_memory_mb=20.0)
    assert world.view("b2").group is None
    assert before is not None
    assert before[2] > 0


def test_a_whole_processor_limit_is_packed_more_than_once() -> None:
    world = World(policy(cpu=LimitPair(100.0, 90.0)))
    world.submit(*(task(f"t{n}", requirement=Requirement(1.0, 1.0)) for n in range(9)))
    assert len(world.started()) == 5  # 4 cores, 1.25 times


def test_pulses_tell_what_the_rest_of_the_computer_uses() -> None:
    world = learning()
    world.pulses(6.0, cpu=50.0, used_mb=3000.0)
    state = world.inside
    assert state.ledger.other_cpu_cores == pytest.approx(2.0, abs=0.05)
    assert state.ledger.other_memory_mb == 3000.0
    world.begin(sim("a"))
    world.pulses(6.0, cpu=50.0, used_mb=3000.0, usage={"a": TaskUsage(1.5, 400.0)})
    assert state.ledger.other_cpu_cores == pytest.approx(0.5, abs=0.05)
    assert 2900.0 < state.ledger.other_memory_mb < 3000.0


def test_what_this_program_uses_itself_is_no_load_of_others() -> None:
    world = learning()
    for _ in range(60):
        world.now += 0.1
        world.send(PulseTaken, pulse=Pulse(world.now, 50.0, 10.0, 800.0, own_cores=0.5))
    assert world.inside.ledger.other_cpu_cores == pytest.approx(1.5, abs=0.05)


def test_between_two_pulses_with_tasks_the_others_stay_as_they_were() -> None:
    world = learning()
    world.begin(sim("a"))
    world.pulses(3.0, cpu=25.0, used_mb=1000.0, usage={"a": BURNING})
    known = world.inside.ledger.other_cpu_cores
    world.pulses(0.2, cpu=25.0, used_mb=1000.0)
    assert world.inside.ledger.other_cpu_cores == known
    world.pulses(3.0, cpu=25.0, used_mb=1000.0)
    assert world.inside.ledger.other_cpu_cores == pytest.approx(1.0, abs=0.1)


def test_a_pulse_that_measured_nothing_changes_nothing() -> None:
    world = learning()
    world.pulses(3.0, cpu=50.0, used_mb=3000.0)
    world.pulses(1.0, cpu=None, used_mb=None)
    assert world.inside.ledger.other_memory_mb == 3000.0


def test_where_pulses_come_samples_only_tell_what_those_have_measured() -> None:
    world = learning()
    world.begin(sim("a"))
    world.pulses(1.0, usage={"a": TaskUsage(1.0, 10.0, 1, 2.0, 3.0)})
    found = world.sample(usage={"a": TaskUsage(0.1, 99.0), "stranger": BURNING})
    assert [effect.task_id for effect in of(found, TaskChanged)] == ["a"]
    assert world.view("a").usage == TaskUsage(1.0, 10.0, 1, 2.0, 3.0)


def test_a_task_is_told_again_only_when_a_reader_would_see_a_difference() -> None:
    world = learning()
    world.begin(sim("a"))

    def told(**use: float) -> list[str]:
        usage = {"a": TaskUsage(**({"cpu_cores": 0.0, "memory_mb": 10.0} | use))}
        world.pulses(1.0, usage=usage)
        return [effect.task_id for effect in of(world.sample(usage=usage), TaskChanged)]

    assert told() == ["a"]
    assert told() == told(cpu_cores=0.004) == told(memory_mb=10.05) == []
    assert told(memory_mb=10.15) == ["a"]
    assert told(memory_mb=10.15, cpu_cores=0.1) == ["a"]
    assert told(memory_mb=10.15) == ["a"]
    assert told(memory_mb=10.15, processes=2) == ["a"]
    assert told(memory_mb=10.15, processes=2, read_mb_s=0.0) == ["a"]
    assert told(memory_mb=10.15, processes=2, read_mb_s=0.0, write_mb_s=3.0) == ["a"]
    assert told(memory_mb=10.15, processes=2, read_mb_s=0.0, write_mb_s=3.0) == []


def test_the_highest_use_between_two_samples_is_told_too() -> None:
    world = learning()
    world.begin(sim("a"))
    low, high = ({"a": TaskUsage(cores, 10.0)} for cores in (0.0, 0.5))
    world.pulses(1.0, usage=low)
    world.sample(usage=low)
    world.pulses(0.5, usage=high)
    world.pulses(0.5, usage=low)
    assert of(world.sample(usage=low), TaskChanged)


def test_of_an_unknown_size_one_is_measured_first_too() -> None:
    world = learning()
    world.begin(sim("a", "1"))
    world.now += 1
    world.finish("a", cpu_s=0.1, max_memory_mb=50.0)
    world.begin(sim("b", "100"))
    world.submit(sim("c", "110"), sim("d", "900"))
    assert world.started() == ["a", "b", "d"]
    assert world.view("c").estimate.source is Source.PROGRAM


def test_a_run_whose_processor_time_is_unknown_teaches_the_rest() -> None:
    world = learning()
    world.begin(sim("a"))
    world.now += 1
    world.finish("a", max_memory_mb=50.0)
    world.submit(sim("b"))
    assert world.view("b").requirement.memory_mb == pytest.approx(50, rel=0.05)


def test_a_run_that_took_no_time_teaches_no_cores() -> None:
    world = learning()
    world.begin(sim("a"))
    world.now += 1
    world.finish("a", cpu_s=0.0, delay_s=1.0)
    assert world.machine.footprints()


def test_samples_leave_out_tasks_that_no_pulse_has_seen() -> None:
    world = learning()
    world.begin(sim("a"))
    world.pulses(0.2)
    world.sample(usage={"a": BURNING})
    assert world.view("a").usage is None


def test_a_little_of_the_memory_is_never_given_away() -> None:
    world = World(policy(memory_reserve=0.1))
    world.submit(task("a"), task("b", requirement=Requirement(0.1, 6100.0)))
    assert world.started() == ["a"]  # 10 % of 6,800 are kept
    check = world.role("middle").waits_for
    assert (check.kind, check.limit) == (CheckKind.MEMORY, 6120.0)


def test_a_crash_does_not_make_its_kind_look_small() -> None:
    world = learning()
    world.begin(sim("a"))
    world.submit(sim("b"), sim("c"))
    world.now += 0.1
    world.finish("a", ok=False, cpu_s=0.1, max_memory_mb=15.0)
    assert world.started() == ["a", "b"]
    assert world.view("b").estimate.source is Source.ROLE


def test_a_crash_tells_when_more_was_used_than_expected() -> None:
    world = learning()
    world.begin(sim("a"))
    world.now += 0.1
    world.finish("a", ok=False, cpu_s=0.1, max_memory_mb=4000.0)
    world.submit(sim("b"))
    assert world.view("b").requirement.memory_mb == 4000.0


def test_a_burst_that_is_over_at_once_is_no_load_of_a_whole_core() -> None:
    world = learning()
    world.begin(sim("a"))
    world.now += 0.02
    world.finish("a", cpu_s=0.02, max_memory_mb=9.0)
    world.submit(sim("b"))
    assert world.view("b").requirement.cpu_cores == pytest.approx(0.08, rel=0.06)
    assert world.view("a").peak == TaskUsage(0.08, 9.0)


def test_starting_a_program_that_then_sleeps_is_no_load_at_its_height() -> None:
    world = learning()
    world.begin(sim("a"))
    measured(world, 0.1, a=BURNING)
    measured(world, 5.0, a=ASLEEP)
    world.finish("a", cpu_s=0.1, max_memory_mb=9.0)
    world.submit(sim("b"))
    assert world.view("b").requirement.cpu_cores == pytest.approx(0.4, rel=0.06)


@pytest.mark.parametrize("seconds", [0.3, 1.0, 5.0])
def test_one_that_burns_all_the_time_needs_its_core(seconds: float) -> None:
    world = learning()
    world.begin(sim("a"))
    measured(world, seconds, a=BURNING)
    world.finish("a", cpu_s=seconds, max_memory_mb=9.0)
    world.submit(sim("b"))
    assert world.view("b").requirement.cpu_cores == pytest.approx(1, rel=0.06)


def test_children_that_no_kernel_accounts_for_count_as_they_were_seen() -> None:
    world = learning()
    world.begin(sim("a"))
    measured(world, 2.0, a=TaskUsage(3.0, 10.0))
    world.finish("a", cpu_s=0.01, max_memory_mb=9.0)
    world.submit(sim("b"))
    assert world.view("b").requirement.cpu_cores == pytest.approx(3, rel=0.06)


def test_a_peak_is_never_below_what_the_kernel_accounts_for() -> None:
    world = learning()
    world.begin(sim("a"))
    measured(world, 1.0, a=TaskUsage(0.0, 5.0, 2))
    world.finish("a", cpu_s=0.5, max_memory_mb=90.0)
    assert world.view("a").peak == TaskUsage(pytest.approx(0.5), 90.0, 2)
