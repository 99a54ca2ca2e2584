"""What a supervisor does while all is well, and with those that do not behave."""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest

from parallel_execution_manager.supervisor import protocol
from parallel_execution_manager.supervisor.client import supervisor_command
from parallel_execution_manager.supervisor.paths import Place, is_supported
from parallel_execution_manager.supervisor.process import SupervisedProcess
from parallel_execution_manager.supervisor.protocol import PROTOCOL, Connection
from parallel_execution_manager.supervisor.records import read_rows
from parallel_execution_manager.system.processes import tree
from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    ExecutorError,
    Launch,
    LaunchError,
    LeftRunningError,
    NoRoomError,
)
from tests.no_threads import TOO_LARGE_A_STACK
from tests.supervisor.scene import Scene, running, scene_in
from tests.system.trees import DEADLINE_S, in_background, python, state_of, wait_until


def greeted(scene: Scene) -> Connection:
    """A connection to the supervisor of the scene, as anybody of this user can have one."""
    end = scene.place.connect()
    assert end is not None
    connection = Connection(end)
    hello = connection.read()
    assert hello is not None
    assert hello["supervisor"] == PROTOCOL
    return connection


def test_a_deep_folder_with_spaces_and_foreign_letters_is_no_obstacle(tmp_path: Path):
    folder = tmp_path / "Pfad mit Lücken 目录" / ("x" * 120)
    folder.mkdir(parents=True)
    with scene_in(folder) as scene:
        assert scene.start(scene.executor(), "t", "sh", "-c", "exit 5").wait().code == 5


def test_only_this_user_can_reach_it(scene: Scene):
    executor = scene.executor()
    scene.start(executor, "t", "true").wait()
    assert scene.place.folder.stat().st_mode & 0o077 == 0
    assert (scene.place.folder / "socket").stat().st_mode & 0o077 == 0


def test_two_that_begin_at_once_share_one_supervisor(scene: Scene):
    executors = [scene.executor() for _ in range(4)]
    together = threading.Barrier(len(executors))

    def begin(number: int) -> int:
        together.wait(DEADLINE_S)
        return scene.start(executors[number], f"t{number}", "sh", "-c", "exit 4").wait().code

    waiters = [in_background(lambda number=number: begin(number)) for number in range(len(executors))]
    assert {waiter.result(DEADLINE_S) for waiter in waiters} == {4}
    wait_until(lambda: len(scene.supervisors()) == 1, "those that found another one to be gone")


def test_a_supervisor_stays_while_another_manager_is_there(scene: Scene):
    one, other = scene.executor(), scene.executor()
    assert scene.start(one, "a", "true").wait().code == 0
    assert scene.start(other, "b", "true").wait().code == 0
    one.close(keep=False)
    assert scene.start(other, "c", "true").wait().code == 0
    assert len(scene.supervisors()) == 1


@pytest.mark.parametrize(
    "garbage",
    [b"\x00\xff garbage\n", b"[]\n", b'{"do": "fly"}\n', b'{"do": "start"}\n', b'{"do": "follow"}\n'],
)
def test_who_says_nonsense_is_told_so_and_left(scene: Scene, garbage: bytes):
    executor = scene.executor()
    process = scene.start(executor, "t", *python('stay("root")'))
    connection = greeted(scene)
    connection.socket.sendall(garbage)
    answer = connection.read()
    assert answer is not None
    assert answer["error"]
    assert connection.read() is None
    connection.close()
    waiter = in_background(process.wait)
    process.stop(DEADLINE_S)
    waiter.result(DEADLINE_S)
    assert "not understood" in scene.troubles()


@pytest.mark.parametrize("by", ["who started it", "who took it over"])
def test_who_says_nonsense_while_it_ends_an_attempt_hinders_its_end_no_longer(scene: Scene, by: str):
    process = scene.start(scene.executor(), "t", "sleep", "600")
    talker = process if by == "who started it" else running(scene.executor().recover(), "t")
    connection = talker._connection
    assert connection is not None
    connection.send({"do": "note", "mark": process._root.mark, "still": False, "stopping": True})
    connection.socket.sendall(b"garbage\n")
    wait_until(lambda: "is not understood" in scene.troubles() or "served" in scene.troubles(), "a complaint")
    os.kill(process.pid, signal.SIGKILL)
    ended = {"state": "ended", "code": -signal.SIGKILL}
    wait_until(lambda: ended.items() <= record_of(scene, "t").items(), "the end to be on record")


