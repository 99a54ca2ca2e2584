"""The ladder rung by rung, in simulated time: who is held back when, how far, and who comes back when."""

from __future__ import annotations

import itertools

import pytest

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.model.sample import Pressure, TaskUsage
from parallel_execution_manager.scheduling.model.task import Requirement, RoleState, TaskState
from tests.scheduling.rig import ALL, Rig, busy, rules
from tests.scheduling.world import of, task

NEVER = LimitPair(100.0, 100.0)


def growing(rig: Rig, name: str, start: float, rate: float, seconds: float, memory: float) -> None:
    """A task's memory grows by ``rate`` MiB a second while the machine's is at ``memory`` percent."""
    for n in range(round(seconds * 10)):
        rig.pulses(0.1, memory=memory, usage={name: TaskUsage(0.5, start + rate * n / 10)})


def test_the_least_important_role_goes_up_rung_by_rung_and_then_the_next() -> None:
    rig = busy()
    rig.pulses(36.0, cpu=95.0)
    assert rig.steps == [
        (105.1, "low", "held"),
        (110.1, "low", "lowered"),
        (115.1, "low", "suspended"),
        (120.1, "middle", "held"),
        (125.1, "middle", "lowered"),
        (130.1, "middle", "suspended"),
        (135.1, "high", "held"),
    ]
    assert rig.still == {"low1", "middle1"}
    assert [rig.role(name).state for name in ALL] == [
        RoleState.THROTTLED,
        RoleState.SUSPENDED,
        RoleState.SUSPENDED,
    ]


def test_the_last_running_task_is_lowered_and_never_suspended() -> None:
    rig = busy()
    rig.pulses(300.0, cpu=100.0)
    assert rig.still == {"low1", "middle1"}
    assert rig.lowered == {"low1", "middle1", "high1"}
    assert rig.rungs()["high"] == "lowered"


def test_of_several_tasks_of_one_role_the_most_important_goes_on() -> None:
    rig = Rig(rules())
    rig.begin(task("a", "low"), task("b", "low"), task("c", "low"))
    rig.pulses(30.0, cpu=100.0)
    assert rig.still == {"b", "c"}
    assert rig.view("a").kept_running == "nothing else would run"
    rig.finish("a")
    assert rig.still == {"c"}
    assert rig.view("b").kept_running == "nothing else would run"


def test_recovery_goes_exactly_the_opposite_way_one_rung_a_dwell() -> None:
    rig = busy()
    rig.pulses(60.0, cpu=95.0)
    up = [(role, rung) for _, role, rung in rig.steps]
    rig.steps.clear()
    rig.pulses(120.0, cpu=20.0)
    stacks = {"low": ["free"], "middle": ["free"], "high": ["free"]}
    for role, rung in up:
        stacks[role].append(rung)
    expected = []
    for role, _ in reversed(up):
        stacks[role].pop()
        expected.append((role, stacks[role][-1]))
    assert [(role, rung) for _, role, rung in rig.steps] == expected
    times = [at for at, _, _ in rig.steps]
    assert {round(b - a, 3) for a, b in itertools.pairwise(times)} == {5.0}
    assert (rig.still, rig.lowered, rig.rungs()) == (set(), set(), {})


def test_between_the_two_limits_nothing_changes() -> None:
    rig = busy()
    rig.pulses(16.0, cpu=95.0)
    steps = list(rig.steps)
    rig.pulses(300.0, cpu=75.0)
    assert rig.steps == steps


def test_what_stays_between_its_limits_and_caused_nothing_is_not_in_the_way() -> None:
    rig = busy()
    rig.pulses(6.0, cpu=95.0, memory=80.0)
    rig.pulses(12.0, cpu=20.0, memory=80.0)
    assert [rung for _, _, rung in rig.steps] == ["held", "free"]


