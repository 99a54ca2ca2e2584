"""Threads that start, close, configure and fail at the wrong moment: nobody hangs, nothing runs twice."""

from __future__ import annotations

import gc
import logging
import queue
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager import Notification, ParallelExecutionManager, WishRefused
from parallel_execution_manager.runtime import core
from parallel_execution_manager.runtime.core import Core
from parallel_execution_manager.runtime.errors import ManagerClosed
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.system.runs.folders import DataDirError
from parallel_execution_manager.system.storage.lease_file import LeaseFile
from tests.runtime.waiting import all_gone, pids_in, until, until_state, view_of

STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
with open(sys.argv[1], "a") as file: file.write(f"{os.getpid()}\\n")
time.sleep(600)
"""


def stubborn(pids: Path, **fields: Any) -> dict[str, Any]:
    """A task that ignores the request to end."""
    command = [sys.executable, "-c", STUBBORN, str(pids)]
    return {
        "role": "task_management",
        "command": command,
        "requirements": {"cpu_cores": 0, "memory_mb": 1},
        **fields,
    }


def in_thread(work: Any) -> threading.Thread:
    """Run ``work`` in a thread."""
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_new_manager_waits_until_the_old_one_of_its_folder_is_closed_to_the_end(tmp_path: Path) -> None:
    """Else the new one could start a task on a file that a dying task of the old one still has."""
    folders = {"base_dir": tmp_path, "data_dir": tmp_path / "data"}
    old = ParallelExecutionManager(**folders)  # type: ignore[arg-type]
    old.change_configuration({"scheduling": {"stop_grace_s": 1}})
    old.start_role("task_management")
    old.submit([stubborn(tmp_path / "pids", files=["x.txt"])])
    running = pids_in(tmp_path / "pids", 1)
    closing = in_thread(old.close)
    until(lambda: old._closed)
    new = ParallelExecutionManager(**folders)  # type: ignore[arg-type]
    assert all_gone(running)
    assert [view.state for view in new.snapshot().tasks] == [TaskState.CANCELLED]
    closing.join()
    new.close()


def test_closing_one_manager_twice_leaves_the_others_alone(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    other = ParallelExecutionManager(base_dir=manager.base_dir, data_dir=tmp_path / "data")
    other.close()
    other.close()
    assert manager.snapshot().roles


def test_closing_and_waiting_in_a_subscriber_are_refused_instead_of_waiting_for_ever(
    manager: ParallelExecutionManager,
) -> None:
    refusals: list[str] = []

    def listen(_: Notification) -> None:
        for wait in (manager.close, manager.wait_until_idle):
            try:
                wait()
            except RuntimeError as error:
                refusals.append(str(error))

    unsubscribe = manager.subscribe(listen)
    manager.submit([{"role": "task_management", "command": ["true"]}])
    until(lambda: len(refusals) > 1)
    unsubscribe()
    assert "call it from another thread" in refusals[0]


def test_who_waits_for_the_end_of_all_tasks_is_woken_by_a_close(tmp_path: Path) -> None:
    made = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    made.submit([{"role": "task_management", "command": ["true"]}])  # its role is not started
    ends: list[BaseException] = []

    def wait() -> None:
        try:
            made.wait_until_idle()
        except ManagerClosed as error:
            ends.append(error)

    waiting = in_thread(wait)
    made.close()
    waiting.join(60)
    assert len(ends) == 1


def test_a_task_that_has_started_is_not_handed_out_of_the_queue(manager: ParallelExecutionManager) -> None:
    manager.submit([{"id": "t", "role": "task_management", "command": ["sleep", "600"]}])
    until_state(manager, "t", "running")
    with pytest.raises(queue.Empty):
        manager.execution_queues["task_management"].get_nowait()
    assert view_of(manager, "t").state == "running"
    manager.cancel_task("t")


def test_another_limit_leaves_what_the_operator_set_as_it_is(manager: ParallelExecutionManager) -> None:
    manager.set_role_priority("gui_testing", 10)
    manager.resource_thresholds["cpu_percent"] = 77
    assert {role.name: role.priority for role in manager.snapshot().roles}["gui_testing"] == 10
    manager.change_configuration({"role_priorities": {"gui_testing": 3}})
    assert {role.name: role.priority for role in manager.snapshot().roles}["gui_testing"] == 3


def test_setting_one_entry_changes_that_entry_only(manager: ParallelExecutionManager) -> None:
    path = Path(manager.base_dir) / "parallel_execution_config.json"
    path.write_text('{"resource_thresholds": {"cpu_percent": {"throttle": 42, "resume": 20}}}')
    assert manager.reload_configuration() == ()
    assert manager.resource_thresholds["cpu_percent"] == 42
    manager.resource_thresholds["memory_percent"] = 50
    policy = manager.snapshot().policy
    assert (policy.cpu.throttle, policy.cpu.resume, policy.memory.throttle) == (42, 20, 50)
    manager.role_priorities["backup"] = 4  # a role of a subclass, as in the original's recipe
    assert manager.role_priorities["backup"] == 4


def test_many_stubborn_tasks_are_ended_side_by_side(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    """Twenty graces one after the other would not fit into the patience of this test."""
    grace = 4.0
    manager.change_configuration({"scheduling": {"stop_grace_s": grace}})
    manager.submit([stubborn(tmp_path / "pids") for _ in range(20)])
    running = pids_in(tmp_path / "pids", 20)
    manager.stop_role("task_management")
    assert manager.wait_until_idle(60)
    assert all_gone(running)


def test_a_roles_requirement_that_the_machine_does_not_have_is_told_at_once(
    manager: ParallelExecutionManager,
) -> None:
    manager.change_configuration({"role_resource_requirements": {"gui_testing": {"cpu_cores": 500}}})
    with pytest.raises(WishRefused, match="requirement of role gui_testing"):
        manager.submit([{"role": "gui_testing", "command": ["true"]}])


def test_forgotten_managers_are_told_nothing_and_cost_nothing(tmp_path: Path) -> None:
    keeper = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    subscribers = keeper._core.subscribers
    before = len(subscribers._subscribers)
    for _ in range(5):
        ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    gc.collect()
    keeper.start_role("task_management")
    keeper.submit([{"role": "task_management", "command": ["true"]}])
    assert keeper.wait_until_idle(60)
    until(lambda: len(subscribers._subscribers) == before)
    keeper._core.close()
    keeper.close()


def test_a_refused_wish_is_told_once_to_who_wished_and_a_posted_one_as_news(
    manager: ParallelExecutionManager,
) -> None:
    problems: list[str] = []
    wished = threading.Event()

    def listen(news: Notification) -> None:
        if news.kind == "problem":
            problems.append(str(news.data))
        elif news.kind == "task_changed" and not wished.is_set():
            wished.set()
            manager.pause_role("nobody")  # in the engine's thread a wish is only posted

    unsubscribe = manager.subscribe(listen)
    with pytest.raises(WishRefused):
        manager.cancel_task("unknown")
    assert problems == []
    manager.submit([{"role": "task_management", "command": ["true"]}])
    until(lambda: problems)
    unsubscribe()
    assert problems == [f"role 'nobody' is unknown; known roles: {', '.join(manager.get_available_roles())}"]


def test_a_fault_in_a_view_or_an_effect_is_reported_and_the_engine_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data").mkdir()
    core = Core(tmp_path / "none.json", tmp_path, tmp_path / "data")
    problems: list[str] = []
    core.subscribers.add(lambda news: problems.append(str(news.data)) if news.kind == "problem" else None)

    def fail(*_: Any, **__: Any) -> None:
        raise ValueError("broken on purpose")

    row = {"role": "task_management", "command": ["true"]}
    with caplog.at_level(logging.ERROR):
        with monkeypatch.context() as patch:
            patch.setattr(SchedulerMachine, "role_views", fail)
            core.intake.submit([row])
            until(lambda: "snapshot cannot be published" in caplog.text)
        with monkeypatch.context() as patch:
            patch.setattr(core.attempts, "forget", fail)
            patch.setattr(SchedulerMachine, "handle", fail)
            with pytest.raises(ValueError, match="broken on purpose"):
                core.intake.submit([row])
    until(lambda: any("TasksSubmitted failed" in text for text in problems))
    assert len(core.snapshot().tasks) == 1
    core.close()


def test_the_copy_of_a_good_configuration_belongs_to_its_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The settings of one project must not come into force in another."""
    for name, text in (("a", '{"resource_thresholds": {"cpu_percent": 5}}'), ("b", '{"role_priorities": 1}')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "parallel_execution_config.json").write_text(text)
        made = ParallelExecutionManager(base_dir=tmp_path / name, data_dir=tmp_path / "data")
        limit = made.snapshot().policy.cpu.throttle
        problems = made.start_problems
        made.close()
    assert limit == 80
    assert problems
    assert all(problem in caplog.text for problem in problems)


