"""A manager without a window is ended by a signal over running tasks: nothing of its queue is lost."""

from __future__ import annotations

import signal
import sys

import pytest

from tests.end_to_end.headless import headless
from tests.end_to_end.pem import PATIENCE_S
from tests.runtime.waiting import until

SLEEP = (sys.executable, "-S", "-c", "import time; time.sleep(600)")


def runs(manager, task_id):
    until(lambda: manager.json("list", task_id)["tasks"][0]["state"] == "running", f"{task_id} runs")


@pytest.mark.skipif(sys.platform == "win32", reason="the verbs that ask a manager do not work there")
def test_a_signal_loses_nothing_of_what_comes_after_a_running_task(tmp_path):
    data_dir = tmp_path / "d"
    with headless(tmp_path, data_dir) as manager:
        manager.pem("add", "--role", "task_management", "--id", "again", "--rerunnable", "--", *SLEEP)
        manager.pem("add", "--role", "task_management", "--id", "once", "--", *SLEEP)
        for name, before in (("behind", "again"), ("later", "once")):
            added = manager.pem(
                "add", "--role", "task_management", "--id", name, "--after", before, "--", "true"
            )
            assert added.returncode == 0, added.stderr
        for name in ("again", "once"):
            runs(manager, name)
        manager.process.send_signal(signal.SIGHUP)
        manager.process.wait(PATIENCE_S)
    with headless(tmp_path, data_dir) as manager:
        runs(manager, "again")
        states = {task["id"]: task["state"] for task in manager.json("list")["tasks"]}
        assert states == {"again": "running", "behind": "queued", "once": "cancelled", "later": "queued"}