def test_more_than_one_resource_may_hold_a_role_and_all_must_be_low_again() -> None:
    rig = busy()
    rig.pulses(6.0, cpu=95.0)
    rig.pulses(21.0, cpu=20.0, memory=90.0)
    assert [rung for _, _, rung in rig.steps] == ["held", "suspended", "evicting"]
    rig.pulses(30.0, cpu=20.0, memory=80.0)
    assert rig.rungs()["low"] == "evicting"
    rig.pulses(30.0, cpu=20.0, memory=70.0)
    assert rig.rungs() == {}


def test_for_memory_nothing_is_lowered_and_the_youngest_repeatable_task_is_evicted() -> None:
    rig = busy(per_role=2)
    rig.pulses(25.0, memory=88.0)
    assert [rung for _, _, rung in rig.steps] == ["held", "suspended", "evicting"]
    assert rig.lowered == set()
    view = rig.view("low2")
    assert (view.state, view.evictions, view.attempt) == (TaskState.QUEUED, 1, 1)
    assert "memory 88 % over 85 %" in view.detail
    assert rig.state("low1") is TaskState.SUSPENDED


def test_an_evicted_task_keeps_its_place_and_its_retries_and_runs_again() -> None:
    rig = busy(per_role=2)
    rig.submit(task("low3", "low", retries=1))
    rig.pulses(22.0, memory=88.0)
    assert rig.machine.queued_ids("low") == ("low2", "low3")
    rig.pulses(60.0, memory=20.0)
    rig.run("low2")
    view = rig.view("low2")
    assert (view.state, view.attempt, view.evictions) == (TaskState.RUNNING, 2, 1)
    rig.finish("low2", ok=False)
    assert rig.state("low2") is TaskState.FAILED  # it had no retries, and the eviction used none


def test_a_task_that_may_not_be_repeated_is_never_evicted() -> None:
    rig = Rig(rules())
    rig.begin(task("a", "high"), task("b", "low"), task("c", "low"))
    rig.pulses(120.0, memory=90.0)
    assert of(rig.effects, effects.StopAttempt) == []
    assert rig.still == {"b", "c"}


def test_a_task_that_succeeds_while_it_is_evicted_has_succeeded() -> None:
    rig = Rig(rules(), ends_when_asked=False)
    rig.begin(task("a", "high"), task("b", "low", rerunnable=True))
    rig.pulses(20.1, memory=90.0)
    assert rig.view("b").stopping == "evicted"
    rig.finish("b")
    assert (rig.state("b"), rig.view("b").evictions) == (TaskState.SUCCEEDED, 0)


@pytest.mark.parametrize(("failed", "state"), [(False, TaskState.QUEUED), (True, TaskState.CANCELLED)])
def test_an_evicted_task_comes_again_only_after_what_was_tried_again(failed: bool, state: TaskState) -> None:
    rig = Rig(rules(), ends_when_asked=False)
    rig.begin(task("first", "high"))
    rig.finish("first")
    rig.begin(task("a", "high"), task("b", "low", rerunnable=True, after=("first",)))
    rig.pulses(20.1, memory=90.0)
    rig.send(events.TaskRetried, task_id="first")
    if failed:
        rig.send(events.TaskCancelled, task_id="first")
    rig.finish("b", ok=False)
    assert rig.state("b") is state


def test_while_a_task_is_being_evicted_nobody_else_is() -> None:
    rig = Rig(rules(), ends_when_asked=False)
    rig.begin(task("a", "high"), task("b", "low", rerunnable=True), task("c", "low", rerunnable=True))
    rig.pulses(60.0, memory=90.0)
    assert [view.stopping for view in rig.machine.task_views()] == ["", "", "evicted"]


@pytest.mark.parametrize(
    ("kind", "fields"), [(events.TaskCancelled, {"task_id": "b"}), (events.RoleStopped, {"role": "low"})]
)
def test_what_the_operator_ends_while_it_is_evicted_has_ended(kind: type[events.Event], fields: dict) -> None:
    rig = Rig(rules(), ends_when_asked=False)
    rig.begin(task("a", "high"), task("b", "low", rerunnable=True))
    rig.pulses(20.1, memory=90.0)
    rig.send(kind, **fields)
    rig.finish("b", ok=False)
    assert rig.state("b") is TaskState.CANCELLED


