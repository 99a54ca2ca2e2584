"""While a computer rests only what is new is handed on; a load that begins is handed on at once."""

from __future__ import annotations

import pytest

from parallel_execution_manager.runtime.pulse_sieve import PulseSieve
from parallel_execution_manager.scheduling.model.sample import Pressure, Pulse, TaskUsage

CALM = Pressure(0.1, 0.0, 0.0)


def pulse(at: float, cpu: float | None = 5.0, memory: float | None = 20.0, **more: object) -> Pulse:
    return Pulse(at, cpu, memory, **{"pressure": CALM, **more})


def handed_on(*pulses: Pulse) -> list[float]:
    found: list[float] = []
    sieve = PulseSieve(lambda pulse: found.append(pulse.at))
    for each in pulses:
        sieve.take(each)
    return found


def test_while_all_stays_as_it_is_four_a_second_are_enough():
    assert handed_on(*(pulse(100 + number / 10) for number in range(7))) == [100.0, 100.3, 100.6]


def test_what_tells_of_tasks_is_always_handed_on():
    usage = {"a": TaskUsage(0.0, 1.0)}
    assert handed_on(pulse(1.0), pulse(1.1, tasks=usage), pulse(1.2)) == [1.0, 1.1]


@pytest.mark.parametrize(
    "second",
    [
        pulse(1.1, cpu=7.0),
        pulse(1.1, memory=22.0),
        pulse(1.1, cpu=None),
        pulse(1.1, memory=None),
        pulse(1.1, pressure=Pressure(1.0, 0.0, 0.0)),
        pulse(1.1, pressure=Pressure(0.0, 1.0, 0.0)),
        pulse(1.1, pressure=Pressure(0.0, 0.0, 1.0)),
        pulse(0.9),
    ],
)
def test_what_rises_or_is_not_known_any_more_is_handed_on_at_once(second: Pulse):
    assert handed_on(pulse(1.0), second) == [1.0, second.at]


def test_of_a_busy_computer_every_pulse_counts_and_so_does_the_first_calm_one():
    busy = [pulse(1.0 + number / 10, cpu=50.0) for number in range(3)]
    assert handed_on(*busy, pulse(1.3), pulse(1.4)) == [1.0, 1.1, 1.2, 1.3]


def test_where_no_pressure_is_told_the_rest_counts():
    assert handed_on(pulse(1.0, pressure=None), pulse(1.1, pressure=None)) == [1.0]
    assert handed_on(pulse(1.0, memory=None), pulse(1.1, memory=None)) == [1.0]
