"""Changing single settings in the configuration's file; whatever else stands in it stays as it is."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import field, replace
from json import JSONDecoder
from pathlib import Path
from typing import Any, Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.settings.configuration import ConfigurationError
from parallel_execution_manager.system.config.file import Declarations, parse_text, read_text
from parallel_execution_manager.system.config.json_text import KeyPath, read_json

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_DECODER: Final = JSONDecoder(parse_int=str, parse_float=str)
_USUAL_STEP: Final = "  "


@dataclass(frozen=True, slots=True)
class _Member:
    """A key with its value: where the key begins, where the value does, and the place behind it."""

    key: str
    start: int
    value: int
    end: int


@dataclass(frozen=True, slots=True)
class _Object:
    """An object from its opening brace to the place of its closing one."""

    start: int
    members: tuple[_Member, ...]
    close: int

    def member(self, key: str) -> _Member | None:
        """The member of this key; the last one counts, as for a reader."""
        return next((each for each in reversed(self.members) if each.key == key), None)


def with_values(text: str, changes: Mapping[KeyPath, Any]) -> str:
    """The text of a JSON object with other values at key paths; ``None`` takes the key out.

    Objects that are missing on the way are made; what is no object there is replaced. Order, spacing and
    line ends of the rest stay, and what is added is set like what stands beside it. ``text`` is known to be
    a JSON object.
    """
    for path, value in changes.items():
        text = _with_value(text, path, value)
    return text


def _with_value(text: str, path: KeyPath, value: Any) -> str:
    at = _skip(text, 0)
    for depth, key in enumerate(path):
        around = _object(text, at)
        member = around.member(key)
        rest = path[depth + 1 :]
        if member is None:
            return text if value is None else _added(text, around, key, _nested(rest, value))
        if not rest:
            return _removed(text, around, member) if value is None else _replaced(text, member, value)
        if not text.startswith("{", member.value):
            return text if value is None else _replaced(text, member, _nested(rest, value))
        at = member.value
    return text


def _object(text: str, start: int) -> _Object:
    members: list[_Member] = []
    at = _skip(text, start + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        value = _skip(text, _skip(text, end) + 1)
        _, end = _DECODER.raw_decode(text, value)
        members.append(_Member(key, at, value, end))
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return _Object(start, tuple(members), at)


def _added(text: str, around: _Object, key: str, value: Any) -> str:
    name = json.dumps(key, ensure_ascii=False)
    if not around.members:
        outer, end = _indent(text, around.start), _line_end(text)
        inner = outer + _step(text)
        member = f"{name}: {_written(value, inner, text)}"
        return f"{text[: around.start]}{{{end}{inner}{member}{end}{outer}{text[around.close :]}"
    first, last = around.members[0], around.members[-1]
    before = text[around.start + 1 : first.start]
    gap = before if "\n" in before else " "
    member = f"{name}: {_written(value, _indent(text, first.start), text)}"
    return f"{text[: last.end]},{gap}{member}{text[last.end :]}"


def _replaced(text: str, member: _Member, value: Any) -> str:
    written = _written(value, _indent(text, member.start), text)
    return f"{text[: member.value]}{written}{text[member.end :]}"


def _removed(text: str, around: _Object, member: _Member) -> str:
    place = around.members.index(member)
    if place + 1 < len(around.members):
        return text[: member.start] + text[around.members[place + 1].start :]
    if place:
        return text[: around.members[place - 1].end] + text[member.end :]
    return text[: around.start + 1] + text[around.close :]


def _nested(path: KeyPath, value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value


def _written(value: Any, indent: str, text: str) -> str:
    lines = json.dumps(value, indent=_step(text), ensure_ascii=False, allow_nan=False).split("\n")
    return (_line_end(text) + indent).join(lines)


def _indent(text: str, at: int) -> str:
    """The white space that begins the line of a place."""
    begin = text.rfind("\n", 0, at) + 1
    end = _SPACE.match(text, begin, at)
    return text[begin : end.end()] if end else ""


def _step(text: str) -> str:
    """By how much the file indents what is inside of something."""
    members = _object(text, _skip(text, 0)).members
    return (_indent(text, members[0].start) if members else "") or _USUAL_STEP


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


NO_FILE: Final = ""
"""The version of a file that is not there."""
UNREADABLE: Final = "unreadable"
_NEW_FILE: Final = "{}\n"


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The configuration's file as it was read once.

    ``version`` tells two contents apart. ``given`` is what stands in it, without what it leaves out;
    ``problems`` are lines, and with any of them nothing can be changed before they are put right.
    """

    path: Path
    version: str
    given: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    text: str = field(default="", repr=False)

    def value(self, path: KeyPath) -> Any:
        """What stands at a key path; ``None`` if nothing does."""
        found: Any = self.given
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found


def read_settings_file(path: Path, declarations: Declarations) -> SettingsFile:
    """Read the file; one that is bad is told in ``problems``, one that is missing is empty."""
    text = ""
    try:
        text = read_text(path)
        parse_text(text, path.name, declarations)
    except FileNotFoundError:
        return SettingsFile(path, NO_FILE)
    except ConfigurationError as error:
        return SettingsFile(path, _version(text), problems=error.lines, text=text)
    given = read_json(text).value
    return SettingsFile(path, _version(text), given if isinstance(given, Mapping) else {}, text=text)


def changed_text(file: SettingsFile, changes: Mapping[KeyPath, Any], declarations: Declarations) -> str:
    """The file's text with other values; ``None`` takes a key out, so that its default counts.

    Raises:
        ConfigurationError: it would have problems. They name no line: nothing of it has been written.
    """
    text = with_values(file.text if file.text.strip() else _NEW_FILE, changes)
    try:
        parse_text(text, file.path.name, declarations)
    except ConfigurationError as error:
        raise ConfigurationError(replace(problem, where="") for problem in error.problems) from None
    return text


def _version(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest() if text else UNREADABLE
