"""A manager that is killed with all its threads, and the next one on its data folder."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from parallel_execution_manager import ParallelExecutionManager, WishRefused
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.supervisor.paths import is_supported
from parallel_execution_manager.system.runs.run_files import identity_of
from tests.runtime.waiting import until

pytestmark = pytest.mark.skipif(not is_supported(), reason="there is no supervisor on this system")

HOST = """
import json, os, signal, sys, time
from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.system.files import crash_points
folder, tasks, point = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
manager = ParallelExecutionManager(base_dir=folder, data_dir=folder + "/data ä", build_contexts=False)
manager.start_role("task_management")
if point:
    crash_points.arm(point, lambda: os.kill(os.getpid(), signal.SIGKILL))
try:
    manager.submit(tasks)
finally:
    print("acknowledged", flush=True)
sys.stdin.readline()
manager.close(keep_running=True)
"""
WORK = """
import os, pathlib, sys, time
name, folder, code = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
with open(folder / f"{name}.ran", "a") as file:
    file.write("x")
print("begins", flush=True)
while not (folder / f"{name}.go").exists():
    time.sleep(0.01)
print("ends", flush=True)
sys.exit(code)
"""
SMALL = {"cpu_cores": 0.01, "memory_mb": 1}


def row(folder: Path, name: str, code: int = 0, **fields: Any) -> dict[str, Any]:
    """A task that notes that it runs, and waits until it may go on."""
    command = [sys.executable, "-S", "-c", WORK, name, str(folder), str(code)]
    return {"id": name, "role": "task_management", "command": command, "requirements": SMALL, **fields}


@contextmanager
def host(folder: Path, *tasks: dict[str, Any], point: str = "") -> Iterator[subprocess.Popen[str]]:
    """Another program with a manager that runs these tasks; killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOST, str(folder), json.dumps(tasks), point],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def next_manager(folder: Path) -> Iterator[ParallelExecutionManager]:
    manager = ParallelExecutionManager(base_dir=folder, data_dir=folder / "data ä", build_contexts=False)
    try:
        yield manager
    finally:
        manager.close()


def views(manager: ParallelExecutionManager) -> dict[str, TaskView]:
    return {view.id: view for view in manager.snapshot().tasks}


def runs(folder: Path, *names: str) -> Callable[[], bool]:
    return lambda: all((folder / f"{name}.ran").exists() for name in names)


def ran(folder: Path, name: str) -> int:
    """How often a task has run."""
    path = folder / f"{name}.ran"
    return len(path.read_text()) if path.exists() else 0


def test_tasks_that_run_go_on_and_are_taken_over(tmp_path: Path) -> None:
    names = [f"t{n}" for n in range(5)]
    tasks = [row(tmp_path, name, files=[f"{name}.txt"]) for name in names]
    with host(tmp_path, *tasks):
        until(runs(tmp_path, *names), "all tasks run")
    killed_at = time.monotonic()
    with next_manager(tmp_path) as manager:
        found = views(manager)
        assert {found[name].state for name in names} == {TaskState.RUNNING}
        assert all((found[name].started_at or killed_at) < killed_at for name in names)
        held = {holder for lease in manager.snapshot().leases for holder in lease.holders}
        assert set(names) <= held
        for name in names:
            (tmp_path / f"{name}.go").touch()
        assert manager.wait_until_idle(60)
        assert {view.state for view in views(manager).values()} == {TaskState.SUCCEEDED}
        folder = manager.run_folder("t0")
        assert folder is not None
        assert (folder / "output.log").read_text() == "begins\nends\n"
    assert [ran(tmp_path, name) for name in names] == [1] * 5


def test_a_task_that_ended_meanwhile_has_its_exit_code_and_frees_what_waits_for_it(tmp_path: Path) -> None:
    with host(tmp_path, row(tmp_path, "a", 7), row(tmp_path, "b", after=["a"]), row(tmp_path, "c")):
        until(runs(tmp_path, "a", "c"), "both run")
    (tmp_path / "a.go").touch()
    (tmp_path / "c.go").touch()
    with next_manager(tmp_path) as manager:
        assert manager.wait_until_idle(60)
        found = views(manager)
        assert (found["a"].state, found["a"].exit_code) == (TaskState.FAILED, 7)
        assert found["b"].state is TaskState.CANCELLED
        assert found["c"].state is TaskState.SUCCEEDED
    assert [ran(tmp_path, name) for name in "abc"] == [1, 0, 1]


