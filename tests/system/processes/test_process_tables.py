"""Every process table finds a tree's members, and none signals a stranger."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from parallel_execution_manager.system.processes.linux_table import LinuxProcessTable
from parallel_execution_manager.system.processes.table import Origin, ProcessInfo, ProcessTable, TreeSignal
from parallel_execution_manager.system.processes.tables import (
    GroupProcessTable,
    PsutilProcessTable,
    best_process_table,
)
from tests.system.files.test_file_identity import ordinary_user
from tests.system.trees import (
    DEADLINE_S,
    Trees,
    end,
    in_background,
    python,
    state_of,
    states,
    trees_in,
    wait_until,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="starts POSIX programs")

GROUP = """
if os.fork() == 0:
    stay("child")
stay("root")
"""
ESCAPING = 'escape(lambda: stay("escaped"))' + GROUP


def all_tables() -> list[ProcessTable]:
    tables: list[ProcessTable] = [PsutilProcessTable(psutil), GroupProcessTable()]
    return [LinuxProcessTable(), *tables] if sys.platform == "linux" else tables


@pytest.fixture(params=all_tables(), ids=lambda table: type(table).__name__)
def table(request: pytest.FixtureRequest) -> ProcessTable:
    return request.param


@pytest.fixture(params=all_tables()[:-1], ids=lambda table: type(table).__name__)
def seeing_table(request: pytest.FixtureRequest) -> ProcessTable:
    """A table that sees single processes."""
    return request.param


@pytest.fixture
def trees(table: ProcessTable, tmp_path: Path) -> Iterator[Trees]:
    with trees_in(tmp_path, table) as found:
        yield found


@pytest.fixture
def seen_trees(seeing_table: ProcessTable, tmp_path: Path) -> Iterator[Trees]:
    with trees_in(tmp_path, seeing_table) as found:
        yield found


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "300"], start_new_session=True) as process:
        yield process
        process.kill()


def test_a_group_is_suspended_resumed_and_ended(trees: Trees):
    process = trees.start(*python(GROUP))
    members = [*trees.said("root"), *trees.said("child")]
    process.suspend()
    wait_until(lambda: states(members) == {"stopped"}, "the stop that a group only promises")
    process.resume()
    wait_until(lambda: states(members) == {"sleeping"}, "all members to sleep again")
    assert end(process).code in {-signal.SIGTERM, -signal.SIGKILL}
    assert states(members) == {"gone"}


def test_a_suspended_group_ends_in_order(trees: Trees):
    process = trees.start(*python("answer_term(5)" + GROUP))
    trees.said("root")
    trees.said("child")
    process.suspend()
    waiter = in_background(process.wait)
    process.stop(grace_s=DEADLINE_S)
    assert waiter.result(DEADLINE_S).code == 5
    assert len(trees.said("bye", times=2)) == 2


def test_what_the_root_leaves_in_its_group_is_ended(trees: Trees):
    exit_ = trees.start(*python('if os.fork() == 0: stay("child")')).wait()
    assert exit_.left_behind == 1
    assert states(trees.said("child")) == {"gone"}


def test_an_escaped_member_is_suspended_resumed_and_ended(seen_trees: Trees):
    process = seen_trees.start(*python(ESCAPING))
    seen_trees.said("root")
    (escaped,) = seen_trees.said("escaped")
    process.suspend()
    assert state_of(escaped) == "stopped"
    process.resume()
    assert state_of(escaped) in {"running", "sleeping"}
    end(process)
    assert state_of(escaped) == "gone"


def test_an_escaped_member_that_outlives_the_root_is_ended(seen_trees: Trees):
    assert seen_trees.start(*python('escape(lambda: stay("escaped"))')).wait().left_behind == 1
    assert states(seen_trees.said("escaped")) == {"gone"}


def test_a_process_of_another_start_time_is_never_signalled(
    seeing_table: ProcessTable, stranger: subprocess.Popen[bytes]
):
    (seen,) = seeing_table.trees([stranger.pid])[stranger.pid]
    for wanted in TreeSignal:
        assert seeing_table.send(ProcessInfo(seen.pid, seen.started - 1), wanted)
    assert state_of(stranger.pid) in {"running", "sleeping"}
    assert stranger.poll() is None


def test_signalling_a_process_that_is_gone_is_fine(table: ProcessTable):
    with subprocess.Popen(["sleep", "300"], start_new_session=True) as process:
        (seen,) = table.trees([process.pid])[process.pid]
        process.kill()
    assert table.send(seen, TreeSignal.TERMINATE)
    table.wait_for_end(seen, timeout_s=DEADLINE_S)
    assert not table.trees([process.pid])[process.pid]


def test_a_zombie_is_no_member(seeing_table: ProcessTable):
    process = subprocess.Popen(["true"], start_new_session=True)
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not seeing_table.trees([process.pid])[process.pid]
    process.wait()


def test_the_asking_process_itself_is_never_a_member(seeing_table: ProcessTable):
    seeing_table.adopt(os.getpid(), "ourselves")
    assert os.getpid() not in {info.pid for info in seeing_table.trees([os.getpid()])[os.getpid()]}
    seeing_table.release(os.getpid())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is looked up")
def test_a_root_whose_start_is_told_is_not_looked_up_and_known_all_the_same(tmp_path: Path):
    table = LinuxProcessTable()
    with trees_in(tmp_path, table) as trees:
        process = trees.start("sleep", "300")
        (looked_up,) = table.trees([process.pid])[process.pid]
        table.release(process.pid)
        table.adopt(process.pid, "mark", None, Origin(looked_up.started, os.getpid()))
        assert [info.identity for info in table.known([process.pid])[process.pid]] == [looked_up.identity]
        table.adopt(process.pid, "mark", None, Origin(looked_up.started - 1, os.getpid()))
        assert not table.known([process.pid])[process.pid]
        table.release(process.pid)
        end(process)


def test_processor_time_memory_and_age_are_plausible(seeing_table: ProcessTable, tmp_path: Path):
    with trees_in(tmp_path, seeing_table) as trees:
        process = trees.start(
            *python('data = b"x" * (50 << 20)\nwhile time.process_time() < 0.3: pass\nstay("root")')
        )
        trees.said("root")
        (root,) = seeing_table.trees([process.pid])[process.pid]
        assert 0.2 <= root.cpu_s < DEADLINE_S
        assert 50 <= root.memory_mb < 500
        assert 0.2 <= root.age_s < DEADLINE_S
        end(process)


def test_several_trees_are_told_apart(seeing_table: ProcessTable, tmp_path: Path):
    with trees_in(tmp_path, seeing_table) as one, trees_in(tmp_path, seeing_table) as two:
        first, second = one.start(*python(ESCAPING)), two.start("sleep", "300")
        members = {*one.said("root"), *one.said("child"), *one.said("escaped")}
        found = seeing_table.trees([first.pid, second.pid])
        assert {info.pid for info in found[first.pid]} == members
        assert {info.pid for info in found[second.pid]} == {second.pid}
        end(first)
        end(second)


@pytest.mark.skipif(sys.platform != "linux", reason="the system is Linux or it is not")
def test_linux_reads_its_own_table_with_or_without_psutil():
    assert isinstance(best_process_table(psutil), LinuxProcessTable)
    assert isinstance(best_process_table(None), LinuxProcessTable)


def test_without_proc_it_is_psutil_and_without_both_groups(tmp_path: Path):
    assert isinstance(best_process_table(psutil, "linux", str(tmp_path)), PsutilProcessTable)
    assert isinstance(best_process_table(psutil, "darwin"), PsutilProcessTable)
    assert isinstance(best_process_table(None, "darwin"), GroupProcessTable)


def test_a_system_that_shows_nothing_is_refused_with_the_way_out():
    with pytest.raises(RuntimeError, match="install psutil"):
        best_process_table(None, "win32")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user"
)
def test_a_process_of_another_user_is_let_be_and_said_to_be(
    seeing_table: ProcessTable, stranger: subprocess.Popen[bytes]
):
    (seen,) = seeing_table.trees([stranger.pid])[stranger.pid]
    with ordinary_user():
        assert not seeing_table.send(seen, TreeSignal.KILL)
    assert state_of(stranger.pid) != "gone"


def test_known_members_are_those_that_were_found_before(seen_trees: Trees, seeing_table: ProcessTable):
    fork = 'signal.signal(10, lambda *_: os.fork() or stay("child"))\nstay("root")'
    process = seen_trees.start(*python(fork))
    seen_trees.said("root")
    assert len(seeing_table.trees([process.pid])[process.pid]) == 1
    os.kill(process.pid, signal.SIGUSR1)
    (child,) = seen_trees.said("child")
    assert [found.pid for found in seeing_table.known([process.pid])[process.pid]] == [process.pid]
    seeing_table.trees([process.pid])
    assert {found.pid for found in seeing_table.known([process.pid])[process.pid]} == {process.pid, child}
    end(process)


def test_the_time_of_waited_for_children_counts(seen_trees: Trees, seeing_table: ProcessTable):
    code = """
