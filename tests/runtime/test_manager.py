"""The manager with real processes: tasks run, end, fail, are stopped with their trees, and tell of it."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest

from parallel_execution_manager import Notification, ParallelExecutionManager, WishRefused
from parallel_execution_manager.roles.agent_simulations.role import AgentSimulations
from parallel_execution_manager.roles.base import RunContext, task_environment
from parallel_execution_manager.roles.results import Result
from parallel_execution_manager.runtime.notifications import NewsKind
from parallel_execution_manager.scheduling.events import ComputerSlept
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.processes.executor import Launch
from tests.runtime.waiting import all_gone, log_of, pids_in, until, until_state, view_of

TREE = """
import os, subprocess, sys, time
def note():
    with open(sys.argv[1], "a") as file: file.write(f"{os.getpid()}\\n")
note()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        note()
        time.sleep(600)
    os._exit(0)
time.sleep(600)
"""


def run(manager: ParallelExecutionManager, *rows: dict[str, object]) -> list[str]:
    """Submit tasks, wait for all, and return their states."""
    ids = manager.submit([{"role": "task_management", **row} for row in rows])
    assert manager.wait_until_idle(60)
    return [str(view_of(manager, task_id).state) for task_id in ids]


def test_a_command_runs_and_its_output_and_result_are_kept(manager: ParallelExecutionManager) -> None:
    row = {"id": "hello", "command": ["sh", "-c", "echo out; echo err >&2; echo $PEM_TASK_ID"]}
    assert run(manager, row) == ["succeeded"]
    assert log_of(manager, "hello") == "out\nerr\nhello\n"
    folder = manager.run_folder("hello")
    assert folder is not None
    assert json.loads((folder / "task.json").read_text())["command"][0] == "sh"
    assert json.loads((folder / "result.json").read_text())["ok"] is True
    assert manager.run_folder("hello", 1) == folder
    assert manager.run_folder("other") is None


def test_a_failing_command_is_tried_again_and_each_attempt_has_its_own_folder(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    flag = tmp_path / "flag"
    script = f'test -e "{flag}" || {{ touch "{flag}"; exit 7; }}'
    assert run(manager, {"id": "t", "command": ["sh", "-c", script], "retries": 1}) == ["succeeded"]
    assert view_of(manager, "t").attempt == 2
    assert manager.run_folder("t", 1) != manager.run_folder("t", 2)


def test_only_a_task_without_artefacts_is_known_to_have_left_nothing(
    manager: ParallelExecutionManager,
) -> None:
    # Also where an attempt before the last one had none.
    script = 'case "$PEM_RUN_DIR" in *1) exit 7 ;; esac; touch "$PEM_RUN_DIR/made.txt"'
    run(
        manager,
        {"id": "none", "command": ["true"]},
        {"id": "some", "command": ["sh", "-c", script], "retries": 1},
    )
    assert manager.left_nothing() == {"none"}


def test_a_program_that_does_not_exist_fails_with_the_reason_in_its_log(
    manager: ParallelExecutionManager,
) -> None:
    assert run(manager, {"id": "t", "command": ["no-such-program-anywhere"]}) == ["failed"]
    assert "no-such-program-anywhere" in view_of(manager, "t").detail
    assert "no-such-program-anywhere" in log_of(manager, "t")


def test_a_role_without_work_of_its_own_input_fails_when_the_input_vanishes(
    manager: ParallelExecutionManager,
) -> None:
    script = Path(manager.base_dir) / "sim.py"
    script.write_text("print('hi')")
    manager.stop_role("agent_simulations")
    manager.submit([{"id": "t", "role": "agent_simulations", "script": "sim.py"}])
    script.unlink()
    manager.start_role("agent_simulations")
    assert manager.wait_until_idle(60)
    assert view_of(manager, "t").state == "failed"
    assert "sim.py" in view_of(manager, "t").detail


def test_cancelling_ends_the_whole_tree_also_what_left_its_session(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    pids = tmp_path / "pids"
    command = [sys.executable, "-c", TREE, str(pids)]
    manager.submit([{"id": "t", "role": "task_management", "command": command}])
    running = pids_in(pids, 2)
    manager.cancel_task("t")
    assert manager.wait_until_idle(60)
    assert view_of(manager, "t").state == "cancelled"
    assert all_gone(running)


def test_pausing_suspends_and_resuming_lets_the_task_end(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    flag = tmp_path / "go on"
    script = f'while ! test -e "{flag}"; do sleep 0.05; done'
    manager.submit([{"id": "t", "role": "task_management", "command": ["sh", "-c", script]}])
    until_state(manager, "t", "running")
    manager.pause_task("t")
    until_state(manager, "t", "suspended")
    flag.touch()
    assert not manager.wait_until_idle(0.5)
    manager.resume_task("t")
    assert manager.wait_until_idle(60)
    view = view_of(manager, "t")
    assert view.state == "succeeded"
    assert view.suspended_s > 0.4


def test_a_time_limit_ends_the_task(manager: ParallelExecutionManager) -> None:
    assert run(manager, {"id": "t", "command": ["sleep", "600"], "timeout_s": 0.3}) == ["timed_out"]
    assert "time limit of 0.3 s" in view_of(manager, "t").detail


def test_stopping_a_role_ends_its_tasks_and_starting_it_goes_on_with_its_queue(
    manager: ParallelExecutionManager,
) -> None:
    manager.submit([{"id": "a", "role": "task_management", "command": ["sleep", "600"]}])
    until_state(manager, "a", "running")
    manager.stop_role("task_management")
    manager.submit([{"id": "b", "role": "task_management", "command": ["true"]}])
    until_state(manager, "a", "cancelled")
    assert view_of(manager, "b").state == "queued"
    assert manager.explain("b").failing
    manager.start_role("task_management")
    assert manager.wait_until_idle(60)


def test_two_tasks_on_one_file_run_one_after_the_other(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    book = tmp_path / "book.txt"
    alias = tmp_path / "alias.txt"
    book.touch()
    alias.symlink_to(book)
    script = f'set -C; echo x > "{tmp_path}/marker" && sleep 0.05 && rm "{tmp_path}/marker"'
    rows = [{"command": ["sh", "-c", script], "files": [str(path)]} for path in (book, alias, book, alias)]
    assert run(manager, *rows) == ["succeeded"] * 4


def test_everything_that_is_wrong_with_one_task_is_told_at_once(manager: ParallelExecutionManager) -> None:
    row = {
        "role": "agent_simulations",
        "script": "nowhere.py",
        "files": ["a\0b", 7],
        "timeout_s": -1,
        "retries": 2000,
        "after": ["nobody"],
        "requirements": {"cpu_cores": 1e9},
    }
    with pytest.raises(WishRefused) as refused:
        manager.submit([row])
    for part in ("NUL", "files holds 7", "nowhere.py", "timeout_s", "retries", "'nobody'", "cpu_cores"):
        assert len([problem for problem in refused.value.problems if part in problem]) == 1, part
    unknown = manager.check([{"role": "agent_simulation", "files": [7], "command": ["true"]}])
    assert [problem.message.split(";")[0] for problem in unknown] == [
        "files holds 7",
        "role 'agent_simulation' is unknown",
    ]
    without = manager.check([{"id": "x", "files": [7], "timeout_s": 0}])
    assert ["role" in problem.message for problem in without] == [True, False, False]


def test_a_batch_with_one_bad_task_is_refused_as_a_whole(manager: ParallelExecutionManager) -> None:
    rows = [
        {"id": "good", "role": "task_management", "command": ["true"]},
        {"id": "bad", "role": "tusk_management", "command": []},
        {"role": "task_management", "command": ["true"], "requirements": {"cpu_cores": 1e9}},
    ]
    with pytest.raises(WishRefused) as caught:
        manager.submit(rows)
    text = str(caught.value)
    assert "command is empty" in text
    assert "more than this computer has" in text
    assert manager.snapshot().tasks == ()
    assert {problem.index for problem in manager.check(rows)} == {1, 2}


def test_tasks_that_were_read_are_queued_as_they_are_or_refused_with_their_problems(
    manager: ParallelExecutionManager,
) -> None:
    manager.stop_role("task_management")
    rows = [{"role": "task_management", "command": ["true"]} for _ in range(2)]
    read = manager.read_tasks(rows)
    assert read.problems == []
    ids = manager.submit_read(read)
    assert ids == tuple(task.id for task in read.tasks)
    assert {view.id for view in manager.snapshot().tasks} == set(ids)
    with pytest.raises(WishRefused, match="is taken by a task that has not ended"):
        manager.submit_read(read)
    bad = manager.read_tasks([*rows, {"role": "task_management", "retries": -1}])
    assert [problem.index for problem in bad.problems] == [2]
    with pytest.raises(WishRefused, match="retries is -1"):
        manager.submit_read(bad)
    assert len(manager.snapshot().tasks) == 2


def test_wishes_for_tasks_do_what_they_say(manager: ParallelExecutionManager) -> None:
    manager.stop_role("task_management")
    ids = manager.submit([{"role": "task_management", "command": ["true"], "id": name} for name in "abc"])
    manager.move_task("c", 0)
    manager.set_task_priority("b", "high")
    manager.edit_task("a", {**manager.task_mapping("a"), "name": "renamed", "id": "ignored"})
    assert view_of(manager, "a").spec.name == "renamed"
    order = sorted(manager.snapshot().tasks, key=lambda view: view.order)
    assert [view.id for view in order] == ["b", "c", "a"]
    manager.pause_task("a")
    manager.resume_task("a")
    manager.cancel_task("a")
    manager.retry_task("a")
    for name in ids:
        manager.cancel_task(name)
    manager.forget_tasks(ids)
    assert manager.snapshot().tasks == ()
    with pytest.raises(KeyError):
        manager.task_mapping("a")
    for wish in (
        lambda: manager.cancel_task("a"),
        lambda: manager.set_task_priority("a", "urgent"),
        lambda: manager.edit_task("a", {"role": "task_management", "command": "true"}),
        lambda: manager.set_role_priority("task_management", 11),
        lambda: manager.set_role_priority("task_management", "high"),
        lambda: manager.set_role_priority("task_management", True),
        lambda: manager.pause_role("task_management", for_s="1h"),
        lambda: manager.resume_role("task_management", for_s=False),
        lambda: manager.pause_role("nobody"),
    ):
        with pytest.raises(WishRefused):
            wish()


def test_wishes_for_roles_do_what_they_say(manager: ParallelExecutionManager) -> None:
    manager.set_role_priority("gui_testing", 10)
    manager.pause_role("gui_testing")
    states = {role.name: role for role in manager.snapshot().roles}
    assert (states["gui_testing"].state, states["gui_testing"].priority) == ("suspended", 10)
    manager.resume_role("gui_testing")
    states = {role.name: role for role in manager.snapshot().roles}
    assert states["gui_testing"].state == "active"


def test_subscribers_are_told_in_the_engines_thread_and_may_wish(manager: ParallelExecutionManager) -> None:
    news: list[Notification] = []
    threads: set[str] = set()
    asked: list[str] = []

    def listen(notification: Notification) -> None:
        news.append(notification)
        threads.add(threading.current_thread().name)
        # Not by the number of news: a sample may come before those of the task.
        if notification.kind == "task_changed" and notification.subject == "first" and not asked:
            asked.append("second")
            manager.queue_task("task_management", {"id": "second", "command": ["true"]})

    unsubscribe = manager.subscribe(listen)
    assert run(manager, {"id": "first", "command": ["true"]}) == ["succeeded"]
    until(lambda: any(n.subject == "second" and n.data.state.is_final for n in list(news)))  # type: ignore[attr-defined]
    assert threads == {"pem-engine"}
    unsubscribe()
    count = len(news)
    run(manager, {"id": "third", "command": ["true"]})
    assert len(news) == count


def test_of_each_task_however_brief_its_start_and_then_its_end_are_told(
    manager: ParallelExecutionManager,
) -> None:
    told: dict[str, list[str]] = {}

    def note(notification: Notification) -> None:
        if isinstance(notification.data, TaskView):
            told.setdefault(notification.subject, []).append(notification.data.state)

    manager.subscribe(note)
    tasks = manager.submit([{"role": "task_management", "command": ["true"]} for _ in range(10)])
    for task in tasks:
        view = until_state(manager, task, "succeeded")
        assert view.started_at is not None
        assert view.ended_at is not None
        assert view.started_at <= view.ended_at
    for task in tasks:
        until(lambda task=task: told[task][-1] == "succeeded", f"the end of {task} to be told")
        assert [*dict.fromkeys(told[task])][-2:] == ["running", "succeeded"]


def test_a_task_is_told_to_run_before_its_role_has_concluded_it_however_brief_it_was(
    manager: ParallelExecutionManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To conclude takes a role as long as it likes, and meanwhile it may ask what runs."""
    seen: list[str] = []

    def prepare(_: object, task: TaskSpec, context: RunContext) -> Launch:
        return Launch(("true",), str(tmp_path), task_environment(task, context))

    def conclude(_: object, task: TaskSpec, *__: object) -> Result:
        seen.append(view_of(manager, task.id).state)
        return Result(ok=True, summary="done")

    monkeypatch.setattr(AgentSimulations, "prepare", prepare)
    monkeypatch.setattr(AgentSimulations, "conclude", conclude)
    script = tmp_path / "script.py"
    script.touch()
    manager.submit([{"role": "agent_simulations", "script": str(script)} for _ in range(5)])
    assert manager.wait_until_idle(60)
    assert seen == ["running"] * 5