@pytest.mark.parametrize("point", ["store.before-commit", "store.after-commit"])
def test_killed_between_the_wish_and_the_start_each_task_runs_once_or_was_never_promised(
    tmp_path: Path, point: str
) -> None:
    (tmp_path / "a.go").touch()
    with host(tmp_path, row(tmp_path, "a"), point=point) as process:
        assert process.wait() == -signal.SIGKILL
        assert process.stdout is not None
        promised = "acknowledged" in process.stdout.read()
    assert ran(tmp_path, "a") == 0
    with next_manager(tmp_path) as manager:
        assert manager.wait_until_idle(60)
        known = "a" in views(manager)
        assert known or not promised
        assert known is (point == "store.after-commit")
    assert ran(tmp_path, "a") == known


def test_what_was_paused_and_set_by_hand_is_so_again(tmp_path: Path) -> None:
    with next_manager(tmp_path) as manager:
        manager.submit([row(tmp_path, "a"), row(tmp_path, "b", priority="high"), row(tmp_path, "c")])
        manager.pause_task("c")
        manager.set_role_priority("task_management", 9)
        manager.move_task("a", 0)
        before = views(manager)
    with next_manager(tmp_path) as manager:
        after = views(manager)
        assert [v.order for v in after.values()] == [v.order for v in before.values()]
        assert [v.paused for v in after.values()] == [False, False, True]
        role = next(role for role in manager.snapshot().roles if role.name == "task_management")
        assert role.priority == 9


