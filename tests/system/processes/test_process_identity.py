"""Processes are told apart, and their ends are told."""

from __future__ import annotations

import errno
import os
import queue
import subprocess
import sys
from types import SimpleNamespace

import psutil
import pytest

from parallel_execution_manager.system.processes import exit as process_ends
from parallel_execution_manager.system.processes import identity as process_identity
from parallel_execution_manager.system.processes.exit import ProcessEnds
from parallel_execution_manager.system.processes.identity import (
    ProcessIdentity,
    identity_of,
    line_of_descent,
    lives,
    own_identity,
)
from tests.no_threads import no_new_threads

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="leases of other programs need POSIX")

SLEEP = ["sleep", "600"]
PATIENCE_S = 60.0


def identified(process: subprocess.Popen[bytes]) -> ProcessIdentity:
    found = identity_of(process.pid)
    assert found is not None
    return found


def test_a_process_lives_until_its_end_also_if_nobody_waits_for_it():
    with subprocess.Popen(SLEEP) as process:
        identity = identified(process)
        assert lives(identity)
        assert not lives(identity._replace(start_ticks=identity.start_ticks + 1))
        assert not lives(identity._replace(boot_id="another"))
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not lives(identity)
        assert identity_of(process.pid) is None


def test_the_line_of_descent_leads_up():
    line = list(line_of_descent(os.getpid()))
    assert line[0] == own_identity()
    assert line[1].pid == os.getppid()
    assert list(line_of_descent(2**22)) == []


def test_without_proc_psutil_tells(monkeypatch):
    monkeypatch.setattr(process_identity, "_READS_PROC", False)
    me = own_identity()
    assert me.start_ticks == round(psutil.Process().create_time() * 100)
    assert lives(me)
    assert [identity.pid for identity in line_of_descent(os.getpid())][:2] == [os.getpid(), os.getppid()]
    with subprocess.Popen(SLEEP) as process:
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert identity_of(process.pid) is None
    assert identity_of(process.pid) is None
    monkeypatch.setattr(process_identity, "load_psutil", lambda: None)
    with pytest.raises(RuntimeError, match="cannot see itself"):
        own_identity()
    monkeypatch.setattr(process_identity, "identity_of", lambda _: me)
    assert [i.pid for i in process_identity.line_of_descent(os.getpid())][:1] == [me.pid]


@pytest.fixture(params=["told by the kernel", "looked at"])
def told(request, monkeypatch):
    """A watch and what it tells."""
    if request.param == "looked at":
        monkeypatch.setattr(process_ends, "os", SimpleNamespace(close=os.close))
    news: queue.Queue[str] = queue.Queue()
    ends = ProcessEnds(news.put)
    yield SimpleNamespace(ends=ends, news=news, looks=request.param == "looked at")
    ends.close()


def test_the_end_of_each_process_is_told(told):
    with subprocess.Popen(SLEEP) as first, subprocess.Popen(SLEEP) as second:
        told.ends.watch("a", [identified(first)])
        told.ends.watch("b", [identified(second), own_identity()])
        second.kill()
        assert told.news.get(timeout=PATIENCE_S) == "b"
        told.ends.forget("b")
        first.kill()
        while (name := told.news.get(timeout=PATIENCE_S)) == "b":
            pass
        assert name == "a"


def test_who_has_ended_before_is_told_at_once(told):
    told.ends.watch("gone", [ProcessIdentity(2**22, 1, "boot")])
    assert told.news.get(timeout=PATIENCE_S) == "gone"
    told.ends.watch("reused", [own_identity()._replace(start_ticks=1)])
    while (name := told.news.get(timeout=PATIENCE_S)) == "gone":
        pass
    assert name == "reused"


def test_a_number_that_no_process_can_have_is_no_end_of_the_watch(told):
    told.ends.watch("mad", [own_identity(), ProcessIdentity(2**40, 1, "boot")])
    assert told.news.get(timeout=PATIENCE_S) == "mad"
    told.ends.watch("gone", [ProcessIdentity(2**22, 1, "boot")])
    assert told.news.get(timeout=PATIENCE_S) == "gone"


def test_what_cannot_be_looked_at_now_is_looked_at_again(told, monkeypatch, caplog):
    failures = iter([OSError(errno.EMFILE, "too many open files")] * 3)

    def lives_or_fails(process: ProcessIdentity) -> bool:
        for error in failures:
            raise error
        return lives(process)

    monkeypatch.setattr(process_ends, "lives", lives_or_fails)
    monkeypatch.setattr(process_ends, "LOOK_EVERY_S", 0.001)
    told.ends.watch("reused", [own_identity()._replace(start_ticks=1)])
    assert told.news.get(timeout=PATIENCE_S) == "reused"


def test_an_end_is_told_once(told, monkeypatch):
    looks: queue.Queue[ProcessIdentity] = queue.Queue()

    def seen(process: ProcessIdentity) -> bool:
        looks.put(process)
        return lives(process)

    monkeypatch.setattr(process_ends, "lives", seen)
    monkeypatch.setattr(process_ends, "LOOK_EVERY_S", 0.001)
    told.ends.watch("lease", [own_identity(), ProcessIdentity(2**22, 1, "boot")])
    told.ends.watch("other", [own_identity()])
    assert told.news.get(timeout=PATIENCE_S) == "lease"
    if told.looks:
        for _ in range(20):
            looks.get(timeout=PATIENCE_S)
        while looks.get(timeout=PATIENCE_S) != own_identity():
            pass
    told.ends.close()
    assert told.news.empty()


def test_a_fault_of_who_is_told_does_not_end_the_watch(caplog):
    news: queue.Queue[str] = queue.Queue()

    def fail(name: str) -> None:
        news.put(name)
        raise RuntimeError("a fault")

    ends = ProcessEnds(fail)
    for name in ("one", "two"):
        ends.watch(name, [ProcessIdentity(2**22, 1, "boot")])
        while news.get(timeout=PATIENCE_S) != name:
            pass
    ends.close()
    ends.watch("late", [own_identity()])
    ends.close()
    assert "the end of a process of one" in caplog.text.lower()


def test_without_a_thread_ends_are_told_with_the_next_one_that_is_watched(told):
    with no_new_threads():
        told.ends.watch("gone", [ProcessIdentity(2**22, 1, "boot")])
    told.ends.watch("here", [own_identity()])
    assert told.news.get(timeout=PATIENCE_S) == "gone"


def test_one_that_never_had_a_thread_can_be_closed():
    ends = ProcessEnds(print)
    with no_new_threads():
        ends.watch("here", [own_identity()])
        ends.close()