def test_memory_that_runs_out_is_acted_on_at_once_and_what_grows_comes_first() -> None:
    rig = busy()
    rig.steps.clear()
    growing(rig, "middle1", 200.0, 50.0, 3.0, memory=93.0)
    assert rig.steps == [
        (100.1, "middle", "suspended"),
        (101.1, "low", "suspended"),
        (102.1, "low", "evicting"),
    ]
    assert rig.still == {"middle1"}
    (stop,) = of(rig.effects, effects.StopAttempt)
    assert stop.grace_s == 1.0


def test_of_tasks_that_are_short_of_memory_one_that_does_not_grow_goes_on() -> None:
    rig = Rig(rules())
    rig.begin(task("a", "low"), task("b", "low"))
    rig.pulses(5.0, usage={"ended": TaskUsage(1.0, 1.0)})
    growing(rig, "a", 200.0, 50.0, 2.0, memory=95.0)
    assert rig.still == {"a"}


def test_an_emergency_holds_roles_that_only_wait_too() -> None:
    rig = Rig(rules(max_parallel_tasks=1))
    rig.begin(task("a", "high"))
    rig.submit(task("b", "low"))
    rig.pulses(3.0, memory=99.0)
    assert rig.rungs() == {"low": "held", "high": "held"}


def test_a_full_disk_suspends_only_roles_that_write() -> None:
    rig = Rig(rules())
    rig.begin(*(task(f"{role}1", role) for role in ALL))
    writes = {"middle1": TaskUsage(0.5, 100.0, write_mb_s=5.0)}
    for _ in range(40):
        rig.pulses(1.0, usage=writes)
        rig.disk(95.0, writes)
    assert rig.rungs() == {"low": "held", "middle": "suspended", "high": "held"}
    assert rig.still == {"middle1"}


ALL_OF_THESE = ("writer", "reader", "other")


def test_a_full_disk_suspends_only_the_tasks_that_write() -> None:
    rig = Rig(rules())
    rig.begin(task("writer", "low"), task("reader", "low"), task("other", "high"))

    def write(*names: str) -> None:
        usage = {name: TaskUsage(0.5, 100.0, write_mb_s=5.0 * (name in names)) for name in ALL_OF_THESE}
        for _ in range(40):
            rig.pulses(1.0, usage=usage)
            rig.disk(95.0, usage)

    write("writer")
    assert rig.rungs()["low"] == "suspended"
    assert rig.still == {"writer"}
    write()  # what stands still writes nothing, and stays
    assert rig.still == {"writer"}
    write("reader")
    assert rig.still == {"writer", "reader"}
    rig.pulses(20.0, cpu=10.0)
    rig.disk(50.0)
    rig.pulses(60.0, cpu=10.0)
    rig.disk(50.0)
    rig.pulses(10.0, cpu=10.0)
    assert rig.still == set()


@pytest.mark.parametrize(
    ("pressure", "limits", "words"),
    [
        (Pressure(0.0, 30.0, 0.0), {}, "memory pressure 30 % over 20 %"),
        (Pressure(0.0, 0.0, 90.0), {}, "I/O pressure 90 % over 80 %"),
        (Pressure(70.0, 0.0, 0.0), {"cpu_pressure": LimitPair(60.0, 50.0)}, "CPU pressure 70 % over 60 %"),
    ],
)
def test_pressure_counts_like_usage(pressure: Pressure, limits: dict, words: str) -> None:
    rig = busy(**limits)
    rig.pulses(6.0, pressure=pressure)
    assert rig.rungs() == {"low": "held"}
    assert words in rig.reasons[0]
    rig.pulses(145.0, pressure=None)  # what held it is not measured any more, and the rest is low
    assert rig.rungs() == {"low": "held"}
    rig.pulses(10.0, pressure=None)
    assert rig.rungs() == {}


