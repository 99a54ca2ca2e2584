"""Who uses the machine when, and who tells: attempts settle their own news, the engine's thread tells all."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager import Notification, ParallelExecutionManager
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.engine_parts import Ticket
from parallel_execution_manager.runtime.errors import ManagerClosed
from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind, TaskState
from parallel_execution_manager.system.metrics.sleep import SleepWatch
from tests.runtime.waiting import until
from tests.scheduling.world import policy, task

SUCCESS = Outcome(OutcomeKind.SUCCEEDED, 0, "exit code 0")
Told = tuple[str, str]


class RecordingShell:
    """Keeps effects as news and notes in which thread they were performed and told."""

    def __init__(self) -> None:
        self.news: list[str] = []
        self.performed: list[Told] = []
        self.told: list[Told] = []
        self.on_perform: Callable[[effects.Effect], None] = lambda _: None

    @property
    def has_news(self) -> bool:
        """Whether something was kept."""
        return bool(self.news)

    def perform(self, batch: list[effects.Effect], kept: Ticket | None) -> None:
        """Keep the effects' names."""
        for effect in batch:
            self.on_perform(effect)
            name = type(effect).__name__
            self.news.append(name)
            self.performed.append((threading.current_thread().name, name))

    def publish_due(self) -> float | None:
        """Nothing is published."""
        return None

    def publish(self) -> None:
        """Nothing is published."""

    def report(self, problem: str) -> None:
        """Keep the problem."""
        self.news.append(problem)

    def tell(self) -> None:
        """Note what was kept as told."""
        while self.news:
            self.told.append((threading.current_thread().name, self.news.pop(0)))


@pytest.fixture
def shell() -> RecordingShell:
    """What the engine works with."""
    return RecordingShell()


@pytest.fixture
def engine(shell: RecordingShell) -> Iterator[Engine]:
    """An engine with two tasks, of which the first has been asked for."""
    made = Engine(SchedulerMachine(policy(max_parallel_tasks=1)))
    made.start(shell)
    made.wish(events.RoleStarted, role="middle")
    made.wish(events.TasksSubmitted, tasks=(task("a"), task("b")))
    yield made
    made.close()


def state(engine: Engine, name: str) -> TaskState:
    """A task's state."""
    view = engine.look(lambda machine: machine.task_view(name))
    assert view is not None
    return view.state


def test_what_an_attempt_has_to_say_is_settled_in_its_own_thread(engine: Engine) -> None:
    engine.settle(events.ProcessStarted, task_id="a", attempt=1)
    assert state(engine, "a") is TaskState.RUNNING
    engine.settle(events.AttemptEnded, task_id="a", attempt=1, outcome=SUCCESS)
    assert (state(engine, "a"), state(engine, "b")) == (TaskState.SUCCEEDED, TaskState.STARTING)


def test_what_is_to_be_started_is_started_in_the_thread_that_settles(
    engine: Engine, shell: RecordingShell
) -> None:
    shell.performed.clear()
    engine.settle(events.ProcessStarted, task_id="a", attempt=1)
    engine.settle(events.AttemptEnded, task_id="a", attempt=1, outcome=SUCCESS)
    assert (threading.current_thread().name, "StartAttempt") in shell.performed


def test_only_the_engines_thread_tells(engine: Engine, shell: RecordingShell) -> None:
    engine.settle(events.ProcessStarted, task_id="a", attempt=1)
    engine.settle(events.AttemptEnded, task_id="a", attempt=1, outcome=SUCCESS)
    until(lambda: len(shell.told) == len(shell.performed), "everything told")
    assert [name for _, name in shell.told] == [name for _, name in shell.performed]
    assert {thread for thread, _ in shell.told} == {"pem-engine"}


def test_an_answer_comes_after_the_news_of_what_was_before(engine: Engine, shell: RecordingShell) -> None:
    engine.settle(events.ProcessStarted, task_id="a", attempt=1)
    done = len(shell.performed)
    engine.ask(lambda machine: machine.open_tasks())
    assert len(shell.told) >= done
    engine.settle(events.AttemptEnded, task_id="a", attempt=1, outcome=SUCCESS)
    done = len(shell.performed)
    engine.wish(events.RolePaused, role="middle")
    assert len(shell.told) > done


def test_a_wake_up_that_settling_asks_for_comes(engine: Engine) -> None:
    engine.wish(events.TasksSubmitted, tasks=(task("c", timeout_s=0.01),))
    for name in ("a", "b"):
        engine.settle(events.ProcessStarted, task_id=name, attempt=1)
        engine.settle(events.AttemptEnded, task_id=name, attempt=1, outcome=SUCCESS)
    engine.settle(events.ProcessStarted, task_id="c", attempt=1)

    def stopping() -> bool:
        view = engine.look(lambda machine: machine.task_view("c"))
        return view is not None and view.stopping == "timed_out"

    until(stopping, "the time limit of c")


