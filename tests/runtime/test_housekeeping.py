"""The thread that keeps output within its limits: it does its work, rests, and ends when it is told to."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime.housekeeping import Housekeeper, Pace
from parallel_execution_manager.runtime.retention import Retention
from parallel_execution_manager.runtime.under_way import RunningLog
from parallel_execution_manager.scheduling.settings.configuration import OutputRules
from parallel_execution_manager.system.logs.reader import LogReader
from parallel_execution_manager.system.runs.folders import RunFolders
from parallel_execution_manager.system.runs.retention import RemovedRuns
from parallel_execution_manager.system.runs.run_files import identity_of
from tests.runtime.waiting import until, until_state

MIB = 1 << 20
SPEEDY = Pace(look_s=0.01, rest_s=0.001, pass_s=0.02, first_s=0.0)


def kept(data_dir: Path) -> Retention:
    return Retention(data_dir, lambda _: False, lambda: 1e12)


@pytest.fixture
def housekeepers() -> Iterator[list[Housekeeper]]:
    made: list[Housekeeper] = []
    yield made
    for housekeeper in made:
        housekeeper.close()


def test_a_log_is_trimmed_when_its_task_has_started(tmp_path: Path, housekeepers: list[Housekeeper]) -> None:
    log = tmp_path / "output.log"
    running: list[RunningLog | None] = []
    log.write_bytes(b"x" * 4 * MIB)
    told: list[str] = []
    housekeeper = Housekeeper(lambda: running, kept(tmp_path), OutputRules(1), told.append, SPEEDY)
    housekeepers.append(housekeeper)
    housekeeper.start()
    running.append(None)
    housekeeper.wake()
    running[0] = RunningLog(log, identity_of(log.stat()))
    until(lambda: told or log.stat().st_blocks * 512 <= MIB, "trimmed, or told that it cannot be")


def test_new_rules_hold_at_once_and_one_fault_does_not_end_the_thread(
    tmp_path: Path, housekeepers: list[Housekeeper], caplog: pytest.LogCaptureFixture
) -> None:
    first = RunFolders(tmp_path).create("a", 1)
    (tmp_path / "runs" / ".removing").touch()
    housekeeper = Housekeeper(list, kept(tmp_path), OutputRules(), pytest.fail, Pace(pass_s=3600))
    housekeepers.append(housekeeper)
    housekeeper.start()
    housekeeper.set_rules(OutputRules(0, keep_days=1))
    until(lambda: "cannot be removed" in caplog.text, "told that nothing can be removed")
    (tmp_path / "runs" / ".removing").unlink()
    housekeeper.set_rules(OutputRules(0, keep_days=2))
    until(lambda: not first.exists(), "removed")


def test_a_running_task_keeps_its_folder_and_an_ended_one_is_told_to_be_gone(
    manager: ParallelExecutionManager,
) -> None:
    script = "import sys, time; sys.stdout.write('x' * (4 << 20)); sys.stdout.flush(); time.sleep(600)"
    manager.change_configuration({"output": {"max_log_mb": 1}})
    manager.submit([{"id": "short", "role": "task_management", "command": [sys.executable, "-c", "pass"]}])
    until_state(manager, "short", "succeeded")
    manager.submit([{"id": "long", "role": "task_management", "command": [sys.executable, "-c", script]}])
    until(lambda: manager.run_folder("long"), "the folder is made")
    folder, gone = manager.run_folder("long"), manager.run_folder("short")
    assert folder is not None
    assert gone is not None
    log = folder / "output.log"
    until(lambda: log.exists() and log.stat().st_size == 4 * MIB, "all is written")
    until(lambda: log.stat().st_blocks * 512 <= MIB, "the log is trimmed")
    manager.change_configuration({"output": {"keep_gb": 0.5 / 1024}})
    until(lambda: not gone.exists(), "the ended task's folder is removed")
    assert log.exists()
    assert "output.keep_gb" in (RemovedRuns(manager.data_dir).told(gone) or "")


def test_two_hundred_megabytes_of_any_bytes_are_kept_as_they_are(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    script = """
import hashlib, os, sys
digest = hashlib.sha256()
for _ in range(200):
    data = os.urandom(1 << 19) + bytes(1 << 18) + "é€😀".encode() * 29127 + b"x"
    digest.update(data)
    sys.stdout.buffer.write(data)
open(sys.argv[1], "w").write(digest.hexdigest())
"""
    command = [sys.executable, "-c", script, str(tmp_path / "digest")]
    manager.submit([{"id": "flood", "role": "task_management", "command": command}])
    assert manager.wait_until_idle(60)
    folder = manager.run_folder("flood")
    assert folder is not None
    digest = hashlib.sha256()
    with (folder / "output.log").open("rb") as file:
        while piece := file.read(MIB):
            digest.update(piece)
    assert (folder / "output.log").stat().st_size == 200 * MIB
    assert digest.hexdigest() == (tmp_path / "digest").read_text()
    assert LogReader(folder / "output.log").read_newest().text.endswith("😀x")
