"""Whatever the load does, the ladder takes at most one step a dwell, keeps something running, and ends."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from parallel_execution_manager.scheduling import effects
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.sample import Pressure
from parallel_execution_manager.scheduling.model.task import TaskState
from tests.scheduling.rig import ALL, PULSE_S, Rig, busy, rules
from tests.scheduling.world import task

ROUNDING_S = 1e-6
SECONDS = 30.0
percents = st.floats(0.0, 100.0)


def wave(rig: Rig, period: float, share: float, *, memory: bool) -> None:
    """A load that is high for a ``share`` of each ``period``, seen by pulses as their mean."""
    for n in range(round(SECONDS / PULSE_S)):
        begin, end = n * PULSE_S, (n + 1) * PULSE_S
        high = _high_until(end, period, share) - _high_until(begin, period, share)
        load = 100.0 * high / PULSE_S
        rig.advance(PULSE_S)
        if memory:
            rig.pulse(memory=min(100.0, 60.0 + 0.4 * load))
        else:
            rig.pulse(cpu=min(100.0, load), pressure=Pressure(load, 0.0, min(100.0, load)))


def _high_until(at: float, period: float, share: float) -> float:
    """For how many seconds the load has been high until ``at``."""
    whole, rest = divmod(at, period)
    return period * share * whole + min(rest, period * share)


def gaps(rig: Rig) -> list[float]:
    """The times between steps of the ladder."""
    times = sorted(
        {
            effect.at
            for effect in rig.effects
            if isinstance(effect, effects.RoleThrottled | effects.RoleResumed)
        }
    )
    return [later - sooner for sooner, later in itertools.pairwise(times)]


@settings(max_examples=25, deadline=None)
@given(
    period=st.floats(0.05, 40.0),
    share=st.floats(0.1, 0.95),
    dwell=st.sampled_from([0.3, 2.0, 5.0]),
    acts_after=st.sampled_from([0.0, 0.5, 3.0]),
)
def test_a_load_of_any_period_causes_at_most_one_step_a_dwell(
    period: float, share: float, dwell: float, acts_after: float
) -> None:
    rig = busy(
        dwell_s=dwell, throttle_after_s=acts_after, suspend_after_s=acts_after, resume_after_s=acts_after
    )
    wave(rig, period, share, memory=False)
    assert all(gap >= dwell - ROUNDING_S for gap in gaps(rig))
    rig.calm(12 * max(dwell, 1.0) + 10.0, cpu=1.0)
    assert (rig.rungs(), rig.still, rig.lowered) == ({}, set(), set())


@settings(max_examples=10, deadline=None)
@given(period=st.floats(0.05, 40.0), share=st.floats(0.1, 0.95))
def test_memory_of_any_period_causes_at_most_one_step_in_the_shortest_dwell(
    period: float, share: float
) -> None:
    rig = busy()
    wave(rig, period, share, memory=True)
    assert all(gap >= 1.0 - ROUNDING_S for gap in gaps(rig))
    rig.calm(100.0, memory=10.0)
    assert (rig.rungs(), rig.still) == ({}, set())


@settings(max_examples=15, deadline=None)
@given(loads=st.lists(st.tuples(percents, percents, st.integers(1, 60)), max_size=12))
def test_recovery_undoes_the_raises_in_the_opposite_order(loads: list[tuple[float, float, int]]) -> None:
    rig = busy(per_role=2)
    for cpu, memory, pulses in loads:
        rig.pulses(pulses * PULSE_S, cpu=cpu, memory=memory)
    rig.calm(100.0, cpu=0.0, memory=0.0)
    rungs = dict.fromkeys(ALL, Rung.FREE)
    raises: list[str] = []
    for effect in rig.effects:
        match effect:
            case effects.RoleThrottled(role=role, reason=reason):
                raises += [role] if reason.rung > rungs[role] else []
                rungs[role] = reason.rung
            case effects.RoleResumed(role=role, reason=reason):
                assert raises.pop() == role
                rungs[role] = reason.rung
    assert (raises, rig.rungs()) == ([], {})


@settings(max_examples=15, deadline=None)
@given(
    loads=st.lists(
        st.tuples(st.sampled_from([5.0, 75.0, 100.0]), st.sampled_from([5.0, 80.0, 88.0, 99.0])), max_size=12
    )
)
def test_every_task_ends_whatever_the_load_is(loads: list[tuple[float, float]]) -> None:
    rig = Rig(rules(max_hold_s=60.0))
    rig.submit(
        *(task(f"{role}{n}", role, rerunnable=True, retries=0) for role in ("high", "low") for n in (1, 2))
    )
    for cpu, memory in itertools.chain(loads, itertools.repeat((100.0, 80.0), 60)):
        for view in rig.machine.task_views():
            if view.state is TaskState.STARTING:
                rig.run(view.id)
        rig.pulses(5.0, cpu=cpu, memory=memory)
        for view in rig.machine.task_views():
            if view.state is TaskState.RUNNING:
                rig.finish(view.id)
        if all(view.state is TaskState.SUCCEEDED for view in rig.machine.task_views()):
            break
    assert all(view.state is TaskState.SUCCEEDED for view in rig.machine.task_views())
