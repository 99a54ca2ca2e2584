"""Programs written for the original suite run unchanged: names, attributes, return values."""

from __future__ import annotations

import errno
import logging
import queue
import threading
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.system.files import crash_points
from tests.no_threads import no_new_threads
from tests.runtime.waiting import until, until_state, view_of

ROLES = [
    "agent_simulations",
    "project_management",
    "resource_management",
    "script_assessment",
    "gui_testing",
    "task_management",
]


@pytest.fixture
def idle(tmp_path: Path) -> Any:
    """A manager as it is constructed: nothing is started."""
    made = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    yield made
    made.close()


def test_the_six_roles_are_constants_on_class_and_instance(idle: ParallelExecutionManager) -> None:
    names = [f"ROLE_{role.upper()}" for role in ROLES]
    assert [getattr(ParallelExecutionManager, name) for name in names] == ROLES
    assert [getattr(idle, name) for name in names] == ROLES
    assert idle.get_available_roles() == ROLES
    assert list(idle.execution_queues) == ROLES


def test_constructing_starts_nothing_and_writes_no_configuration(
    idle: ParallelExecutionManager, tmp_path: Path
) -> None:
    assert idle.active_roles == set()
    assert idle.current_resources == {"cpu_percent": 0, "memory_percent": 0, "disk_percent": 0}
    assert idle.monitoring is False
    assert idle.monitor_thread is None
    assert idle.role_threads == {}
    assert dict(idle.thread_stop_flags) == {}
    assert not (tmp_path / "parallel_execution_config.json").exists()
    assert idle.config_path == "parallel_execution_config.json"
    assert idle.base_dir == str(tmp_path)
    assert idle.build_contexts is True
    assert idle.context_builder is None
    assert idle.file_tracker.get_active_workflows() == {}
    assert idle.logger.name == "ParallelExecutionManager"
    assert logging.getLogger().handlers == [] or idle.logger.handlers == []
    assert idle.agent_folders["AI_Agent_12"] == str(tmp_path / "AI_Agent_12")
    assert len(idle.agent_folders) == 12


def test_the_sections_of_the_configuration_are_there_with_the_originals_numbers(
    idle: ParallelExecutionManager,
) -> None:
    assert idle.resource_thresholds == {"cpu_percent": 80, "memory_percent": 85, "disk_percent": 90}
    assert idle.role_priorities["resource_management"] == 10
    assert idle.role_resource_requirements["agent_simulations"] == {"cpu": 60, "memory": 40}
    assert idle.config["monitoring_interval"] == 5


def test_setting_an_entry_of_a_section_has_an_effect(idle: ParallelExecutionManager) -> None:
    idle.resource_thresholds["cpu_percent"] = 50
    assert idle.snapshot().policy.cpu.throttle == 50
    idle.role_priorities.update({"gui_testing": 9})
    assert {r.name: r.priority for r in idle.snapshot().roles}["gui_testing"] == 9
    with pytest.raises(ValueError, match="cpu_percent"):
        idle.resource_thresholds["cpu_percent"] = 5000
    assert idle.resource_thresholds["cpu_percent"] == 50


def test_queueing_answers_true_or_false_and_never_raises(
    idle: ParallelExecutionManager, caplog: pytest.LogCaptureFixture
) -> None:
    task: dict[str, Any] = {"name": "Check it all", "script_path": "missing.py", "priority": "high"}
    assert idle.queue_task("script_assessment", task) is True
    assert task["workflow_id"].startswith("script_assessment_")
    assert task["workflow_id"].endswith("_Check_it_all")
    again = {"name": "Check it all", "workflow_id": task["workflow_id"]}
    assert idle.queue_task("script_assessment", again) is True
    assert again["workflow_id"] != task["workflow_id"]
    assert idle.queue_task("script_assessment", {"name": "", "script_path": "missing.py"}) is True
    assert idle.queue_task("no_such_role", {"name": "x"}) is False
    assert idle.queue_task("script_assessment", {"name": "x", "priority": 17}) is False
    assert "no_such_role" in caplog.text


def test_what_the_disk_does_not_take_is_queued_and_taken_out_all_the_same(
    idle: ParallelExecutionManager, caplog: pytest.LogCaptureFixture
) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    waiting = idle.execution_queues["task_management"]
    crash_points.arm("store.before-commit", full)
    try:
        assert idle.queue_task("task_management", {"name": "n", "command": ["true"]})
        assert "is queued, but not on disk yet" in caplog.text
        assert waiting.get_nowait()["name"] == "n"
    finally:
        crash_points.disarm()
    assert waiting.empty()


def test_a_task_whose_script_is_missing_fails_visibly_when_its_turn_comes(
    idle: ParallelExecutionManager,
) -> None:
    task: dict[str, Any] = {"name": "x", "script_path": "missing.py"}
    assert idle.queue_task("script_assessment", task)
    idle.start_role("script_assessment")
    view = until_state(idle, task["workflow_id"], "failed")
    assert "missing.py" in view.detail


def test_starting_and_stopping_roles_shows_in_active_roles_flags_and_threads(
    idle: ParallelExecutionManager, caplog: pytest.LogCaptureFixture
) -> None:
    idle._start_role_thread("resource_management")
    assert idle.active_roles == {"resource_management"}
    assert dict(idle.thread_stop_flags) == {"resource_management": False}
    assert isinstance(idle.role_threads["resource_management"], threading.Thread)
    idle._start_role_thread("resource_management")
    idle._start_role_thread("nobody")
    assert "active already" in caplog.text
    assert "nobody" in caplog.text
    idle.thread_stop_flags["resource_management"] = True
    assert idle.active_roles == set()
    assert idle.thread_stop_flags["resource_management"] is True
    idle._start_role_thread("resource_management")
    assert idle.active_roles == {"resource_management"}
    assert "gui_testing" not in idle.thread_stop_flags
    with pytest.raises(KeyError):
        idle.thread_stop_flags["gui_testing"]