def test_processor_pressure_alone_holds_nobody_by_default() -> None:
    rig = busy()
    rig.pulses(60.0, pressure=Pressure(100.0, 0.0, 0.0))
    assert rig.steps == []


def test_a_limit_of_a_hundred_percent_is_never_crossed_nor_in_the_way() -> None:
    rig = busy(cpu=NEVER)
    rig.pulses(60.0, cpu=100.0)
    assert rig.steps == []
    rig.pulses(6.0, cpu=100.0, memory=88.0)
    rig.pulses(12.0, cpu=100.0, memory=10.0)
    assert [rung for _, _, rung in rig.steps] == ["held", "free"]


def test_a_role_without_running_tasks_is_held_and_then_the_next_comes() -> None:
    rig = Rig(rules(max_parallel_tasks=1))
    rig.begin(task("a", "high"))
    rig.submit(task("b", "low"))
    rig.pulses(16.0, cpu=95.0)
    assert [(role, rung) for _, role, rung in rig.steps] == [
        ("low", "held"),
        ("high", "held"),
        ("high", "lowered"),
    ]


def test_a_spike_that_ends_before_the_time_to_act_does_nothing() -> None:
    rig = busy()
    for _ in range(30):
        rig.pulses(4.0, cpu=100.0)
        rig.pulses(2.0, cpu=10.0)
    assert rig.steps == []


def test_one_low_pulse_among_high_ones_does_not_begin_the_count_anew() -> None:
    rig = busy()
    rig.pulses(2.0, cpu=100.0)
    rig.pulses(0.1, cpu=60.0)
    rig.pulses(3.1, cpu=100.0)
    assert rig.steps == [(105.1, "low", "held")]


def test_a_step_between_two_pulses_is_taken_at_its_time() -> None:
    rig = busy(throttle_after_s=0.55, suspend_after_s=1.25, dwell_s=0.3)
    rig.pulses(2.0, cpu=100.0)
    assert [at for at, _, _ in rig.steps[:3]] == [100.65, 100.95, 101.35]


def test_nothing_is_decided_by_a_measurement_that_is_too_old() -> None:
    rig = busy()
    rig.pulses(0.2, cpu=100.0)
    rig.advance(20.0)
    assert rig.steps == []
    rig.pulses(0.1, cpu=100.0)
    assert rig.steps == [(120.3, "low", "held")]


def test_samples_decide_where_no_pulses_come_and_only_there() -> None:
    rig = busy()
    rig.pulses(30.0, cpu=10.0)
    for _ in range(20):
        rig.pulses(1.0, cpu=10.0)
        rig.sample(cpu=100.0)
    assert rig.steps == []
    for _ in range(8):
        rig.advance(1.0)
        rig.sample(cpu=100.0)
    assert [rung for _, _, rung in rig.steps] == ["held"]


def test_what_does_not_fit_beside_what_is_measured_is_not_resumed_with_the_rest() -> None:
    rig = Rig(rules())
    rig.begin(task("a", "high"), *(task(name, "low") for name in "bcd"))
    cores = {"a": 0.5, "b": 1.0, "c": 3.0, "d": 0.5}
    use = {name: TaskUsage(used, 100.0) for name, used in cores.items()}
    rig.pulses(16.0, cpu=95.0, usage=use)
    assert rig.still == {"b", "c", "d"}
    rig.steps.clear()
    rig.pulses(30.0, cpu=30.0)  # 30 % + 25 % of b + 12.5 % of d keep the limit of 80 %, 75 % of c do not
    assert rig.still == {"c"}
    assert rig.steps == []
    rig.pulses(30.0, cpu=68.0)
    assert rig.still == {"c"}
    rig.pulses(12.0, cpu=2.0)
    assert rig.still == set()
    assert rig.steps[0][1:] == ("low", "lowered")


