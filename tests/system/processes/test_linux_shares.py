"""A lowered process gets processor and disk after all others, and everything back, without privilege."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from parallel_execution_manager.system.processes import priority
from parallel_execution_manager.system.processes.priority import (
    LOWEST_NICE,
    LinuxShares,
    LoweredTrees,
    Shares,
)
from parallel_execution_manager.system.processes.table import ProcessInfo
from tests.system.files.test_file_identity import ordinary_user
from tests.system.trees import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux's own means")
needs_sessions = pytest.mark.skipif(
    not Path("/proc/self/autogroup").exists(), reason="this kernel gives sessions no share"
)


@pytest.fixture
def sleeper() -> Iterator[int]:
    """A process of an ordinary user, in a session of its own."""
    user = 65534 if os.geteuid() == 0 else None
    with subprocess.Popen(["sleep", "300"], start_new_session=True, user=user) as process:
        yield process.pid
        process.kill()


def session_nice(pid: int) -> int:
    return int(Path(f"/proc/{pid}/autogroup").read_text().rpartition("nice")[2])


def patiently(call):
    """Repeat what the kernel allows an ordinary user ten times a second."""
    answers = []

    def done() -> bool:
        try:
            answers.append(call())
        except BlockingIOError:
            return False
        return True

    wait_until(done, "the kernel to allow it")
    return answers[0]


def disk_class(pid: int) -> int:
    return psutil.Process(pid).ionice().ioclass


@needs_sessions
def test_an_ordinary_user_lowers_a_session_and_its_disk_and_takes_both_back(sleeper: int):
    with ordinary_user():
        shares = LinuxShares()
        before = patiently(lambda: shares.lower(sleeper))
        lowered = session_nice(sleeper), disk_class(sleeper), os.getpriority(os.PRIO_PROCESS, sleeper)
        patiently(lambda: shares.restore(sleeper, before))
    assert lowered == (LOWEST_NICE, psutil.IOPRIO_CLASS_IDLE, 0)
    assert before == Shares(session_nice=0, nice=None, disk=0)
    assert (session_nice(sleeper), disk_class(sleeper)) == (0, psutil.IOPRIO_CLASS_NONE)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root may take a nice value back")
def test_root_lowers_the_nice_value_too_and_takes_it_back(sleeper: int):
    shares = LinuxShares()
    os.setpriority(os.PRIO_PROCESS, sleeper, 3)
    before = shares.lower(sleeper)
    assert before.nice == 3
    assert os.getpriority(os.PRIO_PROCESS, sleeper) == LOWEST_NICE
    shares.restore(sleeper, before)
    assert os.getpriority(os.PRIO_PROCESS, sleeper) == 3


def test_what_was_as_low_already_is_not_taken_back(sleeper: int):
    shares = LinuxShares()
    patiently(lambda: shares.lower(sleeper))
    again = patiently(lambda: shares.lower(sleeper))
    assert again == Shares()
    shares.restore(sleeper, again)
    assert disk_class(sleeper) == psutil.IOPRIO_CLASS_IDLE


def test_a_process_that_is_gone_is_let_be():
    assert LinuxShares().lower(2**22 + 1) == Shares()
    LinuxShares().restore(2**22 + 1, Shares(0, 0, 0))


def test_every_thread_of_a_process_is_lowered():
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(300,), daemon=True).start()\n"
    code += "print('up', flush=True)\ntime.sleep(300)"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        shares = LinuxShares()
        patiently(lambda: shares.lower(process.pid))
        threads = [int(path.name) for path in Path(f"/proc/{process.pid}/task").iterdir()]
        libc_get, _ = shares._calls
        classes = {shares._libc.syscall(libc_get, 1, thread) >> 13 for thread in threads}
        process.kill()
    assert len(threads) == 2
    assert classes == {psutil.IOPRIO_CLASS_IDLE}


@needs_sessions
def test_a_lowered_burner_leaves_the_processor_to_another_session():
    burn = "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nwhile True: pass"
    command = [sys.executable, "-S", "-c", burn]
    burners = [psutil.Popen(command, start_new_session=True) for _ in range(2)]
    low, ordinary = burners
    try:
        patiently(lambda: LinuxShares().lower(low.pid))
        low_before, before = low.cpu_times().user, ordinary.cpu_times().user
        wait_until(lambda: ordinary.cpu_times().user > before + 1.0, "a second of processor time")
        assert low.cpu_times().user - low_before < 0.5
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


class Setter:
    """Notes what it is told; refuses for the moment as often as it is told to."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.done: list[tuple] = []

    def lower(self, pid: int) -> Shares:
        self._refuse()
        self.done.append(("lower", pid))
        return Shares(session_nice=pid) if pid < 10 else Shares()

    def restore(self, pid: int, shares: Shares) -> None:
        self._refuse()
        self.done.append(("restore", pid, shares.session_nice))

    def _refuse(self) -> None:
        if self.refusals:
            self.refusals -= 1
            raise BlockingIOError


def members(*pids: int) -> list[ProcessInfo]:
    return [ProcessInfo(pid, 1) for pid in pids]


def test_a_lowered_tree_stays_so_while_members_come_and_each_gets_back_what_it_had():
    setter = Setter()
    lowered = LoweredTrees(setter)
    lowered.lower(1, lambda: members(1, 2))
    lowered.follow(1, members(1, 2, 30))
    lowered.restore(1, lambda: members(2, 30, 40))
    lowered.follow(1, members(2, 30, 40, 50))
    assert setter.done == [
        ("lower", 1),
        ("lower", 2),
        ("lower", 30),
        ("restore", 2, 2),
        ("restore", 30, 1),
        ("restore", 40, 1),
    ]


def test_what_is_refused_for_the_moment_is_tried_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(priority, "_PAUSE_S", 0)
    setter = Setter(refusals=2)
    lowered = LoweredTrees(setter)
    lowered.lower(1, lambda: members(1))
    setter.refusals = 2
    lowered.restore(1, lambda: members(1))
    assert setter.done == [("lower", 1), ("restore", 1, 1)]


def test_a_refusal_while_following_is_left_for_the_next_time():
    setter = Setter()
    lowered = LoweredTrees(setter)
    lowered.lower(1, lambda: members(1))
    setter.refusals = 1
    assert not lowered.follow(1, members(1, 2))
    assert lowered.follow(1, members(1, 2))
    assert setter.done == [("lower", 1), ("lower", 2)]


def test_one_that_is_refused_for_ever_holds_nobody_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(priority, "_PATIENCE_TO_LOWER_S", 0)
    setter = Setter(refusals=1_000_000)
    LoweredTrees(setter).lower(1, lambda: members(1))
    assert setter.done == []


def test_a_tree_that_is_over_or_was_never_lowered_is_not_restored():
    setter = Setter()
    lowered = LoweredTrees(setter)
    lowered.lower(1, lambda: members(1))
    lowered.forget(1)
    lowered.restore(1, lambda: members(1))
    lowered.restore(2, lambda: members(2))
    assert setter.done == [("lower", 1)]
