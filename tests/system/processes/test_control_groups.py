"""Trees are frozen as a whole where control groups can be made, and by signals where they cannot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from parallel_execution_manager.system.processes import cgroups
from parallel_execution_manager.system.processes.cgroups import ControlGroups, find_control_groups
from parallel_execution_manager.system.processes.linux_table import LinuxProcessTable
from parallel_execution_manager.system.processes.process_executor import ProcessExecutor, SessionProcess
from parallel_execution_manager.system.processes.table import MARK_VARIABLE
from tests.system.trees import (
    DEADLINE_S,
    Trees,
    end,
    in_background,
    python,
    state_of,
    states,
    wait_until,
)

# Every member counts aloud, so that it is seen who holds still.
COUNTS = """
def count():
    number = 0
    path = os.environ["COUNTERS"] + "/" + str(os.getpid())
    while True:
        number += 1
        with open(path + ".new", "w") as file: file.write(str(number))
        os.replace(path + ".new", path)
        time.sleep(0.005)
"""
TREE = (
    COUNTS
    + """
escape(count)
if os.fork() == 0:
    os.setsid()
    count()
if os.fork() == 0:
    os.execve("/bin/sh", ["sh", "-c", "cd $0; setsid sh -c 'i=0; while :; do i=$((i+1)); echo $i > $$; done'",
        os.environ["COUNTERS"]], {})
count()
"""
)
FORKS_WITHOUT_PAUSE = """
ignore_term()
say("forks")
for _ in range(4):
    if os.fork() == 0 and os.fork() == 0:
        os.setsid()
time.sleep(300)
"""

needs_groups = pytest.mark.skipif(
    sys.platform != "linux" or find_control_groups(Path("/nowhere")) is None,
    reason="no control group may be made here",
)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    return tmp_path / "control-group"


@pytest.fixture
def groups(note: Path) -> Iterator[ControlGroups]:
    found = find_control_groups(note)
    assert found is not None
    yield found
    found.close()
    assert not found._folder.exists()


@pytest.fixture
def grouped(trees: Trees, groups: ControlGroups) -> Trees:
    """Trees whose processes are frozen in control groups."""
    trees.executor = ProcessExecutor(LinuxProcessTable(), groups)
    return trees


class Counting:
    """A tree of four members that count: two of them have left the session, one the environment too."""

    def __init__(self, trees: Trees, folder: Path) -> None:
        self.folder = folder / "counters"
        self.folder.mkdir()
        self.process: SessionProcess = trees.start(*python(TREE), COUNTERS=str(self.folder))
        wait_until(lambda: len(self.numbers()) >= 4, "all members to count")

    def numbers(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in self.folder.iterdir() if path.suffix != ".new"}

    def all_move(self) -> bool:
        """Whether every member counts on, watched for as long as it takes."""
        before = self.numbers()
        wait_until(lambda: all(now != before[name] for name, now in self.numbers().items()), "all to count")
        return True


def is_frozen(process: SessionProcess) -> bool:
    folder = process._group._folder
    return folder is not None and "frozen 1" in (folder / "cgroup.events").read_text().splitlines()


@needs_groups
def test_every_member_is_frozen_and_every_one_runs_on(grouped: Trees, tmp_path: Path):
    tree = Counting(grouped, tmp_path)
    for _ in range(3):
        assert tree.all_move()
        tree.process.suspend()
        assert is_frozen(tree.process)
        assert {int(name) for name in tree.numbers()} <= tree.process._group.pids()
        tree.process.resume()
        assert not is_frozen(tree.process)
    assert tree.all_move()
    members = list(map(int, tree.numbers()))
    end(tree.process)
    assert states(members) == {"gone"}


@needs_groups
def test_frozen_members_count_no_further(grouped: Trees, tmp_path: Path):
    tree = Counting(grouped, tmp_path)
    tree.process.suspend()
    members = tree.process._group.pids()
    used = {pid: psutil.Process(pid).cpu_times()[:2] for pid in members}
    numbers = tree.numbers()
    with subprocess.Popen([sys.executable, "-c", "import time\nwhile time.process_time() < 0.3: pass"]):
        pass
    assert tree.numbers() == numbers
    assert {pid: psutil.Process(pid).cpu_times()[:2] for pid in members} == used
    end(tree.process)


@needs_groups
def test_no_parent_hears_of_a_frozen_child(grouped: Trees):
    code = """
signal.signal(signal.SIGCHLD, lambda *_: say("heard"))
if os.fork() == 0:
    stay("child")
