"""The door of a running manager: whoever asks nonsense is told and let go, and nobody holds up others."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager import ManagerClient, ParallelExecutionManager
from parallel_execution_manager.runtime import door
from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.client import managers_of
from parallel_execution_manager.runtime.door import Door
from parallel_execution_manager.runtime.door_choice import near_to
from parallel_execution_manager.runtime.door_places import LastingPlaces, told_by_number
from parallel_execution_manager.runtime.door_protocol import DoorError, NoRequestError, read_message
from parallel_execution_manager.system.ipc.local_socket import (
    LONGEST_LINE,
    LineReader,
    Listener,
    Peer,
    connections,
    is_supported,
)
from tests.no_threads import no_new_threads
from tests.runtime.waiting import until, until_state

pytestmark = pytest.mark.skipif(not is_supported(), reason="there are no local sockets for Python on Windows")

SLEEP = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]
NO_LIMITS = {"cpu_percent": 100, "memory_percent": 100, "disk_percent": 100}
SMALL = {"cpu_cores": 0, "memory_mb": 1}


def fail(_message: Mapping[str, Any]) -> Mapping[str, Any]:
    raise RuntimeError("a fault")


@contextlib.contextmanager
def door_in(folder: Path, patience_s: float = 30.0, **requests: door.Request) -> Iterator[Door]:
    opened = Door(Listener(folder), requests, patience_s)
    try:
        yield opened
    finally:
        opened.close()


@contextlib.contextmanager
def connected(folder: Path) -> Iterator[socket.socket]:
    (connection,) = connections(folder)
    with connection:
        yield connection


def said(connection: socket.socket) -> list[dict[str, Any]]:
    """Everything that the manager says until it closes."""
    lines, found = LineReader(connection), []
    with contextlib.suppress(ConnectionResetError):
        while (line := lines.read(30.0)) is not None:
            found.append(json.loads(line))
    return found


def test_requests_are_answered_one_after_the_other(home):
    with door_in(home, echo=lambda message: {"said": message["word"]}), connected(home) as connection:
        client = ManagerClient(connection)
        assert client.ask("echo", word="a") == {"said": "a"}
        assert client.ask("echo", word="é") == {"said": "é"}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"", "no_json"),
        (b"hello", "no_json"),
        (b"\xff\xfe", "no_json"),
        (b"[1]", "no_json"),
        (b"[" * 50_000, "no_json"),
        (b'{"pem": 1, "ask": "echo", "x": NaN}', "no_json"),
        (b'{"pem": 1, "ask": "echo", "x": 1e999}', "no_json"),
        (b'{"pem": 1, "ask": "echo", "x": [-1e999]}', "no_json"),
        (b'{"pem": 1, "ask": "echo", "x": "\\ud800"}', "no_json"),
        (b'{"pem": 1, "ask": "echo", "x": ' + b"9" * 5000 + b"}", "no_json"),
        (b"{}", "version"),
        (b'{"pem": 2, "ask": "echo"}', "version"),
        (b'{"pem": 1}', "unknown_request"),
        (b'{"pem": 1, "ask": ["echo"]}', "unknown_request"),
        (b'{"pem": 1, "ask": "nonsense"}', "unknown_request"),
    ],
)
def test_what_is_no_request_is_told_and_closed_on(home, line, kind):
    with door_in(home, echo=dict), connected(home) as connection:
        connection.sendall(line + b"\n")
        (answer,) = said(connection)
        assert answer["error"]["kind"] == kind
        assert answer["error"]["message"]


@pytest.mark.parametrize("part", [b"", b"{", b'{"pem": 1, "ask": "echo"}'])
def test_half_a_line_and_then_nothing_ends_quietly(home, part):
    with door_in(home, echo=dict):
        with connected(home) as connection:
            connection.sendall(part)
            connection.shutdown(socket.SHUT_WR)
            assert [answer["error"]["kind"] for answer in said(connection)] == ["no_line"] * bool(part)
        with connected(home) as connection:
            assert ManagerClient(connection).ask("echo")["ask"] == "echo"


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_a_message_or_refused(line):
    with contextlib.suppress(NoRequestError):
        assert read_message(line)["pem"] == 1


def test_a_line_that_is_too_long_is_told_and_closed_on(home):
    with door_in(home, echo=dict), connected(home) as connection:
        sender = threading.Thread(target=send_all, args=(connection, b"x" * (LONGEST_LINE + 100_000)))
        sender.start()
        answers = said(connection)
        sender.join()
        assert [answer["error"]["kind"] for answer in answers] in ([], ["no_line"])
    with door_in(home, echo=dict), connected(home) as connection:
        assert ManagerClient(connection).ask("echo")["ask"] == "echo"


def send_all(connection: socket.socket, data: bytes) -> None:
    with contextlib.suppress(OSError):
        connection.sendall(data)


def test_a_fault_in_a_request_is_told_and_the_next_is_answered(home, caplog):
    with door_in(home, fail=fail, echo=dict), connected(home) as connection:
        client = ManagerClient(connection)
        with pytest.raises(DoorError, match="RuntimeError: a fault"):
            client.ask("fail")
        assert client.ask("echo")["ask"] == "echo"
    assert "The request 'fail' failed" in caplog.text


def test_an_answer_that_is_no_json_is_a_fault_and_told_as_one(home, caplog):
    with door_in(home, odd=lambda _: {"x": object()}, echo=dict), connected(home) as connection:
        client = ManagerClient(connection)
        with pytest.raises(DoorError, match="not JSON serializable"):
            client.ask("odd")
        assert client.ask("echo")["ask"] == "echo"


def test_an_answer_that_is_too_long_is_an_error(home):
    with door_in(home, long=lambda _: {"x": "y" * LONGEST_LINE}), connected(home) as connection:
        with pytest.raises(DoorError, match="more than 1,048,576 bytes") as raised:
            ManagerClient(connection).ask("long")
        assert raised.value.kind == "too_long"


def test_a_client_that_hangs_keeps_nobody_waiting_and_is_let_go(home):
    with door_in(home, patience_s=0.2, echo=dict), connected(home) as silent:
        silent.sendall(b'{"pem"')
        with contextlib.closing(managers_of(home)[0]) as client:
            assert client.ask("echo")["ask"] == "echo"
        assert said(silent) == []


def test_the_door_closes_although_clients_hang(home):
    with door_in(home, echo=dict), connected(home) as silent:
        silent.sendall(b'{"pem"')


def test_several_clients_are_answered_at_a_time(home):
    meeting = threading.Barrier(4)
    answers: list[object] = []

    def ask() -> None:
        (client,) = managers_of(home)
        with client:
            answers.append(client.ask("meet"))

    with door_in(home, meet=lambda _: {"met": meeting.wait(30.0) >= 0}):
        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [{"met": True}] * 4


def test_one_client_too_many_is_turned_away(home):
    with contextlib.closing(Door(Listener(home), {"echo": dict}, most=1)), connected(home) as first:
        assert ManagerClient(first).ask("echo")
        with connected(home) as second:
            (answer,) = said(second)
            assert answer["error"]["kind"] == "busy"
            assert f"(most of process {os.getpid()}: 1)" in answer["error"]["message"]


def test_a_client_for_whom_no_thread_is_left_is_turned_away_and_the_next_one_is_served(home):
    with door_in(home, echo=lambda message: {"said": message["word"]}):
        with no_new_threads(), connected(home) as connection:
            (answer,) = said(connection)
        assert answer["error"]["kind"] == "busy"
        assert "allows it no more threads; end other programs, or raise" in answer["error"]["message"]
        with connected(home) as connection:
            assert ManagerClient(connection).ask("echo", word="a") == {"said": "a"}


def test_connections_that_say_nothing_keep_nobody_out(home):
    opened = Door(Listener(home), {"echo": dict}, most=3)
    with contextlib.closing(opened), contextlib.ExitStack() as stack:
        asking, *silent = (stack.enter_context(connected(home)) for _ in range(3))
        first = ManagerClient(asking)
        assert first.ask("echo")
        clients = [ManagerClient(stack.enter_context(connected(home))) for _ in range(2)]
        for client in clients:
            assert client.ask("echo")
        # Both that asked nothing were told why they had to go, and the one that had asked is still there.
        assert [[answer["error"]["kind"] for answer in said(one)] for one in silent] == [["busy"]] * 2
        assert first.ask("echo")
        with connected(home) as last:
            assert said(last)[0]["error"]["message"].startswith("3 others are being answered")
        until(lambda: not opened._clients._leaving)
        assert len(opened._clients.all()) == 3


def stay(
    _message: Mapping[str, Any], caller: Caller
) -> Generator[Sequence[Mapping[str, Any]], None, Mapping[str, Any]]:
    """Tell that it has begun, and go on until the client goes."""
    yield ({"here": True},)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        caller.wait(ours)
    return {}


def test_those_who_stay_leave_places_to_those_who_only_ask(home):
    opened = Door(Listener(home), {"echo": dict}, streams={"stay": stay}, most=8, lasting=("stay",))
    with contextlib.closing(opened), contextlib.ExitStack() as staying:
        for _ in range(2):
            connection = staying.enter_context(connected(home))
            connection.sendall(b'{"pem": 1, "ask": "stay"}\n')
            assert b"here" in (LineReader(connection).read(30.0) or b"")
        for _ in range(20):
            with connected(home) as third:
                third.sendall(b'{"pem": 1, "ask": "stay"}\n')
                # And is let go: else it would have a place all the same.
                (answer,) = said(third)
                assert answer["error"]["kind"] == "busy"
                assert f"process {os.getpid()} waits for tasks or follows the news 2 times" in str(answer)
        with connected(home) as one:
            assert ManagerClient(one).ask("echo")
        staying.close()
        until(lambda: opened._places._taken.total() == 0)


def caller_of(pid: int | None) -> Caller:
    made = Caller.__new__(Caller)
    made._peer = None if pid is None else Peer(pid, 0)
    return made


def test_all_processes_together_have_half_of_the_places():
    places = LastingPlaces(8)
    with contextlib.ExitStack() as taken:
        for pid in (3, 3, 5, None):
            taken.enter_context(places.taken(caller_of(pid)))
        with pytest.raises(DoorError, match=r"^4 others wait .* \(most of process 3: 2, 5: 1\), and no"):
            taken.enter_context(places.taken(caller_of(7)))
    with contextlib.ExitStack() as taken:
        # Where the system tells nothing of who asks, all may be one.
        for _ in range(4):
            taken.enter_context(places.taken(caller_of(None)))
        with pytest.raises(DoorError, match="^4 others wait for tasks or follow the news, and no more may"):
            taken.enter_context(places.taken(caller_of(None)))
    assert told_by_number([]) == ""


FULL = """
import logging, os, pathlib, resource, sys
from parallel_execution_manager.runtime import door
from parallel_execution_manager.runtime.client import managers_of
from parallel_execution_manager.system.ipc.local_socket import Listener
logging.basicConfig(stream=sys.stdout, format="%(message)s")
door.PAUSE_S = 0.01
home = pathlib.Path(sys.argv[1])
opened = door.Door(Listener(home), {"echo": dict})
(first,) = managers_of(home)
first.ask("echo")  # the door is open now, and needs no further file
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
taken = [os.dup(0)]
resource.setrlimit(resource.RLIMIT_NOFILE, (taken[0] + 1, hard))
print("full", flush=True)
sys.stdin.readline()
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
sys.stdin.read()
first.close()
opened.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_with_too_many_open_files_who_comes_waits_until_there_is_one_to_talk_to_him(home):
    with subprocess.Popen(
        [sys.executable, "-u", "-c", FULL, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "full\n"
        with connected(home) as connection:
            assert "Too many open files; end some" in process.stdout.readline()
            process.stdin.write("\n")
            process.stdin.flush()
            assert ManagerClient(connection).ask("echo")
        process.communicate("")
        assert process.returncode == 0


def test_a_client_is_told_what_went_wrong(home):
    left, right = socket.socketpair()
    with right, ManagerClient(left) as client:
        with pytest.raises(DoorError, match="does not answer") as raised:
            client.ask("echo", patience_s=0.05)
        assert raised.value.kind == "gone"
        right.sendall(b'{"pem": 1, "answer": 7}\n')
        with pytest.raises(NoRequestError, match="not known here"):
            client.ask("echo")
        right.close()
        with pytest.raises(DoorError):
            client.ask("echo")


def test_a_manager_says_why_a_task_waits_and_what_would_start_it(manager):
    manager.change_configuration({"resource_thresholds": NO_LIMITS})
    manager.submit(
        [
            {
                "id": "holder",
                "role": "task_management",
                "command": SLEEP,
                "files": ["f"],
                "requirements": SMALL,
            },
            {
                "id": "waiter",
                "role": "task_management",
                "command": SLEEP,
                "files": ["f"],
                "requirements": SMALL,
            },
        ]
    )
    until_state(manager, "holder", "running")
    (client,) = managers_of(manager.data_dir)
    with client:
        answer = client.ask("why", task="waiter")
        assert answer["task"]["state"] == "queued"
        failing = [check for check in answer["checks"] if not check["ok"]]
        assert [(check["kind"], check["blocker"]) for check in failing] == [("file", "holder")]
        assert failing[0]["words"] == "f held by holder"
        assert failing[0]["since"] >= answer["task"]["queued_at"]
        words = [remedy["words"] for remedy in answer["remedies"]]
        assert words == ["cancel holder", "take f out of its files: others may then use it at the same time"]
        assert [r.words for r in manager.explain("waiter", what_if=True).remedies] == words
        assert client.ask("why", task="holder")["checks"] == []
        with pytest.raises(DoorError, match="'waitr' is not known here") as raised:
            client.ask("why", task="waitr")
        assert raised.value.facts == {"near": ["waiter"]}
        with pytest.raises(DoorError, match="give the id"):
            client.ask("why", task=7)
    manager.cancel_task("holder")
    until_state(manager, "waiter", "running")
    manager.close()
    assert managers_of(manager.data_dir) == ()


def test_near_ids_are_those_that_begin_alike_then_those_that_look_alike():
    assert near_to("FI", ["fit-1", "fit-2", "other"]) == ["fit-1", "fit-2"]
    assert near_to("fti", ["fit", "other"]) == ["fit"]
    assert near_to("zzz", ["fit"]) == []


def test_a_manager_whose_folder_can_hold_no_socket_works_all_the_same(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "doors").write_text("", encoding="utf-8")
    with contextlib.closing(ParallelExecutionManager(base_dir=tmp_path, data_dir=data)) as manager:
        assert manager.snapshot().tasks == ()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_manager_that_stands_still_or_was_killed_does_not_hold_up_who_asks(home):
    program = (
        "import sys, pathlib, time\n"
        "from parallel_execution_manager.runtime.door import Door\n"
        "from parallel_execution_manager.system.ipc.local_socket import Listener\n"
        "Door(Listener(pathlib.Path(sys.argv[1])), {'echo': dict})\n"
        "print('ready', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        (client,) = managers_of(home)
        with client:
            os.kill(process.pid, signal.SIGSTOP)
            with pytest.raises(DoorError) as raised:
                client.ask("echo", patience_s=0.1)
            assert raised.value.kind == "gone"
        process.kill()
    until(lambda: managers_of(home) == (), "the killed manager is gone")