def test_starting_all_starts_monitoring_too_and_stopping_all_is_safe_twice(
    idle: ParallelExecutionManager,
) -> None:
    idle.start_all_roles()
    assert idle.active_roles == set(ROLES)
    assert idle.monitoring
    assert isinstance(idle.monitor_thread, threading.Thread)
    until(lambda: idle.current_resources["memory_percent"] > 0)
    idle.stop_all_roles()
    idle.stop_all_roles()
    assert idle.active_roles == set()
    assert not idle.monitoring


def test_monitoring_twice_only_warns(
    idle: ParallelExecutionManager, caplog: pytest.LogCaptureFixture
) -> None:
    idle.start_monitoring()
    idle.start_monitoring()
    assert idle.active_roles == set()
    idle.stop_monitoring()
    idle.stop_monitoring()
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


def test_the_loop_that_clears_a_queue_ends(idle: ParallelExecutionManager) -> None:
    for name in ("a", "b", "c"):
        assert idle.queue_task("gui_testing", {"name": name, "command": ["true"]})
    tasks = idle.execution_queues["gui_testing"]
    assert tasks.qsize() == 3
    names = []
    while not tasks.empty():
        try:
            names.append(tasks.get_nowait()["name"])
            tasks.task_done()
        except queue.Empty:
            break
    assert names == ["a", "b", "c"]
    assert not tasks.full()
    with pytest.raises(queue.Empty):
        tasks.get_nowait()
    with pytest.raises(queue.Empty):
        tasks.get(timeout=0.1)
    tasks.put({"name": "d", "command": ["true"]})
    tasks.put_nowait({"name": "e", "command": ["true"]})
    assert tasks.get()["name"] == "d"


def test_contexts_are_read_where_they_are_and_missed_with_the_originals_words(
    idle: ParallelExecutionManager, tmp_path: Path
) -> None:
    folder = tmp_path / "ai_managers"
    folder.mkdir()
    (folder / "task_manager_context.md").write_text("About tasks.", encoding="utf-8")
    assert idle.get_role_context("task_management") == "About tasks."
    assert idle.get_role_context("project_management") == "No context file found for role: project_ai_manager"
    assert idle.get_role_context("x") == "No context mapping for role: x"


class WithLoop(ParallelExecutionManager):
    """The original's recipe: a constant, a queue, requirements, and a loop."""

    ROLE_BACKUP = "backup"

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.role_priorities_of_mine = {self.ROLE_BACKUP: 4}
        self.done: list[str] = []

    def _run_backup(self) -> None:
        while not self.thread_stop_flags[self.ROLE_BACKUP]:
            try:
                task = self.execution_queues[self.ROLE_BACKUP].get(timeout=0.05)
            except queue.Empty:
                continue
            self.done.append(task["name"])
            self.execution_queues[self.ROLE_BACKUP].task_done()


class WithTaskMethod(ParallelExecutionManager):
    """The same with a method that is called for each task."""

    ROLE_BACKUP = "backup"

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.done: list[str] = []

    def _run_backup(self, task: dict[str, Any]) -> None:
        if task["name"] == "bad":
            raise ValueError("bad task")
        self.done.append(task["name"])


@pytest.mark.parametrize("kind", [WithLoop, WithTaskMethod])
def test_a_subclass_with_a_constant_and_a_run_method_is_a_role(
    kind: type[WithLoop | WithTaskMethod], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = kind(base_dir=tmp_path, data_dir=tmp_path / "data")
    assert made.get_available_roles() == [*ROLES, "backup"]
    assert made.queue_task("backup", {"name": "first"}) is True
    made._start_role_thread("backup")
    made._start_role_thread("backup")
    assert "active already" in caplog.text
    if kind is WithTaskMethod:
        made.queue_task("backup", {"name": "bad"})
    made.queue_task("backup", {"name": "second"})
    until(lambda: made.done == ["first", "second"])
    assert "backup" in made.active_roles
    assert made.role_threads["backup"].is_alive()
    made.stop_all_roles()
    assert made.active_roles == set()
    made.start_all_roles()
    assert made.active_roles == {*ROLES, "backup"}
    made.close()
    assert made._subclass_roles.active == set()


def test_a_role_of_a_subclass_for_which_there_is_no_thread_hinders_no_end(tmp_path: Path) -> None:
    made = WithLoop(base_dir=tmp_path, data_dir=tmp_path / "data")
    with no_new_threads(), pytest.raises(RuntimeError, match="can't start new thread"):
        made._start_role_thread("backup")
    made.stop_all_roles()
    made.close()


def test_a_task_with_files_and_a_script_of_an_agent_runs(
    idle: ParallelExecutionManager, tmp_path: Path
) -> None:
    agent = tmp_path / "AI_Agent_3"
    agent.mkdir()
    (agent / "simulation.py").write_text("print('simulated')\n")
    task: dict[str, Any] = {
        "name": "sim",
        "agent_id": "AI_Agent_3",
        "script": "simulation.py",
        "files": ["model.blend"],
        "priority": "normal",
        "description": "kept",
    }
    idle.queue_task(idle.ROLE_AGENT_SIMULATIONS, task)
    idle.start_all_roles()
    assert idle.wait_until_idle(60)
    view = view_of(idle, task["workflow_id"])
    assert view.state == "succeeded"
    assert view.spec.options["description"] == "kept"
    assert view.spec.claims[0].path == str((tmp_path / "model.blend").resolve())