def test_a_fault_while_settling_is_told_and_keeps_nobody_from_going_on(
    engine: Engine, shell: RecordingShell, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: effects.Effect) -> None:
        raise RuntimeError("no room on the desk")

    shell.on_perform = fail
    engine.settle(events.ProcessStarted, task_id="a", attempt=1)
    shell.on_perform = lambda _: None
    until(lambda: shell.told and shell.told[-1][1].startswith("ProcessStarted failed"), "the fault told")
    assert "no room on the desk" in shell.told[-1][1]
    assert "The engine failed on ProcessStarted" in caplog.text
    engine.settle(events.AttemptEnded, task_id="a", attempt=1, outcome=SUCCESS)
    assert state(engine, "a") is TaskState.SUCCEEDED


def test_after_the_end_nothing_is_settled_and_nobody_looks(engine: Engine, shell: RecordingShell) -> None:
    engine.close()
    performed = len(shell.performed)
    engine.settle(events.ProcessStarted, task_id="a", attempt=1)
    assert len(shell.performed) == performed
    with pytest.raises(ManagerClosed):
        engine.look(lambda machine: machine.open_tasks())


def test_a_look_is_taken_in_the_calling_thread(engine: Engine) -> None:
    assert engine.look(lambda _: threading.current_thread()) is threading.current_thread()
    assert engine.ask(lambda _: threading.current_thread()) is engine.thread


def test_an_order_is_carried_out_in_the_engines_thread_after_what_was_posted(engine: Engine) -> None:
    engine.post(events.TasksSubmitted, tasks=(task("c"),))
    found: list[object] = []
    engine.order(lambda: found.append(threading.current_thread()))
    assert found == [engine.thread]
    assert engine.look(lambda machine: machine.is_open("c"))


def test_who_catches_up_finds_all_done_that_was_posted(engine: Engine) -> None:
    engine.post(events.TasksSubmitted, tasks=(task("c"),))
    engine.catch_up()
    assert engine.look(lambda machine: machine.is_open("c"))
    engine.close()
    with pytest.raises(ManagerClosed):
        engine.catch_up()


def test_of_a_sleep_the_machine_is_told_before_anything_else_and_once(shell: RecordingShell) -> None:
    asleep = 0.0
    engine = Engine(SchedulerMachine(policy()), sleep=SleepWatch(lambda: asleep, lambda: 0.0))
    engine.start(shell)
    engine.wish(events.RoleStarted, role="middle")
    asleep = 7200.0
    engine.settle(events.Woken)
    engine.wish(events.RolePaused, role="middle")
    engine.close()
    kinds = [name for _, name in shell.performed]
    assert kinds.count("SleepNoted") == 1
    assert kinds.index("SleepNoted") < len(kinds) - 1


def test_a_short_task_after_the_other_is_told_of_from_start_to_end_in_order(
    manager: ParallelExecutionManager,
) -> None:
    seen: dict[str, list[str]] = {}
    threads: set[str] = set()

    def note(news: Notification) -> None:
        if news.kind == "task_changed":
            view: Any = news.data
            seen.setdefault(news.subject, []).append(str(view.state))
            threads.add(threading.current_thread().name)

    manager.subscribe(note)
    manager.change_configuration({"scheduling": {"max_parallel_tasks": 2}})
    command = [sys.executable, "-c", ""]
    rows = [{"role": "task_management", "command": command, "id": f"t{number}"} for number in range(12)]
    manager.submit(rows)
    assert manager.wait_until_idle(60)
    for states in seen.values():
        assert list(dict.fromkeys(states))[-3:] == ["starting", "running", "succeeded"]
    assert len(seen) == len(rows)
    assert threads == {"pem-engine"}


def test_a_thread_that_has_ended_a_task_takes_the_next_and_gives_away_what_is_more(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    """One task alone, then three that come after it: they must run at the same time."""
    meeting = (
        "import pathlib, sys, time; here = pathlib.Path(sys.argv[1]); here.joinpath(sys.argv[2]).touch()\n"
        "while len(list(here.iterdir())) < 3: time.sleep(0.01)"
    )
    need = {"requirements": {"cpu_cores": 0, "memory_mb": 1}, "role": "task_management"}
    rows: list[dict[str, Any]] = [{**need, "id": "first", "command": [sys.executable, "-c", ""]}]
    place = tmp_path / "meeting"
    place.mkdir()
    rows += [
        {**need, "id": name, "after": ["first"], "command": [sys.executable, "-c", meeting, str(place), name]}
        for name in "xyz"
    ]
    manager.submit(rows)
    assert manager.wait_until_idle(60)
    assert {view.state for view in manager.snapshot().tasks} == {TaskState.SUCCEEDED}
