"""JSON read with the line of every key, so that a problem can be shown where it is."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import field
from json import JSONDecodeError, JSONDecoder
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

KeyPath = tuple[str, ...]

DEEPEST: Final = 100
"""Objects and lists inside each other; keeps hostile text from exhausting the stack."""
_FLAT: Final = frozenset({str, int, float, bool, type(None)})
# Almost all are dicts, which are told by their own type at once.
_MAPPINGS: Final = (dict, Mapping)
_LONGEST_INTEGER: Final = 400
_ENDLESS: Final = 10**_LONGEST_INTEGER
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_A_VALUE: Final = "a value (text in double quotes, number, true, false, null, object or list)"
_STRING_ERRORS: Final = {
    "Unterminated": "the text that begins here has no closing double quote",
    "Invalid control": "a text must not hold a line break or control character; write \\n, \\t or \\u00XX",
    "Invalid \\": "unknown escape in a text; write a backslash as \\\\",
}


class JsonSyntaxError(ValueError):
    """Text that is not JSON; ``line`` and ``column`` count from 1, ``message`` says what was expected."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.message, self.line, self.column = message, line, column


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key that one object holds twice; lines count from 1."""

    path: KeyPath
    first_line: int
    line: int


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """A value with the line of each of its keys (of list items: of the item).

    ``duplicates`` are the keys that stand twice in one object; the last one counts.
    """

    value: object
    lines: dict[KeyPath, int]
    duplicates: tuple[Duplicate, ...]

    def line_of(self, path: KeyPath) -> int:
        """The line of the key at ``path``, or of the nearest key around it that is there."""
        present = (path[:length] for length in range(len(path), -1, -1) if path[:length] in self.lines)
        return self.lines[next(present)]


def read_json(text: str) -> JsonDocument:
    """The value of ``text`` with its lines. ``NaN`` and ``Infinity`` are read as Python does.

    Raises:
        JsonSyntaxError: ``text`` is not JSON.
    """
    reader = _Reader(text)
    value, end = reader.value(reader.skip(0), ())
    end = reader.skip(end)
    if end < len(text):
        raise reader.unexpected("the end of the file", end)
    return JsonDocument(value, reader.lines, tuple(reader.duplicates))


def is_too_deep(value: object) -> bool:
    """Whether more than `DEEPEST` mappings and lists are inside each other, or one is inside itself."""
    level = [value]
    for _ in range(DEEPEST + 1):
        holders = _holders(level)
        if not holders:
            return False
        level = [inner for outer in holders for inner in _members(outer)]
    return bool(level)


def not_json(value: object) -> str | None:
    """What JSON does not know in a made value that is not too deep, or ``None``.

    Only what would not come back as it went in matters: keys that are no texts, endless whole numbers, and
    what is no number or has no end.
    """
    level = [] if type(value) is str else [value]
    while level:
        if any(isinstance(inner, float) and not math.isfinite(inner) for inner in level):
            return "a number is infinite or none at all (NaN); give one that is not, or a text"
        if any(isinstance(inner, int) and abs(inner) >= _ENDLESS for inner in level):
            return f"a whole number has more than {_LONGEST_INTEGER} digits; give it as a text"
        holders = _holders(level)
        keys = (key for holder in holders if isinstance(holder, Mapping) for key in holder)
        odd = next((type(key).__name__ for key in keys if not isinstance(key, str)), "")
        if odd:
            return f"a key is of type {odd}; every key must be a text"
        level = [inner for outer in holders for inner in _members(outer)]
    return None


def _holders(level: Iterable[object]) -> Collection[object]:
    """What may hold more, each once."""
    # What is made in a program may stand in many places, and then grow without end.
    return {id(outer): outer for outer in level if type(outer) not in _FLAT}.values()


def _members(value: object) -> Iterable[object]:
    if isinstance(value, _MAPPINGS):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()


def _integer(digits: str) -> float:
    """An integer; one too long to be meant (and slow to convert) becomes a float, even infinity."""
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float(digits)


_DECODER: Final = JSONDecoder(parse_int=_integer)


@dataclass(slots=True)
class _Reader:
    """Reads at a position and gives what is there, with the position behind it."""

    text: str
    lines: dict[KeyPath, int] = field(default_factory=dict)
    duplicates: list[Duplicate] = field(default_factory=list)
    line_ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.line_ends = [match.start() for match in re.finditer("\n", self.text)]

    def value(self, at: int, path: KeyPath) -> tuple[object, int]:
        """The value at ``at``; the line of a key is already known, other values begin theirs here."""
        self.lines.setdefault(path, self.line(at))
        if len(path) > DEEPEST:
            raise self.error(f"more than {DEEPEST} objects and lists inside each other; make it flatter", at)
        if self.text.startswith("{", at):
            return self._object(at, path)
        if self.text.startswith("[", at):
            return self._list(at, path)
        return self._scalar(at)

    def skip(self, at: int) -> int:
        """The position of the next character that is not white space."""
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def line(self, at: int) -> int:
        """The line of a position, from 1."""
        return bisect_left(self.line_ends, at) + 1

    def error(self, message: str, at: int) -> JsonSyntaxError:
        """``message`` about a position."""
        column = at - self.text.rfind("\n", 0, at)
        return JsonSyntaxError(message, self.line(at), column)

    def unexpected(self, expected: str, at: int) -> JsonSyntaxError:
        """What is wrong at a position where ``expected`` should be."""
        found = self.text[at : at + 1]
        if not found:
            return self.error(f"the file ends where {expected} is expected", at)
        if found in "/#":
            return self.error("JSON has no comments; remove this one", at)
        return self.error(f"expected {expected}, found {found!r}", at)

    def _object(self, opened: int, path: KeyPath) -> tuple[dict[str, object], int]:
        members: dict[str, object] = {}
        at = self.skip(opened + 1)
        more = not self.text.startswith("}", at)
        while more:
            key, behind = self._key(at)
            here = (*path, key)
            if key in members:
                self.duplicates.append(Duplicate(here, self.lines[here], self.line(at)))
            self.lines[here] = self.line(at)
            members[key], at = self.value(behind, here)
            at, more = self._separator(at, "}", opened)
        return members, at + 1

    def _key(self, at: int) -> tuple[str, int]:
        if not self.text.startswith('"', at):
            raise self.unexpected("a key in double quotes", at)
        key, end = self._scalar(at)
        colon = self.skip(end)
        if not self.text.startswith(":", colon):
            raise self.unexpected("':' after the key", colon)
        return str(key), self.skip(colon + 1)

    def _list(self, opened: int, path: KeyPath) -> tuple[list[object], int]:
        items: list[object] = []
        at = self.skip(opened + 1)
        more = not self.text.startswith("]", at)
        while more:
            item, at = self.value(at, (*path, str(len(items))))
            items.append(item)
            at, more = self._separator(at, "]", opened)
        return items, at + 1

    def _separator(self, end: int, closing: str, opened: int) -> tuple[int, bool]:
        """Where the next member begins, or where ``closing`` stands; and whether there is a next one."""
        at = self.skip(end)
        if self.text.startswith(closing, at):
            return at, False
        if not self.text.startswith(",", at):
            opening = f"'{closing}' (opened in line {self.line(opened)})"
            raise self.unexpected(f"',' or {opening}", at)
        following = self.skip(at + 1)
        if self.text.startswith(closing, following):
            raise self.error(f"a comma before {closing!r}; remove it", at)
        return following, True

    def _scalar(self, at: int) -> tuple[object, int]:
        try:
            value, end = _DECODER.raw_decode(self.text, at)
        except JSONDecodeError as error:
            messages = (text for start, text in _STRING_ERRORS.items() if error.msg.startswith(start))
            message = next(messages, None)
            raise self.error(message, error.pos) if message else self.unexpected(_A_VALUE, at) from None
        return value, end
