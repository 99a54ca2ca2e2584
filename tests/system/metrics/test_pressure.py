"""Pressure is the growth of the kernel's counters by time; an alarm wakes for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from parallel_execution_manager.scheduling.model.sample import Pressure
from parallel_execution_manager.system.metrics import alarms
from parallel_execution_manager.system.metrics.alarms import PlainAlarm, PressureAlarm, best_alarm
from parallel_execution_manager.system.metrics.pressure import PressureMeter
from tests.system.trees import DEADLINE_S, in_background, wait_until

needs_pressure = pytest.mark.skipif(
    not Path("/proc/pressure/cpu").exists(), reason="this kernel tells no pressure"
)


def write(folder: Path, cpu: int, memory: int, io: int, memory_some: int = 9, io_some: int = 11) -> None:
    (folder / "pressure").mkdir(exist_ok=True)
    for name, some, full in (("cpu", cpu, 7), ("memory", memory_some, memory), ("io", io_some, io)):
        text = f"some avg10=1.00 avg60=0.50 avg300=0.10 total={some}\n"
        text += f"full avg10=0.00 avg60=0.00 avg300=0.00 total={full}\n"
        (folder / "pressure" / name).write_text(text)


def test_pressure_is_the_share_of_the_time_in_between(tmp_path: Path):
    meter = PressureMeter(str(tmp_path))
    write(tmp_path, 1_000_000, 2_000_000, 3_000_000)
    assert meter.since_last(10.0) is None
    write(tmp_path, 1_100_000, 2_000_000, 3_250_000, 150_009, 200_011)
    assert meter.since_last(10.5) == Pressure(20.0, 0.0, 50.0, memory_some=30.0, io_some=40.0)


def test_pressure_is_never_below_nothing_or_above_all_of_the_time(tmp_path: Path):
    meter = PressureMeter(str(tmp_path))
    write(tmp_path, 1_000_000, 0, 0)
    meter.since_last(1.0)
    write(tmp_path, 0, 2_000_000, 0)
    assert meter.since_last(2.0) == Pressure(0.0, 100.0, 0.0, memory_some=0.0, io_some=0.0)


def test_pressure_is_unknown_when_no_time_went_by(tmp_path: Path):
    meter = PressureMeter(str(tmp_path))
    write(tmp_path, 0, 0, 0)
    meter.since_last(1.0)
    assert meter.since_last(1.0) is None


def test_a_kernel_without_pressure_and_a_garbled_one_give_none(tmp_path: Path):
    meter = PressureMeter(str(tmp_path))
    assert meter.since_last(1.0) is None
    write(tmp_path, 0, 0, 0)
    (tmp_path / "pressure" / "io").write_text("full avg10=none\n")
    assert meter.since_last(2.0) is None


@needs_pressure
def test_the_real_counters_are_read():
    meter = PressureMeter()
    meter.since_last(1.0)
    pressure = meter.since_last(1001.0)
    assert pressure is not None
    assert all(0 <= value <= 100 for value in (pressure.cpu, pressure.memory, pressure.io))


@pytest.fixture(params=[PlainAlarm, pytest.param(PressureAlarm, marks=needs_pressure)])
def alarm(request: pytest.FixtureRequest):
    made = request.param()
    made.listen()
    yield made
    made.close()


def test_an_alarm_that_nobody_rings_ends_without_a_report():
    assert PlainAlarm().wait(0.01) is False


def test_ringing_wakes_who_waits_and_who_will_wait_next(alarm: alarms.Alarm):
    waiting = in_background(lambda: alarm.wait(100 * DEADLINE_S))
    alarm.ring()
    waiting.result(DEADLINE_S)
    alarm.ring()
    in_background(lambda: alarm.wait(100 * DEADLINE_S)).result(DEADLINE_S)


def test_a_closed_alarm_can_still_be_rung_and_closed(alarm: alarms.Alarm):
    alarm.close()
    alarm.ring()
    alarm.close()


@needs_pressure
def test_a_processor_that_many_want_sets_the_alarm_off():
    alarm = best_alarm()
    assert isinstance(alarm, PressureAlarm)
    assert not alarm.hears_pressure
    alarm.listen()
    assert alarm.hears_pressure
    burn = "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nwhile True: pass"
    burners = [subprocess.Popen([sys.executable, "-S", "-c", burn]) for _ in range(3)]
    try:
        wait_until(lambda: alarm.wait(5.0), "the kernel's report")
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
        alarm.close()


def test_without_pressure_the_alarm_is_as_a_plain_one(tmp_path: Path):
    alarm = best_alarm(str(tmp_path))
    alarm.listen()
    assert alarm.wait(0.01) is False
    alarm.close()


@needs_pressure
def test_a_window_that_the_kernel_refuses_is_done_without(monkeypatch: pytest.MonkeyPatch):
    before = len(list(Path("/proc/self/fd").iterdir()))
    monkeypatch.setattr(alarms, "TRIGGER", b"some 2000000 1000000")
    alarm = best_alarm()
    alarm.listen()
    assert isinstance(alarm, PressureAlarm)
    assert not alarm.hears_pressure
    alarm.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
