"""Driving a window over a real manager by keys and mouse."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui import app
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.theme import Theme

PATIENCE_MS = 30_000
WORK = "script_assessment"


@contextlib.contextmanager
def live_window(
    qtbot: QtBot, manager: ParallelExecutionManager, theme: Theme, settings: QSettings
) -> Iterator[MainWindow]:
    """The window over ``manager``, in front of all others; closed without a question in the end."""
    window = app.connect_window(manager, settings, theme)
    window.later.complete()
    window.show()
    qtbot.waitExposed(window)
    bring_to_front(window, qtbot)
    yield window
    app.disconnect_window(manager, window)
    window.show_snapshot(replace(manager.snapshot(), tasks=()))
    window.close()
    window.deleteLater()


def bring_to_front(window: MainWindow, qtbot: QtBot) -> None:
    """Give the window the focus: without a window manager nobody does when a dialog above it has closed."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE_MS)


def state(window: MainWindow, name: str) -> TaskState | None:
    """What the window shows of the task of this name."""
    return next((view.state for view in window.queue.views() if view.spec.name == name), None)


def wait_for(qtbot: QtBot, window: MainWindow, name: str, *states: TaskState) -> None:
    """Wait until the task is shown in one of these states."""
    qtbot.waitUntil(lambda: state(window, name) in states, timeout=PATIENCE_MS)


def task_id(window: MainWindow, name: str) -> str:
    """The id of the task of this name."""
    return next(view.id for view in window.queue.views() if view.spec.name == name)


def choose(window: MainWindow, name: str) -> None:
    """Select a task and give the queue the focus."""
    window.queue_panel.show_task(task_id(window, name))
    window.queue_panel.view.setFocus()


def add(window: MainWindow, qtbot: QtBot, name: str, code: str) -> None:
    """Add a task through the dialog, by keys and mouse."""
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = next(d for d in window.findChildren(QDialog, "task_dialog") if d.isVisible())
    role = dialog.findChild(QComboBox, "field_role")
    role.setCurrentIndex(role.findData(WORK))
    dialog.findChild(QComboBox, "field_work").setCurrentText("A command")
    qtbot.keyClicks(dialog.findChild(QLineEdit, "field_name"), name)
    dialog.findChild(QLineEdit, "field_command").setText(f'"{sys.executable}" -c "{code}"')
    dialog.findChild(QLineEdit, "field_cpu_cores").setText("0.01")
    qtbot.mouseClick(dialog.findChild(QPushButton, "task_accept"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: state(window, name) is not None, timeout=PATIENCE_MS)
    bring_to_front(window, qtbot)
