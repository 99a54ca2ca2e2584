"""Who speaks for whom, and who is at the other end of a socket, as the kernel tells it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from parallel_execution_manager.system.ipc.local_socket import peer_of
from parallel_execution_manager.system.processes import identity
from parallel_execution_manager.system.processes.identity import (
    KinRule,
    ProcessIdentity,
    broken_rule,
    identity_of,
    is_of_its_task,
    own_identity,
    own_number,
    session_of,
    speaks_for,
    user_of,
)
from parallel_execution_manager.system.processes.linux_proc import read_marks
from tests.runtime.waiting import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="told by /proc")

SLEEP = ["sleep", "600"]


def identified(pid: int) -> ProcessIdentity:
    found = identity_of(pid)
    assert found is not None
    return found


@pytest.fixture
def child() -> Iterator[ProcessIdentity]:
    """A process of the test's session."""
    with subprocess.Popen(SLEEP) as process:
        yield identified(process.pid)
        process.kill()


@pytest.fixture
def other_session() -> Iterator[ProcessIdentity]:
    """A process that the test has started in a session of its own, as a service of the system would be."""
    with subprocess.Popen(SLEEP, start_new_session=True) as process:
        yield identified(process.pid)
        process.kill()


def test_a_process_speaks_for_itself_for_what_it_runs_in_and_for_what_it_has_started(child):
    me = own_identity()
    assert speaks_for(me.pid, me)
    assert speaks_for(me.pid, child)
    assert speaks_for(child.pid, me)


def test_it_speaks_for_what_its_caller_has_started_unless_that_is_of_another_session(child, other_session):
    with subprocess.Popen(SLEEP) as sibling:
        assert speaks_for(child.pid, identified(sibling.pid))
        assert speaks_for(child.pid, other_session)
        assert not speaks_for(other_session.pid, child)
        sibling.kill()


def test_nobody_speaks_for_who_has_ended_or_has_got_the_number_of_another(child):
    me = own_identity()
    assert not speaks_for(me.pid, child._replace(start_ticks=child.start_ticks + 1))
    assert not speaks_for(me.pid, ProcessIdentity(2**22, 1, child.boot_id))
    assert not speaks_for(2**22, me)


def test_nobody_speaks_for_the_first_of_all(monkeypatch, child):
    monkeypatch.setattr(identity, "_FIRST", os.getpid())
    assert not speaks_for(child.pid, own_identity())
    assert speaks_for(os.getpid(), own_identity())


def test_in_a_task_only_its_own_processes_count(child):
    outer = {**os.environ, "PEM_TASK_MARK": "outer"}
    inner = {**os.environ, "PEM_TASK_MARK": "outer\x1finner"}
    with subprocess.Popen(SLEEP, env=outer) as manager, subprocess.Popen(SLEEP, env=inner) as task:
        until(lambda: [read_marks(each.pid) for each in (manager, task)] == [("outer",), ("outer", "inner")])
        assert is_of_its_task(task.pid, task.pid)
        assert not is_of_its_task(task.pid, manager.pid)
        assert is_of_its_task(manager.pid, task.pid)
        assert is_of_its_task(child.pid, manager.pid)
        assert not is_of_its_task(manager.pid, child.pid)
        manager.kill()
        task.kill()


def test_which_rule_forbids_to_have_files_held_for_a_process_is_told(child, other_session):
    me, user = os.getpid(), os.getuid()
    assert broken_rule(me, user, child) is None
    assert broken_rule(me, user + 1, child) is KinRule.USER
    assert broken_rule(other_session.pid, user, child) is KinRule.KIN
    assert broken_rule(me, user, child._replace(start_ticks=child.start_ticks + 1)) is KinRule.KIN
    gone = ProcessIdentity(2**22, 1, child.boot_id)
    assert broken_rule(me, user, gone) is KinRule.KIN
    with subprocess.Popen(SLEEP, env={**os.environ, "PEM_TASK_MARK": "task"}) as task:
        until(lambda: read_marks(task.pid) == ("task",))
        assert broken_rule(task.pid, user, child) is KinRule.TASK
        task.kill()


def test_a_process_has_a_session_and_a_user(child, other_session):
    assert own_number() == os.getpid()
    assert session_of(child.pid) == os.getsid(0)
    assert session_of(other_session.pid) == other_session.pid
    assert session_of(2**22) == -(2**22)
    assert user_of(child.pid) == os.getuid()
    assert user_of(2**22) is None


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() != 0, reason="only root can be another user")
def test_a_process_of_another_user_is_told_as_such():
    with subprocess.Popen(SLEEP, user=65534) as process:
        assert user_of(process.pid) == 65534
        process.kill()


def test_the_other_end_of_a_socket_is_told_by_the_kernel(home):
    path = str(home / "socket")
    code = f"import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect({path!r}); sys.stdin.read()"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as process:
            end, _ = listener.accept()
            with end:
                assert peer_of(end) == (process.pid, os.getuid())


def test_what_the_system_does_not_tell_is_not_known(monkeypatch):
    with socket.socket(socket.AF_UNIX) as end:
        end.close()
        assert peer_of(end) is None
    monkeypatch.delattr(socket, "SO_PEERCRED")
    with socket.socket(socket.AF_UNIX) as end:
        assert peer_of(end) is None


SUPERVISOR = """
import subprocess, sys
# The command line of one holds this: from parallel_execution_manager.supervisor.main import main
tasks = [subprocess.Popen(["env", "-i", "/bin/sleep", "600"]) for _ in range(2)]
print(*(task.pid for task in tasks), flush=True)
sys.stdin.read()
for task in tasks:
    task.kill()
    task.wait()
"""


def test_a_task_that_throws_its_mark_away_is_of_no_other_task(child):
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as supervisor:
        assert supervisor.stdout is not None
        one, other = map(int, supervisor.stdout.readline().split())
        assert is_of_its_task(one, one)
        assert not is_of_its_task(one, other)
        for elder in (supervisor.pid, os.getpid(), child.pid):
            assert not is_of_its_task(one, elder)
        # Who runs in no task speaks for what is in one, but not for what is to start others.
        assert is_of_its_task(child.pid, one)
        assert not is_of_its_task(child.pid, supervisor.pid)
        supervisor.communicate("")


def test_a_part_of_a_task_without_its_mark_is_of_it_all_the_same(child):
    marked = {**os.environ, "PEM_TASK_MARK": "mine"}
    code = "env -i /bin/sleep 600 & echo $!; wait"
    with subprocess.Popen(["sh", "-c", code], env=marked, stdout=subprocess.PIPE, text=True) as task:
        assert task.stdout is not None
        bare = int(task.stdout.readline())
        until(lambda: read_marks(bare) == () or read_marks(bare) is None)
        assert is_of_its_task(bare, task.pid)
        assert is_of_its_task(task.pid, bare)
        assert not is_of_its_task(bare, child.pid)
        os.kill(bare, signal.SIGKILL)


def test_where_nothing_tells_of_tasks_nobody_is_refused(monkeypatch, child):
    monkeypatch.setattr(identity, "_READS_PROC", False)
    assert is_of_its_task(os.getpid(), child.pid)
