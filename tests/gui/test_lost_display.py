"""The display goes away under the window: what runs goes on, as when the manager is killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import pytest

from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model import TaskState
from parallel_execution_manager.supervisor.support import is_supported
from tests.gui.program import PATIENCE_S, PROGRAM, START

QUEUE = """
def tell_when_it_runs():
    if any(view.state == "running" for view in window().queue.views()):
        print("runs", flush=True)

def queue():
    submit()
    window().findChild(Wishes).submit([
        {"id": "next", "role": "task_management", "command": ["true"], "after": ["long"]}
    ])

later(300, queue)
later(200, tell_when_it_runs, repeated=True)
"""


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb, to end it")
@pytest.mark.skipif(not is_supported(), reason="tasks outlive their manager only under a supervisor")
def test_what_runs_goes_on_when_the_display_is_lost_and_the_next_manager_takes_it_over(home):
    folder = home / "kept"
    with subprocess.Popen(["Xvfb", "-displayfd", "1"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        display = f":{server.stdout.readline().strip()}"
        program = subprocess.Popen(
            [sys.executable, "-P", "-c", f"{PROGRAM}\n{QUEUE}\n{START}", "--data-dir", str(folder)],
            cwd=home,
            env={**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": display},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        with program:
            try:
                assert program.stdout is not None
                assert program.stdout.readline() == "runs\n"
                server.kill()
                assert program.wait(PATIENCE_S) != 0
            finally:
                server.kill()
                program.kill()
    manager = ParallelExecutionManager(data_dir=folder)
    try:
        deadline = time.monotonic() + PATIENCE_S
        states = {view.id: view.state for view in manager.snapshot().tasks}
        while states["long"] is not TaskState.RUNNING and time.monotonic() < deadline:
            time.sleep(0.05)
            states = {view.id: view.state for view in manager.snapshot().tasks}
        assert states == {"long": TaskState.RUNNING, "next": TaskState.QUEUED}
    finally:
        manager.close()
