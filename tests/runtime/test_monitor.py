"""The monitor samples at its interval, feels the pulse while there is something to watch, else rests."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Iterator, Mapping

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime.monitor import Monitor
from parallel_execution_manager.scheduling.events import PulseTaken
from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.sample import Pulse, ResourceSample
from parallel_execution_manager.system.metrics.alarms import PlainAlarm
from tests.no_threads import no_new_threads
from tests.runtime.waiting import until, until_state
from tests.system.trees import DEADLINE_S, in_background


class Sampler:
    """Counts what it is asked for; may be told to fail."""

    def __init__(self) -> None:
        self.samples = 0
        self.pulses: list[float] = []
        self.fails = False

    def size(self) -> MachineSize:
        return MachineSize(1, 1)

    def sample(self, at: float, roots: Mapping[str, int]) -> ResourceSample:
        self.samples += 1
        if self.fails:
            raise OSError("no sample")
        return ResourceSample(at, 1, 1, 1)

    def pulse(self, at: float, roots: Mapping[str, int]) -> Pulse:
        self.pulses.append(at)
        if self.fails:
            raise OSError("no pulse")
        return Pulse(at, 1, 1)


class SlowToClose(PlainAlarm):
    """Is closed when it may be."""

    def __init__(self) -> None:
        super().__init__()
        self.may_close = threading.Event()

    def close(self) -> None:
        self.may_close.wait()


class Reviving(PlainAlarm):
    """Has its monitor started again when it is rung."""

    monitor: Monitor

    def ring(self) -> None:
        super().ring()
        self.monitor.start()


class Listening(PlainAlarm):
    """Knows whether it was to listen."""

    def __init__(self) -> None:
        super().__init__()
        self.listens = False
        self.waits = 0

    def listen(self) -> None:
        self.listens = True

    def wait(self, timeout_s: float) -> bool:
        self.waits += 1
        return super().wait(timeout_s)


class Pressed(PlainAlarm):
    """Reports pressure whenever it is rung."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed = False
        self.closed = False

    def wait(self, timeout_s: float) -> bool:
        super().wait(timeout_s)
        return self.pressed

    def close(self) -> None:
        self.closed = True


class Watched:
    """A monitor of such a sampler, with what it delivered."""

    def __init__(self, interval_s: float, *, busy: bool) -> None:
        self.sampler = Sampler()
        self.busy = busy
        self.alarm = Pressed()
        self.samples: list[ResourceSample] = []
        self.pulses: list[Pulse] = []
        self.monitor = Monitor(
            self.sampler,
            dict,
            self.samples.append,
            interval_s,
            take_pulse=self.pulses.append,
            busy=lambda: self.busy,
            make_alarm=lambda: self.alarm,
            pulse_s=0.005,
        )


@pytest.fixture
def watch() -> Iterator[Callable[..., Watched]]:
    made: list[Watched] = []

    def start(interval_s: float = 3600, *, busy: bool = False) -> Watched:
        made.append(Watched(interval_s, busy=busy))
        assert made[-1].monitor.start()
        return made[-1]

    yield start
    for watched in made:
        watched.monitor.stop()
        assert watched.alarm.closed


def test_samples_come_at_their_interval_without_any_pulse_while_it_rests(watch: Callable[..., Watched]):
    watched = watch(0.01)
    until(lambda: len(watched.samples) > 5)
    assert watched.pulses == []


def test_pulses_come_between_samples_while_there_is_something_to_watch(watch: Callable[..., Watched]):
    watched = watch(busy=True)
    until(lambda: len(watched.pulses) > 20)
    assert len(watched.samples) == 1
    times = [pulse.at for pulse in watched.pulses]
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.004


def test_waking_it_brings_pulses_at_once_and_they_end_when_nothing_is_left(watch: Callable[..., Watched]):
    watched = watch()
    until(lambda: watched.samples)
    watched.busy = True
    watched.monitor.wake()
    until(lambda: len(watched.pulses) > 5)
    watched.busy = False
    until(lambda: watched.monitor._resting)
    number = len(watched.pulses)
    watched.monitor.set_interval(0.01)
    until(lambda: len(watched.samples) > 5)
    assert len(watched.pulses) <= number + 1


def test_who_looks_on_has_samples_as_often_as_wished_until_he_looks_away(watch: Callable[..., Watched]):
    watched = watch()
    until(lambda: watched.samples)
    watched.monitor.look_on(0.01)
    until(lambda: len(watched.samples) > 5)
    watched.monitor.look_on(None)
    assert watched.monitor._pace_s == 3600
    watched.monitor.set_interval(0.005)
    watched.monitor.look_on(60.0)
    assert watched.monitor._pace_s == 0.005


def test_waking_it_while_it_watches_is_no_trouble(watch: Callable[..., Watched]):
    watched = watch(busy=True)
    until(lambda: watched.pulses and not watched.monitor._resting)
    watched.monitor.wake()
    until(lambda: len(watched.pulses) > 5)


