"""Local sockets: private, of any folder, never blocked by what a killed program left, with bounded lines."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.system.ipc.local_socket import (
    FOLDER,
    LONGEST_LINE,
    LineError,
    LineReader,
    Listener,
    LocalSocketError,
    connections,
    is_supported,
    send_line,
)

pytestmark = pytest.mark.skipif(not is_supported(), reason="there are no local sockets for Python on Windows")


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    left, right = socket.socketpair()
    with left, right:
        yield left, right


def reached(data_dir: Path) -> int:
    """How many managers can be reached in a data folder."""
    found = list(connections(data_dir))
    for connection in found:
        connection.close()
    return len(found)


def test_only_the_user_may_connect_and_nothing_is_left_after_the_end(home):
    listener = Listener(home)
    (entry,) = (home / FOLDER).iterdir()
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    assert stat.S_IMODE(entry.parent.stat().st_mode) == 0o700
    assert reached(home) == 1
    listener.close()
    assert list((home / FOLDER).iterdir()) == []
    assert reached(home) == 0


def test_a_folder_without_managers_has_no_connections(home):
    assert reached(home) == 0


def test_several_managers_of_one_folder_are_all_reached(home):
    listeners = [Listener(home), Listener(home)]
    assert reached(home) == 2
    for listener in listeners:
        listener.close()


def test_a_path_that_is_too_long_for_a_socket_is_led_to_a_short_one(home):
    deep = home / ("d" * 100)
    deep.mkdir()
    listener = Listener(deep)
    (entry,) = (deep / FOLDER).iterdir()
    place = Path(entry.read_text(encoding="utf-8"))
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert reached(deep) == 1
    listener.close()
    assert not place.parent.exists()
    assert list((deep / FOLDER).iterdir()) == []


@pytest.mark.parametrize("deep", [False, True])
def test_what_a_killed_program_left_is_removed_and_in_nobodys_way(home, deep):
    folder = home / ("d" * 100) if deep else home
    folder.mkdir(exist_ok=True)
    program = (
        "import sys, pathlib\n"
        "from parallel_execution_manager.system.ipc.local_socket import Listener\n"
        "listener = Listener(pathlib.Path(sys.argv[1]))\n"
        "print('ready', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        assert reached(folder) == 1
        process.kill()
    (left,) = (folder / FOLDER).iterdir()
    place = Path(left.read_text(encoding="utf-8")) if deep else left
    assert place.is_socket()
    listener = Listener(folder)
    assert not place.exists()
    assert not deep or not place.parent.exists()
    assert len(list((folder / FOLDER).iterdir())) == 1
    assert reached(folder) == 1
    listener.close()


def test_what_is_no_socket_is_passed_over(home):
    (home / FOLDER).mkdir()
    (home / FOLDER / "a.path").write_bytes(b"\xff\xfe")
    (home / FOLDER / "b.path").write_text("x" * 300, encoding="utf-8")
    (home / FOLDER / "c.sock").write_text("", encoding="utf-8")
    assert reached(home) == 0


def test_what_an_entry_names_is_removed_only_if_it_is_a_socket_of_ours(home):
    (home / FOLDER).mkdir()
    other = home / "pem-other"
    other.mkdir()
    (other / "door").write_text("precious", encoding="utf-8")
    (home / FOLDER / "x.path").write_text(str(other / "door"), encoding="utf-8")
    assert reached(home) == 0
    assert (other / "door").read_text(encoding="utf-8") == "precious"


def test_a_pipe_in_the_place_of_a_name_is_not_read(home):
    folder = home / "doors"
    folder.mkdir()
    os.mkfifo(folder / "f.path")
    assert list(connections(home)) == []


def test_a_folder_that_can_hold_no_socket_is_told(home):
    (home / FOLDER).write_text("", encoding="utf-8")
    with pytest.raises(LocalSocketError, match="no socket can be made in"):
        Listener(home)


def test_without_local_sockets_there_is_no_door(home, monkeypatch):
    monkeypatch.delattr(socket, "AF_UNIX")
    assert not is_supported()
    with pytest.raises(LocalSocketError, match="Windows"):
        Listener(home)


def test_lines_come_one_by_one_however_they_are_cut(pair):
    left, right = pair
    reader = LineReader(right)
    for part in (b"on", b"e\ntwo\nth", b"ree\n"):
        left.sendall(part)
    assert [reader.read(5.0) for _ in range(3)] == [b"one", b"two", b"three"]
    left.close()
    assert reader.read(5.0) is None


def test_a_line_without_an_end_is_no_line(pair):
    left, right = pair
    left.sendall(b"half")
    left.close()
    with pytest.raises(LineError, match="no end"):
        LineReader(right).read(5.0)


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_is_not_read_beyond_its_longest(pair, end):
    left, right = pair
    sender = threading.Thread(target=send_all, args=(left, b"x" * (LONGEST_LINE + 70_000) + end))
    sender.start()
    with pytest.raises(LineError, match="1,048,576 bytes"):
        LineReader(right).read(30.0)
    right.close()
    sender.join()


def send_all(connection: socket.socket, data: bytes) -> None:
    """Send for as long as the other side reads."""
    with contextlib.suppress(OSError):
        connection.sendall(data)


def test_patience_ends_for_who_says_nothing_and_for_who_does_not_read(pair):
    left, right = pair
    with pytest.raises(TimeoutError):
        LineReader(right).read(0.05)
    with pytest.raises(TimeoutError):
        send_line(left, b"x" * 10_000_000, 0.05)
