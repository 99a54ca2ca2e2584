"""Looks follow one another as often as is useful and affordable, and rest while nothing runs."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime.file_watch import watching
from parallel_execution_manager.runtime.file_watch.watching import WatchThread
from parallel_execution_manager.system.metrics.alarms import DeafAlarm, ListeningAlarm, news_alarm
from tests.runtime.waiting import until


class Looker:
    """Counts looks; ``watched`` is what each returns."""

    def __init__(self, watched: int, work: Callable[[], None] = lambda: None) -> None:
        self.watched = watched
        self.work = work
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        self.work()
        return self.watched


class ScriptedAlarm:
    """Sleeps not at all, and keeps how long it was to sleep, until it has done so often enough."""

    def __init__(self, enough: int) -> None:
        self.waits: list[tuple[float | None, bool]] = []
        self._enough = enough
        self._rung = threading.Event()

    def wait(self, timeout_s: float | None, *, listen: bool) -> None:
        """Go on at once; at last wait for the bell."""
        self.waits.append((timeout_s, listen))
        if len(self.waits) >= self._enough:
            self._rung.wait()

    def ring(self) -> None:
        """Let whoever waits at last go on."""
        self._rung.set()

    def close(self) -> None:
        """Nothing is held."""


def waits_of(look: Looker, enough: int) -> list[tuple[float | None, bool]]:
    alarm = ScriptedAlarm(enough)
    thread = WatchThread(look, alarm)
    until(lambda: len(alarm.waits) >= enough, "the waits")
    thread.close()
    return alarm.waits[:enough]


def test_it_listens_between_looks_but_not_right_after_one():
    first, second, *_ = waits_of(Looker(1), 4)
    assert first == (watching.QUICKEST_S, False)
    assert second == (watching.LOOK_EVERY_S, True)


def test_it_rests_while_nothing_is_watched():
    assert waits_of(Looker(0), 2)[1] == (None, True)


def test_a_look_that_takes_long_puts_the_next_one_off():
    def work() -> None:
        ends = time.thread_time() + 0.01
        while time.thread_time() < ends:
            pass

    pause, listen = waits_of(Looker(1, work), 1)[0]
    assert pause is not None
    assert 1.0 <= pause <= watching.LONGEST_PAUSE_S
    assert not listen


@pytest.fixture(params=[DeafAlarm, None])
def alarm(request: pytest.FixtureRequest) -> Iterator[DeafAlarm | ListeningAlarm]:
    reading, writing = os.pipe()
    yield request.param() if request.param else ListeningAlarm(reading)
    os.close(reading)
    os.close(writing)


def test_a_beginning_wakes_it_and_closing_ends_it(alarm: DeafAlarm | ListeningAlarm):
    look = Looker(0)
    thread = WatchThread(look, alarm)
    until(lambda: thread._listening, "it to rest")
    seen = look.times
    thread.wake()
    until(lambda: look.times > seen, "a look")
    thread.close()
    alarm.ring()


def test_news_wakes_one_who_listens():
    reading, writing = os.pipe()
    alarm = news_alarm(reading)
    os.write(writing, b"news")
    alarm.wait(None, listen=True)
    alarm.ring()
    alarm.wait(None, listen=False)
    alarm.close()
    alarm.close()
    for descriptor in (reading, writing):
        os.close(descriptor)
    assert isinstance(news_alarm(None), DeafAlarm)


def test_a_fault_is_logged_once_and_does_not_end_it(caplog: pytest.LogCaptureFixture):
    def fail() -> None:
        raise RuntimeError("no luck")

    with caplog.at_level(logging.ERROR):
        assert waits_of(Looker(1, fail), 6)[5] == (watching.LOOK_EVERY_S, True)
    assert [record.message for record in caplog.records] == ["Files cannot be watched"]


def test_a_manager_gives_everything_back(tmp_path: Path):
    def open_files() -> int:
        return len(list(Path("/dev/fd").iterdir()))

    before = 0
    for _ in range(2):
        manager = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
        assert any(thread.name == "pem-file-watch" for thread in threading.enumerate())
        manager.close()
        assert not any(thread.name == "pem-file-watch" for thread in threading.enumerate())
        # What the first one loads for good stays open.
        before = before or open_files()
    until(lambda: open_files() <= before, "all files to be closed")
