"""Local sockets by which a running manager of a data folder is reached from other processes of its user.

Each manager listens at a name of its own in ``doors/`` of the data folder, so that nothing which a
killed one left can be in its way. What nobody listens at any more is removed by whoever finds it. A
path that is too long for a socket stands in a small file instead, and the socket in a temporary folder.
"""

from __future__ import annotations

import contextlib
import math
import os
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from parallel_execution_manager.system.files.private_folders import (
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    make_private_file,
    refuse_link,
)

FOLDER = "doors"
TEMPORARY = "pem-"
"""How the names of temporary folders begin that hold the socket of a long path."""
LONGEST_PATH = 100
"""Bytes. The kernel has room for 108 on Linux and 104 on macOS, a zero at the end included."""

LONGEST_LINE = 2**20
CONNECT_S = 5.0
_WAITING_CLIENTS = 128
_BETWEEN_S = 0.01


class LocalSocketError(OSError):
    """No socket can be opened or used here; the message has the reason and the way out."""


class LineError(ValueError):
    """What came is no line of the protocol: it is too long, or was cut off."""


def is_supported() -> bool:
    """Whether Python has local sockets on this system; on Windows it has none yet."""
    return hasattr(socket, "AF_UNIX")


class Listener:
    """A socket that listens for this user alone, until it is closed."""

    def __init__(self, data_dir: Path) -> None:
        """Listen.

        Raises:
            LocalSocketError: the system has no local sockets, or the folder can hold none.
        """
        if not is_supported():
            raise LocalSocketError("this system has no local sockets for Python (Windows)")
        try:
            self._folder = data_dir / FOLDER
            refuse_link(self._folder)
            self._folder.mkdir(PRIVATE_FOLDER, exist_ok=True)
            self._folder.chmod(PRIVATE_FOLDER)
            _remove_stale(self._folder)
            self._listen(os.urandom(6).hex())
        except OSError as error:
            raise LocalSocketError(f"no socket can be made in {data_dir / FOLDER}: {error}") from error

    def _listen(self, name: str) -> None:
        self._temporary: str | None = None
        self._entry = self._folder / f"{name}.sock"
        path = self._folder / f".{name}"
        if len(os.fsencode(self._entry)) > LONGEST_PATH:
            import tempfile

            self._temporary = tempfile.mkdtemp(prefix=TEMPORARY)
            self._entry, path = self._folder / f"{name}.path", Path(self._temporary) / "door"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.socket.bind(str(path))
            path.chmod(PRIVATE_FILE)
            self.socket.listen(_WAITING_CLIENTS)
            if self._temporary is not None:
                make_private_file(self._folder / f".{name}")
                (self._folder / f".{name}").write_text(str(path), encoding="utf-8")
            # Only what listens gets its name: whoever finds one that does not may remove it.
            (self._folder / f".{name}").rename(self._entry)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Listen no more and leave nothing behind."""
        self.socket.close()
        self._entry.unlink(missing_ok=True)
        (self._folder / f".{self._entry.stem}").unlink(missing_ok=True)
        if self._temporary is not None:
            import shutil

            shutil.rmtree(self._temporary, ignore_errors=True)


def connections(data_dir: Path) -> Iterator[socket.socket]:
    """A connection to each manager that listens in the data folder, the newest first."""
    for entry in sorted(_entries(data_dir / FOLDER), key=_made_at, reverse=True):
        connected = _connect(entry)
        if connected is not None:
            yield connected


def _remove_stale(folder: Path) -> None:
    for entry in _entries(folder):
        connected = _connect(entry)
        if connected is not None:
            connected.close()


def _entries(folder: Path) -> list[Path]:
    # Path.glob() would take as long again to make a pattern of this.
    with contextlib.suppress(OSError):
        return [entry for entry in folder.iterdir() if entry.suffix in (".sock", ".path")]
    return []


def _made_at(entry: Path) -> float:
    try:
        return entry.stat().st_mtime
    except OSError:
        return 0.0


def _address(entry: Path) -> str:
    """Where the socket is that an entry is, or names.

    Raises:
        ValueError: it is no such entry; one that is a pipe would be read for ever.
    """
    if entry.suffix != ".path":
        return str(entry)
    if not entry.is_file():
        raise ValueError(f"{entry} is no ordinary file")
    return entry.read_text("utf-8")


def _connect(entry: Path) -> socket.socket | None:
    """A connection, or ``None`` if nobody listens there; then what is left of the socket is removed."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(CONNECT_S)
    try:
        _reach(connection, _address(entry))
    except (ConnectionRefusedError, FileNotFoundError, ValueError):
        connection.close()
        _remove(entry)
        return None
    except OSError:
        # It may be there and have no time: that is no reason to remove it.
        connection.close()
        return None
    return connection


