"""What is held by tasks whose manager and supervisor are both dead."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform != "linux":
    pytest.skip("only Linux has supervisors", allow_module_level=True)

from parallel_execution_manager.runtime.surviving_tasks import UnknownFilesError, surviving_leases
from parallel_execution_manager.supervisor.paths import Place
from parallel_execution_manager.supervisor.records import AttemptLog
from parallel_execution_manager.system.processes import identity
from parallel_execution_manager.system.processes.identity import boot_id, own_identity
from parallel_execution_manager.system.processes.table import marked
from tests.system.trees import wait_until


@pytest.fixture
def attempt(tmp_path: Path) -> dict[str, Any]:
    """The record of an attempt whose root is not known, and its run folder with what the task holds."""
    folder = tmp_path / "runs" / "t" / "1"
    folder.mkdir(parents=True)
    (folder / "task.json").write_text(json.dumps({"files": [str(tmp_path / "a.txt")]}))
    output = str(folder / "output.log")
    return {"mark": str(tmp_path), "state": "starting", "key": ["t", 1], "output": output, "at": 1.0}


@pytest.fixture
def member(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A living process of the attempt."""
    env = {**marked(os.environ, str(tmp_path)), "PEM_RUN_DIR": str(tmp_path / "runs" / "t" / "1")}
    with subprocess.Popen(["sleep", "600"], env=env) as process:
        shows_mark = f"PEM_TASK_MARK={tmp_path}".encode()
        wait_until(lambda: shows_mark in Path(f"/proc/{process.pid}/environ").read_bytes(), "the program")
        yield process
        process.kill()


def held(data_dir: Path, attempt: dict[str, Any]) -> list[str]:
    """The paths of the leases of an attempt that is on record."""
    place = Place(data_dir)
    place.prepare()
    AttemptLog(place.attempts, [attempt]).close()
    return [claim.path for record in surviving_leases(data_dir) for claim in record.claims]


def held_without_records(data_dir: Path) -> list[str]:
    """The paths of the leases of what lives, by what is there of records."""
    return [claim.path for record in surviving_leases(data_dir) for claim in record.claims]


@pytest.fixture(params=["by /proc", "by psutil"])
def _way_of_looking(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_READS_PROC", request.param == "by /proc")


@pytest.mark.usefixtures("attempt", "member", "_way_of_looking")
def test_a_task_has_its_files_although_no_record_tells_of_it(tmp_path):
    assert held_without_records(tmp_path) == [str(tmp_path / "a.txt")]
    place = Place(tmp_path)
    place.prepare()
    assert held_without_records(tmp_path) == [str(tmp_path / "a.txt")]
    place.attempts.write_bytes(b"00000000 {}\n")
    assert held_without_records(tmp_path) == [str(tmp_path / "a.txt")]
    assert held_without_records(tmp_path / "another") == []


@pytest.mark.usefixtures("member")
def test_what_is_on_record_as_ended_is_not_looked_for_when_another_record_is_damaged(tmp_path, attempt):
    assert held(tmp_path, {**attempt, "state": "ended"}) == []
    with Place(tmp_path).attempts.open("ab") as log:
        log.write(b"00000000 {}\n")
    assert held_without_records(tmp_path) == []


@pytest.mark.usefixtures("attempt", "member")
def test_what_an_unrecorded_task_does_not_tell_is_not_known(tmp_path):
    folder = tmp_path / "runs" / "t" / "1"
    (folder / "task.json").unlink()
    with pytest.raises(UnknownFilesError, match="task t holds"):
        surviving_leases(tmp_path)
    os.mkfifo(folder / "task.json")
    with pytest.raises(UnknownFilesError, match="task t holds"):
        surviving_leases(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    (other / "task.json").write_text('{"files": []}')
    folder.rename(folder.with_name("moved"))
    folder.symlink_to(other)
    with pytest.raises(UnknownFilesError, match="task t holds"):
        surviving_leases(tmp_path)


GONE = {"state": "running", "pid": 2**22 + 1, "ticks": 1, "boot": boot_id()}


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("facts", [{}, GONE], ids=["killed while it started the root", "the root is gone"])
def test_whoever_is_left_of_a_task_has_its_files(tmp_path, attempt, facts):
    assert held(tmp_path, {**attempt, **facts}) == [str(tmp_path / "a.txt")]


@pytest.mark.parametrize("facts", [{}, GONE, {"state": "ended"}])
def test_a_task_of_which_nobody_is_left_has_nothing(tmp_path, attempt, facts):
    assert held(tmp_path, {**attempt, **facts}) == []


def test_the_root_is_known_by_its_number_and_start(tmp_path, attempt):
    pid, ticks, boot = own_identity()
    facts = {"state": "running", "pid": pid, "ticks": ticks, "boot": boot}
    assert held(tmp_path, {**attempt, **facts}) == [str(tmp_path / "a.txt")]
    assert held(tmp_path, {**attempt, **facts, "boot": "an earlier one"}) == []


def test_what_a_living_supervisor_has_not_ended_has_its_files(tmp_path, attempt):
    place = Place(tmp_path)
    place.prepare()
    lock = place.take(0.0)
    assert lock is not None
    assert held(tmp_path, attempt) == [str(tmp_path / "a.txt")]
    os.close(lock)
    assert held(tmp_path, attempt) == []