def test_a_subscriber_that_fails_disturbs_nobody(
    manager: ParallelExecutionManager, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Notification) -> None:
        raise RuntimeError("mine")

    unsubscribe = manager.subscribe(fail)
    assert run(manager, {"command": ["true"]}) == ["succeeded"]
    unsubscribe()
    assert "A subscriber failed" in caplog.text


def test_monitoring_measures_the_machine_and_the_trees_of_tasks(manager: ParallelExecutionManager) -> None:
    manager.change_configuration({"monitoring_interval": 0.2})
    manager.submit([{"id": "t", "role": "task_management", "command": ["sleep", "600"]}])
    until_state(manager, "t", "running")
    manager.start_monitoring()
    assert manager.monitoring
    until(lambda: view_of(manager, "t").usage is not None)
    until(lambda: manager.current_resources["memory_percent"] > 0)
    usage = view_of(manager, "t").usage
    assert usage is not None
    assert usage.processes >= 1
    assert manager.snapshot().sample is not None
    manager.stop_monitoring()
    assert not manager.monitoring
    manager.cancel_task("t")
    assert manager.wait_until_idle(60)


def test_managers_of_one_data_folder_share_one_engine(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    other = ParallelExecutionManager(base_dir=manager.base_dir, data_dir=tmp_path / "data")
    manager.submit([{"id": "t", "role": "task_management", "command": ["sleep", "600"]}])
    until_state(other, "t", "running")
    other.stop_all_roles()
    until_state(manager, "t", "cancelled")
    other.close()
    assert manager.snapshot().tasks


def test_a_changed_configuration_file_is_taken_up_and_a_bad_one_is_not(
    manager: ParallelExecutionManager,
) -> None:
    path = Path(manager.base_dir) / "parallel_execution_config.json"
    path.write_text('{"resource_thresholds": {"cpu_percent": 42}, "monitoring_interval": 0.2}')
    assert manager.reload_configuration() == ()
    assert manager.snapshot().policy.cpu.throttle == 42.0
    news: list[str] = []
    unsubscribe = manager.subscribe(lambda n: news.append(str(n.data)) if n.kind == "problem" else None)
    manager.start_monitoring()
    path.write_text('{"resource_thresholds": {"cpu_percnt": 43}}')
    until(lambda: any("cpu_percnt" in text for text in news), "the problem of the file")
    assert manager.snapshot().policy.cpu.throttle == 42.0
    assert path.read_text() == '{"resource_thresholds": {"cpu_percnt": 43}}'
    unsubscribe()


def test_closing_ends_what_runs_and_later_wishes_say_so(tmp_path: Path) -> None:
    made = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    made.start_role("task_management")
    pids = tmp_path / "pids"
    made.submit(
        [
            {"role": "task_management", "command": [sys.executable, "-c", TREE, str(pids)]},
            {"role": "task_management", "command": ["true"]},
        ]
    )
    running = pids_in(pids, 2)
    made.close()
    assert all_gone(running)
    with pytest.raises(RuntimeError, match="closed"):
        made.snapshot()
    made.close()


def test_a_subscriber_may_stop_everything_while_a_sample_is_taken(manager: ParallelExecutionManager) -> None:
    """The engine's thread must not wait for the monitor's, which may be waiting for the engine."""
    stopped = threading.Event()

    def listen(news: Notification) -> None:
        if news.kind == "resources_sampled" and not stopped.is_set():
            manager.stop_all_roles()
            stopped.set()

    unsubscribe = manager.subscribe(listen)
    manager.start_monitoring()
    assert stopped.wait(60)
    unsubscribe()
    until(lambda: not manager.monitoring)


def test_a_task_whose_result_submits_what_cannot_be_queued_fails_and_the_others_are_queued(
    manager: ParallelExecutionManager,
) -> None:
    told: list[str] = []
    manager.subscribe(lambda news: told.append(str(news.data)) if news.kind == "problem" else None)
    rows = [{"role": "nobody", "id": "bad"}, {"role": "task_management", "id": "good", "command": ["true"]}]
    result = json.dumps({"schema_version": 1, "ok": True, "summary": "done", "submissions": rows})
    script = f"cat > $PEM_RUN_DIR/result.json << 'END'\n{result}\nEND\n"
    manager.submit([{"id": "t", "role": "task_management", "command": ["sh", "-c", script]}])
    assert manager.wait_until_idle(60)
    view = view_of(manager, "t")
    assert (view.state, view.exit_code) == ("failed", 0)
    assert "done; but a task that it wants queued is refused" in view.detail
    assert "nobody" in view.detail
    assert view_of(manager, "good").state == "succeeded"
    assert any("wants queued is refused" in text for text in told)


def test_a_sleep_of_the_computer_is_news_and_moves_what_was_before_it(
    manager: ParallelExecutionManager,
) -> None:
    heard: list[Notification] = []
    manager.subscribe(heard.append)
    run(manager, {"id": "before", "command": ["true"]})
    shown = manager.snapshot().wall.of(view_of(manager, "before").queued_at)
    manager._core.engine.wish(ComputerSlept, slept_s=7200.0)
    assert [news.data for news in heard if news.kind is NewsKind.COMPUTER_SLEPT] == [7200.0]
    after = manager.snapshot().wall.of(view_of(manager, "before").queued_at)
    # The clock on the wall was not really ahead after it, so that the moment is shown two hours too early.
    assert shown - after == pytest.approx(7200.0, abs=60.0)