def _remove(entry: Path) -> None:
    """Remove what nobody listens at, and the temporary folder of its socket if that holds nothing else."""
    with contextlib.suppress(OSError, ValueError):
        if entry.suffix == ".path":
            place = Path(_address(entry))
            if place.parent.name.startswith(TEMPORARY) and place.is_socket():
                place.unlink()
                place.parent.rmdir()
    with contextlib.suppress(OSError):
        entry.unlink()


def _reach(connection: socket.socket, address: str) -> None:
    """Connect. A local socket with a time limit does not wait for its turn by itself.

    Raises:
        OSError: nobody listens, or too many wait for too long.
    """
    deadline = time.monotonic() + CONNECT_S
    while True:
        try:
            connection.connect(address)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_BETWEEN_S)


class LineReader:
    """Lines from a socket, each of bounded length and complete by a deadline."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._rest = b""

    @property
    def has_more(self) -> bool:
        """Whether more than the last line has come already."""
        return bool(self._rest)

    def read(self, patience_s: float | None) -> bytes | None:
        """The next line without its end, or ``None`` if the other side has closed.

        Raises:
            LineError: it is longer than ``LONGEST_LINE`` bytes, or ends in the middle.
            TimeoutError: it is not there after ``patience_s`` seconds; with ``None`` it may take any time.
        """
        deadline = math.inf if patience_s is None else time.monotonic() + patience_s
        parts, length = [self._rest], len(self._rest)
        while b"\n" not in parts[-1]:
            if length > LONGEST_LINE:
                raise LineError(f"a line has more than {LONGEST_LINE:,} bytes")
            left = deadline - time.monotonic()
            self._connection.settimeout(None if left == math.inf else max(0.001, left))
            part = self._connection.recv(65536)
            if time.monotonic() > deadline:
                raise TimeoutError("the line did not end in time")
            if not part:
                if length:
                    raise LineError("the line has no end")
                return None
            parts.append(part)
            length += len(part)
        line, _, self._rest = b"".join(parts).partition(b"\n")
        if len(line) > LONGEST_LINE:
            raise LineError(f"a line has more than {LONGEST_LINE:,} bytes")
        return line


def send_line(connection: socket.socket, line: bytes, patience_s: float) -> None:
    """Send a line and its end.

    Raises:
        OSError: the other side is gone or does not read (``TimeoutError``).
    """
    connection.settimeout(patience_s)
    connection.sendall(line + b"\n")


_CREDENTIALS = struct.Struct("iII")  # pid, user and group: SO_PEERCRED of unix(7)


class Peer(NamedTuple):
    """The process that opened the other end (0: one that is not seen here, as in a container), its user."""

    pid: int
    user: int


def peer_of(end: socket.socket) -> Peer | None:
    """Who is at the other end; ``None`` where the system does not tell (only Linux does in this way)."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return None
    try:
        pid, user, _ = _CREDENTIALS.unpack(end.getsockopt(socket.SOL_SOCKET, option, _CREDENTIALS.size))
    except OSError:
        return None
    return Peer(pid, user)
