"""``pem batch`` on good input: tasks run to their end, exit code and report say how it went."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.end_to_end.pem import PEM, SMALL, python, run_pem, states, write_tasks


def test_all_succeed_and_the_exit_code_is_zero(tmp_path):
    tasks = write_tasks(
        tmp_path / "t.jsonl",
        {"id": "a", "command": python("print('from a')")},
        {"id": "b", "role": "task_management", "command": python("print('from b')"), "after": ["a"]},
    )
    done = run_pem("batch", tasks, "--data-dir", "data", "--report", "r.json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert set(report) == {"summary", "tasks"}
    first, second = report["tasks"]
    assert [first["id"], second["id"]] == ["a", "b"]
    assert second["started_at"] >= first["ended_at"] >= first["started_at"] >= first["queued_at"] >= 0
    assert [wait["kind"] for wait in second["waited_for"]] == ["dependency"]
    assert report["summary"]["counts"] == {"succeeded": 2}
    assert report["summary"]["exit_code"] == 0
    assert (tmp_path / "data/runs/a/1/output.log").read_text(encoding="utf-8").strip() == "from a"


def test_tasks_without_an_id_are_numbered_from_one_in_the_order_of_their_lines(tmp_path):
    tasks = write_tasks(tmp_path / "t.jsonl", *({"name": f"n{n}", "command": python("")} for n in range(3)))
    done = run_pem("batch", tasks, "--data-dir", "d", "--report", "r.json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [(task["name"], task["id"].rpartition("-")[2]) for task in report["tasks"]] == [
        ("n0", "1"),
        ("n1", "2"),
        ("n2", "3"),
    ]


def test_every_started_and_ended_task_has_its_line_and_the_last_lines_count_and_name_the_folder(tmp_path):
    tasks = write_tasks(tmp_path / "t.jsonl", {"id": "a", "command": python("")})
    lines = run_pem("batch", tasks, "--data-dir", "d", cwd=tmp_path).stdout.splitlines()
    assert any("started" in line and " a " in line for line in lines)
    assert any("succeeded" in line and "exit code 0" in line for line in lines)
    assert lines[-2].startswith("1 task in ")
    assert lines[-2].endswith("1 succeeded")
    assert lines[-1].startswith(f"run folders: {tmp_path / 'd' / 'runs'}")


def test_the_report_says_what_each_task_was_how_it_ended_and_where_its_results_are(tmp_path):
    result = {
        "schema_version": 1,
        "ok": True,
        "summary": "drawn",
        "artefacts": [{"path": "a.png", "title": "A"}],
    }
    leaves = f"import os; open(os.environ['PEM_RUN_DIR'] + '/result.json', 'w').write({json.dumps(result)!r})"
    tasks = write_tasks(
        tmp_path / "t.jsonl",
        {"id": "draw", "name": "Draw it", "command": python(leaves)},
        {"command": ["gone"]},
    )
    run_pem("batch", tasks, "--data-dir", "d", "--report", "r.json", cwd=tmp_path)
    drawn, gone = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["tasks"]
    folder = tmp_path / "d" / "runs" / "draw" / "1"
    assert (drawn["name"], drawn["detail"], drawn["run_folder"]) == ("Draw it", "drawn", str(folder))
    assert drawn["artefacts"] == [str(folder / "a.png")]
    assert "gone" in gone["detail"]
    assert gone["artefacts"] == []


def test_a_failed_task_makes_the_exit_code_one_and_is_told_with_its_output(tmp_path):
    tasks = write_tasks(
        tmp_path / "t.jsonl",
        {"id": "bad", "command": python("raise SystemExit(7)")},
        {"id": "dependent", "command": python(""), "after": ["bad"]},
        {"id": "other", "command": python("")},
    )
    done = run_pem("batch", tasks, "--data-dir", "data", "--report", "r.json", cwd=tmp_path)
    assert done.returncode == 1
    assert states(tmp_path / "r.json") == {"bad": "failed", "dependent": "cancelled", "other": "succeeded"}
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["tasks"][0]["exit_code"] == 7
    assert str(tmp_path / "data/runs/bad/1/output.log") in done.stdout


def test_a_retry_that_succeeds_counts_as_success(tmp_path):
    flaky = (
        "import pathlib, sys\n"
        "seen = pathlib.Path('seen').exists()\n"
        "pathlib.Path('seen').touch()\n"
        "sys.exit(0 if seen else 1)"
    )
    tasks = write_tasks(tmp_path / "t.jsonl", {"id": "flaky", "command": python(flaky), "retries": 2})
    done = run_pem("batch", tasks, "--report", "r.json", cwd=tmp_path)
    assert done.returncode == 0
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["tasks"][0]["attempts"] == 2
    assert "retrying" in done.stdout


def test_a_time_limit_ends_a_task_and_fails_the_batch(tmp_path):
    tasks = write_tasks(
        tmp_path / "t.jsonl",
        {"id": "slow", "command": python("import time; time.sleep(600)"), "timeout_s": 0.5},
    )
    assert run_pem("batch", tasks, "--report", "r.json", cwd=tmp_path).returncode == 1
    assert states(tmp_path / "r.json") == {"slow": "timed_out"}


def test_tasks_with_one_file_never_overlap(tmp_path):
    code = (
        "import time\n"
        "began = time.monotonic(); time.sleep(0.2)\n"
        "print(began, time.monotonic(), file=open('spans.txt', 'a'))"
    )
    tasks = write_tasks(
        tmp_path / "t.jsonl",
        *({"id": f"t{n}", "command": python(code), "files": ["shared.txt"]} for n in range(4)),
    )
    assert run_pem("batch", tasks, cwd=tmp_path).returncode == 0
    spans = sorted(
        tuple(map(float, line.split())) for line in (tmp_path / "spans.txt").read_text().splitlines()
    )
    assert len(spans) == 4
    assert all(later[0] >= earlier[1] for earlier, later in pairwise(spans))


def test_paths_start_at_the_tasks_folder_or_else_at_the_current_one(tmp_path):
    (tmp_path / "sub").mkdir()
    where = python("import os; print(os.getcwd())")
    tasks = write_tasks(
        tmp_path / "t.jsonl",
        {"id": "here", "command": where},
        {"id": "there", "command": where, "cwd": "sub"},
    )
    assert run_pem("batch", tasks, "--data-dir", "d", cwd=tmp_path).returncode == 0
    assert (tmp_path / "d/runs/here/1/output.log").read_text(encoding="utf-8").strip() == str(tmp_path)
    assert (tmp_path / "d/runs/there/1/output.log").read_text(encoding="utf-8").strip() == str(
        tmp_path / "sub"
    )


def test_tasks_can_come_from_standard_input(tmp_path):
    line = json.dumps({"role": "agent_simulations", "command": python(""), "requirements": SMALL})
    done = run_pem("batch", "-", cwd=tmp_path, stdin=b"\xef\xbb\xbf" + line.encode() + b"\n\n")
    assert done.returncode == 0, done.stderr


def test_a_likely_slip_in_a_key_is_warned_of_and_the_task_runs(tmp_path):
    tasks = write_tasks(tmp_path / "t.jsonl", {"command": python(""), "prioirty": "high"})
    done = run_pem("batch", tasks, cwd=tmp_path)
    assert done.returncode == 0
    assert "t.jsonl:1: warning: key 'prioirty'" in done.stderr
    assert "did you mean 'priority'?" in done.stderr


def test_names_cannot_command_the_terminal(tmp_path):
    tasks = write_tasks(
        tmp_path / "t.jsonl", {"name": "\x1b[2J\x07evil\nline", "command": python("raise SystemExit(1)")}
    )
    done = run_pem("batch", tasks, cwd=tmp_path)
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout
    assert "\\x1b[2J\\x07evil\\nline" in done.stdout


def test_a_role_that_queues_more_tasks_has_them_in_the_batch(tmp_path):
    (tmp_path / "schedule.toml").write_text(
        '[[task]]\nname = "again"\nrole = "agent_simulations"\nevery = "1d"\nstart = 2024-01-01T00:00:00Z\n'
        f"command = {json.dumps(python(''))}\n",
        encoding="utf-8",
    )
    tasks = write_tasks(
        tmp_path / "t.jsonl", {"id": "schedule", "role": "task_management", "schedule": "schedule.toml"}
    )
    done = run_pem("batch", tasks, "--report", "r.json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    first, *queued = states(tmp_path / "r.json")
    assert first == "schedule"
    assert len(queued) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX pipe")
def test_a_reader_that_goes_away_does_not_change_the_outcome(tmp_path):
    tasks = write_tasks(tmp_path / "t.jsonl", *({"id": f"t{n}", "command": python("")} for n in range(3)))
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        done = subprocess.run(
            [*PEM, "batch", str(tasks), "--report", "r.json"],
            cwd=tmp_path,
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    assert set(states(tmp_path / "r.json").values()) == {"succeeded"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_report_for_which_there_is_no_room_can_be_written_later(tmp_path):
    write_tasks(tmp_path / "t.jsonl", {"id": "a", "command": python("")})
    done = run_pem("batch", "t.jsonl", "--data-dir", "d", "--report", "/dev/full", cwd=tmp_path)
    assert done.returncode == 1
    assert "has no room left for it; make room" in done.stderr
    assert f"this writes it: pem batch --resume --data-dir {tmp_path / 'd'} --report /dev/full" in done.stderr
    again = run_pem("batch", "--resume", "--data-dir", "d", "--report", "r.json", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert states(tmp_path / "r.json") == {"a": "succeeded"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_under_standard_output_ends_the_lines_and_not_the_tasks(tmp_path):
    tasks = write_tasks(tmp_path / "t.jsonl", {"id": "a", "command": python("")})
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PEM, "batch", str(tasks), "--report", "r.json"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b"pem: going on without progress lines: No space left on device\n"
    assert states(tmp_path / "r.json") == {"a": "succeeded"}


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX closes the streams")
def test_streams_that_are_closed_do_no_harm(tmp_path):
    tasks = write_tasks(tmp_path / "t.jsonl", {"id": "a", "command": python("print('mine')")})
    command = shlex.join([*PEM, "batch", str(tasks), "--data-dir", "d", "--report", "r.json"])
    done = subprocess.run(["sh", "-c", f"{command} <&- >&- 2>&-"], cwd=tmp_path, check=False)
    assert done.returncode == 0
    assert states(tmp_path / "r.json") == {"a": "succeeded"}
    assert (tmp_path / "d/runs/a/1/output.log").read_text(encoding="utf-8") == "mine\n"
