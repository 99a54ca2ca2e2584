"""What a manager and a supervisor say to each other: JSON objects, one a line, over a local socket.

One thread at a time reads from a connection; any may send.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Mapping
from typing import Any

PROTOCOL = 2
"""Changes whenever one side could misunderstand the other."""

SHORT = "short"
"""Says of an error that the system had no room for a thread: it may pass."""

MOST_BYTES = 16 * 2**20
"""Of a line. The kernel takes two million bytes of arguments; written as JSON that may be six times more."""

_CHUNK = 65536
_TIMEVAL = struct.Struct("ll")  # struct timeval: socket(7)
_US_PER_S = 1_000_000
_SHORTEST_S = 1e-6
_decode = json.JSONDecoder().raw_decode
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class MessageError(ValueError):
    """What came is no message: too long, cut off, or no JSON object."""


def as_line(message: Mapping[str, Any]) -> bytes:
    """A message as it is sent and kept, with its end. Lone surrogates, as of undecodable names, survive."""
    return _encode(message).encode("ascii") + b"\n"


def from_line(line: bytes) -> dict[str, Any]:
    """The message of a line.

    Raises:
        MessageError: it is none.
    """
    try:
        text = line.decode()
        message, end = _decode(text)
    except (ValueError, RecursionError) as error:
        raise MessageError(f"a line is no JSON: {error}") from error
    if end != len(text):
        raise MessageError("there is more on a line than a message")
    if not isinstance(message, dict):
        raise MessageError("a line is no JSON object")
    return message


class Connection:
    """One end of a connection; ``peer`` is the process at the other one, 0 if that is not known.

    ``environment`` are the variables of the last start that a manager has ordered over it.
    """

    def __init__(self, end: socket.socket, peer: int = 0) -> None:
        self.socket = end
        self.peer = peer
        self.environment: Mapping[str, str] = {}
        self._rest = b""
        self._patience_s: float | None = None
        self._sending = threading.Lock()
        self._reading = threading.Lock()

    def send(self, message: Mapping[str, Any]) -> None:
        """Send a message. If that fails, the other side has got nothing that it could use.

        Raises:
            OSError: the other side is gone.
        """
        self.send_line(as_line(message))

    def send_line(self, line: bytes) -> None:
        """Send a message that has been made a line already; see `send`."""
        with self._sending:
            self.socket.sendall(line)

    def read(self, patience_s: float | None = None) -> dict[str, Any] | None:
        """The next message, or ``None`` if the other side is gone, also in the middle of one.

        Raises:
            MessageError: it is no message.
            TimeoutError: it is not there after ``patience_s``; it may be read later.
            OSError: this side has closed it.
        """
        with self._reading:
            return self._read(patience_s)

    def _read(self, patience_s: float | None) -> dict[str, Any] | None:
        began = time.monotonic()
        parts, length = [self._rest], len(self._rest)
        while b"\n" not in parts[-1]:
            try:
                # Most lines come as a whole: then the limit is the one that is set already.
                waited_s = time.monotonic() - began if len(parts) > 1 and patience_s is not None else 0.0
                self._wait_at_most(None if patience_s is None else patience_s - waited_s)
                part = self.socket.recv(_CHUNK)
            except BlockingIOError as error:
                self._rest = b"".join(parts)
                raise TimeoutError("there is no answer") from error
            except ConnectionError:
                return None
            if not part:
                return None
            length += len(part)
            if length > MOST_BYTES:
                raise MessageError(f"a line has more than {MOST_BYTES:,} bytes")
            parts.append(part)
        line, _, self._rest = b"".join(parts).partition(b"\n")
        return from_line(line)

    def _wait_at_most(self, patience_s: float | None) -> None:
        """Have the kernel give up a read after a time: one call for each message, where a poll takes two."""
        if patience_s == self._patience_s:
            return
        # Nothing at all would mean to wait for ever.
        seconds = 0.0 if patience_s is None else max(_SHORTEST_S, patience_s)
        whole = int(seconds)
        value = _TIMEVAL.pack(whole, int((seconds - whole) * _US_PER_S))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, value)
        self._patience_s = patience_s

    @property
    def has_line(self) -> bool:
        """Whether a whole message is here that has not been read yet."""
        return b"\n" in self._rest

    def close(self) -> None:
        """Close this end; whoever reads from it is woken first, so that no number of a file is used twice."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        with self._reading:
            self.socket.close()