def test_two_threads_may_configure_at_once(manager: ParallelExecutionManager) -> None:
    def change(limit: int) -> None:
        for _ in range(20):
            manager.change_configuration({"resource_thresholds": {"cpu_percent": limit}})

    threads = [in_thread(lambda limit=limit: change(limit)) for limit in (40, 50)]
    for thread in threads:
        thread.join()
    assert manager.snapshot().policy.cpu.throttle == manager.configuration.thresholds["cpu"].throttle


def test_a_wish_after_the_end_is_answered(tmp_path: Path) -> None:
    made = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    made.close()
    with pytest.raises(ManagerClosed):
        made.start_role("task_management")


def test_records_that_cannot_be_read_are_named_and_leave_nothing_behind(tmp_path: Path) -> None:
    records = tmp_path / "data" / "supervisor" / "attempts.log"
    records.mkdir(parents=True)
    for _ in range(2):
        with pytest.raises(DataDirError, match=r"attempts\.log cannot be read"):
            ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    records.rmdir()
    ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data").close()


@pytest.mark.parametrize("failing", ["Engine", "Lookouts", "take_up", "open_door"])
def test_a_start_that_fails_half_way_lets_go_of_everything(tmp_path: Path, monkeypatch, failing: str) -> None:
    """Threads, the store, the leases and the folder: the next start has all of it."""

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("not today")

    with monkeypatch.context() as patch:
        patch.setattr(core, failing, fail)
        with pytest.raises(OSError, match="not today"):
            ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    with LeaseFile(tmp_path / "data").opened() as book:
        assert not book.has_manager
    manager = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    assert manager.snapshot().tasks == ()
    manager.close()
