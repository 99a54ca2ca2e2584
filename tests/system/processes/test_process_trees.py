"""Whole trees are suspended, resumed and ended, whatever their members do to get away."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from parallel_execution_manager.system.processes import tree
from parallel_execution_manager.system.processes.linux_table import LinuxProcessTable
from tests.system.trees import (
    DEADLINE_S,
    Trees,
    end,
    in_background,
    python,
    state_of,
    states,
    supervised_trees_in,
    trees_in,
    wait_until,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc; elsewhere see other tables")

TREE = """
escape(lambda: stay("escaped"))
if os.fork() == 0:
    stay("child")
stay("root")
"""

# Grows to some dozen processes, half of them in sessions of their own, and heeds no TERM.
FORKS_WITHOUT_PAUSE = """
ignore_term()
say("forks")
for _ in range(4):
    if os.fork() == 0 and os.fork() == 0:
        os.setsid()
time.sleep(300)
"""

# Each member forks the next one and ends at once, so that no pid lives for long.
CHAIN = """
ignore_term()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
say("chain")
end = time.monotonic() + 60
while time.monotonic() < end:
    if os.fork():
        os._exit(0)
    if {escaping}:
        os.setsid()
"""


@pytest.fixture(params=["of this program", "of a supervisor"])
def trees(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Trees]:
    """Everything holds whoever's children the roots are."""
    within = trees_in if request.param == "of this program" else supervised_trees_in
    with within(tmp_path) as found:
        yield found


def grown(trees: Trees) -> list[int]:
    return [*trees.said("root"), *trees.said("child"), *trees.said("escaped")]


def thread_states(pid: int) -> set[str]:
    try:
        texts = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/status")]
    except (FileNotFoundError, ProcessLookupError):
        return thread_states(pid)
    return {line.split(":")[1].strip() for text in texts for line in text.splitlines() if "State:" in line}


def test_stopping_reaches_a_member_that_left_session_and_parent(trees: Trees):
    process = trees.start(*python(TREE))
    members = grown(trees)
    waiter = in_background(process.wait)
    process.stop(grace_s=DEADLINE_S)
    assert states(members) == {"gone"}
    assert trees.marked() == []
    assert waiter.result(DEADLINE_S).code == -signal.SIGTERM


def test_what_a_stop_ends_after_the_root_was_not_left_behind_by_the_task(trees: Trees):
    stubborn = 'if os.fork() == 0:\n    ignore_term()\n    stay("child")\nstay("root")'
    process = trees.start(*python(stubborn))
    trees.said("root")
    trees.said("child")
    waiter = in_background(process.wait)
    process.stop(grace_s=3 * tree.SETTLE_S)
    assert waiter.result(DEADLINE_S) == replace(waiter.result(), code=-signal.SIGTERM, left_behind=0)


def test_members_that_ignore_term_are_killed_after_the_grace(trees: Trees):
    process = trees.start(*python("ignore_term()" + TREE))
    members = grown(trees)
    waiter = in_background(process.wait)
    process.stop(grace_s=0.2)
    assert states(members) == {"gone"}
    assert waiter.result(DEADLINE_S).code == -signal.SIGKILL


def test_members_may_end_in_order_within_the_grace(trees: Trees):
    process = trees.start(*python("answer_term(7)" + TREE))
    members = grown(trees)
    waiter = in_background(process.wait)
    process.stop(grace_s=DEADLINE_S)
    assert sorted(trees.said("bye", times=3)) == sorted(members)
    assert waiter.result(DEADLINE_S).code == 7


def test_suspending_stops_every_member_and_resuming_lets_all_run(trees: Trees):
    process = trees.start(*python(TREE))
    members = grown(trees)
    process.suspend()
    assert states(members) == {"stopped"}
    process.resume()
    wait_until(lambda: states(members) == {"sleeping"}, "all members to sleep again")
    end(process)


