"""What must be true of the clock and the watcher: suspensions do not count, stalls and hangs are named."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from parallel_execution_manager.roles.gui_testing.record import Place, RecordFile, place_of_error, read_record
from parallel_execution_manager.roles.gui_testing.watcher import HANG_CODE
from parallel_execution_manager.roles.worker import LONGEST_GAP_S, RunningClock
from tests.runtime.waiting import until

DEADLINE_S = 60
LOOK = """
import signal, time
from parallel_execution_manager.roles.worker import RunningClock
resumed = []
signal.signal(signal.SIGCONT, lambda *_: resumed.append(True))
start, clock = time.monotonic(), RunningClock()
print("ready", flush=True)
while not resumed:
    clock.now()
    time.sleep(0.01)
ran = clock.now()
print(time.monotonic() - start - ran)
"""
WATCHED = """
import os, sys, threading, time
from pathlib import Path
from parallel_execution_manager.roles.gui_testing.record import RecordFile
from parallel_execution_manager.roles.worker import RunningClock
from parallel_execution_manager.roles.gui_testing.watcher import Watcher
file = RecordFile(Path(sys.argv[1]))
watcher = Watcher(RunningClock(), file, 0.05)
watcher.start()
def busy():
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        pass
def until(condition):
    end = time.monotonic() + 30
    while not condition() and time.monotonic() < end:
        watcher.beat()
        time.sleep(0.001)
"""


def child(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


@pytest.mark.skipif(os.name != "posix", reason="processes are suspended this way on POSIX only")
def test_time_in_which_the_process_was_suspended_does_not_count() -> None:
    with subprocess.Popen([sys.executable, "-P", "-c", LOOK], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGSTOP)
        until(lambda: psutil.Process(process.pid).status() == psutil.STATUS_STOPPED)
        stopped_at = time.monotonic()
        until(lambda: time.monotonic() > stopped_at + LONGEST_GAP_S)
        stood_still = time.monotonic() - stopped_at
        process.send_signal(signal.SIGCONT)
        left_out = float(process.stdout.readline())
        assert process.wait(DEADLINE_S) == 0
    assert left_out >= stood_still


def test_a_call_that_keeps_the_processor_busy_is_no_suspension() -> None:
    clock, start = RunningClock(), time.monotonic()
    while time.monotonic() < start + 1.2:
        pass
    assert clock.now() >= 1.1


def test_a_stall_ends_with_the_next_beat_and_names_the_line(tmp_path: Path) -> None:
    done = child(
        WATCHED + "watcher.beat()\nbusy()\nuntil(lambda: file.record.stalls)\nfile.save()\n", str(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    record = read_record(tmp_path)
    assert record is not None
    stall = record.stalls[0]
    assert stall.milliseconds >= 250
    assert stall.place is not None
    assert stall.place.function == "busy"


def test_no_stall_is_seen_where_no_loop_runs_or_the_probe_itself_works(tmp_path: Path) -> None:
    body = (
        "busy()\nwatcher.beat()\nwith watcher.resting():\n    busy()\nwatcher.rest()\n"
        "with watcher.resting():\n    pass\nbusy()\nfile.save()\n"
    )
    done = child(WATCHED.replace("0.05)", "0.2)") + body, str(tmp_path))
    assert done.returncode == 0, done.stderr
    record = read_record(tmp_path)
    assert record is not None
    assert record.stalls == []


def test_what_does_not_come_in_time_ends_the_process_and_says_where_it_was(tmp_path: Path) -> None:
    body = "watcher.expect('come', 0.1)\ndef stuck():\n    threading.Event().wait()\nstuck()\n"
    done = child(WATCHED + body, str(tmp_path))
    assert done.returncode == HANG_CODE
    assert "the main thread hangs while it should come" in done.stderr
    record = read_record(tmp_path)
    assert record is not None
    assert record.hang is not None
    assert (record.hang_at, record.hang.function) == ("come", "stuck")
    assert record.hang.stack


def test_a_record_comes_back_as_it_was_written(tmp_path: Path) -> None:
    assert read_record(tmp_path) is None
    file = RecordFile(tmp_path)
    file.record.hang = Place("a.py", 3, "f", ("a.py:3 f",))
    file.record.messages.append("text")
    file.save()
    assert read_record(tmp_path) == file.record


def raised(cause: Callable[[], object]) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - any will do
        cause()
    return caught.value


def test_the_place_of_an_error_is_the_scripts_line_and_not_the_librarys() -> None:
    place = place_of_error(raised(lambda: Path("no such file").read_text(encoding="utf-8")))
    assert place is not None
    assert place.path == __file__
    assert any("pathlib" in step for step in place.stack)


def test_the_place_of_a_syntax_error_is_the_line_that_it_is_about() -> None:
    assert place_of_error(raised(lambda: compile("x = 1\ny =\n", "script.py", "exec"))) == Place(
        "script.py", 2, "<module>"
    )
    assert place_of_error(ValueError("never raised")) is None