stay("root")
"""
    process = grouped.start(*python(code))
    grouped.said("root")
    grouped.said("child")
    process.suspend()
    process.resume()
    os.kill(process.pid, signal.SIGCHLD)
    assert grouped.said("heard") == [process.pid]
    end(process)


@needs_groups
def test_a_tree_that_forks_without_pause_is_frozen_as_a_whole(grouped: Trees):
    process = grouped.start(*python(FORKS_WITHOUT_PAUSE))
    grouped.said("forks")
    wait_until(lambda: len(grouped.marked()) > 5, "some forks")
    process.suspend()
    members = set(grouped.marked())
    assert is_frozen(process)
    assert members <= process._group.pids()
    assert set(grouped.marked()) == members
    end(process)
    assert states(list(members)) == {"gone"}


@needs_groups
def test_a_frozen_tree_ends_in_order_when_it_is_stopped(grouped: Trees):
    process = grouped.start(*python('answer_term(5)\nif os.fork() == 0: stay("child")\nstay("root")'))
    grouped.said("root")
    grouped.said("child")
    process.suspend()
    waiter = in_background(process.wait)
    process.stop(grace_s=DEADLINE_S)
    assert waiter.result(DEADLINE_S).code == 5
    assert len(grouped.said("bye", times=2)) == 2


@needs_groups
def test_a_root_that_is_killed_while_frozen_leaves_no_member_and_no_group(grouped: Trees, tmp_path: Path):
    tree = Counting(grouped, tmp_path)
    tree.process.suspend()
    folder, members = tree.process._group._folder, tree.process._group.pids()
    os.kill(tree.process.pid, signal.SIGKILL)
    assert tree.process.wait().left_behind >= 3
    assert states(list(members)) == {"gone"}
    assert not folder.exists()


@needs_groups
def test_a_member_that_gives_up_everything_after_the_first_freeze_is_still_one(grouped: Trees):
    """Neither session, parent, environment nor output tell whose it is: only the group does."""
    code = """
def leave(*_):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            say("left")
            null = os.open("/dev/null", os.O_RDWR)
            os.dup2(null, 1), os.dup2(null, 2)
            os.execve("/bin/sleep", ["sleep", "300"], {})
        os._exit(0)
    os.wait()
signal.signal(10, leave)
stay("root")
"""
    process = grouped.start(*python(code))
    grouped.said("root")
    process.suspend()
    process.resume()
    os.kill(process.pid, signal.SIGUSR1)
    (left,) = grouped.said("left")
    wait_until(lambda: psutil.Process(left).name() == "sleep", "the change of program")
    process.suspend()
    assert left in process._group.pids()
    assert is_frozen(process)
    end(process)
    assert state_of(left) == "gone"


@needs_groups
def test_a_task_that_is_never_suspended_has_no_group(grouped: Trees, groups: ControlGroups, note: Path):
    process = grouped.start("true")
    process.wait()
    assert not groups._folder.exists()
    assert not note.exists()


@needs_groups
def test_suspending_and_resuming_what_is_over_does_no_harm(grouped: Trees):
    process = grouped.start("true")
    process.wait()
    process.suspend()
    process.resume()
    assert grouped.marked() == []


@needs_groups
@pytest.mark.parametrize("refuse", ["make", "move", "freeze"])
def test_where_the_group_fails_signals_do(
    grouped: Trees, groups: ControlGroups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refuse: str
):
    def refused(*_: object) -> Path:
        raise PermissionError("not delegated")

    if refuse == "make":
        monkeypatch.setattr(groups, "_make", refused)
    elif refuse == "move":
        monkeypatch.setattr(cgroups, "_move", refused)
    else:
        monkeypatch.setattr(cgroups.TaskGroup, "_wait_for", lambda *_: False)
    tree = Counting(grouped, tmp_path)
    members = list(map(int, tree.numbers()))
    tree.process.suspend()
    assert states(members) == {"stopped"}
    assert not is_frozen(tree.process)
    monkeypatch.undo()
    tree.process.resume()
    assert tree.all_move()
    end(tree.process)


@needs_groups
def test_a_tree_that_was_stopped_by_signals_and_frozen_later_runs_on_as_a_whole(
    grouped: Trees, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tree = Counting(grouped, tmp_path)
    with monkeypatch.context() as refusing:
        refusing.setattr(cgroups.TaskGroup, "freeze", lambda *_: False)
        tree.process.suspend()
    tree.process.suspend()
    assert is_frozen(tree.process)
    tree.process.resume()
    assert tree.all_move()
    end(tree.process)


LEAVES_A_FROZEN_TREE = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from parallel_execution_manager.system.processes.cgroups import find_control_groups
from parallel_execution_manager.system.processes.executor import AttemptKey, Launch
from parallel_execution_manager.system.processes.process_executor import ProcessExecutor
groups = find_control_groups(Path(sys.argv[2]))
launch, key = Launch(("sleep", "300"), "/"), AttemptKey("t", 1)
process = ProcessExecutor(groups=groups).start(launch, Path(sys.argv[4]), sys.argv[3], key)
process.suspend()
print(process.pid, process._group._folder, flush=True)
time.sleep(300)
"""