def test_a_role_that_was_let_go_in_part_is_suspended_again_where_it_is() -> None:
    rig = Rig(rules())
    rig.begin(task("a", "high"), task("b", "low"), task("c", "low"))
    use = {"b": TaskUsage(1.0, 100.0), "c": TaskUsage(3.0, 100.0)}
    rig.pulses(16.0, cpu=95.0, usage=use)
    rig.pulses(12.0, cpu=30.0)
    assert rig.still == {"c"}
    rig.pulses(16.0, cpu=95.0)
    assert rig.still == {"b", "c"}
    rig.finish("b")
    rig.finish("c")
    rig.pulses(40.0, cpu=30.0)
    assert rig.rungs() == {}


def test_without_a_measured_processor_everything_fits() -> None:
    rig = busy()
    rig.pulses(20.1, memory=88.0, cpu=None)
    rig.pulses(40.0, cpu=None)
    assert rig.rungs() == {}


def test_a_hold_has_a_longest_time_and_then_the_role_is_left_alone_for_a_while() -> None:
    rig = busy(max_hold_s=100.0)
    rig.begin(task("other", "high"))
    rig.pulses(40.0, cpu=95.0)
    rig.steps.clear()
    rig.pulses(76.0, cpu=95.0)
    assert rig.steps[-1] == (215.1, "low", "lowered")
    assert rig.role("low").state is RoleState.THROTTLED
    assert "held for 100 s, which is the longest allowed (CPU 95 %)" in rig.reasons[-1]
    rig.steps.clear()
    rig.pulses(9.0, cpu=95.0)
    assert "low" not in [role for _, role, _ in rig.steps]
    rig.pulses(2.0, cpu=95.0)
    assert ("low", "suspended") in [(role, rung) for _, role, rung in rig.steps]


def test_a_longest_hold_ends_by_the_clock_alone() -> None:
    rig = busy(max_hold_s=60.0)
    rig.pulses(6.0, cpu=95.0)
    rig.advance(100.0)
    assert [rung for _, _, rung in rig.steps] == ["held", "free"]


def test_the_limits_that_an_idle_computer_crosses_hold_roles_and_say_so_and_one_task_still_runs() -> None:
    rig = Rig(rules(cpu=LimitPair(5.0, 5.0)))
    rig.submit(*(task(f"{role}{n}", role) for role in ALL for n in range(2)))
    for _ in range(40):
        rig.pulses(5.0, cpu=8.0)
        for name, _attempt, _ in rig.live():
            rig.finish(name)
    assert all(view.state is TaskState.SUCCEEDED for view in rig.machine.task_views())
    assert "it has never been lower since the start" in rig.reasons[0]
    assert len(of(rig.effects, effects.WakeAt)) < 200


def test_a_changed_limit_counts_anew() -> None:
    rig = busy()
    rig.pulses(4.0, cpu=60.0)
    rig.send(events.PolicyChanged, policy=rules(cpu=LimitPair(50.0, 40.0)))
    rig.pulses(5.0, cpu=60.0)
    assert rig.steps == []
    rig.pulses(0.2, cpu=60.0)
    assert rig.steps == [(109.1, "low", "held")]
    rig.send(events.PolicyChanged, policy=rules())
    rig.pulses(11.0, cpu=60.0)
    assert rig.rungs() == {}


def test_a_holder_whom_somebody_more_important_awaits_goes_on_at_full_speed() -> None:
    rig = Rig(rules())
    rig.begin(task("holder", "low", files=["f"]), task("other", "low"), task("busy", "middle"))
    rig.submit(task("waiter", "high", files=["f"]))
    rig.pulses(16.0, cpu=95.0)
    assert rig.rungs()["low"] == "suspended"
    assert (rig.still, rig.lowered) == ({"other"}, {"other"})
    assert rig.view("holder").kept_running == "holds f for waiter"
    rig.send(events.TaskCancelled, task_id="waiter")
    assert rig.still == {"holder", "other"}
    assert rig.view("holder").kept_running == ""


