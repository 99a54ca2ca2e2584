"""The display goes away under the window: the program ends, and what it started goes on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import pytest

from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.supervisor.paths import is_supported
from tests.gui.program import PATIENCE_S, PROGRAM, START

TELL_WHEN_IT_RUNS = """
def tell_when_it_runs():
    if any(view.state == "running" for view in window().queue.views()):
        print("runs", flush=True)
        timers.clear()

later(300, submit)
later(400, tell_when_it_runs, repeated=True)
"""


@pytest.fixture
def screen():
    """An X server of the test's own: its process and its name."""
    command = ["Xvfb", "-displayfd", "1", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        yield server, f":{server.stdout.readline().decode('ascii').strip()}"
        server.kill()


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="there is no Xvfb here")
@pytest.mark.skipif(not is_supported(), reason="tasks outlive their manager only where there is a supervisor")
@pytest.mark.xcb
def test_the_program_ends_and_its_tasks_go_on(screen, home):
    server, name = screen
    folder = home / "kept"
    with subprocess.Popen(
        [sys.executable, "-P", "-c", f"{PROGRAM}\n{TELL_WHEN_IT_RUNS}\n{START}", "--data-dir", str(folder)],
        cwd=home,
        env={**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": name},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout.readline() == "runs\n"
        server.send_signal(signal.SIGKILL)
        _, told = program.communicate(timeout=PATIENCE_S)
    assert program.returncode == 1
    assert told.splitlines()[-1].startswith("pem: the display is gone"), told
    assert "Traceback" not in told
    manager = ParallelExecutionManager(build_contexts=False, base_dir=home, data_dir=folder)
    try:
        assert [view.state for view in manager.snapshot().tasks] == [TaskState.RUNNING]
        manager.cancel_task("long")
        manager.wait_until_idle()
    finally:
        manager.close()