GOOD = {
    "do": "start",
    "key": ["zz", 1],
    "mark": "zz-mark",
    "output": "/dev/null",
    "argv": ["true"],
    "cwd": "/",
    "env": {},
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "zz"),
        ("key", ["zz", True]),
        ("key", [1, 1]),
        ("mark", 5),
        ("output", None),
        ("argv", "true"),
        ("argv", []),
        ("argv", [1]),
        ("cwd", {}),
        ("env", []),
        ("env", {"A": 1}),
        ("without", "A"),
        ("without", [1]),
    ],
)
def test_nonsense_that_is_to_be_started_is_neither_recorded_nor_waited_for(
    scene: Scene, name: str, value: object
):
    executor = scene.executor()
    assert scene.start(executor, "t", "true").wait().code == 0
    connection = greeted(scene)
    connection.send({**GOOD, name: value})
    answer = connection.read(DEADLINE_S)
    assert answer is not None
    assert repr(name) in answer["error"]
    connection.close()
    assert list(executor.recover()) == [AttemptKey("t", 1)]
    executor.close(keep=False)
    scene.wait_for_no_supervisor()


def test_what_a_manager_says_together_with_its_request_to_follow_is_heard(scene: Scene):
    process = scene.start(scene.executor(), "t", "sleep", "600")
    connection, mark = greeted(scene), process._root.mark
    follow = protocol.as_line({"do": "follow", "mark": mark})
    connection.socket.sendall(follow + protocol.as_line({"do": "note", "mark": mark}) + b"garbage\n")
    answer = connection.read(DEADLINE_S)
    assert answer is not None
    assert "no JSON" in answer["error"]
    connection.close()
    os.kill(process.pid, signal.SIGKILL)


def record_of(scene: Scene, name: str) -> Mapping[str, object]:
    """What is on record of a task."""
    return read_rows(scene.place.attempts)[f"{scene.folder}-{name}"]


def test_a_line_without_end_is_refused(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(protocol, "MOST_BYTES", 1000)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b"x" * 2000)
        with pytest.raises(protocol.MessageError, match="more than 1,000 bytes"):
            Connection(theirs).read()


def test_who_follows_what_is_not_known_is_told_so(scene: Scene):
    executor = scene.executor()
    scene.start(executor, "t", "true").wait()
    connection = greeted(scene)
    connection.send({"do": "follow", "mark": "nobody's"})
    assert connection.read() == {"ended": None}
    connection.close()


def test_one_that_gives_up_everything_at_once_is_ended_with_the_last_task(scene: Scene):
    """Session, parent, environment and output: only a supervisor is told of such a one, by the kernel."""
    executor = scene.executor()
    escape = f"env -i setsid -f sh -c 'echo $$ > {scene.folder}/pid; exec sleep 300' > /dev/null 2>&1"
    process = scene.start(executor, "t", "sh", "-c", f"{escape}; until test -s pid; do sleep 0.01; done")
    assert process.wait().left_behind == 1
    assert state_of(int((scene.folder / "pid").read_text())) == "gone"


HIDING = """
if os.fork() == 0:
    ignore_term()
    stay("stubborn")
def hide():
    nothing = os.open("/dev/null", os.O_RDWR)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    os.execve("/bin/sleep", ["sleep", HIDES], {})
escape(hide)
stay("root")
"""


def hidden(sign: str) -> list[int]:
    """The living processes that sleep for so many seconds."""
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if process.info["cmdline"] == ["sleep", sign] and state_of(process.pid) != "gone"
    ]


