"""Unexpected errors: told, written down, and neither the window nor the tasks end for them."""

from __future__ import annotations

import faulthandler
import logging
import signal
import sys
import threading
from pathlib import Path

import pytest

from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.supervisor.paths import is_supported
from parallel_execution_manager_gui.crash_files import FATAL, CrashFiles
from parallel_execution_manager_gui.crash_report import LOG_FILE, CrashReport
from tests.gui.program import PATIENCE_S, run


def reports(folder):
    return sorted((folder / "crashes").glob("*.txt"))


@pytest.fixture
def crashes(tmp_path, qapp, monkeypatch):
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    made = CrashReport(tmp_path)
    made.install()
    yield made
    made.remove()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == hooks
    for name in ("parallel_execution_manager_gui", "ParallelExecutionManager"):
        assert logging.getLogger(name).handlers == []
    assert not (tmp_path / "crashes" / FATAL).exists()


def fail(text="broken"):
    try:
        raise ValueError(text)
    except ValueError:
        sys.excepthook(*sys.exc_info())


def test_an_error_that_nobody_caught_is_logged_written_down_and_told(crashes, tmp_path, qtbot):
    with qtbot.waitSignal(crashes.happened) as told:
        fail()
    (report,) = reports(tmp_path)
    assert "ValueError: broken" in told.args[0]
    assert str(report) in told.args[0]
    assert "Traceback" in (tmp_path / LOG_FILE).read_text(encoding="utf-8")
    text = report.read_text(encoding="utf-8")
    assert "in thread MainThread" in text
    assert "ValueError: broken" in text
    assert "All threads:" in text
    assert "Parallel Execution Manager" in text


def test_secrets_of_the_environment_are_in_no_report(crashes, tmp_path, monkeypatch):
    monkeypatch.setenv("HER_TOKEN", "swordfish")
    fail("refused: swordfish")
    written = [tmp_path / LOG_FILE, *reports(tmp_path)]
    texts = [file.read_text(encoding="utf-8") for file in written]
    assert all("refused: (hidden)" in text and "swordfish" not in text for text in texts)


def test_an_error_in_a_thread_is_written_down_with_its_name(crashes, tmp_path, qtbot):
    def work():
        raise ValueError("in a thread")

    with qtbot.waitSignal(crashes.happened) as told:
        thread = threading.Thread(target=work, name="some-worker")
        thread.start()
        thread.join()
    assert "in a thread" in told.args[0]
    assert "in thread some-worker" in reports(tmp_path)[0].read_text(encoding="utf-8")


def test_an_error_that_python_cannot_raise_is_told_too(crashes, qtbot):
    class Odd:
        def __del__(self):
            raise ValueError("while dropped")

    with qtbot.waitSignal(crashes.happened) as told:
        Odd()
    assert "while dropped" in told.args[0]


def test_one_error_again_and_again_fills_no_disk(crashes, tmp_path, qtbot):
    for number in range(10):
        with qtbot.waitSignal(crashes.happened) as told:
            fail(f"again {number}")
    assert len(reports(tmp_path)) == 3
    assert str(tmp_path / LOG_FILE) in told.args[0]


def test_only_the_newest_reports_are_kept(tmp_path):
    files = CrashFiles(tmp_path)
    for _ in range(25):
        files.write(ValueError("x"), None, "thread")
    assert len(reports(tmp_path)) == 20


def test_ctrl_c_is_no_error(crashes, tmp_path, qtbot):
    with qtbot.assertNotEmitted(crashes.happened):
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert reports(tmp_path) == []


def test_a_folder_that_takes_no_reports_does_not_keep_errors_from_being_told(tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)
    (tmp_path / "crashes").write_text("a file in the way", encoding="utf-8")
    crashes = CrashReport(tmp_path)
    crashes.install()
    try:
        with qtbot.waitSignal(crashes.happened) as told:
            fail()
    finally:
        crashes.remove()
    assert str(tmp_path / LOG_FILE) in told.args[0]
    assert "no crash report" in (tmp_path / LOG_FILE).read_text(encoding="utf-8")


def test_a_window_goes_on_after_an_error_in_a_slot(home):
    folder = home / "kept"
    done = run("later(300, fail_in_a_slot); later(900, go_on)", folder)
    assert (done.returncode, done.stdout) == (0, "goes on\n"), done.stderr
    assert "RuntimeError: broken slot" in done.stderr
    (report,) = reports(folder)
    assert "fail_in_a_slot" in report.read_text(encoding="utf-8")
    assert not (folder / "crashes" / FATAL).exists()


@pytest.mark.skipif(not is_supported(), reason="tasks outlive their manager on Linux only")
def test_tasks_go_on_when_the_window_dies_and_the_next_start_tells_where_it_died(home, qtbot):
    folder = home / "kept"
    done = run("later(300, submit); later(50, abort_when_it_runs, True)", folder)
    assert done.returncode == -signal.SIGABRT, done.stderr
    manager = ParallelExecutionManager(base_dir=home, data_dir=folder)
    try:
        (task,) = manager.snapshot().tasks
        assert (task.state, task.attempt) == (TaskState.RUNNING, 1)
        crashes = CrashReport(folder)
        with qtbot.waitSignal(crashes.happened) as told:
            crashes.install()
        crashes.remove()
        (report,) = reports(folder)
        assert str(report) in told.args[0]
        assert "Aborted" in (text := report.read_text(encoding="utf-8"))
        assert "abort_when_it_runs" in text
        manager.cancel_task("long")
        assert manager.wait_until_idle(PATIENCE_S)
    finally:
        manager.close()


def test_an_end_in_order_leaves_no_last_words(tmp_path):
    before = faulthandler.is_enabled()
    files = CrashFiles(tmp_path)
    files.listen()
    assert faulthandler.is_enabled()
    files.close()
    files.close()
    assert faulthandler.is_enabled() is before
    (tmp_path / "crashes" / FATAL).touch()
    assert files.left_before() is None
    assert list(Path(tmp_path / "crashes").iterdir()) == []
