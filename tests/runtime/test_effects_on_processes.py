"""Effects reach the processes of an attempt: lowered and restored, frozen and thawed."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.effects import LowerAttempt, RestoreAttempt
from parallel_execution_manager.system.processes.cgroups import find_control_groups
from tests.runtime.waiting import pids_in, until, until_state

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at what only Linux shows")

TREE = 'echo $$ >> "$0"; setsid sh -c \'echo $$ >> "$0"; exec sleep 600\' "$0" & wait'


def start(manager: ParallelExecutionManager, pids: Path) -> tuple[str, list[int]]:
    (task,) = manager.submit([{"role": "task_management", "command": ["sh", "-c", TREE, str(pids)]}])
    until_state(manager, task, "running")
    return task, pids_in(pids, 2)


def disk_classes(pids: list[int]) -> set[int]:
    return {psutil.Process(pid).ionice().ioclass for pid in pids}


def test_an_attempt_is_lowered_with_its_whole_tree_and_restored(
    manager: ParallelExecutionManager, tmp_path: Path
):
    task, pids = start(manager, tmp_path / "pids")
    core = manager._core
    before = disk_classes(pids)
    for effect, wanted in ((LowerAttempt, {psutil.IOPRIO_CLASS_IDLE}), (RestoreAttempt, before)):
        batch = [effect(at=0.0, cause="test", task_id=task, attempt=1)]
        core.engine.order(lambda batch=batch: core.shell.perform(batch))
        until(lambda wanted=wanted: disk_classes(pids) == wanted, effect.__name__)
    assert before != {psutil.IOPRIO_CLASS_IDLE}


@pytest.mark.skipif(find_control_groups(Path("/nowhere")) is None, reason="no control group may be made here")
def test_a_suspended_task_is_frozen_and_its_groups_go_with_the_manager(tmp_path: Path):
    manager = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    manager.start_role("task_management")
    task, pids = start(manager, tmp_path / "pids")
    manager.pause_role("task_management")
    until_state(manager, task, "suspended")
    folder = Path((tmp_path / "data" / "control-group").read_text())
    (events,) = folder.glob("*/cgroup.events")
    assert "frozen 1" in events.read_text().splitlines()
    assert set(pids) <= set(map(int, (events.parent / "cgroup.procs").read_text().split()))
    manager.resume_role("task_management")
    until_state(manager, task, "running")
    assert "frozen 0" in events.read_text().splitlines()
    manager.close()
    assert not folder.exists()
    assert not (tmp_path / "data" / "control-group").exists()