@pytest.fixture
def crashed(trees: Trees, note: Path) -> Callable[[], tuple[int, Path]]:
    """A manager that was killed while a task was frozen: the task and its group."""

    def crash() -> tuple[int, Path]:
        core = Path(cgroups.__file__).parents[3]
        command = [
            sys.executable,
            "-c",
            LEAVES_A_FROZEN_TREE,
            str(core),
            str(note),
            trees.mark,
            str(trees.output),
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as manager:
            assert manager.stdout is not None
            pid, folder = manager.stdout.readline().split()
            manager.kill()
        return int(pid), Path(folder)

    return crash


@needs_groups
def test_what_a_killed_manager_left_frozen_is_thawed_by_the_next(
    crashed: Callable[[], tuple[int, Path]], note: Path
):
    pid, folder = crashed()
    assert note.read_text() == str(folder.parent)
    find_control_groups(note)
    assert "frozen 0" in (folder / "cgroup.events").read_text()
    os.kill(pid, signal.SIGKILL)

    def is_empty() -> bool:
        try:
            return "populated 0" in (folder / "cgroup.events").read_text()
        except FileNotFoundError:  # a manager of another test that has just begun has removed it
            return True

    wait_until(is_empty, "the end of the task")
    find_control_groups(note)
    assert not folder.parent.exists()


@needs_groups
def test_groups_of_a_living_manager_are_let_be(grouped: Trees, note: Path):
    process = grouped.start("sleep", "300")
    process.suspend()
    find_control_groups(note)
    assert is_frozen(process)
    end(process)


def test_a_manager_that_is_itself_a_task_makes_no_groups(note: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(MARK_VARIABLE, "outer")
    assert find_control_groups(note) is None


def fake_proc(folder: Path, mountinfo: str, cgroup: str) -> str:
    (folder / "self").mkdir()
    (folder / "self" / "mountinfo").write_text(mountinfo)
    (folder / "self" / "cgroup").write_text(cgroup)
    return str(folder)


@pytest.mark.parametrize(
    ("root", "own", "where"),
    [("/", "/user/app", "user/app"), ("/user", "/user/app", "app"), ("/user/app", "/user/app", ".")],
)
def test_the_groups_are_below_the_managers_own(tmp_path: Path, note: Path, root: str, own: str, where: str):
    point = tmp_path / "mounted"
    (point / where).mkdir(parents=True)
    (point / where / "cgroup.procs").touch()
    mounts = f"30 1 0:9 / /sys rw - sysfs sys rw\n35 30 0:26 {root} {point} rw,nosuid - cgroup2 cgroup2 rw\n"
    found = find_control_groups(note, fake_proc(tmp_path, mounts, f"4:memory:/m\n0::{own}\n"))
    assert found is not None
    assert found._folder.parent == point / where


@pytest.mark.parametrize(
    ("mounts", "cgroup"),
    [
        ("30 1 0:9 / /sys rw - sysfs sys rw\n", "0::/\n"),
        ("35 30 0:26 / {point} rw - cgroup2 cgroup2 rw\n", "4:memory:/m\n"),
        ("35 30 0:26 /other {point} rw - cgroup2 cgroup2 rw\n", "0::/user\n"),
        ("35 30 0:26 / {point} rw - cgroup2 cgroup2 rw\n", "0::/../above\n"),
        ("35 30 0:26 / {point} rw - cgroup2 cgroup2 rw\n", "0::/missing\n"),
    ],
)
def test_without_a_group_of_version_2_that_may_be_written_there_are_none(
    tmp_path: Path, note: Path, mounts: str, cgroup: str
):
    (tmp_path / "mounted").mkdir()
    proc = fake_proc(tmp_path, mounts.format(point=tmp_path / "mounted"), cgroup)
    assert find_control_groups(note, proc) is None


@pytest.mark.parametrize("content", ["/etc", "\xff\xfe", "pem-1-0"])
def test_a_note_that_names_something_else_is_ignored(note: Path, tmp_path: Path, content: str):
    note.write_bytes(content.encode("latin-1"))
    assert find_control_groups(note, str(tmp_path)) is None
    assert Path("/etc").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
@pytest.mark.parametrize("way", ["text", "link", "pipe", "detour"])
def test_a_note_that_a_task_has_put_there_changes_nothing_elsewhere(note: Path, tmp_path: Path, way: str):
    point, victim = tmp_path / "mounted", tmp_path / "pem-4194304-1"
    point.mkdir()
    (victim / "1").mkdir(parents=True)
    (tmp_path / "text").write_text(str(victim))
    if way == "text":
        note.write_text(str(victim))
    elif way == "link":
        note.symlink_to("text")
    elif way == "detour":
        note.write_text(str(point / ".." / victim.name))
    else:
        os.mkfifo(note)
    proc = fake_proc(tmp_path, f"35 30 0:26 / {point} rw - cgroup2 cgroup2 rw\n", "0::/missing\n")
    assert find_control_groups(note, proc) is None
    assert list(victim.rglob("*")) == [victim / "1"]


def test_nothing_is_made_where_there_is_no_group(note: Path, tmp_path: Path):
    point = tmp_path / "mounted"
    (point / "pem-4194304-1" / "1").mkdir(parents=True)
    note.write_text(str(point / "pem-4194304-1"))
    proc = fake_proc(tmp_path, f"35 30 0:26 / {point} rw - cgroup2 cgroup2 rw\n", "0::/missing\n")
    assert find_control_groups(note, proc) is None
    assert list(point.iterdir()) == []