def test_a_holder_is_held_back_with_the_role_that_waits_for_it() -> None:
    rig = Rig(rules())
    rig.begin(task("holder", "low", files=["f"]), task("busy", "middle"), task("top", "high"))
    rig.submit(task("waiter", "middle", files=["f"]))
    rig.pulses(31.0, cpu=95.0)
    assert [(role, rung) for _, role, rung in rig.steps] == [
        ("low", "held"),
        ("middle", "held"),
        ("middle", "lowered"),
        ("low", "lowered"),
        ("middle", "suspended"),
        ("low", "suspended"),
    ]
    assert rig.still == {"holder", "busy"}


@pytest.mark.parametrize("kind", [events.RolePaused, events.RoleStopped, events.RoleHeld])
def test_a_waiter_whom_the_operator_holds_keeps_nobody_running(kind: type[events.Event]) -> None:
    rig = Rig(rules())
    rig.begin(task("holder", "low", files=["f"]), task("busy", "middle"))
    rig.submit(task("waiter", "high", files=["f"]))
    rig.send(kind, role="high")
    rig.pulses(16.0, cpu=95.0)
    assert rig.still == {"holder"}


def test_a_less_important_waiter_keeps_nobody_running() -> None:
    rig = Rig(rules())
    rig.begin(task("holder", "low", files=["f"]), task("busy", "middle"))
    rig.submit(task("waiter", "low", files=["f"]))
    rig.pulses(16.0, cpu=95.0)
    assert rig.still == {"holder"}


def test_a_task_that_starts_in_a_lowered_role_is_lowered_and_in_a_suspended_one_suspended() -> None:
    rig = Rig(rules())
    rig.begin(task("a", "high"), task("b", "low"))
    rig.submit(task("c", "low"))
    assert rig.state("c") is TaskState.STARTING
    rig.pulses(11.0, cpu=95.0)
    assert rig.lowered == {"b"}
    rig.run("c")
    assert rig.lowered == {"b", "c"}
    rig.pulses(6.0, cpu=95.0)
    assert rig.still == {"b", "c"}


def test_suspended_time_does_not_count_and_suspended_memory_stays_charged() -> None:
    rig = Rig(rules())
    rig.begin(task("a", "high"), task("b", "low", timeout_s=40.0, requirement=Requirement(1.0, 3000.0)))
    rig.pulses(200.0, cpu=95.0)
    assert rig.state("b") is TaskState.SUSPENDED
    rig.submit(task("big", "high", requirement=Requirement(0.1, 4000.0)))
    failing = {check.kind: check for check in rig.machine.explain("big").failing}
    assert failing[CheckKind.MEMORY].measured == 3000.0 + 100.0 + 700.0
    rig.pulses(35.0, cpu=10.0)
    assert rig.state("b") is TaskState.RUNNING
    rig.pulses(30.0, cpu=10.0)
    assert rig.state("b") is TaskState.TIMED_OUT


def test_a_task_that_is_resumed_counts_as_running_before_it_says_so() -> None:
    rig = Rig(rules())
    rig.begin(task("a", "low"), task("b", "low"))
    rig.submit(task("c", "low", requirement=Requirement(4.0, 10.0)))
    rig.pulses(16.0, cpu=95.0)
    assert rig.still == {"b"}
    rig.finish("a")
    assert rig.started() == ["a", "b"]
    assert rig.still == set()


def test_a_full_disk_that_is_looked_at_seldom_keeps_a_role_held_between_two_looks() -> None:
    rig = busy()
    for _ in range(40):
        rig.pulses(1.0)
        rig.disk(95.0)
    held = rig.rungs()
    assert held
    for _ in range(4):
        rig.pulses(60.0)
        rig.disk(95.0)
        assert rig.rungs() == held
