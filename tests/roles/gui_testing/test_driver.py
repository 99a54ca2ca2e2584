"""What must be true of the probe inside a program: it looks at windows, closes them, forces an end."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox, QSplashScreen, QWidget

from parallel_execution_manager.roles.gui_testing.driver import MOST_WINDOWS, Driver
from parallel_execution_manager.roles.gui_testing.hooks import ExceptionWatch, hook_messages
from parallel_execution_manager.roles.gui_testing.record import Phase, Record, RecordFile
from parallel_execution_manager.roles.gui_testing.watcher import Watcher
from parallel_execution_manager.roles.worker import RunningClock

SETTINGS = {"show_timeout_s": 60.0, "close_timeout_s": 60.0, "settle_s": 0.02, "stall_ms": 1000}
DEADLINE_MS = 30_000
of_the_platform = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)

pytestmark = of_the_platform


class Probe:
    """A driver at work in this process; its watcher does not look, for it would end the tests."""

    def __init__(self, folder: Path, **settings: float) -> None:
        self.file = RecordFile(folder)
        clock = RunningClock()
        watcher = Watcher(clock, self.file, 1.0)
        self.driver = Driver(clock, self.file, watcher, ExceptionWatch(self.record), {**SETTINGS, **settings})
        self.driver.start()
        self.driver.application_made("QApplication")

    @property
    def record(self) -> Record:
        return self.file.record


@pytest.fixture
def probe(qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    made: list[Probe] = []

    def make(**settings: float) -> Probe:
        made.append(Probe(tmp_path, **settings))
        return made[-1]

    yield make
    for one in made:
        one.driver.script_ended(0)
        one.driver.deleteLater()
    # An exit that came while no application loop ran would end all later loops of the tests at once.
    QTimer.singleShot(0, qapp.quit)
    qapp.exec()


def shown(qtbot, title: str = "Window", kind: type[QWidget] = QLabel) -> QWidget:
    widget = kind()
    widget.setWindowTitle(title)
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_a_window_is_looked_at_and_then_closed(probe, qtbot, tmp_path: Path) -> None:
    one = probe()
    one.driver.loop_entered()
    window = shown(qtbot)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=DEADLINE_MS)
    one.driver.loop_left(0)
    assert [seen.title for seen in one.record.windows] == ["Window"]
    assert one.record.first_shown_s is not None
    assert (one.record.phase, one.record.loop_code) == (Phase.ENDING, 0)
    assert (tmp_path / "tree.json").exists()


def test_the_topmost_dialog_is_closed_first(probe, qtbot) -> None:
    one = probe()
    window = shown(qtbot)
    dialog = QDialog(window)
    dialog.setWindowTitle("Dialog")
    dialog.open()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=DEADLINE_MS)
    assert not dialog.isVisible()
    assert {seen.title for seen in one.record.windows} == {"Window", "Dialog"}


def test_after_a_splash_screen_a_window_is_still_awaited(probe, qtbot) -> None:
    one = probe()
    splash = QSplashScreen(QPixmap(20, 20))
    qtbot.addWidget(splash)
    splash.show()
    qtbot.waitUntil(lambda: bool(one.record.windows), timeout=DEADLINE_MS)
    assert one.record.phase is Phase.SHOWING
    window = shown(qtbot)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=DEADLINE_MS)
    assert len(one.record.windows) == 2


def test_a_program_without_a_window_is_ended_in_time(probe, qapp) -> None:
    one = probe(show_timeout_s=0.01)
    assert qapp.exec() == 0
    assert one.record.no_window


def test_a_window_that_stays_is_named(probe, qtbot, qapp) -> None:
    class Stubborn(QLabel):
        def closeEvent(self, event) -> None:
            event.ignore()

    one = probe(close_timeout_s=0.05)
    window = shown(qtbot, "Stubborn", Stubborn)
    assert qapp.exec() == 0
    assert one.record.refused_to_close == ["Stubborn"]
    window.hide()


def test_a_dialog_that_stays_is_ended_by_force(probe, qtbot) -> None:
    one = probe(close_timeout_s=0.05)
    box = QMessageBox()
    box.setWindowTitle("Choose")
    box.addButton("One", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Two", QMessageBox.ButtonRole.AcceptRole)
    qtbot.addWidget(box)
    box.exec()
    assert one.record.refused_to_close == ["Choose"]


def test_a_loop_that_goes_on_without_windows_is_ended_by_force(probe, qtbot, qapp) -> None:
    one = probe(close_timeout_s=0.05)
    window = shown(qtbot)
    qapp.setQuitOnLastWindowClosed(False)
    try:
        assert qapp.exec() == 0
    finally:
        qapp.setQuitOnLastWindowClosed(True)
    assert one.record.forced_to_quit
    assert not window.isVisible()


def test_of_very_many_windows_only_the_first_are_looked_at(probe, qtbot) -> None:
    one = probe(settle_s=0.0)
    windows = [shown(qtbot, f"Window {number}") for number in range(MOST_WINDOWS + 2)]
    qtbot.waitUntil(lambda: one.record.unshown == 2, timeout=DEADLINE_MS)
    assert len(one.record.windows) == MOST_WINDOWS
    qtbot.waitUntil(lambda: not any(window.isVisible() for window in windows), timeout=DEADLINE_MS)


def test_a_loop_that_ends_early_is_looked_at_before_its_windows_go(probe, qtbot) -> None:
    one = probe(settle_s=60.0)
    one.driver.loop_entered()
    window = shown(qtbot, "Quick")
    one.driver.loop_left(0)
    assert window.isVisible()
    assert [seen.title for seen in one.record.windows] == ["Quick"]


def test_threads_that_the_script_leaves_are_named(probe, qtbot) -> None:
    one, go_on = probe(), threading.Event()
    thread = threading.Thread(target=go_on.wait, name="left-by-the-script")
    thread.start()
    try:
        one.driver.script_ended(4)
    finally:
        go_on.set()
        thread.join()
    assert "left-by-the-script" in one.record.threads_left
    assert (one.record.script_code, one.record.phase) == (4, Phase.ENDED)


def test_uncaught_exceptions_are_recorded_and_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: passed.append(error))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(threading, "__excepthook__", lambda arguments: passed.append(arguments.exc_value))
    record = Record()
    watch = ExceptionWatch(record)
    watch.install()
    sys.excepthook(ValueError, ValueError("one"), None)
    threading.excepthook(
        threading.ExceptHookArgs((KeyError, KeyError("two"), None, threading.current_thread()))
    )
    monkeypatch.setattr(
        sys, "excepthook", lambda _kind, _error, _trace: passed.append(OSError("of the script"))
    )
    watch.keep()
    sys.excepthook(TypeError, TypeError("three"), None)
    assert [error.text for error in record.errors] == [
        "ValueError: one",
        "KeyError: 'two'",
        "TypeError: three",
    ]
    assert [type(error) for error in passed] == [ValueError, KeyError, OSError]


@pytest.mark.no_qt_log
def test_warnings_of_qt_are_recorded(qapp, capsys: pytest.CaptureFixture[str]) -> None:
    from PySide6.QtCore import qInstallMessageHandler

    record = Record()
    before = qInstallMessageHandler(None)
    try:
        hook_messages(record)
        qWarning("a warning")
    finally:
        qInstallMessageHandler(before)
    assert record.messages == ["a warning"]
    assert "a warning" in capsys.readouterr().err
    assert isinstance(QTimer(), QTimer)
