"""Task files are read, checked and queued away from the window's thread: all of a file, or nothing."""

from __future__ import annotations

import json
import threading

import pytest
from PySide6.QtWidgets import QFileDialog, QProgressBar, QToolButton

from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.scene_manager import SceneManager

MANY = 300


@pytest.fixture
def path(tmp_path, monkeypatch):
    made = tmp_path / "night.pemtasks"
    line = json.dumps({"role": "gui_testing", "name": "a"})
    made.write_text(f"{line}\n" * MANY, "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(made), ""))
    return made


@pytest.fixture
def gate(monkeypatch):
    """Holds the check of tasks up until it is opened; says in which thread it was made."""
    opened, threads = threading.Event(), []

    def check(*_):
        threads.append(threading.current_thread())
        opened.wait(30)
        return ()

    monkeypatch.setattr(SceneManager, "check", check)
    opened.threads = threads
    yield opened
    opened.set()


def open_file(window):
    window.actions_[ActionId.OPEN_TASKS].trigger()


def work(window):
    return window.findChild(QProgressBar, "work_share").parentWidget()


def cancel(window):
    window.findChild(QToolButton, "work_cancel").click()


def told(window):
    return window.queue_panel.notices.text


def test_the_window_goes_on_while_a_file_is_checked_and_says_so(window, manager, qtbot, path, gate):
    open_file(window)
    qtbot.waitUntil(lambda: bool(gate.threads))
    qtbot.waitUntil(lambda: work(window).isVisible())
    qtbot.waitUntil(
        lambda: (
            window.findChild(QProgressBar, "work_share").accessibleDescription()
            == f"Checking {MANY} tasks of night.pemtasks"
        )
    )
    assert threading.current_thread() not in gate.threads
    assert manager.wished == []
    gate.set()
    qtbot.waitUntil(lambda: told(window) == f"Queued {MANY} tasks of night.pemtasks.")
    assert [wish[0] for wish in manager.wished] == ["submit"]
    assert not work(window).isVisible()


def test_what_is_given_up_leaves_nothing(window, manager, qtbot, path, gate):
    open_file(window)
    qtbot.waitUntil(lambda: bool(gate.threads))
    cancel(window)
    assert told(window) == "Given up: nothing was done with night.pemtasks."
    assert not work(window).isVisible()
    gate.set()
    open_file(window)
    qtbot.waitUntil(lambda: told(window).startswith("Queued"))
    assert len(manager.wished) == 1


def test_it_is_queued_or_given_up_and_never_both(window, manager, qtbot, path, monkeypatch):
    begun, going_on = threading.Event(), threading.Event()

    def submit(tasks):
        begun.set()
        going_on.wait(30)
        manager.wished.append(("submit", tasks))
        return ("new",)

    monkeypatch.setattr(manager, "_note", lambda _name: submit)
    open_file(window)
    qtbot.waitUntil(begun.is_set)
    window._files._work.cancel()
    assert told(window).startswith("It is too late to give up night.pemtasks")
    going_on.set()
    qtbot.waitUntil(lambda: told(window).startswith("Queued"))
    assert len(manager.wished) == 1


def test_while_a_file_is_worked_on_another_has_to_wait(window, manager, qtbot, path, gate, tmp_path):
    open_file(window)
    qtbot.waitUntil(lambda: bool(gate.threads))
    window.open_tasks(str(tmp_path / "other.pemtasks"))
    assert told(window).startswith("other.pemtasks has to wait until night.pemtasks is done")
    gate.set()
    qtbot.waitUntil(lambda: told(window).startswith("Queued"))


def test_closing_the_window_gives_the_work_up(window, manager, qtbot, path, gate):
    open_file(window)
    qtbot.waitUntil(lambda: bool(gate.threads))
    threading.Timer(0.1, gate.set).start()
    window._files.stop()
    assert manager.wished == []
    assert not work(window).isVisible()
