"""A process that has not run since it was read is not read again, and whatever has run is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from parallel_execution_manager.system.processes import linux_table
from parallel_execution_manager.system.processes.linux_proc import read_stat
from parallel_execution_manager.system.processes.linux_table import ProcessReadings
from tests.system.trees import Trees, end, python, wait_until

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux's /proc")
counted = pytest.mark.skipif(
    not Path("/proc/self/schedstat").exists(), reason="this kernel does not count runs"
)


@pytest.fixture(autouse=True)
def _all_are_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_table, "YOUNG_S", 0.0)


def started(pid: int) -> int:
    stat = read_stat(pid)
    assert stat is not None
    return stat.started


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@counted
def test_who_sleeps_is_the_same_until_it_runs_again(trees: Trees):
    # The kernel tells processor time in hundredths of a second.
    burn = "    end = time.process_time() + 0.05\n    while time.process_time() < end: pass\n"
    code = f'def work(*_):\n{burn}    say("worked")\nsignal.signal(10, work)\nstay("root")'
    process = trees.start(*python(code))
    trees.said("root")
    readings, at = ProcessReadings(), started(process.pid)
    wait_until(lambda: readings.read(process.pid, at) is readings.read(process.pid, at), "it sleeps")
    first = readings.read(process.pid, at)
    os.kill(process.pid, signal.SIGUSR1)
    trees.said("worked")
    now = readings.read(process.pid, at)
    assert now is not first
    assert now.cpu_s > first.cpu_s
    end(process)
    assert readings.read(process.pid, at) is None


@counted
def test_who_has_threads_is_read_each_time(trees: Trees):
    code = "import threading\nthreading.Thread(target=time.sleep, args=(300,), daemon=True).start()\n"
    process = trees.start(*python(f'{code}stay("both")'))
    trees.said("both")
    readings, at = ProcessReadings(), started(process.pid)
    found = [readings.read(process.pid, at) for _ in range(3)]
    assert all(found)
    assert len({id(each) for each in found}) == 3
    end(process)


def test_another_process_of_the_same_pid_is_none_of_them(trees: Trees):
    process = trees.start(*python('stay("root")'))
    trees.said("root")
    readings, at = ProcessReadings(), started(process.pid)
    assert readings.read(process.pid, at - 1) is None
    assert readings.read(process.pid, at).pid == process.pid
    assert readings.read(process.pid, at - 1) is None
    end(process)


@counted
def test_only_so_many_files_are_kept_open_and_those_of_the_forgotten_are_closed(
    trees: Trees, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(linux_table, "MOST_WATCHED", 1)
    processes = [trees.start(*python('stay("root")')) for _ in range(2)]
    readings, before = ProcessReadings(), open_files()
    for process in processes * 2:
        assert readings.read(process.pid, started(process.pid)) is not None
    assert open_files() == before + 1
    for process in processes * 2:
        readings.forget(process.pid)
    assert open_files() == before
    readings.read(processes[0].pid, started(processes[0].pid))
    del readings
    assert open_files() == before
    for process in processes:
        end(process)


@pytest.mark.parametrize("text", [None, "0 0 0\n"])
def test_a_kernel_that_counts_nothing_has_every_process_read(trees: Trees, tmp_path: Path, text: str | None):
    process = trees.start(*python('stay("root")'))
    if text is not None:
        (tmp_path / str(process.pid)).mkdir()
        (tmp_path / str(process.pid) / "schedstat").write_text(text)
    readings, before = ProcessReadings(str(tmp_path)), open_files()
    found = [readings.read(process.pid, started(process.pid)) for _ in range(3)]
    assert len({id(each) for each in found}) == 3
    assert open_files() == before
    end(process)


def test_the_tables_of_other_systems_can_be_loaded_with_it():
    code = "import os; del os.sysconf; import parallel_execution_manager.system.processes.tables"
    subprocess.run([sys.executable, "-c", code], check=True)