def test_a_parent_that_is_suspended_in_the_middle_of_a_vfork_runs_on_after_the_resume(
    trees: Trees, tmp_path: Path
):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    # The child shares its parent's memory until it has opened its input and become a program.
    code = f"""
say("root")
os.posix_spawn("/bin/true", ["true"], {{}}, file_actions=[(os.POSIX_SPAWN_OPEN, 0, "{fifo}", os.O_RDONLY, 0)])
stay("spawned")
"""
    process = trees.start(*python(code))
    trees.said("root")
    wait_until(lambda: state_of(process.pid) == "disk-sleep", "the vfork")
    process.suspend()
    process.resume()
    fifo.write_text("")
    assert trees.said("spawned") == [process.pid]
    end(process)


def test_suspending_twice_and_resuming_a_running_tree_do_no_harm(trees: Trees):
    process = trees.start(*python(TREE))
    members = grown(trees)
    process.resume()
    process.suspend()
    process.suspend()
    process.resume()
    process.resume()
    wait_until(lambda: states(members) == {"sleeping"}, "all members to sleep again")
    end(process)


def test_a_suspended_tree_ends_in_order_when_it_is_stopped(trees: Trees):
    process = trees.start(*python("answer_term(0)" + TREE))
    grown(trees)
    process.suspend()
    waiter = in_background(process.wait)
    process.stop(grace_s=DEADLINE_S)
    assert len(trees.said("bye", times=3)) == 3
    assert waiter.result(DEADLINE_S).code == 0


def test_a_member_whose_leading_thread_has_ended_is_still_one(trees: Trees):
    code = """
import threading, ctypes
def body():
    threading.Thread(target=lambda: (time.sleep(0.1), stay("thread"))).start()
    ctypes.CDLL(None).pthread_exit(None)
escape(body)
stay("root")
"""
    process = trees.start(sys.executable, "-c", python(code)[-1])
    (member,) = trees.said("thread")
    process.suspend()
    assert "T (stopped)" in thread_states(member)
    process.resume()
    assert "T (stopped)" not in thread_states(member)
    end(process)
    assert thread_states(member) <= {"Z (zombie)", "X (dead)"}


def test_a_tree_that_forks_without_pause_is_suspended_as_a_whole(trees: Trees):
    process = trees.start(*python(FORKS_WITHOUT_PAUSE))
    trees.said("forks")
    wait_until(lambda: len(trees.marked()) > 5, "some forks")
    process.suspend()
    members = trees.marked()
    wait_until(lambda: states(members) == {"stopped"}, "members in the kernel to come out and stop")
    assert trees.marked() == members
    end(process)
    assert states(members) == {"gone"}
    assert trees.marked() == []


def test_a_tree_that_forks_while_it_is_killed_is_gone_in_the_end(trees: Trees):
    process = trees.start(*python(FORKS_WITHOUT_PAUSE))
    trees.said("forks")
    wait_until(lambda: len(trees.marked()) > 5, "some forks")
    end(process)
    assert trees.marked() == []


@pytest.mark.parametrize("escaping", [False, True])
def test_a_chain_of_short_lived_forks_is_caught(trees: Trees, escaping: bool):
    process = trees.start(*python(CHAIN.format(escaping=escaping)))
    trees.said("chain")
    wait_until(lambda: state_of(process.pid) == "gone", "the end of the first of the chain")
    end(process)
    assert trees.marked() == []


def test_what_outlives_the_root_is_ended_and_counted(trees: Trees):
    process = trees.start(*python('escape(lambda: stay("escaped"))\nif os.fork() == 0: stay("child")'))
    exit_ = process.wait()
    assert exit_.code == 0
    assert exit_.left_behind == len(trees.said("child") + trees.said("escaped")) == 2
    assert trees.marked() == []


def test_what_outlives_the_root_gets_a_chance_to_end_in_order(trees: Trees):
    process = trees.start(*python('answer_term(0)\nescape(lambda: stay("escaped"))'))
    assert process.wait().left_behind == 1
    assert trees.said("bye") == trees.said("escaped")


