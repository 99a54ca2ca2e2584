"""The real program in a process of its own, with lines that do something in its window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PATIENCE_S = 60
PROGRAM = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from parallel_execution_manager_gui import app
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.application import make_application
from parallel_execution_manager_gui.wishes import Wishes

application = make_application()

def window():
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))

def submit():
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    window().findChild(Wishes).submit([{"id": "long", "role": "task_management", "command": sleep}])

def fail_in_a_slot():
    raise RuntimeError("broken slot")

def go_on():
    print("goes on" if window().isVisible() else "gone", flush=True)
    window().close()

def abort_when_it_runs():
    if any(view.state == "running" for view in window().queue.views()):
        os.abort()

timers = []

def later(milliseconds, do, repeated=False):
    timer = QTimer()
    timer.setSingleShot(not repeated)
    timer.timeout.connect(do)
    timer.start(milliseconds)
    timers.append(timer)
"""
START = "sys.exit(app.main(sys.argv[1:]))"


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the program with some lines before its start."""
    return subprocess.run(
        [sys.executable, "-P", "-c", f"{PROGRAM}\n{code}\n{START}", "--data-dir", str(folder)],
        cwd=folder.parent,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
