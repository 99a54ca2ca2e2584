"""Reads a task file: UTF-8 JSON lines, one task a line, every problem with the number of its line."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.config.json_text import DEEPEST, is_too_deep

STANDARD_INPUT = "-"
BOM = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
ONE_OBJECT_A_LINE = 'a task file holds one JSON object a line, such as {"role": "…", "command": ["…"]}'
LARGEST_FILE = 256 * 2**20
LINES_A_STEP = 64
LONGEST_LINE = 2**20
"""Bytes of one task; a running manager takes no longer lines either."""
TOO_DEEP = f"has more than {DEEPEST} objects and lists inside each other; make it flatter"


class TaskFileError(Exception):
    """The task file cannot be read at all; the message names it, the reason and the way out."""


class LineError(Exception):
    """A line is no task; the message says why and the way out."""


@dataclass(frozen=True, slots=True)
class Row:
    """One task as written, and the number of its line (from 1)."""

    line: int
    task: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong with a line."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class TaskFile:
    """The readable tasks of a file, and the problems and the text of the lines that are not."""

    name: str
    rows: tuple[Row, ...]
    problems: tuple[LineProblem, ...]
    unreadable: str = ""


Reading = Generator[float, None, TaskFile]
"""Reads step by step, each about a millisecond long, and gives the share that is read (0 to 1)."""


def read_task_file(path: str) -> TaskFile:
    """Read ``path``, or standard input for ``-``.

    Raises:
        TaskFileError: the file does not exist, cannot be read, is not text, or holds no tasks.
    """
    return _finished(reading_task_file(path))


def reading_task_file(path: str) -> Reading:
    """The same for whoever shows how far it is, or has something else to do between two steps."""
    name = "standard input" if path == STANDARD_INPUT else path
    try:
        return (yield from parsing(_content(path), name))
    except FileNotFoundError:
        raise TaskFileError(f"{name}: no such task file; give the path of a file of JSON lines") from None
    except IsADirectoryError:
        raise TaskFileError(f"{name}: is a folder; give the path of a file of JSON lines") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TaskFileError(f"{name}: cannot be read ({reason}); make it readable or name another") from None


def _finished(reading: Reading) -> TaskFile:
    while True:
        try:
            next(reading)
        except StopIteration as end:
            file: TaskFile = end.value
            return file


def _content(path: str) -> bytes:
    if path != STANDARD_INPUT:
        with Path(path).open("rb") as file:
            return _bounded(file, path)
    if sys.stdin is None:
        raise TaskFileError("standard input: is closed; lead the tasks into it, or name a file")
    return _bounded(sys.stdin.buffer, "standard input")


def _bounded(file: BinaryIO, name: str) -> bytes:
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise TaskFileError(
            f"{name}: has more than {LARGEST_FILE // 2**20} MiB; divide it into several, or name another file"
        )
    return content


def parsing(content: bytes, name: str) -> Reading:
    """Read the tasks in ``content`` step by step; blank lines and a byte order mark are allowed.

    Raises:
        TaskFileError: ``content`` is UTF-16, not text at all, or nothing but blank lines.
    """
    if content.startswith(UTF16_MARKS):
        raise TaskFileError(f"{name}: is UTF-16, not UTF-8; save it as UTF-8")
    if b"\0" in content:
        offset = content.index(b"\0")
        raise TaskFileError(f"{name}: is not a text file (zero byte at offset {offset}); {ONE_OBJECT_A_LINE}")
    rows: list[Row] = []
    problems: list[LineProblem] = []
    unreadable: list[bytes] = []
    for number, offset, line in _numbered_lines(content):
        try:
            rows.append(Row(number, _task(line, offset)))
        except (LineError, RecursionError) as error:
            problems.append(LineProblem(number, _line_problem(error)))
            unreadable.append(line)
        if number % LINES_A_STEP == 0:
            yield offset / len(content)
    if not rows and not problems:
        raise TaskFileError(f"{name}: holds no tasks; {ONE_OBJECT_A_LINE}")
    if problems and len(rows) + len(problems) > 1 and _is_one_document(content):
        raise TaskFileError(
            f"{name}:1: is one JSON document over several lines; {ONE_OBJECT_A_LINE} "
            "(for a list of tasks, jq -c '.[]' makes one)"
        )
    text = b"\n".join(unreadable).decode("utf-8", "replace")
    return TaskFile(name, tuple(rows), tuple(problems), text)


def _line_problem(error: LineError | RecursionError) -> str:
    return str(error) if isinstance(error, LineError) else TOO_DEEP


def _numbered_lines(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Number, byte offset and bytes of each line that is not blank."""
    offset = len(BOM) if content.startswith(BOM) else 0
    for number, line in enumerate(content[offset:].split(b"\n"), start=1):
        if line.strip():
            yield number, offset, line
        offset += len(line) + 1


def _task(line: bytes, offset: int) -> dict[str, Any]:
    """The task on one line.

    Raises:
        LineError: the line holds none.
    """
    if len(line) > LONGEST_LINE:
        raise LineError(
            f"has {len(line):,} bytes; a task has at most {LONGEST_LINE:,}: put what is long in a file"
        )
    text = _decoded(line, offset)
    try:
        task = DECODER.decode(text)
    except json.JSONDecodeError as error:
        message = error.msg[:1].lower() + error.msg[1:]
        raise LineError(f"is not JSON: {message} at column {error.colno}; {ONE_OBJECT_A_LINE}") from None
    except ValueError as error:
        raise LineError(f"holds a number that cannot be read ({error}); write a smaller one") from None
    if not isinstance(task, dict):
        raise LineError(f"is {_json_kind(task)}, not an object; {ONE_OBJECT_A_LINE}")
    if line.count(b"{") + line.count(b"[") > DEEPEST and is_too_deep(task):
        raise LineError(TOO_DEEP)
    if "\\u" in text:
        _refuse_half_characters(task)
    return task


def _decoded(line: bytes, offset: int) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"byte 0x{line[error.start]:02x} at offset {offset + error.start} of the file"
        raise LineError(f"is not UTF-8 ({where}); save the file as UTF-8") from None


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        _refuse_doubled(key for key, _ in pairs)
    return found


def _refuse_doubled(keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise LineError(f"has the key {key!r} twice; keep one of them")
        seen.add(key)


def _no_constant(name: str) -> NoReturn:
    raise LineError(f"{name} is not a JSON number; write a finite number")


# One for all lines: to make one takes longer than to read an ordinary line.
DECODER = json.JSONDecoder(object_pairs_hook=_unique_keys, parse_constant=_no_constant)


def _refuse_half_characters(task: dict[str, Any]) -> None:
    try:
        json.dumps(task, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise LineError(
            f"holds {half}, half of a surrogate pair and no character; write both halves"
        ) from None


def _json_kind(value: object) -> str:
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return "a text"
    return "null" if value is None else "a number or a truth value"


def _is_one_document(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