def test_a_helper_that_ends_right_after_the_root_was_not_left_behind(
    trees: Trees, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tree, "SETTLE_S", DEADLINE_S)
    # It waits for the end of a pipe, as the helpers of multiprocessing do.
    code = """
ours, theirs = os.pipe()
if os.fork() == 0:
    os.close(theirs)
    os.read(ours, 1)
    time.sleep(0.3)
    say("helper")
    os._exit(0)
"""
    process = trees.start(*python(code))
    assert process.wait().left_behind == 0
    assert len(trees.said("helper")) == 1


def test_a_root_that_is_killed_while_suspended_leaves_no_stopped_member(trees: Trees):
    process = trees.start(*python(TREE))
    members = grown(trees)
    process.suspend()
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait().left_behind == 2
    assert states(members) == {"gone"}


def test_a_child_that_clears_its_environment_and_leaves_the_session_is_a_member(trees: Trees):
    code = """
if os.fork() == 0:
    os.setsid()
    os.execve("/bin/sh", ["sh", "-c", "echo cleared $$; exec sleep 300"], {})
stay("root")
"""
    process = trees.start(*python(code))
    (member,) = trees.said("cleared")
    process.suspend()
    assert state_of(member) == "stopped"
    process.resume()
    end(process)
    assert state_of(member) == "gone"


def test_an_orphan_with_a_clear_environment_that_stays_in_the_session_is_a_member(trees: Trees):
    process = trees.start("sh", "-c", "(env -i sh -c 'echo cleared $$; exec sleep 300' &); exec sleep 300")
    (member,) = trees.said("cleared")
    process.suspend()
    assert state_of(member) == "stopped"
    process.resume()
    end(process)
    assert state_of(member) == "gone"


def test_operations_on_a_tree_that_is_over_return_at_once(trees: Trees):
    process = trees.start("true")
    process.wait()
    process.suspend()
    process.resume()
    process.stop(grace_s=DEADLINE_S)
    assert trees.marked() == []


def test_a_second_stop_without_grace_cuts_the_first_short(trees: Trees):
    process = trees.start(*python("ignore_term()" + TREE))
    members = grown(trees)
    waiter = in_background(process.wait)
    patient = in_background(lambda: process.stop(grace_s=100 * DEADLINE_S))
    process.stop(grace_s=0)
    patient.result(DEADLINE_S)
    assert states(members) == {"gone"}
    waiter.result(DEADLINE_S)


def test_a_tree_that_was_asked_to_end_is_not_suspended_any_more(trees: Trees):
    process = trees.start(*python('signal.signal(15, lambda *_: say("asked"))' + TREE))
    members = grown(trees)
    waiter = in_background(process.wait)
    stopping = in_background(lambda: process.stop(grace_s=100 * DEADLINE_S))
    trees.said("asked", times=3)
    process.suspend()
    wait_until(lambda: states(members) == {"sleeping"}, "all members to sleep again")
    process.stop(grace_s=0)
    stopping.result(DEADLINE_S)
    waiter.result(DEADLINE_S)


def test_a_manager_inside_a_task_has_its_tasks_in_both_trees(trees: Trees, tmp_path):
    inner = Trees(tmp_path)
    inner.output = tmp_path / "inner.log"
    outer = trees.start(*python(TREE))
    grown(trees)
    process = inner.start(*python(TREE), PEM_TASK_MARK=trees.mark)
    members = grown(inner)
    inner_wait = in_background(process.wait)
    end(outer)
    assert states(members) == {"gone"}
    inner_wait.result(DEADLINE_S)


def test_members_that_do_not_react_are_named_with_the_way_out(trees: Trees, monkeypatch: pytest.MonkeyPatch):
    process = trees.start(*python(TREE))
    grown(trees)
    with monkeypatch.context() as impatient:
        impatient.setattr(tree, "PATIENCE_S", -1)
        with pytest.raises(tree.TreeError, match=rf"{process.pid}.* could not be suspended .*drive"):
            process.suspend()
    end(process)