@pytest.mark.parametrize("keeps_manager", [True, False])
def test_what_hides_of_tasks_that_end_together_is_ended_too(scene: Scene, *, keeps_manager: bool):
    """While one ends the other is still under way: whose the hidden ones are, nobody can tell."""
    executor = scene.executor()
    sign = f"{time.time_ns() % 10**9 + 10**6}"
    names = ("a", "b")
    code = HIDING.replace("HIDES", repr(sign))
    tasks = [scene.start(executor, name, *python(code)) for name in names]
    wait_until(lambda: len(hidden(sign)) == len(names), "those that hide")
    wait_until(lambda: all("root" in scene.log(name).read_text() for name in names), "the roots")
    waiters = [in_background(task.wait) for task in tasks]
    for task in tasks:
        os.kill(task.pid, signal.SIGKILL)
    for waiter in waiters:
        waiter.result(DEADLINE_S)
    if not keeps_manager:
        executor.close(keep=False)
        scene.wait_for_no_supervisor()
        assert hidden(sign) == []
    wait_until(lambda: hidden(sign) == [], "those that hide to be ended")


def test_what_one_task_leaves_behind_does_not_end_another(scene: Scene):
    executor = scene.executor()
    other = scene.start(executor, "other", *python('escape(lambda: stay("escaped"))\nstay("root")'))
    wait_until(lambda: len(scene.log("other").read_text().splitlines()) == 2, "the other's tree")
    leaves = scene.start(executor, "t", *python('if os.fork() == 0:\n    stay("child")\nsay("root")'))
    assert leaves.wait().left_behind == 1
    for line in scene.log("other").read_text().splitlines():
        assert state_of(int(line.split()[1])) == "sleeping"
    waiter = in_background(other.wait)
    other.stop(DEADLINE_S)
    assert waiter.result(DEADLINE_S).left_behind == 0


def test_a_start_is_told_before_what_a_brief_root_leaves_behind_is_ended(scene: Scene):
    """To end it takes seconds, in which the manager may want it stopped."""
    leaves = scene.start(scene.executor(), "t", "sh", "-c", "trap '' TERM; sleep 600 & echo $!")
    left = int(scene.log("t").read_text())
    assert state_of(left) != "gone"
    assert leaves.wait().left_behind == 1
    assert state_of(left) == "gone"


def test_a_supervisor_that_is_late_leaves_to_its_manager_the_tree_that_this_ends(scene: Scene):
    """As on a computer with much to do: it finds word of the stop and the root's end at the same time."""
    stubborn = 'if os.fork() == 0:\n    ignore_term()\n    stay("child")\nstay("root")'
    process = scene.start(scene.executor(), "t", *python(stubborn))
    wait_until(lambda: len(scene.log("t").read_text().splitlines()) == 2, "the tree")
    (supervisor,) = scene.supervisors()
    os.kill(supervisor, signal.SIGSTOP)
    stopping = in_background(lambda: process.stop(3 * tree.SETTLE_S))
    wait_until(lambda: state_of(process.pid) == "gone", "the root to end")
    os.kill(supervisor, signal.SIGCONT)
    assert process.wait().left_behind == 0
    stopping.result(DEADLINE_S)


def test_a_start_that_hangs_holds_up_nobody_else(scene: Scene):
    """As of a program on a drive that does not answer; here the output is a pipe that nobody reads."""
    executor = scene.executor()
    os.mkfifo(scene.log("hangs"))
    hanging = in_background(lambda: scene.start(executor, "hangs", "true").wait())
    assert scene.start(executor, "t", "sh", "-c", "exit 6").wait().code == 6
    assert not hanging.done()
    reader = os.open(scene.log("hangs"), os.O_RDONLY)
    assert hanging.result(DEADLINE_S).code == 0
    os.close(reader)


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path):
    (tmp_path / "supervisor").touch()
    scene = Scene(tmp_path)
    executor = scene.executor()
    with pytest.raises(LaunchError, match=rf"cannot start 'true': .*{tmp_path}/supervisor"):
        scene.start(executor, "t", "true")
    executor.close(keep=False)


def test_a_supervisor_that_cannot_work_says_why(scene: Scene):
    scene.place.prepare()
    scene.place.attempts.mkdir()
    with pytest.raises(LaunchError, match=r"no supervisor can be started .*Is a directory"):
        scene.start(scene.executor(), "t", "true")


def test_a_supervisor_that_is_not_given_orphans_says_so(scene: Scene):
    *interpreter, code = supervisor_command()
    alone = "main.__globals__['become_subreaper'] = lambda: False; main()"
    command = (*interpreter, code.replace("main()", alone))
    with pytest.raises(LaunchError, match="this kernel does not give orphans to a supervisor"):
        scene.start(scene.executor(command=command), "t", "true")


