"""The simulated computer shares cores, holds memory and is measured as a real one is."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling.model.policy import MachineSize
from tests.simulation.computer import Computer, Meter, fair_rates
from tests.simulation.loads import NEVER, NOTHING, Steps, oscillating
from tests.simulation.process import LOWERED_WEIGHT, Phase, SimulatedProcess


def computer(*, cores=2, threads=NOTHING, memory=NOTHING, **processes):
    made = Computer(MachineSize(cores, 1000.0), threads, memory)
    for name, phases in processes.items():
        made.processes[name] = SimulatedProcess(phases, 0.0)
    made.share()
    return made


def ends(made):
    """When each process ends, by name."""
    found = {}
    while made.processes:
        for name in made.advance(made.next_change()):
            found[name] = made.at
            del made.processes[name]
            made.share()
    return found


@pytest.mark.parametrize(
    ("demands", "cores", "rates"),
    [
        ([(1, 1)], 2, [1]),
        ([(1, 1), (1, 1)], 1, [0.5, 0.5]),
        ([(1, 0.2), (1, 1), (1, 1)], 1.2, [0.2, 0.5, 0.5]),
        ([(2, 2), (1, 1)], 1.5, [1, 0.5]),
        ([(LOWERED_WEIGHT, 1), (1, 1)], 2, [1, 1]),
        ([], 4, []),
    ],
)
def test_cores_are_shared_by_weight_and_none_is_wasted(demands, cores, rates):
    assert fair_rates(demands, cores) == pytest.approx(rates)


def test_burners_take_longer_beside_others_and_sleepers_do_not():
    burner, sleeper = [Phase(cpu_s=1.0)], [Phase(sleep_s=1.0)]
    found = ends(computer(cores=1, a=burner, b=burner, c=sleeper))
    assert found == pytest.approx({"a": 2.0, "b": 2.0, "c": 1.0})


def test_foreign_threads_take_their_share_for_their_time():
    found = ends(computer(cores=1, threads=Steps(((1.0, 1.0), (3.0, 0.0))), a=[Phase(cpu_s=3.0)]))
    assert found["a"] == pytest.approx(4.0)


def test_a_lowered_process_gets_what_is_left_over():
    made = computer(cores=1, a=[Phase(cpu_s=1.0)], b=[Phase(cpu_s=1.0)])
    made.processes["b"].lowered = True
    made.share()
    found = ends(made)
    assert found["a"] < 1.01
    assert found["b"] == pytest.approx(2.0)


def test_a_suspended_process_burns_nothing_and_keeps_its_memory():
    made = computer(a=[Phase(cpu_s=1.0, memory_mb=100.0)])
    made.advance(0.5)
    made.processes["a"].suspended = True
    made.share()
    assert made.advance(10.0) == []
    assert made.tasks_mb == pytest.approx(50.0)
    made.processes["a"].suspended = False
    made.share()
    assert ends(made) == pytest.approx({"a": 10.5})


def test_a_sleep_goes_on_while_suspended_and_is_over_with_the_resumption():
    made = computer(a=[Phase(sleep_s=1.0)])
    made.processes["a"].suspended = True
    assert made.next_change() == NEVER
    assert made.advance(5.0) == []
    made.processes["a"].suspended = False
    assert ends(made) == pytest.approx({"a": 5.0})


def test_memory_grows_with_the_work_that_touches_it_or_at_once():
    ramp = [Phase(cpu_s=1.0, memory_mb=100.0), Phase(cpu_s=1.0, memory_mb=40.0)]
    made = computer(slow=ramp, quick=[Phase(cpu_s=1.0, memory_mb=100.0, at_once=True)])
    made.advance(0.25)
    assert [p.memory_mb for p in made.processes.values()] == pytest.approx([25.0, 100.0])
    made.advance(1.0)
    made.advance(1.5)
    assert made.processes["slow"].memory_mb == pytest.approx(70.0)
    assert made.processes["slow"].peak_mb == pytest.approx(100.0)


def test_a_meter_tells_what_happened_since_it_was_last_read():
    foreign = Steps(((0.0, 1.0),)), Steps(((0.0, 990.0),))
    made = computer(threads=foreign[0], memory=foreign[1], a=[Phase(cpu_s=9.0)], b=[Phase(cpu_s=9.0)])
    meter = Meter(made)
    made.advance(1.0)
    cpu, pressure, usage = meter.read()
    assert cpu == pytest.approx(100.0)
    assert usage["a"].cpu_cores == pytest.approx(2 / 3)
    assert pressure.cpu == pytest.approx(100.0)
    assert 0.0 < pressure.memory < 100.0
    for process in made.processes.values():
        process.suspended = True
    made.share()
    made.advance(3.0)
    cpu, pressure, usage = meter.read()
    assert (cpu, pressure.cpu, usage["a"].cpu_cores) == pytest.approx((50.0, 0.0, 0.0))


def test_an_oscillating_load_is_on_for_half_of_each_period():
    load = oscillating(2.0, 4.0, 1.0, 5.0)
    assert [load.at(time) for time in (0.5, 1.0, 2.5, 3.5, 4.5, 9.0)] == [0.0, 4.0, 0.0, 4.0, 0.0, 0.0]
    assert (load.next_change(0.0), load.next_change(1.0), load.next_change(5.0)) == (1.0, 2.0, NEVER)


@pytest.mark.parametrize("period_s", [0.3, 2.0, 7.0, 10.0])
def test_an_oscillating_load_ends(period_s):
    assert oscillating(period_s, 4.0, 5.0, 100.0).at(100.0) == 0.0