def test_a_kernel_without_pidfds_is_served_by_plain_signals(trees: Trees, monkeypatch: pytest.MonkeyPatch):
    def refuse(pid: int) -> int:
        raise OSError(errno.ENOSYS, "no pidfds here")

    monkeypatch.setattr(os, "pidfd_open", refuse)
    process = trees.start(*python(TREE))
    members = grown(trees)
    process.suspend()
    assert states(members) == {"stopped"}
    end(process)
    assert states(members) == {"gone"}


ESCAPE_AT_ONCE = ("env", "-i", "setsid", "-f", "sh", "-c", "echo escaped $$; exec sleep 300")


def test_a_child_that_gives_up_environment_session_and_parent_at_once_is_ended(trees: Trees):
    """Also right after the start, when a root is easily taken for one that has started nothing."""
    for times in range(1, 5):
        process = trees.start(*ESCAPE_AT_ONCE)
        exit_ = process.wait()
        assert (exit_.code, exit_.left_behind) == (0, 1)
        assert states(trees.said("escaped", times)) == {"gone"}


def test_of_two_that_escape_at_once_each_is_told_by_its_output(tmp_path: Path):
    table = LinuxProcessTable()
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with trees_in(tmp_path / "one", table) as one, trees_in(tmp_path / "two", table) as two:
        command = python(
            'import subprocess\nsubprocess.run(["env", "-i", "setsid", "-f", "sh", "-c",'
            ' "echo escaped $$; exec sleep 300"])\nstay("root")'
        )
        first, second = one.start(*command), two.start(*command)
        (member,), (other,) = one.said("escaped"), two.said("escaped")
        end(first)
        assert (state_of(member), state_of(other)) == ("gone", "sleeping")
        end(second)
        assert state_of(other) == "gone"


class NotingTable(LinuxProcessTable):
    """Notes when a tree's share is changed."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def lower(self, root: int) -> None:
        self.done.append("lower")
        super().lower(root)

    def restore(self, root: int) -> None:
        self.done.append("restore")
        super().restore(root)


def test_a_lowered_tree_is_hurried_until_it_stands_still_and_is_low_again_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tree, "HURRY_AFTER_S", 0.0)
    table = NotingTable()
    with trees_in(tmp_path, table) as trees:
        process = trees.start(*python(TREE))
        pids = grown(trees)
        process.suspend()
        process.resume()
        assert table.done == []
        process.lower()
        process.suspend()
        assert states(pids) == {"stopped"}
        assert table.done == ["lower", "restore", "lower"]
        process.resume()
        process.restore()
        process.suspend()
        assert table.done == ["lower", "restore", "lower", "restore"]
        end(process)


def test_whoever_reads_the_output_and_what_the_program_itself_starts_are_no_members(
    trees: Trees, tmp_path: Path
):
    process = trees.start(*python('stay("root")'))
    trees.said("root")
    reader = f"echo reader $$; exec sleep 300 < {trees.output}"
    with (tmp_path / "reader").open("wb") as said:
        subprocess.run(["env", "-i", "setsid", "-f", "sh", "-c", reader], check=True, stdout=said)
    writer = "sleep 300 & echo sleeper $!; wait"
    with (
        trees.output.open("ab") as output,
        subprocess.Popen(["sh", "-c", writer], env={}, stdout=output, start_new_session=True) as shell,
    ):
        wait_until(lambda: "\n" in (tmp_path / "reader").read_text(), "the reader")
        strangers = [shell.pid, *trees.said("sleeper"), int((tmp_path / "reader").read_text().split()[1])]
        end(process)
        found = states(strangers)
        for pid in strangers:
            os.kill(pid, signal.SIGKILL)
    # One may not have become `sleep` yet; none has been ended or stopped.
    assert found <= {"sleeping", "running"}