if os.fork() == 0:
    while time.process_time() < 0.3: pass
    os._exit(0)
os.wait()
stay("root")
"""
    process = seen_trees.start(*python(code))
    seen_trees.said("root")
    (root,) = seeing_table.trees([process.pid])[process.pid]
    assert 0.2 <= root.cpu_s < DEADLINE_S
    end(process)


def test_what_a_process_read_and_wrote_is_told_or_unknown(trees: Trees, table: ProcessTable):
    process = trees.start(*python(GROUP))
    trees.said("root")
    (root, *_) = table.trees([process.pid])[process.pid]
    counted = table.disk_mb(root)
    assert counted is None or min(counted) >= 0
    end(process)


def test_a_tree_is_lowered_with_whoever_joins_it_and_restored(seen_trees: Trees, seeing_table: ProcessTable):
    """The nice value shows it, where the tests' user could take it back."""
    code = """
def join(*_):
    if os.fork() == 0:
        os.setsid()
        stay("joined")
signal.signal(10, join)
escape(lambda: stay("escaped"))
stay("root")
"""
    process = seen_trees.start(*python(code))
    members = [*seen_trees.said("root"), *seen_trees.said("escaped")]
    before = {pid: os.getpriority(os.PRIO_PROCESS, pid) for pid in members}
    process.lower()
    lowered = {os.getpriority(os.PRIO_PROCESS, pid) for pid in members}
    assert lowered == ({19} if os.geteuid() == 0 else set(before.values()))
    os.kill(process.pid, signal.SIGUSR1)
    (joined,) = seen_trees.said("joined")
    seeing_table.trees([process.pid])
    process.restore()
    assert {pid: os.getpriority(os.PRIO_PROCESS, pid) for pid in members} == before
    assert os.getpriority(os.PRIO_PROCESS, joined) == before[process.pid]
    process.restore()
    end(process)


def test_a_table_that_can_lower_nothing_does_no_harm(tmp_path: Path):
    with trees_in(tmp_path, GroupProcessTable()) as trees:
        process = trees.start(*python(GROUP))
        trees.said("root")
        process.lower()
        process.restore()
        assert end(process).code in {-signal.SIGTERM, -signal.SIGKILL}