def test_a_report_of_pressure_is_answered_with_a_pulse_also_at_rest(watch: Callable[..., Watched]):
    watched = watch()
    until(lambda: watched.samples)
    assert watched.pulses == []
    watched.alarm.pressed = True
    watched.alarm.ring()
    until(lambda: watched.pulses)


def test_another_interval_holds_at_once(watch: Callable[..., Watched]):
    watched = watch()
    until(lambda: watched.samples)
    watched.monitor.set_interval(3600)
    until(lambda: len(watched.samples) == 2)


def test_a_measurement_that_fails_is_a_gap_and_told_once_in_a_while(
    watch: Callable[..., Watched], caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.ERROR, "ParallelExecutionManager"):
        watched = watch(0.01, busy=True)
        watched.sampler.fails = True
        until(lambda: watched.sampler.samples > 20 and len(watched.sampler.pulses) > 20)
        watched.sampler.fails = False
        good = len(watched.samples)
        until(lambda: len(watched.samples) > good)
    messages = [record.getMessage() for record in caplog.records]
    assert messages.count("A sample is missing") == 1
    assert messages.count("A pulse is missing") == 1


def test_it_can_be_started_and_stopped_again_and_again(watch: Callable[..., Watched]):
    watched = watch(busy=True)
    assert not watched.monitor.start()
    assert watched.monitor.stop()
    assert not watched.monitor.stop()
    number = len(watched.samples)
    assert watched.monitor.start()
    until(lambda: len(watched.samples) > number)


def test_a_manager_feels_the_pulse_from_the_first_process_to_the_last_end(
    manager: ParallelExecutionManager, monkeypatch: pytest.MonkeyPatch
):
    pulses: list[Pulse] = []
    core = manager._core
    handle = core.engine._machine.handle

    def listen(event):
        if isinstance(event, PulseTaken):
            pulses.append(event.pulse)
        return handle(event)

    monkeypatch.setattr(core.engine._machine, "handle", listen)
    manager.start_monitoring()
    sampled = threading.Event()
    manager.subscribe(lambda news: sampled.set() if news.kind == "resources_sampled" else None)
    assert sampled.wait(60)
    (task,) = manager.submit([{"role": "task_management", "command": ["sleep", "600"]}])
    until_state(manager, task, "running")
    until(lambda: any(task in pulse.tasks for pulse in pulses), "the task in a pulse")
    manager.cancel_task(task)
    assert manager.wait_until_idle(60)
    until(lambda: core.monitor._resting, "the monitor to rest")


def test_when_it_begins_to_stop_it_measures_no_more_though_its_alarm_takes_long_to_close():
    sampler, alarm = Sampler(), SlowToClose()
    taken: list[ResourceSample] = []
    monitor = Monitor(sampler, dict, taken.append, 0.01, make_alarm=lambda: alarm)
    assert monitor.start()
    thread = monitor.thread
    assert thread is not None
    until(lambda: len(taken) > 1)
    wait_for_the_end = monitor.begin_to_stop()
    before = sampler.samples
    assert monitor.thread is None
    assert thread.is_alive()
    alarm.may_close.set()
    wait_for_the_end()
    assert not thread.is_alive()
    assert sampler.samples == before
    monitor.begin_to_stop()()


def test_who_begins_to_stop_it_does_not_wait_for_one_that_is_started_meanwhile():
    alarms = [PlainAlarm(), first := Reviving()]
    monitor = first.monitor = Monitor(Sampler(), dict, lambda _: None, 3600, make_alarm=alarms.pop)
    assert monitor.start()
    in_background(monitor.begin_to_stop).result(DEADLINE_S)()
    assert monitor.thread is not None
    assert monitor.stop()


def test_who_has_had_something_to_do_since_it_began_does_not_listen_for_pressure():
    work = threading.Event()
    alarm = Listening()
    monitor = Monitor(
        Sampler(), dict, lambda _: None, 3600, busy=work.is_set, make_alarm=lambda: alarm, pulse_s=0.01
    )
    assert monitor.start()
    until(lambda: alarm.waits == 1, "the first rest")
    work.set()
    monitor.wake()
    until(lambda: alarm.waits > 5, "some looks")
    assert not alarm.listens
    work.clear()
    until(lambda: monitor._resting, "the monitor to rest")
    monitor.wake()
    until(lambda: alarm.listens, "it to listen")
    assert monitor.stop()


def test_a_monitor_without_a_thread_is_told_of_and_begins_with_the_next_task(caplog) -> None:
    sampler = Sampler()
    monitor = Monitor(sampler, dict, lambda _: None, 60.0)
    with no_new_threads():
        assert monitor.start()
        monitor.wake()
    (told,) = caplog.messages
    assert "no more threads" in told
    monitor.wake()
    until(lambda: sampler.samples == 1, "the first sample")
    assert monitor.stop()


def test_a_monitor_without_a_thread_keeps_nothing_from_ending() -> None:
    monitor = Monitor(Sampler(), dict, lambda _: None, 60.0)
    with no_new_threads():
        monitor.start()
    monitor.begin_to_stop()()
    monitor.wake()
    assert monitor.thread is None