def test_a_supervisor_that_dies_at_once_is_no_endless_loop(scene: Scene):
    executor = scene.executor(command=("/bin/true",))
    with pytest.raises(LaunchError, match=r"it has ended; .*troubles.log may tell why"):
        scene.start(executor, "t", "true")


def test_a_program_that_is_not_there_cannot_be_a_supervisor(scene: Scene):
    with pytest.raises(LaunchError, match="no supervisor can be started"):
        scene.start(scene.executor(command=("/no/such/program",)), "t", "true")


def test_one_of_another_version_is_named_with_the_way_out(scene: Scene):
    scene.place.prepare()
    listener = scene.place.listen()

    def greet() -> None:
        end, _ = listener.accept()
        with end:
            end.sendall(json.dumps({"supervisor": PROTOCOL + 1}).encode() + b"\n")

    with listener:
        greeting = in_background(greet)
        with pytest.raises(ExecutorError, match=r"of another version .*wait for their end"):
            scene.executor().recover()
        greeting.result(DEADLINE_S)


def test_one_socket_that_nobody_listens_at_any_more_is_no_obstacle(scene: Scene):
    scene.place.prepare()
    scene.place.listen().close()
    assert (scene.place.folder / "socket").exists()
    assert scene.start(scene.executor(), "t", "true").wait().code == 0


def test_the_lock_is_one_holders_at_a_time(tmp_path: Path):
    place = Place(tmp_path)
    place.prepare()
    lock = place.take(0.0)
    assert lock is not None
    assert place.take(0.0) is None
    os.close(lock)
    again = place.take(0.0)
    assert again is not None
    os.close(again)


def test_a_manager_that_never_started_anything_leaves_nothing(scene: Scene):
    executor = scene.executor()
    assert executor.recover() == {}
    executor.booked([AttemptKey("t", 1)])
    executor.close(keep=False)
    assert not scene.place.folder.exists()


def test_arguments_too_large_for_any_system_are_refused_before_they_are_sent(scene: Scene):
    launch = Launch(("true", *["x" * 1_000_000] * 20), "/", {})
    with pytest.raises(LaunchError, match="too long for this system"):
        scene.executor().start(launch, scene.log("t"), "m", AttemptKey("t", 1))


def test_where_something_is_missing_there_is_no_supervisor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert not is_supported("win32")
    assert not is_supported(proc=str(tmp_path))

    def refuse(pid: int) -> int:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(os, "pidfd_open", refuse)
    assert not is_supported()


def test_a_closed_executor_starts_nothing(scene: Scene):
    executor = scene.executor()
    process = scene.start(executor, "t", "sleep", "600")
    assert scene.start(executor, "over", "true").wait().code == 0  # its connection waits to be used again
    waiter = in_background(process.wait)
    executor.close(keep=True)
    with pytest.raises(LeftRunningError):
        waiter.result(DEADLINE_S)
    with pytest.raises(LeftRunningError):
        scene.start(executor, "late", "true")
    assert not scene.log("late").exists()


def test_closing_while_a_supervisor_is_being_started_leaves_nobody_waiting(scene: Scene):
    until_done = ("sh", "-c", "until test -e done; do sleep 0.01; done")
    go = scene.folder / "go"
    late = f'touch {scene.folder}/born; until test -e {go}; do sleep 0.01; done; exec "$@"'
    executor = scene.executor(command=("/bin/sh", "-c", late, "sh", *supervisor_command()))
    starting = in_background(lambda: scene.start(executor, "t", *until_done).wait())
    wait_until((scene.folder / "born").exists, "the supervisor to be started")
    closing = in_background(lambda: executor.close(keep=True))
    go.touch()
    closing.result(DEADLINE_S)
    with pytest.raises(LeftRunningError):
        starting.result(DEADLINE_S)
    # It may have been started at the very last moment.
    (scene.folder / "done").touch()


def test_a_supervisor_that_was_expected_serves_the_first_start(scene: Scene):
    executor = scene.executor()
    executor.expect()
    executor.expect()
    expected = scene.one_supervisor()
    assert scene.start(executor, "t", "sh", "-c", "exit 7").wait().code == 7
    assert scene.supervisors() == [expected]
    executor.expect()
    scene.executor().expect()
    assert scene.supervisors() == [expected]
    executor.close(keep=False)
    assert scene.supervisors() == []


