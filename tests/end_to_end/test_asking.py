"""``pem`` beside a manager in another process: what each verb does, its JSON and its exit code."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from tests.end_to_end.headless import Headless, headless
from tests.end_to_end.pem import PATIENCE_S, PEM, pem_here, python, run_pem
from tests.runtime.waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs local sockets and POSIX signals")

WINDOW = [sys.executable, "-m", "parallel_execution_manager_gui.app"]
SLEEP = python("import time; print('begun', flush=True); time.sleep(600)")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Headless]:
    """One manager for many questions, in a folder whose name has a space and letters beyond ASCII."""
    folder = tmp_path_factory.mktemp("mein Ordner é 日")
    with headless(folder, folder / "data") as started:
        # The parent of all tasks comes with the first one, and stays: it is no leftover of a test.
        started.pem("add", "--role", "task_management", "--id", "first", "--", "true")
        started.pem("wait", "first")
        yield started


@pytest.fixture
def manager(shared: Headless) -> Iterator[Headless]:
    """It, without the tasks of the test before."""
    yield shared
    shared.pem("cancel", "--role", "task_management")
    shared.pem("resume", "--role", "task_management")
    shared.pem("wait")


def add(manager: Headless, task_id: str, *options: str, command: list[str] = SLEEP) -> None:
    done = manager.pem(
        "add",
        "--role",
        "task_management",
        "--id",
        task_id,
        "--cpu",
        "0",
        "--memory",
        "1",
        *options,
        "--",
        *command,
    )
    assert (done.returncode, done.stdout) == (0, f"{task_id}\n"), done.stderr


def until_state(manager: Headless, task_id: str, state: str) -> None:
    until(lambda: manager.json("list", task_id)["tasks"][0]["state"] == state, f"{task_id} {state}")


def test_a_task_is_added_seen_paused_resumed_and_cancelled(manager):
    add(manager, "a1")
    until_state(manager, "a1", "running")
    assert manager.pem("list", "--ids", "--state", "running").stdout == "a1\n"
    assert "a1  running  task_management  normal" in manager.pem("list", "a1").stdout
    assert manager.json("pause", "a1", "--for", "10m") == {"done": ["a1"], "refused": [], "not_kept": []}
    until_state(manager, "a1", "suspended")
    assert "suspended" in manager.pem("why", "a1").stdout
    assert manager.pem("resume", "a1").stdout == "1 task resumed: a1\n"
    until_state(manager, "a1", "running")
    assert manager.json("cancel", "a1")["done"] == ["a1"]
    until_state(manager, "a1", "cancelled")
    refused = manager.json("cancel", "a1", code=1)
    assert refused["refused"][0]["task"] == "a1"
    assert "has ended already" in refused["refused"][0]["problems"][0]
    assert manager.pem("retry", "a1").returncode == 0


def test_status_tells_manager_machine_roles_and_tasks(manager):
    add(manager, "s1")
    until_state(manager, "s1", "running")
    told = manager.json("status")
    assert told.keys() == {"manager", "machine", "sample", "roles", "tasks"}
    assert told["manager"]["pid"] == manager.process.pid
    assert told["manager"]["program"] == "pem run"
    assert told["tasks"]["running"] == 1
    people = manager.pem("status").stdout.splitlines()
    assert people[0].startswith(f"pem run, process {manager.process.pid}, for ")
    assert people[1] == f"data folder {manager.data_dir}"
    assert manager.pem("status", "--roles").stdout.splitlines() == [r["name"] for r in told["roles"]]


def test_waiting_says_with_its_exit_code_how_tasks_ended(manager):
    add(manager, "w1", command=python("pass"))
    add(manager, "w2", command=python("raise SystemExit(4)"))
    assert manager.pem("wait", "w1").returncode == 0
    told = manager.json("wait", "w1", "w2", code=1)
    assert (told["all_ended"], told["all_succeeded"], told["open"]) == (True, False, 0)
    assert {task["id"]: task["exit_code"] for task in told["ended"]} == {"w1": 0, "w2": 4}
    add(manager, "w3")
    late = manager.pem("wait", "w3", "--timeout", "0.1s")
    assert late.returncode == 5
    assert "1 task had not ended" in late.stderr


def test_a_log_is_printed_followed_and_limited(manager, tmp_path):
    go = tmp_path / "go"
    code = (
        "import pathlib, time\n"
        "print('one\\ntwo', flush=True)\n"
        f"while not pathlib.Path({str(go)!r}).exists(): time.sleep(0.01)\n"
        "print('three')\n"
    )
    add(manager, "l1", command=python(code))
    command = [*PEM, "log", "--data-dir", str(manager.data_dir), "-f", "l1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as following:
        assert following.stdout is not None
        assert [following.stdout.readline() for _ in range(2)] == ["one\n", "two\n"]
        go.touch()
        assert following.communicate(timeout=PATIENCE_S)[0] == "three\n"
    assert following.returncode == 0
    assert manager.pem("log", "-n", "1", "l1").stdout == "three\n"
    twice = python("import time; print('a', flush=True); time.sleep(0.5); print('b')")
    add(manager, "l2", command=twice)
    assert manager.pem("log", "-f", "l2").stdout == "a\nb\n"
    told = manager.json("log", "l1")
    assert (told["state"], told["ended"], told["text"]) == ("succeeded", True, "one\ntwo\nthree\n")
    assert manager.pem("log", "nonsense").returncode == 2
    late = manager.pem("log", "l1", "--attempt", "9")
    assert (late.returncode, late.stderr) == (2, "pem: l1 has had 1 attempt; give 1\n")
    assert manager.pem("log", "-f", "--json", "l1").returncode == 2


def test_a_log_of_a_task_that_waits_is_followed_from_its_start(manager):
    add(manager, "f1")
    add(manager, "f2", "--after", "f1", command=python("print('late')"))
    command = [*PEM, "log", "--data-dir", str(manager.data_dir), "-f", "f2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as following:
        assert following.stderr is not None
        assert "is queued and has printed nothing yet" in following.stderr.readline()
        manager.pem("cancel", "f1")
        until_state(manager, "f2", "cancelled")
        assert following.communicate(timeout=PATIENCE_S)[0] == ""
    assert following.returncode == 0


def test_events_are_lines_of_json_until_the_count_is_full(manager):
    command = [*PEM, "events", "--json", "--data-dir", str(manager.data_dir)]
    options = ["--kind", "task_changed", "--count", "3"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as listening:
        assert listening.stdout is not None
        assert json.loads(listening.stdout.readline())["event"] == "listening"
        add(manager, "e1", command=python("pass"))
        told = [json.loads(line) for line in listening.communicate(timeout=PATIENCE_S)[0].splitlines()]
    assert listening.returncode == 0
    assert [event["event"] for event in told] == ["task_changed"] * 3
    assert {event["subject"] for event in told} == {"e1"}
    sampled = manager.pem("events", "--kind", "resources_sampled", "--count", "1")
    assert [line.partition(" ")[2] for line in sampled.stdout.splitlines()] == [
        "listening",
        "resources_sampled",
    ]
    wrong = manager.pem("events", "--kind", "nonsense")
    assert wrong.returncode == 2
    assert "known: " in wrong.stderr


def test_listening_ends_quietly_with_ctrl_c(manager):
    command = [*PEM, "events", "--data-dir", str(manager.data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as listening:
        assert listening.stdout is not None
        assert "listening" in listening.stdout.readline()
        listening.send_signal(signal.SIGINT)
        assert listening.communicate(timeout=PATIENCE_S)[1] == ""


def test_a_queue_is_exported_and_imported_unchanged(manager, tmp_path):
    add(manager, "x1", "--files", "shared.txt", "--env", "A=1", "--priority", "high")
    add(manager, "x2", "--after", "x1", "--reads", "in.txt", "--retries", "2", "--timeout", "2h")
    exported = manager.pem("export", "--env").stdout
    rows = [json.loads(line) for line in exported.splitlines()]
    assert [row["id"] for row in rows] == ["x1", "x2"]
    assert rows[0]["cwd"] == str(manager.cwd)
    with headless(tmp_path, tmp_path / "other") as other:
        assert other.pem("stop", "--all").returncode == 0
        assert other.pem("import", "-", stdin=exported.encode()).stdout == "x1\nx2\n"
        assert other.pem("export", "--env").stdout == exported
        again = other.pem("import", "-", stdin=exported.encode())
        assert again.returncode == 2
        assert "standard input:1: id 'x1' is taken" in again.stderr
        assert again.stderr.endswith("pem: nothing was queued\n")


def test_an_export_hides_values_of_variables_and_says_what_that_means(manager):
    add(manager, "hidden1", "--env", "A=swordfish")
    done = manager.pem("export", "hidden1")
    assert "swordfish" not in done.stdout
    assert "--env writes them" in done.stderr
    refused = manager.pem("import", "-", stdin=done.stdout.replace('"hidden1"', '"hidden2"').encode())
    assert refused.returncode == 2
    assert "standard input:1: env.A is hidden, as pem export leaves it" in refused.stderr


def test_tasks_of_a_file_are_added_all_or_none_with_lines(manager, tmp_path):
    file = tmp_path / "t.jsonl"
    rows = [{"id": "t1", "role": "task_management", "command": ["true"]}, {"id": "t2", "role": "nobody"}]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = manager.pem("add", "--file", file)
    assert done.returncode == 2
    assert f"{file}:2: role 'nobody' is unknown" in done.stderr
    assert manager.pem("list", "t1").returncode == 2
    odd = {"id": "g", "role": ["x"], "command": ["true"]}
    file.write_text("\n".join(map(json.dumps, [*rows, odd])), encoding="utf-8")
    told = manager.pem("add", "--file", file)
    assert told.returncode == 2
    assert f"{file}:2: role 'nobody' is unknown" in told.stderr
    assert f"{file}:3: role " in told.stderr
    assert "Traceback" not in told.stderr
    file.write_text("{", encoding="utf-8")
    assert f"{file}:1: is not JSON" in manager.pem("add", "--file", file).stderr
    file.write_text(json.dumps(rows[0]), encoding="utf-8")
    assert manager.json("add", "--file", file) == {"ids": ["t1"]}
    told = manager.json("add", "--role", "nobody", "--", "true", code=2)
    assert told["error"]["problems"][0]["message"]


def test_keys_that_nobody_reads_are_told_and_what_is_missing_by_its_option(manager):
    task = {"role": "task_management", "command": ["true"], "retry": 3}
    done = manager.pem("add", "--file", "-", stdin=json.dumps(task).encode())
    assert done.returncode == 0
    assert "standard input:1: warning: key 'retry' is known to nobody; did you mean 'retries'?" in done.stderr
    done = manager.pem("add", "--role", "task_management", "--set", "bla=3", "--", "true")
    assert done.stderr.startswith("pem: warning: key 'bla' is known to nobody")
    done = manager.pem("add", "--role", "agent_simulations")
    assert done.returncode == 2
    assert done.stderr.startswith("pem: script is missing; give --script S, or a command after --\n")
    done = manager.pem("add", "--role", "script_assessment")
    assert done.stderr.startswith("pem: script_path is missing; give --set script_path=…, or a command after")


def test_relative_paths_start_where_the_command_was_given(manager, tmp_path):
    command = [*PEM, "add", "--data-dir", str(manager.data_dir), "--role", "task_management", "--id", "here"]
    code = "open('made', 'w').close()"
    subprocess.run([*command, "--", *python(code)], cwd=tmp_path, check=True, capture_output=True)
    assert manager.pem("wait", "here").returncode == 0
    assert (tmp_path / "made").exists()


def test_a_queued_task_is_moved(manager):
    add(manager, "m1")
    for name in ("m2", "m3"):
        add(manager, name, "--after", "m1")
    assert manager.json("move", "m3", "first") == {"task": "m3"}
    assert manager.pem("move", "m1", "last").returncode == 1
    assert manager.pem("move", "m3", "0").returncode == 2
    unknown = manager.pem("move", "m33", "first")
    assert (unknown.returncode, "did you mean 'm3'" in unknown.stderr) == (2, True)


def test_roles_are_stopped_and_started(manager):
    assert manager.json("stop", "gui_testing") == {"done": ["gui_testing"], "refused": [], "not_kept": []}
    states = {role["name"]: role["state"] for role in manager.json("status")["roles"]}
    assert states["gui_testing"] == "stopped"
    assert manager.pem("start", "--all").returncode == 0
    assert manager.pem("start", "nobody").returncode == 2
    assert manager.pem("start").returncode == 2


def test_a_role_is_held_while_what_runs_goes_on_and_handed_back(manager):
    add(manager, "h1")
    until_state(manager, "h1", "running")
    role = ("--role", "task_management")
    assert manager.json("pause", *role, "--hold", "--for", "1h")["done"] == ["task_management"]
    add(manager, "h2")
    assert "held by you" in manager.pem("why", "h2").stdout
    assert manager.json("list", "h1")["tasks"][0]["state"] == "running"
    line = next(row for row in manager.pem("status").stdout.splitlines() if "task_management" in row)
    assert re.search(r"task_management +held +1 queued, 1 running, by you until .*\d\d:\d\d$", line)
    assert re.search(r"held by you until .*\d\d:\d\d$", manager.pem("list", "h2").stdout.splitlines()[0])
    told = next(r for r in manager.json("status")["roles"] if r["name"] == "task_management")
    assert (told["state"], told["by_hand"]) == ("throttled", "held")
    assert manager.pem("pause", *role, "--hold").stdout == "1 role held: task_management\n"
    assert manager.pem("resume", *role, "--hand-back").stdout == "1 role resumed: task_management\n"
    until_state(manager, "h2", "running")


def test_a_second_manager_is_refused_by_name_and_nothing_is_started(manager, tmp_path):
    (tmp_path / "t.jsonl").write_text(json.dumps({"role": "task_management", "command": ["touch", "made"]}))
    for arguments in (["batch", "t.jsonl"], ["run", "--headless"], ["run", "--headless", "--demo"]):
        done = run_pem(*arguments, "--data-dir", manager.data_dir, cwd=tmp_path)
        assert done.returncode == 4, done.stderr
        assert f"process {manager.process.pid}, pem run" in done.stderr
        assert "Traceback" not in done.stderr
        way = f"or give that one these tasks: pem add --file t.jsonl --data-dir '{manager.data_dir}'"
        assert (way in done.stderr) == (arguments[0] == "batch")
    assert not (tmp_path / "made").exists()
    program = (
        "import sys\n"
        "from parallel_execution_manager import ManagerRunsError, ParallelExecutionManager\n"
        "try:\n"
        "    ParallelExecutionManager(data_dir=sys.argv[1])\n"
        "except ManagerRunsError as error:\n"
        "    print(error.pid)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, manager.data_dir], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{manager.process.pid}\n"


def test_of_two_that_are_started_at_once_one_runs(tmp_path):
    command = [*PEM, "run", "--headless", "--data-dir", "data"]
    starts = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    until(lambda: sum(start.poll() is not None for start in starts) == 2, "two have given up")
    (winner,) = (start for start in starts if start.poll() is None)
    until(lambda: pem_here("status", "--data-dir", "data", cwd=tmp_path).returncode == 0)
    winner.send_signal(signal.SIGTERM)
    ends = [start.communicate(timeout=PATIENCE_S) for start in starts]
    assert sorted(start.returncode for start in starts) == [0, 4, 4]
    assert sum("in use by another manager" in stderr for _, stderr in ends) == 2


def test_what_a_killed_manager_leaves_blocks_nobody(tmp_path):
    with headless(tmp_path, tmp_path / "data") as first:
        first.pem("stop", "--all")
        add(first, "k")
        first.pem("pause", "k")
        first.kill()
        assert list((tmp_path / "data" / "doors").iterdir())
        assert first.pem("status").returncode == 3
    with headless(tmp_path, tmp_path / "data") as second:
        assert second.process.stdout is not None
        told = second.process.stdout.readline()
        assert told == "goes on with 1 task of the manager before: 1 is paused\n"
        assert second.json("status")["manager"]["pid"] == second.process.pid
        assert len(list((tmp_path / "data" / "doors").iterdir())) == 1


def test_a_path_that_is_too_long_for_a_socket_is_no_obstacle(tmp_path):
    deep = tmp_path / ("ä" * 60) / ("b" * 60)
    with headless(tmp_path, deep) as started:
        assert started.json("status")["manager"]["data_dir"] == str(deep)


def test_nonsense_from_another_program_harms_nobody(manager):
    (entry,) = (manager.data_dir / "doors").iterdir()
    address = str(entry) if entry.suffix == ".sock" else entry.read_text(encoding="utf-8")
    for data in (os.urandom(4096), b'{"pem": 1, "ask"', b"x" * (2**20 + 10), b'{"pem": 9}\n', b"\n\n"):
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.connect(address)
            try:
                stranger.sendall(data)
            except OSError:
                continue
    assert manager.json("status")["manager"]["pid"] == manager.process.pid


def test_a_manager_in_an_unwritable_place_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    done = run_pem("run", "--headless", "--data-dir", "file/below", cwd=tmp_path)
    assert done.returncode == 2
    assert "is a file and no folder" in done.stderr


@pytest.mark.parametrize("program", [[*PEM, "run", "--headless"], WINDOW])
def test_a_lock_that_cannot_be_made_is_told_as_what_it_is(tmp_path, program):
    (tmp_path / "data" / "instance.lock").mkdir(parents=True)
    done = subprocess.run(
        [*program, "--data-dir", "data"],
        cwd=tmp_path,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 2
    assert "instance.lock: " in done.stderr
    assert "Traceback" not in done.stderr


def test_of_two_windows_that_are_opened_at_once_one_stays_and_is_raised(tmp_path):
    command = [*WINDOW, "--data-dir", str(tmp_path / "ein Ordner é")]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    starts = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    until(lambda: any(start.poll() is not None for start in starts), "one of them ends")
    (stays,) = (start for start in starts if start.poll() is None)
    stays.send_signal(signal.SIGTERM)
    ends = [(start.communicate(timeout=PATIENCE_S), start.returncode) for start in starts]
    assert [code for _, code in ends] == [0, 0]
    assert sum("runs already: its window was raised" in out for (out, _), _ in ends) == 1
    assert {err for (_, err), _ in ends} <= {"", "This plugin does not support raise()\n"}


def test_the_log_of_what_ran_before_is_read_without_a_manager(tmp_path):
    (tmp_path / "t.jsonl").write_text(
        json.dumps({"id": "old", "role": "task_management", "command": python("print('kept')")})
    )
    assert run_pem("batch", "t.jsonl", "--data-dir", "data", cwd=tmp_path).returncode == 0
    told = run_pem("log", "old", "--data-dir", "data", cwd=tmp_path)
    assert (told.returncode, told.stdout) == (0, "kept\n")
    followed = run_pem("log", "-f", "old", "--data-dir", "data", cwd=tmp_path)
    assert (followed.returncode, followed.stdout) == (3, "kept\n")


def test_whoever_waits_or_follows_is_told_that_the_manager_was_killed(tmp_path):
    with headless(tmp_path, tmp_path / "data") as started:
        add(started, "z")
        until_state(started, "z", "running")
        rest = ["z", "--data-dir", str(tmp_path / "data")]
        following, waiting = (
            subprocess.Popen([*PEM, *verb, *rest], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for verb in (["log", "-f"], ["wait"])
        )
        assert following.stdout is not None
        assert following.stdout.readline() == "begun\n"
        until(lambda: psutil.Process(waiting.pid).net_connections("unix"), "it waits")
        started.kill()
        for process, what in ((following, "follow it"), (waiting, "wait")):
            told = process.communicate(timeout=PATIENCE_S)[1]
            assert "the manager has ended; its tasks go on; start one" in told
            assert f"and {what} again" in told
            assert process.returncode == 3
    with headless(tmp_path, tmp_path / "data") as second:
        second.pem("cancel", "z")


def test_whoever_listens_is_told_that_the_manager_was_killed(tmp_path):
    with headless(tmp_path, tmp_path / "data") as started:
        command = [*PEM, "events", "--data-dir", str(tmp_path / "data")]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as listening:
            assert listening.stdout is not None
            assert "listening" in listening.stdout.readline()
            started.kill()
            assert "pem: the manager has ended" in listening.communicate(timeout=PATIENCE_S)[1]
        assert listening.returncode == 1
