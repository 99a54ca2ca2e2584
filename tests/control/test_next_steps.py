"""A queue that stands still: the commands that are told let it go on."""

from __future__ import annotations

import contextlib
import json
import shlex
import sys
from pathlib import Path

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.control.next_steps import next_step
from tests.runtime.waiting import until

FULL = {"resource_thresholds": {"disk_percent": {"throttle": 1, "resume": 1}}}


def test_a_disk_that_is_full_by_its_limit_is_told_with_the_limit_that_lets_the_queue_go_on(
    tmp_path: Path,
) -> None:
    (tmp_path / "parallel_execution_config.json").write_text(json.dumps(FULL))
    with contextlib.closing(
        ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data", build_contexts=False)
    ) as manager:
        assert next_step(manager) == ""
        manager.begin_roles()
        assert manager.start_problems == ()
        until(lambda: manager.snapshot().sample, "the disk is measured")
        sample = manager.snapshot().sample
        if sample is None or (sample.disk_percent or 0.0) < 2:
            pytest.skip("the disk is empty, so no limit can be below what it holds")
        manager.submit([{"role": "task_management", "command": [sys.executable, "-S", "-c", "pass"]}])
        assert not manager.wait_until_idle(0.5)
        pem, verb, *where, setting = shlex.split(next_step(manager))
        assert (pem, verb, where) == ("pem", "set", ["--data-dir", str(manager.data_dir)])
        key, _, value = setting.partition("=")
        assert key == "resource_thresholds.disk_percent"
        manager.set_limit("disk", **json.loads(value))
        assert manager.wait_until_idle(60)