def test_a_supervisor_that_was_expected_and_not_needed_leaves_nothing(scene: Scene):
    executor = scene.executor()
    executor.expect()
    scene.one_supervisor()
    executor.close(keep=True)
    assert scene.supervisors() == []
    assert list(scene.folder.iterdir()) == []
    executor.expect()
    assert scene.supervisors() == []


def test_a_supervisor_that_was_expected_ends_with_its_manager(scene: Scene):
    executor = scene.executor()
    executor.expect()
    expected = executor._connections._expected
    assert expected is not None
    # As the kernel does when the manager is killed.
    expected.end.shutdown(socket.SHUT_RDWR)
    scene.wait_for_no_supervisor()
    assert list(scene.folder.iterdir()) == []


def test_a_supervisor_that_was_expected_and_is_killed_costs_no_task(scene: Scene):
    executor = scene.executor()
    executor.expect()
    scene.kill_supervisor()
    assert scene.start(executor, "t", "true").wait().code == 0


def test_a_supervisor_that_was_expected_where_none_can_be_is_told_of_at_the_start(scene: Scene):
    executor = scene.executor(command=("/no/such/program",))
    executor.expect()
    with pytest.raises(LaunchError, match="no supervisor can be started"):
        scene.start(executor, "t", "true")


def test_a_supervisor_that_was_expected_complains_where_all_do(scene: Scene):
    scene.place.prepare()
    scene.place.attempts.write_text("damaged\n")
    executor = scene.executor()
    executor.expect()
    assert scene.start(executor, "t", "true").wait().code == 0
    assert "damaged" in scene.troubles()


def test_a_supervisor_without_threads_left_keeps_its_tasks_and_serves_newcomers_later(scene: Scene):
    *interpreter, code = supervisor_command()
    say = "lambda *_: print(threading.stack_size({}), file=sys.stderr, flush=True)"
    no_more, again = (say.format(size) for size in (TOO_LARGE_A_STACK, 0))
    on_signals = (
        f"import signal, threading; signal.signal(signal.SIGUSR1, {no_more}); "
        f"signal.signal(signal.SIGUSR2, {again}); "
    )
    executor = scene.executor(command=(*interpreter, code.replace("main()", f"{on_signals}main()")))
    go = scene.folder / "go"
    long = scene.start(executor, "long", "sh", "-c", f"until test -e {go}; do sleep 0.01; done; exit 3")
    supervisor = scene.one_supervisor()
    os.kill(supervisor, signal.SIGUSR1)
    wait_until(scene.troubles, "its threads to have no room")
    told = "can serve nobody else: can't start new thread; end other programs"
    for one in (executor, executor, scene.executor()):
        with pytest.raises(NoRoomError, match=told):
            scene.start(one, "other", "true")
    assert scene.troubles().count("A manager cannot be served") == 1
    os.kill(supervisor, signal.SIGUSR2)
    wait_until(lambda: str(TOO_LARGE_A_STACK) in scene.troubles(), "its threads to have room again")
    again: list[SupervisedProcess] = []

    def starts() -> bool:
        with contextlib.suppress(NoRoomError):
            again.append(scene.start(executor, "again", "sh", "-c", "exit 4"))
        return bool(again)

    wait_until(starts, "a start to be tried again")
    assert again[0].wait().code == 4
    go.touch()
    assert long.wait().code == 3
    assert scene.supervisors() == [supervisor]


def test_without_room_for_a_supervisor_one_is_tried_for_all_who_ask_at_a_time(scene: Scene):
    tries = scene.folder / "tries"
    code = f"""import os
with open({str(tries)!r}, "a") as file:
    file.write("x")
os.write(3, b'{{"error": "no room", "short": true}}\\n')"""
    executor = scene.executor(command=(sys.executable, "-I", "-S", "-c", code))
    with pytest.raises(NoRoomError, match="no room; end other programs"):
        scene.start(executor, "first", "true")
    executor._connections._tried_at = math.inf
    with pytest.raises(NoRoomError, match="no room; end other programs"):
        scene.start(executor, "second", "true")
    assert tries.read_text() == "x"
