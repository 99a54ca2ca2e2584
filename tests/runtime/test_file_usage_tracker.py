"""``FileUsageTracker``: the original's answers, over leases that hold."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parallel_execution_manager import FileUsageTracker, get_file_usage_tracker
from parallel_execution_manager.runtime import file_access

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="leases of other programs need POSIX")

ELSEWHERE = """
import sys
from ai_managers.file_usage_tracker import get_file_usage_tracker

print(*(get_file_usage_tracker().request_file_lock(path, "other", mode) for path, mode in {asked!r}))
sys.stdin.readline()
"""


@pytest.fixture
def tracker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileUsageTracker:
    """A tracker in a project."""
    monkeypatch.chdir(tmp_path)
    return FileUsageTracker()


def in_another_process(*asked: tuple[str, str]) -> list[bool]:
    """What another process is answered that asks for locks and ends."""
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE.format(asked=asked)], input=b"", capture_output=True, check=True
    )
    return [word == b"True" for word in done.stdout.split()]


def test_one_role_writes_and_others_do_not(tracker):
    assert tracker.request_file_lock("a.txt", "first")
    assert tracker.request_file_lock("a.txt", "first")
    assert not tracker.request_file_lock("a.txt", "second")
    assert not tracker.request_file_lock("a.txt", "second", "read")
    assert tracker.request_file_lock("b.txt", "second")
    assert tracker.release_file_lock("a.txt", "first")
    assert not tracker.release_file_lock("a.txt", "first")
    assert tracker.request_file_lock("a.txt", "second")


def test_readers_share_and_reading_does_not_become_writing(tracker):
    assert tracker.request_file_lock("a.txt", "first", "read")
    assert tracker.request_file_lock("a.txt", "second", "read")
    assert not tracker.request_file_lock("a.txt", "first", "write")
    assert tracker.release_file_lock("a.txt", "second")
    assert not tracker.request_file_lock("a.txt", "first", "write")
    assert tracker.release_file_lock("a.txt", "first")
    assert tracker.request_file_lock("a.txt", "first", "write")
    assert tracker.request_file_lock("a.txt", "first", "read")


def test_other_processes_are_kept_out_by_file_and_not_by_spelling(tracker, tmp_path):
    (tmp_path / "a.txt").touch()
    os.link(tmp_path / "a.txt", tmp_path / "b.txt")
    assert tracker.request_file_lock("a.txt", "first")
    asked = [("a.txt", "write"), (str(tmp_path / "a.txt"), "read"), ("b.txt", "write"), ("c.txt", "write")]
    assert in_another_process(*asked) == [False, False, False, True]


def test_a_lock_ends_with_its_process(tracker):
    with subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE.format(asked=[("a.txt", "write")])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"True\n"
        assert not tracker.request_file_lock("a.txt", "first")
        entry = tracker.check_file_lock("a.txt")
        assert (entry["locked_by"], entry["process_id"]) == ("other", other.pid)
        assert not tracker.release_file_lock("a.txt", "other")
        other.kill()
        other.wait()
        assert tracker.request_file_lock("a.txt", "first")


def test_a_lock_is_told_as_the_original_does(tracker, tmp_path):
    assert tracker.check_file_lock("a.txt") == {}
    assert tracker.request_file_lock("a.txt", "first", "write", 30, "w1")
    entry = tracker.check_file_lock("a.txt")
    assert entry.pop("timestamp")
    assert entry == {
        "locked_by": "first",
        "operation": "write",
        "process_id": os.getpid(),
        "expected_duration": 30,
        "workflow_id": "w1",
    }
    assert tracker.request_file_lock("r.txt", "first", "read")
    assert tracker.request_file_lock("r.txt", "second", "read")
    locks = tracker.get_file_locks()
    assert set(locks) == {str(tmp_path / "a.txt"), str(tmp_path / "r.txt")}
    assert locks[str(tmp_path / "r.txt")]["readers"] == ["first", "second"]
    assert tracker.tracker_data["file_locks"] == locks


def test_a_folder_is_everything_below_it(tracker, tmp_path):
    (tmp_path / "data").mkdir()
    assert tracker.request_file_lock("data", "first")
    assert tracker.check_file_lock("data/x.csv")["locked_by"] == "first"
    assert tracker.request_file_lock("other/*.csv", "first")
    assert tracker.check_file_lock("other/x.csv")["locked_by"] == "first"
    assert tracker.check_file_lock("other/x.txt") == {}


def test_a_lock_does_not_end_by_its_age(tracker):
    assert tracker.request_file_lock("a.txt", "first", expected_duration=-3600)
    assert not tracker.request_file_lock("a.txt", "second")


def test_workflows_are_noted_and_their_end_frees_their_locks(tracker):
    assert tracker.register_workflow("w1", "first", ["a.txt"], priority=9)
    assert not tracker.register_workflow("w1", "second", [])
    assert tracker.request_file_lock("a.txt", "first", workflow_id="w1")
    assert tracker.request_file_lock("b.txt", "first")
    assert tracker.update_workflow_status("w1", "in_progress")
    assert not tracker.update_workflow_status("w2", "in_progress")
    assert tracker.get_active_workflows()["w1"]["priority"] == 9
    assert tracker.complete_workflow("w1")
    assert not tracker.complete_workflow("w2")
    assert tracker.get_active_workflows() == {}
    assert tracker.check_file_lock("a.txt") == {}
    assert tracker.check_file_lock("b.txt")
    row = json.loads(Path(tracker.tracker_path).read_text())["workflows"]["w1"]
    assert (row["status"], row["role"], row["anticipated_files"]) == ("completed", "first", ["a.txt"])
    assert row["end_time"]


def test_a_more_important_workflow_takes_nothing_from_a_writer(tracker):
    assert tracker.register_workflow("low", "first", [], priority=1)
    assert tracker.register_workflow("high", "second", [], priority=10)
    assert tracker.request_file_lock("a.txt", "first", workflow_id="low")
    assert not tracker.request_file_lock("a.txt", "second", workflow_id="high")


def test_workflows_of_many_processes_are_all_kept(tracker):
    code = (
        "import sys; from parallel_execution_manager import FileUsageTracker; "
        "t = FileUsageTracker(); "
        "sys.exit(not all(t.register_workflow(f'{sys.argv[1]}-{n}', 'r', []) for n in range(20)))"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, str(n)]) for n in range(4)]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    assert len(tracker.get_active_workflows()) == 80


def test_what_cannot_be_done_is_false_and_logged(tracker, caplog, tmp_path):
    caplog.set_level(logging.INFO)
    assert not tracker.request_file_lock("", "first")
    assert "the path is empty" in caplog.text
    assert not tracker.request_file_lock("a.txt", "first", "append")
    assert "'append' is unknown" in caplog.text
    assert not tracker.release_file_lock("", "first")
    assert tracker.request_file_lock("a.txt", "first")
    assert not tracker.request_file_lock("a.txt", "second")
    assert "a.txt is held by first" in caplog.text
    (tmp_path / "ai_managers").mkdir(exist_ok=True)
    Path(tracker.tracker_path).write_text("[]")
    assert not tracker.register_workflow("w", "first", [])
    assert "is no file of workflows" in caplog.text


def test_the_import_names_of_the_original_give_one_tracker_a_process(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    get_file_usage_tracker.cache_clear()
    assert get_file_usage_tracker() is get_file_usage_tracker()
    assert file_access.request_file_access("a.txt")
    assert file_access.request_file_access("a.txt", role="me") is False
    assert get_file_usage_tracker().check_file_lock("a.txt")["locked_by"] in ("terminal", "manual_script")
    assert file_access.release_file_access("a.txt")
    get_file_usage_tracker.cache_clear()
