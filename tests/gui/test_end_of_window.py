"""The window ends over running tasks: what waits stays queued, also what comes after one that was ended."""

from __future__ import annotations

import contextlib
import json
import signal

import pytest

from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from tests.end_to_end.headless import NO_LIMITS
from tests.gui.program import run

QUEUE = """
def submit_chains():
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    work = {"role": "task_management", "cpu_cores": 0.01}
    window().findChild(Wishes).submit([
        {**work, "id": "again", "command": sleep, "rerunnable": True},
        {**work, "id": "once", "command": sleep},
        {**work, "id": "behind", "command": ["true"], "after": ["again"]},
        {**work, "id": "later", "command": ["true"], "after": ["once"]},
    ])

def when_both_run(do):
    def look():
        if sum(view.state == "running" for view in window().queue.views()) == 2:
            timers[-1].stop()
            do()
    later(100, look, repeated=True)

later(300, submit_chains)
"""
STOP_AND_QUIT = """
from PySide6.QtCore import QTimer

def stop_and_quit():
    def press():
        box = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "quit_question")
        next(b for b in box.buttons() if b.objectName() == "answer_yes").click()
    QTimer.singleShot(0, press)
    window().close()
"""
TO_KEEP = """
from parallel_execution_manager_gui.window_options import WindowKey

def remember_to_keep():
    window().shell.options.set(WindowKey.CLOSING, "keep")
    os.kill(os.getpid(), 15)
"""
SIGNAL_BEFORE_QT_LISTENS = """
import signal
from parallel_execution_manager_gui.quit_signals import QuitSignals

install = QuitSignals.install

def install_and_arrive(self):
    install(self)
    signal.raise_signal(signal.SIGTERM)

QuitSignals.install = install_and_arrive
"""
SIGNAL_BEFORE_THE_MANAGER = """
import signal
from parallel_execution_manager_gui import app

make_manager = app.make_manager

def arrive_and_make(args):
    signal.raise_signal(signal.SIGTERM)
    return make_manager(args)

app.make_manager = arrive_and_make
"""
SIGNALS_WHILE_IT_ENDS = """
import signal
from parallel_execution_manager.runtime.manager import ParallelExecutionManager

close = ParallelExecutionManager.close

def arrive_and_close(self, **how):
    signal.raise_signal(signal.SIGTERM)
    close(self, **how)
    signal.raise_signal(signal.SIGINT)

ParallelExecutionManager.close = arrive_and_close
later(300, lambda: signal.raise_signal(signal.SIGTERM))
"""
SIGNAL_IN_A_PAINT = """
import signal
from PySide6.QtWidgets import QWidget

class Painted(QWidget):
    def paintEvent(self, event):
        signal.raise_signal(signal.SIGTERM)

def add_painted():
    child = Painted(window())
    child.resize(20, 20)
    child.show()

later(300, add_painted)
"""


def kept(folder):
    """States and details of the tasks that the next manager finds."""
    manager = ParallelExecutionManager(build_contexts=False, base_dir=folder.parent, data_dir=folder)
    with contextlib.closing(manager):
        return {view.id: (str(view.state), view.detail) for view in manager.snapshot().tasks}


@pytest.fixture
def folder(home):
    """A data folder; beside it a configuration by which nothing waits for the computer."""
    (home / "parallel_execution_config.json").write_text(json.dumps(NO_LIMITS), encoding="utf-8")
    return home / "kept"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_asks_nothing_and_gives_up_nothing_that_waits(folder, name):
    code = f"when_both_run(lambda: os.kill(os.getpid(), {int(getattr(signal, name))}))"
    done = run(f"{QUEUE}\n{code}", folder)
    assert done.returncode == 0, done.stderr
    found = kept(folder)
    assert {task_id: state for task_id, (state, _) in found.items()} == {
        "again": "queued",
        "once": "cancelled",
        "behind": "queued",
        "later": "queued",
    }
    assert found["once"][1] == f"ended by {name}"


def test_what_the_operator_stops_with_the_window_takes_nothing_with_it_that_waits(folder):
    done = run(f"{QUEUE}\n{STOP_AND_QUIT}\nwhen_both_run(stop_and_quit)", folder)
    assert done.returncode == 0, done.stderr
    found = kept(folder)
    assert found["once"] == ("cancelled", "ended with the window")
    assert {found[task_id][0] for task_id in ("again", "behind", "later")} == {"queued"}


def test_a_signal_does_as_the_operator_had_answered_for_the_next_time(folder):
    done = run(f"{QUEUE}\n{TO_KEEP}\nwhen_both_run(remember_to_keep)", folder)
    assert done.returncode == 0, done.stderr
    manager = ParallelExecutionManager(build_contexts=False, base_dir=folder.parent, data_dir=folder)
    with contextlib.closing(manager):
        states = {view.id: str(view.state) for view in manager.snapshot().tasks}
        for task_id in ("again", "once"):
            manager.cancel_task(task_id)
        manager.wait_until_idle()
    assert (states["again"], states["once"]) == ("running", "running")


@pytest.mark.parametrize(
    "code",
    [SIGNAL_BEFORE_THE_MANAGER, SIGNAL_BEFORE_QT_LISTENS, SIGNAL_IN_A_PAINT, SIGNALS_WHILE_IT_ENDS],
)
def test_a_signal_at_any_moment_ends_the_program_without_a_word_of_qt(folder, code):
    done = run(code, folder)
    assert done.returncode == 0
    assert done.stderr == ""
