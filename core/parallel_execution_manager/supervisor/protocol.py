"""What a manager and a supervisor say to each other: JSON objects, one a line, over a local socket.

One thread at a time reads from a connection; any may send.

Nearly all variables are the same for all tasks, so that only those are told that differ from the start
before over the same connection.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.system.files.atomic_write import lacks_room
from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    ExecutorError,
    Launch,
    LaunchError,
    NoRoomError,
    explain_launch_failure,
    explain_output_failure,
)
from parallel_execution_manager.system.processes.table import marked

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


_TEXTS = ("mark", "cwd", "output")
_PARTS_OF_KEY = 2


def check_start(wanted: Mapping[str, Any]) -> None:
    """Check what a manager wants started, before anything of it is recorded.

    Raises:
        MessageError: something is missing or is of another kind; the message names it.
    """
    argv, env = wanted.get("argv"), wanted.get("env")
    without = wanted.get("without", [])
    sound = {
        "key": is_key(wanted.get("key")),
        "argv": isinstance(argv, list) and bool(argv) and set(map(type, argv)) <= {str},
        "env": isinstance(env, dict) and set(map(type, env.values())) <= {str},
        "without": isinstance(without, list) and set(map(type, without)) <= {str},
        **{name: isinstance(wanted.get(name), str) for name in _TEXTS},
    }
    for name, is_sound in sound.items():
        if not is_sound:
            raise MessageError(f"what is to be started lacks {name!r}, or it is of the wrong kind")


def is_key(value: object) -> bool:
    """Whether it is the id of a task and the number of an attempt."""
    # No pattern: it takes several times as long, and each start asks.
    if not isinstance(value, list | tuple) or len(value) != _PARTS_OF_KEY:
        return False
    task, attempt = value
    return isinstance(task, str) and isinstance(attempt, int) and not isinstance(attempt, bool)


def is_of_attempt(row: Mapping[str, Any]) -> bool:
    """Whether a record tells of an attempt that was, or may have been, started."""
    texts = all(isinstance(row.get(name), str) for name in ("mark", "output", "state"))
    return texts and is_key(row.get("key")) and row["state"] != "refused"


def is_sound(row: Mapping[str, Any]) -> bool:
    """Whether the record of an attempt has all that its state needs."""
    match row["state"]:
        case "starting":
            return True
        case "started":
            return isinstance(row.get("pid"), int) and isinstance(row.get("ticks"), int)
        case "ended":
            whole = all(isinstance(row.get(name), int) for name in ("code", "left_behind"))
            known = all(isinstance(row.get(name), int | float) for name in ("cpu_s", "ended_at"))
            may_be_unknown = ("max_memory_mb", "delay_s")
            return whole and known and all(isinstance(row.get(n), int | float | None) for n in may_be_unknown)
        case _:
            return False


class StartOrder:
    """What is to be started, for whatever connection it goes over in the end."""

    def __init__(
        self, launch: Launch, output: Path, mark: str, key: AttemptKey, booked: Sequence[AttemptKey]
    ) -> None:
        self.launch = launch
        self.output = output
        self.mark = mark
        self.booked = booked
        self.environment = marked(launch.env, mark)
        self._fixed = {
            "do": "start",
            "key": key,
            "mark": mark,
            "output": _absolute(output),
            "argv": launch.argv,
            "cwd": launch.cwd,
            "booked": booked,
        }

    def line(self, known: Mapping[str, str]) -> bytes:
        """The message for a supervisor to which the variables ``known`` were told last."""
        env = self.environment
        changed = {name: value for name, value in env.items() if name not in known or known[name] != value}
        gone = [name for name in known if name not in env]
        told = {**self._fixed, "env": changed}
        return as_line({**told, "without": gone} if gone else told)


def _absolute(output: Path) -> str:
    """The path for the supervisor, which works in another folder; links are the business of the kernel."""
    path = str(output)
    return path if os.path.isabs(path) else os.path.abspath(path)  # noqa: PTH100, PTH117 - done for each start


def explain_refusal(
    answer: Mapping[str, Any], launch: Launch, output: Path, records: Path
) -> LaunchError | ExecutorError:
    """The error for an ``answer`` that tells of no process; ``records`` is where starts are recorded."""
    if "refused" not in answer:
        return ExecutorError(f"the supervisor refuses: {answer.get('error')}")
    number, text = answer["errno"], answer["text"]
    error = ValueError(text) if number is None else OSError(number, text)
    if answer["refused"] == "program":
        return explain_launch_failure(launch, error)
    if answer["refused"] == "output" and isinstance(error, OSError):
        return explain_output_failure(launch, output, error)
    problem = f"its start cannot be recorded in {records} ({text}); make room on its disk"
    if lacks_room(error):
        return NoRoomError(f"cannot start {launch.argv[0]!r}: {problem}")
    return ExecutorError(problem)
