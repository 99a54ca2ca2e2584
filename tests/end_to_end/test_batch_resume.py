"""``pem batch`` killed in the middle and resumed: the end is that of a batch that nobody interrupted."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
from pathlib import Path
from typing import Any

from tests.end_to_end.pem import PEM, python, run_pem, states, write_tasks
from tests.runtime.waiting import until

PATIENT = "import pathlib, sys, time\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.01)"
CONFIGURATION = {"scheduling": {"max_parallel_tasks": 1}}


def killed_batch(folder: Path, tasks: Path, seen: Path, number: int = signal.SIGKILL) -> None:
    """A batch that is killed with all its threads, or gets another signal, once ``seen`` is there."""
    command = [*PEM, "batch", str(tasks), "--data-dir", "d ä"]
    with (folder / "out").open("wb") as out:
        batch = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out)
        until(lambda: seen.exists() or batch.poll() is not None, "the batch has come far enough")
        batch.send_signal(number)
        batch.wait()


def resumed(folder: Path) -> tuple[int, dict[str, Any]]:
    done = run_pem("batch", "--resume", "--data-dir", "d ä", "--report", "r.json", cwd=folder)
    assert (folder / "r.json").exists(), done.stderr
    return done.returncode, json.loads((folder / "r.json").read_text(encoding="utf-8"))


def waiting(seen: Path, until_there: Path) -> list[str]:
    """A command that makes ``seen`` and waits until another file is there."""
    return [*python(f"open({str(seen)!r}, 'w')\n{PATIENT}"), str(until_there)]


def noting(path: Path) -> list[str]:
    """A command that leaves a line each time it runs."""
    return python(f"open({str(path)!r}, 'a').write('x')")


def test_a_killed_batch_goes_on_and_reports_all_its_tasks_in_their_order(tmp_path):
    (tmp_path / "parallel_execution_config.json").write_text(json.dumps(CONFIGURATION), encoding="utf-8")
    seen = tmp_path / "second runs"
    tasks = write_tasks(
        tmp_path / "t.jsonl",
        {"id": "first", "command": noting(tmp_path / "first ran")},
        {"id": "second", "command": waiting(seen, tmp_path / "go on"), "after": ["first"]},
        {"id": "third", "command": noting(tmp_path / "third ran"), "after": ["first"]},
        {"id": "fails", "command": python("raise SystemExit(3)")},
        {"id": "never", "command": python(""), "after": ["fails"]},
    )
    killed_batch(tmp_path, tasks, seen)
    (tmp_path / "go on").touch()
    code, report = resumed(tmp_path)
    assert code == 1
    assert [task["id"] for task in report["tasks"]] == ["first", "second", "third", "fails", "never"]
    assert states(tmp_path / "r.json") == {
        "first": "succeeded",
        "second": "succeeded",
        "third": "succeeded",
        "fails": "failed",
        "never": "cancelled",
    }
    assert report["summary"]["task_file"] == str(tasks)
    assert (tmp_path / "first ran").read_text() == (tmp_path / "third ran").read_text() == "x"
    assert report["tasks"][0]["run_folder"] == str(tmp_path / "d ä" / "runs" / "first" / "1")
    assert resumed(tmp_path)[1]["summary"]["counts"] == report["summary"]["counts"]


def test_a_batch_does_not_begin_while_an_earlier_one_has_tasks_left(tmp_path):
    seen = tmp_path / "seen"
    never = tmp_path / "never"
    tasks = write_tasks(tmp_path / "t.jsonl", {"id": "a", "command": waiting(seen, never)})
    killed_batch(tmp_path, tasks, seen)
    never.touch()
    done = run_pem("batch", tasks, "--data-dir", "d ä", cwd=tmp_path)
    assert done.returncode == 2
    assert "1 earlier task (a) has not ended" in done.stderr
    assert "pem batch --resume --data-dir" in done.stderr
    resumed(tmp_path)
    again = run_pem("batch", tasks, "--data-dir", "d ä", "--report", "r.json", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert states(tmp_path / "r.json") == {"a": "succeeded"}


def test_a_batch_that_a_signal_ended_goes_on_with_what_may_run_and_tells_the_rest(tmp_path):
    (tmp_path / "parallel_execution_config.json").write_text(json.dumps(CONFIGURATION), encoding="utf-8")
    seen, go_on = tmp_path / "seen", tmp_path / "go on"
    tasks = write_tasks(
        tmp_path / "t.jsonl",
        {"id": "ran", "command": waiting(seen, go_on)},
        {"id": "behind", "command": noting(tmp_path / "behind ran"), "after": ["ran"]},
        {"id": "waited", "command": noting(tmp_path / "waited ran")},
    )
    killed_batch(tmp_path, tasks, seen, signal.SIGTERM)
    go_on.touch()
    code, report = resumed(tmp_path)
    assert code == 1
    assert states(tmp_path / "r.json") == {"ran": "cancelled", "behind": "queued", "waited": "succeeded"}
    assert report["tasks"][0]["detail"] == "ended by SIGTERM"
    again = run_pem("batch", "--resume", "--data-dir", "d ä", cwd=tmp_path)
    assert again.stdout.startswith(
        "nothing is left to do without --retry: 2 tasks have ended\nran was ended by SIGTERM while"
    )
    assert "3 tasks: 1 queued, 1 succeeded, 1 cancelled" in again.stdout
    assert "goes on with" not in again.stdout
    assert again.stdout.splitlines()[-1].startswith("go on with: pem batch --resume --retry --data-dir ")
    done = run_pem("batch", "--resume", "--retry", "--data-dir", "d ä", "--report", "r.json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "ran was ended by SIGTERM: it runs again" in done.stdout
    assert set(states(tmp_path / "r.json").values()) == {"succeeded"}
    assert (tmp_path / "behind ran").read_text() == (tmp_path / "waited ran").read_text() == "x"


def test_the_report_never_takes_the_place_of_the_file_whose_batch_goes_on(tmp_path):
    seen = tmp_path / "seen"
    tasks = write_tasks(tmp_path / "t.jsonl", {"id": "a", "command": waiting(seen, tmp_path / "go on")})
    killed_batch(tmp_path, tasks, seen)
    written = tasks.read_bytes()
    done = run_pem("batch", "--resume", "--data-dir", "d ä", "--report", "t.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert "report t.jsonl: is the task file" in done.stderr
    assert tasks.read_bytes() == written
    (tmp_path / "go on").touch()
    assert resumed(tmp_path)[0] == 0


def test_a_task_that_is_paused_by_hand_is_told_and_waited_for(tmp_path):
    (tmp_path / "parallel_execution_config.json").write_text(json.dumps(CONFIGURATION), encoding="utf-8")
    seen, go_on = tmp_path / "seen", tmp_path / "go on"
    rows = {"id": "a", "command": waiting(seen, go_on)}, {"id": "k5", "command": python(""), "after": ["a"]}
    tasks = write_tasks(tmp_path / "t.jsonl", *rows)
    command = [*PEM, "batch", str(tasks), "--data-dir", "d"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as batch:
        until(seen.exists, "the first task runs")
        assert run_pem("pause", "k5", "--data-dir", "d", "--for", "1h", cwd=tmp_path).returncode == 0
        batch.kill()
    go_on.touch()
    again = [*PEM, "batch", "--resume", "--data-dir", "d"]
    with subprocess.Popen(again, cwd=tmp_path, stdout=subprocess.PIPE, text=True, encoding="utf-8") as batch:
        assert batch.stdout is not None
        told = next((line for line in batch.stdout if ": paused by you until" in line), "")
        folder = shlex.quote(str(tmp_path / "d"))
        assert told.endswith(f"; pem resume --data-dir {folder} k5 lets it go on\n")
        run_pem("resume", "k5", "--data-dir", "d", cwd=tmp_path)
        assert "2 tasks" in batch.communicate()[0]
    assert batch.returncode == 0


def test_what_may_be_repeated_runs_again_by_itself_after_a_signal(tmp_path):
    seen, go_on = tmp_path / "seen", tmp_path / "go on"
    row = {"id": "ran", "command": waiting(seen, go_on), "rerunnable": True}
    killed_batch(tmp_path, write_tasks(tmp_path / "t.jsonl", row), seen, signal.SIGINT)
    go_on.touch()
    assert resumed(tmp_path)[0] == 0
    assert "add --resume" in run_pem("batch", "t.jsonl", "--retry", cwd=tmp_path).stderr


def test_what_an_earlier_batch_has_left_is_thrown_away_if_that_is_wished(tmp_path):
    (tmp_path / "parallel_execution_config.json").write_text(json.dumps(CONFIGURATION), encoding="utf-8")
    seen, ran = tmp_path / "seen", tmp_path / "ran"
    tasks = write_tasks(
        tmp_path / "t.jsonl",
        {"id": "a", "command": waiting(seen, tmp_path / "never")},
        {"id": "b", "command": noting(ran)},
        {"id": "c", "command": noting(ran), "after": ["a"]},
    )
    killed_batch(tmp_path, tasks, seen)
    others = write_tasks(tmp_path / "others.jsonl", {"id": "x", "retry": 1, "command": python("")})
    told = run_pem("batch", others, "--data-dir", "d ä", cwd=tmp_path).stderr
    assert "3 earlier tasks (a, b, c) have not ended" in told
    bad = write_tasks(tmp_path / "bad.jsonl", {"id": "x"})
    assert run_pem("batch", bad, "--discard", "--data-dir", "d ä", cwd=tmp_path).returncode == 2
    done = run_pem("batch", others, "--discard", "--data-dir", "d ä", "--report", "r.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("'retry'") == 1
    assert states(tmp_path / "r.json") == {"x": "succeeded"}
    assert not ran.exists()
    both = run_pem("batch", "--resume", "--discard", "--data-dir", "d ä", cwd=tmp_path)
    assert "leave one of them out" in both.stderr


def test_without_an_earlier_batch_there_is_nothing_to_go_on_with(tmp_path):
    done = run_pem("batch", "--resume", "--data-dir", "d", cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no batch to go on with" in done.stderr


def test_a_file_and_resuming_exclude_each_other_and_one_of_them_must_be_given(tmp_path):
    assert "leave t.jsonl out" in run_pem("batch", "t.jsonl", "--resume", cwd=tmp_path).stderr
    assert "no task file is named" in run_pem("batch", cwd=tmp_path).stderr


def test_a_store_of_a_newer_program_is_refused_and_not_touched(tmp_path):
    tasks = write_tasks(tmp_path / "t.jsonl", {"command": python("")})
    run_pem("batch", tasks, "--data-dir", "d", cwd=tmp_path)
    store = tmp_path / "d" / "store" / "queue.sqlite3"
    with store.open("r+b") as file:
        file.seek(60)
        file.write((99).to_bytes(4, "big"))
    before = store.read_bytes()
    done = run_pem("batch", tasks, "--data-dir", "d", cwd=tmp_path)
    assert done.returncode == 2
    assert "is of version 99" in done.stderr
    assert store.read_bytes() == before
    assert any((store.parent / "backups").iterdir())
