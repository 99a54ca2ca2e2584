"""Saving diagnostics from the window."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.dialogs.diagnostics_dialog import DiagnosticsDialog


@pytest.fixture
def dialog(window):
    window.actions_[ActionId.SAVE_DIAGNOSTICS].trigger()
    return window.findChild(QDialog, "diagnostics_dialog")


def press(dialog, qtbot, name):
    qtbot.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def said(dialog):
    return dialog.findChild(QLabel, "diagnostics_said").text()


def test_one_click_saves_and_the_path_is_told(dialog, manager, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    assert "journal.jsonl" in dialog.findChild(QPlainTextEdit, "diagnostics_contents").toPlainText()
    press(dialog, qtbot, "diagnostics_save")
    qtbot.waitUntil(lambda: said(dialog).startswith("Saved as"))
    (bundle,) = Path(manager.data_dir).glob("pem-diagnostics-*.zip")
    assert said(dialog) == f"Saved as {bundle}"
    assert "queue.jsonl" in zipfile.ZipFile(bundle).namelist()
    press(dialog, qtbot, "diagnostics_open")
    assert opened == [str(bundle.parent)]
    press(dialog, qtbot, "diagnostics_close")


@pytest.mark.parametrize(
    ("path", "problem"),
    [("", "whole path"), ("x.zip", "whole path"), ("/proc/no/x.zip", "cannot be written")],
)
def test_a_path_that_cannot_be_is_told_in_place(dialog, qtbot, path, problem):
    dialog.findChild(QLineEdit, "diagnostics_path").setText(path)
    press(dialog, qtbot, "diagnostics_save")
    qtbot.waitUntil(lambda: problem in said(dialog))
    assert dialog.findChild(QPushButton, "diagnostics_save").isEnabled()


def test_another_file_is_chosen(dialog, qtbot, monkeypatch, tmp_path):
    chosen = str(tmp_path / "other.zip")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (chosen, ""))
    press(dialog, qtbot, "diagnostics_browse")
    press(dialog, qtbot, "diagnostics_save")
    qtbot.waitUntil(Path(chosen).is_file)
    qtbot.waitUntil(lambda: said(dialog) == f"Saved as {chosen}")


def test_it_is_collected_away_from_the_windows_thread_and_closing_gives_it_up(window, qtbot, tmp_path):
    threads, going_on = [], threading.Event()

    def write(target):
        threads.append(threading.current_thread())
        yield "journal.jsonl"
        going_on.wait(30)
        yield "queue.jsonl"
        target.write_text("whole")

    dialog = DiagnosticsDialog(write, tmp_path / "x.zip", window)
    dialog.open()
    press(dialog, qtbot, "diagnostics_save")
    qtbot.waitUntil(lambda: said(dialog).startswith("Collecting journal.jsonl"))
    assert threading.current_thread() not in threads
    press(dialog, qtbot, "diagnostics_close")
    going_on.set()
    qtbot.waitUntil(lambda: not any(thread.is_alive() for thread in threads))
    assert not (tmp_path / "x.zip").exists()
