"""A pool of attempts makes the threads that it is granted; what finds none waits, and that is told."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime.attempt_pool import AttemptPool
from parallel_execution_manager.system.processes.limits import KEPT_FREE, ThreadAllowance
from parallel_execution_manager.system.runs.folders import DataDirError
from tests.no_threads import no_new_threads
from tests.runtime.waiting import until, until_state, view_of


class Calls:
    """Calls in a pool that last until they are let go."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.short_of: list[int] = []
        self.begun: list[int] = []
        self.go = threading.Event()
        self.now = 0.0
        allowance = ThreadAllowance(self._room, lambda: self.now)
        self.pool = AttemptPool(20, allowance, self.short_of.append)

    def start(self, *numbers: int) -> None:
        for number in numbers:
            self.pool.start(lambda number=number: self._last(number))

    def _room(self, most: int) -> int:
        found = min(most, KEPT_FREE + self.room)
        self.room -= found - KEPT_FREE
        return found

    def _last(self, number: int) -> None:
        self.begun.append(number)
        self.go.wait()


@pytest.fixture
def calls(request: pytest.FixtureRequest) -> Iterator[Calls]:
    made = Calls(request.param)
    yield made
    made.go.set()
    made.pool.wait_until_done()


@pytest.mark.parametrize("calls", [3], indirect=True)
def test_calls_without_a_thread_wait_for_one_and_are_all_made(calls: Calls) -> None:
    calls.start(*range(8))
    until(lambda: len(calls.begun) == 3, "three calls")
    assert calls.short_of == [3]
    calls.go.set()
    calls.pool.wait_until_done()
    assert sorted(calls.begun) == list(range(8))


@pytest.mark.parametrize("calls", [2], indirect=True)
def test_threads_are_made_again_when_there_is_room_though_nothing_else_starts_or_ends(calls: Calls) -> None:
    calls.start(0, 1, 2, 3)
    until(lambda: len(calls.begun) == 2, "two calls")
    calls.room, calls.now = 2, 10.0
    calls.pool.use_room()
    until(lambda: len(calls.begun) == 4, "those that waited")
    assert calls.short_of == [2]
    calls.start(4)
    assert calls.short_of == [2, 4]


@pytest.mark.parametrize("calls", [50], indirect=True)
def test_fewer_attempts_allowed_and_then_more_again_hold_up_none(calls: Calls) -> None:
    calls.start(*range(12))
    until(lambda: len(calls.begun) == 12, "twelve calls")
    calls.pool.set_most(2)
    calls.start(12)
    assert len(calls.begun) == 12
    calls.pool.set_most(20)
    until(lambda: len(calls.begun) == 13, "the one that was one too many")
    calls.start(13)
    until(lambda: len(calls.begun) == 14, "the next one")


@pytest.mark.parametrize("calls", [50], indirect=True)
def test_as_many_threads_are_made_as_attempts_may_run(calls: Calls) -> None:
    calls.pool.set_most(2)
    calls.start(*range(6))
    until(lambda: len(calls.begun) == 4, "two attempts, and two that are over")
    calls.pool.set_most(3)
    calls.start(6)
    calls.go.set()
    calls.pool.wait_until_done()
    assert sorted(calls.begun) == list(range(7))
    assert calls.short_of == []


def test_a_pool_that_is_granted_no_thread_at_all_is_not_made() -> None:
    with pytest.raises(RuntimeError, match="can't start new thread"):
        Calls(0)


def test_tasks_without_a_thread_run_when_others_have_ended_which_is_told_once(manager, tmp_path) -> None:
    told: list[str] = []
    manager.subscribe(lambda news: told.append(str(news.data)) if news.kind == "problem" else None)
    code = "import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)"
    task = {
        "role": "task_management",
        "command": [sys.executable, "-S", "-c", code],
        "cpu_cores": 0,
        "memory_mb": 1,
    }
    with no_new_threads():
        manager.submit([{**task, "cwd": str(tmp_path)} for _ in range(14)])
        until(lambda: told, "a word of the threads")
        (tmp_path / "go").touch()
        assert manager.wait_until_idle(60)
    assert {view.state for view in manager.snapshot().tasks} == {"succeeded"}
    (text,) = told
    assert text.startswith("This computer allows no more threads or processes: ")


def test_a_manager_that_gets_no_thread_is_refused_and_can_be_made_later(tmp_path) -> None:
    data = tmp_path / "data"
    with no_new_threads(), pytest.raises(DataDirError, match="no more threads or processes"):
        ParallelExecutionManager(data_dir=data)
    with contextlib.closing(ParallelExecutionManager(data_dir=data)) as manager:
        assert manager.snapshot().tasks == ()


def test_a_task_that_waits_for_a_thread_can_be_cancelled_meanwhile(manager, tmp_path) -> None:
    code = "import pathlib, time\nwhile not pathlib.Path('go').exists(): time.sleep(0.01)"
    task = {
        "role": "task_management",
        "command": [sys.executable, "-S", "-c", code],
        "cwd": str(tmp_path),
        "cpu_cores": 0,
        "memory_mb": 1,
    }
    with no_new_threads():
        ids = manager.submit([task, task, task])
        waits = lambda: [each for each in ids if view_of(manager, each).state == "starting"]  # noqa: E731
        until(
            lambda: any(view_of(manager, each).state == "running" for each in ids) and waits(), "one to wait"
        )
        (waiting, *_) = waits()
        why = manager._core.attempts.under_way.why_not_started
        until(lambda: "allows no more threads" in why(waiting), "a word of why it waits")
        assert not any(why(each) for each in ids if view_of(manager, each).state == "running")
        manager.cancel_task(waiting)
        until_state(manager, waiting, "cancelled")
        assert manager.run_folder(waiting) is None
        (tmp_path / "go").touch()
        assert manager.wait_until_idle(60)
    states = [view_of(manager, each).state for each in ids if each != waiting]
    assert states == ["succeeded", "succeeded"]