def test_roles_are_as_they_were_set_by_hand_after_a_crash_and_after_an_end_in_order(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from parallel_execution_manager import ParallelExecutionManager
folder = sys.argv[1]
manager = ParallelExecutionManager(base_dir=folder, data_dir=folder + "/data ä", build_contexts=False)
assert manager.begin_roles() == []
manager.pause_role("gui_testing")
manager.hold_role("project_management")
manager.stop_role("script_assessment")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    said = {"gui_testing": "paused", "project_management": "held", "script_assessment": "stopped"}
    for _ in "crash", "end in order":
        with next_manager(tmp_path) as manager:
            told = dict(re.findall("role '(.*)' was (.*) by hand", "\n".join(manager.begin_roles())))
            assert told == said
            assert "task_management" in manager.active_roles
            manager.end_roles()
            assert manager.active_roles == set()
    with next_manager(tmp_path) as manager:
        assert {text.split("'")[1] for text in manager.begin_roles(stopped_too=True)} == {
            "gui_testing",
            "project_management",
        }
        manager.start_all_roles()
    with next_manager(tmp_path) as manager:
        assert manager.begin_roles() == []


PARENT = """
import json, os, sys
child = {"role": "task_management", "command": ["sh", "-c", "echo >> " + sys.argv[1]]}
child["requirements"] = {"cpu_cores": 0.01, "memory_mb": 1}
rows = [{**child, "name": str(n), **({"id": "own"} if n == 1 else {})} for n in range(4)]
result = {"schema_version": 1, "ok": True, "summary": "", "submissions": rows}
with open(os.path.join(os.environ["PEM_RUN_DIR"], "result.json"), "w") as file:
    json.dump(result, file)
"""
KILLED_WHILE_IT_QUEUES = """
import json, os, signal, sys
from parallel_execution_manager import ParallelExecutionManager
folder = sys.argv[1]
manager = ParallelExecutionManager(base_dir=folder, data_dir=folder + "/data ä", build_contexts=False)
manager.subscribe(lambda news: os.kill(os.getpid(), signal.SIGKILL) if news.subject == "par#1.3" else None)
manager.start_role("task_management")
manager.submit([json.loads(sys.argv[2])])
manager.wait_until_idle(60)
"""


def test_what_a_task_wants_queued_is_queued_once_though_the_manager_was_killed_over_it(
    tmp_path: Path,
) -> None:
    made = tmp_path / "made"
    command = [sys.executable, "-c", PARENT, str(made)]
    parent = {"id": "par", "role": "task_management", "command": command, "requirements": SMALL}
    process = [sys.executable, "-c", KILLED_WHILE_IT_QUEUES, str(tmp_path), json.dumps(parent)]
    assert subprocess.run(process, check=False).returncode == -signal.SIGKILL
    wanted = {"par", "par#1.1", "own", "par#1.3", "par#1.4"}
    with next_manager(tmp_path) as manager:
        manager.start_role("task_management")
        assert manager.wait_until_idle(60)
        assert {view.id: view.state for view in views(manager).values()} == dict.fromkeys(
            wanted, TaskState.SUCCEEDED
        )
        assert len(made.read_text()) == 4


def test_an_id_of_an_earlier_manager_may_be_given_anew(tmp_path: Path) -> None:
    (tmp_path / "a.go").touch()
    for times in (1, 2):
        with next_manager(tmp_path) as manager:
            manager.start_role("task_management")
            manager.submit([row(tmp_path, "a")])
            assert manager.wait_until_idle(60)
        assert ran(tmp_path, "a") == times


def succeeded(folder: Path, name: str, **fields: Any) -> dict[str, Any]:
    (folder / f"{name}.go").touch()
    return row(folder, name, **fields)


def test_only_the_id_that_is_given_anew_is_forgotten_and_nothing_by_a_mere_question(tmp_path: Path) -> None:
    with next_manager(tmp_path) as manager:
        manager.start_role("task_management")
        manager.submit([succeeded(tmp_path, "a"), succeeded(tmp_path, "b", code=1), succeeded(tmp_path, "c")])
        assert manager.wait_until_idle(60)
    with next_manager(tmp_path) as manager:
        assert manager.check([row(tmp_path, "a")]) == ()
        assert len(manager.check([row(tmp_path, "a", after=["nobody"])])) == 1
        with pytest.raises(WishRefused, match="no known task"):
            manager.submit([row(tmp_path, "a", after=["nobody"])])
        assert list(views(manager)) == ["a", "b", "c"]
    with next_manager(tmp_path) as manager:
        assert list(views(manager)) == ["a", "b", "c"]
        manager.start_role("task_management")
        manager.submit([row(tmp_path, "a")])
        assert list(views(manager)) == ["b", "c", "a"]
        manager.retry_task("b")
        assert manager.wait_until_idle(60)
        with pytest.raises(WishRefused, match="'a' is taken"):
            manager.submit([row(tmp_path, "a")])
    assert [ran(tmp_path, name) for name in "abc"] == [2, 2, 1]


def test_a_task_that_is_given_anew_may_queue_its_own_tasks_anew(tmp_path: Path) -> None:
    queue = "import json, os, sys; json.dump({'schema_version': 1, 'ok': True, 'summary': '', 'submissions': "
    code = f"{queue}json.loads(sys.argv[1])}}, open(os.environ['PEM_RUN_DIR'] + '/result.json', 'w'))"
    child = succeeded(tmp_path, "child")
    for _ in range(2):
        with next_manager(tmp_path) as manager:
            manager.start_role("task_management")
            command = [sys.executable, "-c", code, json.dumps([child])]
            manager.submit([{**row(tmp_path, "parent"), "command": command}])
            assert manager.wait_until_idle(60)
            assert {view.state for view in views(manager).values()} == {TaskState.SUCCEEDED}
    assert ran(tmp_path, "child") == 2


def test_closed_to_keep_running_its_tasks_go_on_for_the_next(tmp_path: Path) -> None:
    with host(tmp_path, row(tmp_path, "a")) as first:
        until(runs(tmp_path, "a"), "it runs")
        first.communicate("\n")
        assert first.returncode == 0
    with next_manager(tmp_path) as again:
        assert views(again)["a"].state is TaskState.RUNNING
        (tmp_path / "a.go").touch()
        assert again.wait_until_idle(60)
        assert views(again)["a"].state is TaskState.SUCCEEDED
    assert ran(tmp_path, "a") == 1


def test_what_comes_after_a_task_that_closing_ends_stays_queued(tmp_path: Path) -> None:
    with next_manager(tmp_path) as manager:
        manager.start_role("task_management")
        tasks = [
            row(tmp_path, "a"),
            row(tmp_path, "again", rerunnable=True),
            row(tmp_path, "b", after=["a"]),
            row(tmp_path, "c", after=["again"]),
        ]
        manager.submit(tasks)
        until(runs(tmp_path, "a", "again"), "both run")
    with next_manager(tmp_path) as manager:
        found = {name: view.state for name, view in views(manager).items()}
        assert found == {
            "a": TaskState.CANCELLED,
            "again": TaskState.QUEUED,
            "b": TaskState.QUEUED,
            "c": TaskState.QUEUED,
        }


def test_a_log_is_known_by_its_file_whatever_a_task_puts_in_its_place_also_by_the_next_manager(
    tmp_path: Path,
) -> None:
    moves = "import os, sys, time\nos.replace(sys.argv[1], os.environ['PEM_RUN_DIR'] + '/output.log')\n"
    wait = "open(sys.argv[1] + '.moved', 'w').close()\ntime.sleep(600)"
    precious = tmp_path / "precious"
    data = b"precious" * (1 << 18)
    precious.write_bytes(data)
    (tmp_path / "parallel_execution_config.json").write_text('{"output": {"max_log_mb": 1}}')
    command = [sys.executable, "-S", "-c", moves + wait, str(precious)]
    with host(tmp_path, {**row(tmp_path, "a"), "command": command}):
        until(lambda: Path(f"{precious}.moved").exists(), "the task has put its file there")
    with next_manager(tmp_path) as manager:
        logs = manager._core.attempts.under_way.logs
        until(lambda: any(logs()), "the task is taken over")
        (log,) = logs()
        assert log is not None
        assert log.file is not None
        assert log.file != identity_of(log.path.stat())
        assert log.path.read_bytes() == data


def test_what_a_backup_takes_for_waiting_and_was_begun_since_is_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    names = ["a", "b", "c"]
    with next_manager(tmp_path) as manager:
        manager.submit([row(tmp_path, "a"), row(tmp_path, "b", rerunnable=True), row(tmp_path, "c")])
        manager.pause_task("c")
    for name in names:
        (tmp_path / f"{name}.go").touch()
    store = tmp_path / "data ä" / "store" / "queue.sqlite3"
    with next_manager(tmp_path) as manager:
        manager.start_role("task_management")
        until(lambda: {views(manager)[name].state for name in "ab"} == {TaskState.SUCCEEDED}, "both ended")
    noise = bytearray(store.read_bytes())
    noise[100:8000] = b"x" * 7900
    store.write_bytes(noise)
    with next_manager(tmp_path) as manager:
        told = "\n".join(manager.start_problems)
        assert "is damaged" in told
        assert "2 tasks wait by the store that is used, and were begun since it was written (a, b)" in told
        assert all(text in caplog.text for text in manager.start_problems)
        assert views(manager)["a"].state is TaskState.LOST
        manager.start_role("task_management")
        until(lambda: views(manager)["b"].state is TaskState.SUCCEEDED, "the one that is rerunnable")
        assert views(manager)["c"].state is TaskState.QUEUED
    assert [ran(tmp_path, name) for name in names] == [1, 2, 0]


@contextmanager
def crashed(folder: Path, *tasks: dict[str, Any]) -> Iterator[None]:
    """Tasks that run, and whose manager was killed; in the end they are let go on."""
    names = [task["id"] for task in tasks]
    with host(folder, *tasks) as process:
        until(runs(folder, *names), "all tasks run")
        process.kill()
        process.wait()
        try:
            yield
        finally:
            for name in names:
                (folder / f"{name}.go").touch()


def supervisors(folder: Path) -> list[psutil.Process]:
    """The supervisors of the data folder that live."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            command = process.cmdline()
            settings = json.dumps({"data_dir": str(folder / "data ä")})[1:-1]
            if settings in "".join(command[-1:]) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def kill_supervisor(folder: Path) -> None:
    for process in supervisors(folder):
        process.kill()
    until(lambda: not supervisors(folder), "the supervisor to be gone")


@pytest.mark.parametrize("damage", ["flipped", "removed", "manager only"])
def test_a_task_that_no_record_tells_of_is_adopted_and_never_runs_beside_itself(
    tmp_path: Path, damage: str
) -> None:
    records = tmp_path / "data ä" / "supervisor" / "attempts.log"
    with crashed(tmp_path, row(tmp_path, "a", files=["f"])):
        if damage != "manager only":
            kill_supervisor(tmp_path)
        if damage == "flipped":
            data = bytearray(records.read_bytes())
            data[20] ^= 1
            records.write_bytes(data)
        else:
            shutil.rmtree(records.parent)
        with next_manager(tmp_path) as manager:
            assert views(manager)["a"].state is TaskState.RUNNING
            assert any("damaged" in text for text in manager.start_problems) is (damage == "flipped")
            held = {holder for lease in manager.snapshot().leases for holder in lease.holders}
            assert held == {"a"}
            (tmp_path / "a.go").touch()
            assert manager.wait_until_idle(60)
            assert views(manager)["a"].state is TaskState.LOST
    assert ran(tmp_path, "a") == 1


def test_a_running_task_whose_queue_is_lost_keeps_its_files_to_its_end(tmp_path: Path) -> None:
    store = tmp_path / "data ä" / "store"
    with crashed(tmp_path, row(tmp_path, "a", files=["f"])):
        for path in store.glob("queue.sqlite3*"):
            path.unlink()
        with next_manager(tmp_path) as manager:
            assert any("attempt 1 of task 'a' still runs" in text for text in manager.start_problems)
            manager.start_role("task_management")
            manager.submit([row(tmp_path, "b", files=["f"])])
            (check,) = [check for check in manager.explain("b").checks if not check.ok]
            assert check.who.startswith("task a (process")
            assert ran(tmp_path, "b") == 0
            (tmp_path / "a.go").touch()
            until(runs(tmp_path, "b"), "the next one runs")
            (tmp_path / "b.go").touch()
            assert manager.wait_until_idle(60)


def test_a_task_that_ran_and_of_which_nothing_is_left_is_lost(tmp_path: Path) -> None:
    with crashed(tmp_path, row(tmp_path, "a")):
        (tmp_path / "a.go").touch()
        until(lambda: not supervisors(tmp_path), "the supervisor to end")
        shutil.rmtree(tmp_path / "data ä" / "supervisor")
    with next_manager(tmp_path) as manager:
        assert views(manager)["a"].state is TaskState.LOST
    assert ran(tmp_path, "a") == 1
