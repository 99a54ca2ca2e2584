"""The guard of all tests sees what a test can leave behind."""

from __future__ import annotations

import gc
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QRunnable, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QLabel

from tests.homes import UntouchedHomes
from tests.leftovers import FORGOTTEN, Standing


@pytest.fixture
def before():
    """What stands before; all that a test then adds must be found."""
    return Standing.now()


def test_a_test_has_a_home_of_its_own(home):
    assert Path(os.environ["HOME"]) == home
    assert Path(os.environ["PEM_DATA_DIR"]).is_relative_to(home)


def test_a_home_that_a_test_has_touched_is_nobody_elses():
    homes = UntouchedHomes(["config", "data"])
    with homes.one() as first:
        pass
    with homes.one() as second:
        (second / "data" / "left").touch()
    with homes.one() as third:
        (third / "data").chmod(0o755)
    assert second == first != third
    with homes.one() as fourth:
        assert fourth != third
        assert sorted(path.name for path in fourth.iterdir()) == ["config", "data"]
    assert [each.exists() for each in (second, third, fourth)] == [False, False, True]
    homes.close()
    assert not fourth.exists()


def test_a_thread_is_found_by_its_name(before):
    end = threading.Event()
    thread = threading.Thread(target=end.wait, name="forgotten", daemon=True)
    thread.start()
    assert before.found() == ["thread 'forgotten'"]
    end.set()
    thread.join()
    assert before.found() == []


def test_a_process_is_found_by_its_command(before):
    command = [sys.executable, "-c", "print(flush=True); input()"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline()  # until then it may still be a copy of this process
    (found,) = before.found()
    assert "input()" in found
    process.communicate(b"\n")
    assert before.found() == []


def test_a_timer_is_found_where_it_was_started(before, qapp):
    timer = QTimer()
    timer.start(60_000)
    (found,) = before.found()
    assert found.startswith("QTimer at work, started in test_leftovers.py:")
    timer.stop()
    assert before.found() == []


def test_a_busy_pool_is_found(before):
    class Waiting(QRunnable):
        def run(self):
            end.wait()

    end, pool = threading.Event(), QThreadPool()
    pool.start(Waiting())
    (found,) = before.found()
    assert found.startswith("QThreadPool at work")
    end.set()
    pool.waitForDone()
    assert before.found() == []


def test_a_running_qthread_is_found(before, qapp):
    thread = QThread()
    thread.start()
    (found,) = before.found()
    assert found.startswith("QThread at work")
    thread.quit()
    thread.wait()
    assert before.found() == []


def test_a_window_is_found(before, qapp):
    window = QLabel("forgotten")
    (found,) = before.found()
    assert "QLabel" in found
    window.deleteLater()
    assert before.wait_until_clean() == []


def test_an_open_connection_is_found_where_it_was_opened(before):
    connection = sqlite3.connect(":memory:")
    (found,) = before.found()
    assert found.startswith("SQLite connection, started in test_leftovers.py:")
    connection.close()
    assert before.found() == []


@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
def test_a_connection_that_was_let_go_of_unclosed_is_found_too(before):
    connection = sqlite3.connect(":memory:")
    del connection
    gc.collect()
    (found,) = before.found()
    assert found.endswith(", not closed")
    FORGOTTEN.clear()
    assert before.found() == []
