"""What is said at the door of a running manager: one JSON object a line, asked and answered in turn.

    {"pem": 1, "ask": "why", "task": "fit"}
    {"pem": 1, "answer": {…}}
    {"pem": 1, "error": {"kind": "unknown_task", "message": "…", …}}

What is long, or comes bit by bit, is sent as any number of items before the answer or the error that ends it:

    {"pem": 1, "item": {…}}

Another request ends what is being sent. ``pem`` is the version. Whoever asks for something that is no
request gets an error and is closed on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from parallel_execution_manager.system.ipc.local_socket import LONGEST_LINE

VERSION = 1
LONGEST_SHOWN = 40
"""Characters of a number in a message."""


class DoorError(Exception):
    """A request cannot be answered; ``kind`` is a word for programs, ``facts`` what else is known."""

    def __init__(self, kind: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.kind = kind
        self.facts = facts


class NoRequestError(DoorError):
    """What came is no request at all: nothing more can be expected of whoever sent it."""

    def __init__(self, kind: str, message: str, **facts: Any) -> None:
        super().__init__(kind, message, **facts)


def read_message(line: bytes) -> dict[str, Any]:
    """A message of this version.

    Raises:
        NoRequestError: it is no JSON object, or of another version.
    """
    try:
        message = json.loads(line.decode("utf-8"), parse_constant=_refuse, parse_float=_finite)
        if b"\\u" in line:
            # Half of a surrogate pair is no character: nothing could be done with it later.
            json.dumps(message, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise NoRequestError("no_json", f"that is no JSON object: {error}") from error
    if not isinstance(message, dict):
        raise NoRequestError("no_json", "a request is a JSON object")
    if message.get("pem") != VERSION:
        raise NoRequestError(
            "version",
            f'this manager speaks version {VERSION} of the protocol ("pem": {VERSION}); '
            "use the pem of the installation that runs it",
            version=VERSION,
        )
    return message


def write_request(kind: str, fields: Mapping[str, Any]) -> bytes:
    """The line that asks."""
    return _line({"pem": VERSION, "ask": kind, **fields})


def write_answer(answer: Mapping[str, Any]) -> bytes:
    """The line that answers; an error where the answer would be too long."""
    line = _line({"pem": VERSION, "answer": answer})
    if len(line) > LONGEST_LINE:
        return write_error(DoorError("too_long", f"the answer has more than {LONGEST_LINE:,} bytes"))
    return line


def write_item(item: Mapping[str, Any]) -> bytes:
    """The line that is one of many.

    Raises:
        DoorError: it would be too long.
    """
    line = _line({"pem": VERSION, "item": item})
    if len(line) > LONGEST_LINE:
        raise DoorError("too_long", f"an item of the answer has more than {LONGEST_LINE:,} bytes")
    return line


def write_error(error: DoorError) -> bytes:
    """The line that says why there is no answer."""
    return _line({"pem": VERSION, "error": {"kind": error.kind, "message": str(error), **error.facts}})


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


def _finite(digits: str) -> float:
    """A number that can be written again: what is too large for a float would be read as infinity."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:LONGEST_SHOWN]} is too large for a number")
    return number


def _line(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=True, allow_nan=False).encode()
