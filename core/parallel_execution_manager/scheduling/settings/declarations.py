"""Declarations of settings and fields, and validation of single values against them.

Validation, the JSON schema, the documentation tables and the window's forms derive from these.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum, unique
from typing import Any, Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@unique
class FieldType(StrEnum):
    """The type of a declared value."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    FILE = "file"
    FOLDER = "folder"
    TEXT_LIST = "text_list"


@dataclass(frozen=True, slots=True)
class Field:
    """One declared value: of the configuration, of a role's options or of a task's form.

    ``minimum`` and ``maximum`` are inclusive and in ``unit``. ``required`` fields have no default.
    """

    key: str
    type: FieldType
    title: str
    prose: str
    default: Any = None
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A top-level key that holds an object.

    A section that is nothing but plain values has them as its ``fields``: it is checked, filled and shown by
    these alone.
    """

    key: str
    title: str
    prose: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleDeclaration:
    """What a role is called, how important it is, what it needs and what can be set.

    ``priority`` is 1 to 10, higher first. ``cpu_percent`` and ``memory_percent`` are what one of
    its tasks needs unless it says, in percent of the machine. ``options`` are set per role in the
    configuration, ``fields`` per task.
    """

    name: str
    title: str
    summary: str
    priority: int
    cpu_percent: float
    memory_percent: float
    options: tuple[Field, ...] = ()
    fields: tuple[Field, ...] = ()


def near_names(name: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Those of ``known`` that are most like ``name``, the nearest first; often none."""
    # Most never write a wrong name, and each command would load it.
    from difflib import get_close_matches

    return get_close_matches(name, list(known), n=most)


LONGEST_SHOWN: Final = 60
_NOUNS: Final = {
    FieldType.TEXT: "a text",
    FieldType.INTEGER: "a whole number",
    FieldType.NUMBER: "a number",
    FieldType.BOOLEAN: "true or false",
    FieldType.FILE: "the path of a file",
    FieldType.FOLDER: "the path of a folder",
    FieldType.TEXT_LIST: "a list of texts",
}
_JSON_WORDS: Final = {
    "None": "null",
    "True": "true",
    "False": "false",
    "nan": "NaN",
    "inf": "Infinity",
    "-inf": "-Infinity",
}
_TEXTS: Final = (FieldType.TEXT, FieldType.FILE, FieldType.FOLDER)


def expectation(field: Field) -> str:
    """What a value of ``field`` must be, in words: ``a number from 1 to 100 %``."""
    if field.type is FieldType.CHOICE:
        return f"one of {', '.join(field.choices)}"
    words = " ".join(filter(None, (_NOUNS[field.type], describe_range(field))))
    return f"{words} that is not empty" if field.required and field.type in _TEXTS else words


def describe_range(field: Field) -> str:
    """The allowed range with its unit: ``from 1 to 100 %``; empty if there is none."""
    low, high = field.minimum, field.maximum
    unit = f" {field.unit}" if field.unit else ""
    if low is not None and high is not None:
        return f"from {_bound(low)} to {_bound(high)}{unit}"
    if low is not None:
        return f"of at least {_bound(low)}{unit}"
    if high is not None:
        return f"of at most {_bound(high)}{unit}"
    return ""


def _bound(value: float) -> str:
    """A whole number with all of its digits."""
    return str(value) if isinstance(value, int) else f"{value:.12g}"


def value_problem(field: Field, value: object) -> str | None:
    """What is wrong with ``value`` as a value of ``field``, with the way out; ``None`` if nothing is.

    ``True`` and ``False`` are no numbers; NaN and the infinities are none either; a whole number may
    be written ``7.0``.
    """
    if field.type is FieldType.TEXT_LIST:
        return _list_problem(field, value)
    if _fits(field, value):
        return None
    problem = f"is {shown(value)}; must be {expectation(field)}"
    if field.type is FieldType.CHOICE and isinstance(value, str):
        return problem + nearest(value, field.choices)
    return problem


def may_be_unset(field: Field) -> bool:
    """Whether ``None`` may stand for "nothing set": the default is ``None``, and none is required."""
    return field.default is None and not field.required


def plain_number(value: float) -> float:
    """A number as a person writes it: ``80`` for ``80.0``."""
    return int(value) if value == int(value) else value


def normalised(field: Field, value: Any) -> Any:
    """A valid value in the form that its readers expect: ``7.0`` becomes ``7``, a tuple a list."""
    if field.type is FieldType.TEXT_LIST and value is not None:
        return list(value)
    is_whole = isinstance(value, float) and value == int(value)
    return int(value) if is_whole else value


def is_number(value: object) -> bool:
    """Whether ``value`` is a finite number; ``True`` and ``False`` are not."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def is_text(value: object) -> bool:
    """Whether ``value`` is text that can be written as UTF-8 and handed to the system."""
    if not isinstance(value, str) or "\0" in value:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)


def shown(value: object) -> str:
    """A value in a message, as it would stand in the file, shortened if it is long."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and abs(value) >= 10**LONGEST_SHOWN:
        return f"a number of more than {LONGEST_SHOWN} digits"
    text = _JSON_WORDS.get(repr(value), repr(value))
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def nearest(word: str, known: tuple[str, ...]) -> str:
    """A hint for a misspelt word: ``; did you mean cpu_percent?``; empty if none is near."""
    by_folded = {name.casefold(): name for name in known}
    matches = near_names(word[:LONGEST_SHOWN].casefold(), by_folded)
    return f"; did you mean {by_folded[matches[0]]}?" if matches else ""


def _fits(field: Field, value: object) -> bool:
    match field.type:
        case FieldType.BOOLEAN:
            return isinstance(value, bool)
        case FieldType.CHOICE:
            return isinstance(value, str) and value in field.choices
        case FieldType.INTEGER | FieldType.NUMBER:
            return _number_fits(field, value)
        case _:
            return is_text(value) and not (field.required and value == "")


def _number_fits(field: Field, value: Any) -> bool:
    if not is_number(value) or (field.type is FieldType.INTEGER and value != int(value)):
        return False
    above = field.minimum is None or value >= field.minimum
    return above and (field.maximum is None or value <= field.maximum)


def _list_problem(field: Field, value: object) -> str | None:
    if not isinstance(value, list | tuple):
        return f"is {shown(value)}; must be {expectation(field)}"
    for number, item in enumerate(value, start=1):
        if not is_text(item):
            return f"item {number} is {shown(item)}; must be {expectation(field)}"
    return None


LONGEST_KEY: Final = 60


@dataclass(frozen=True, slots=True)
class ConfigurationProblem:
    """One thing that an operator must put right.

    ``path`` is the keys from the outside in, empty for the file as a whole. ``where`` is the place
    in a file (``name.json:12``), empty for a configuration that came from no file.
    """

    path: tuple[str, ...]
    message: str
    where: str = ""

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.where, dotted(self.path), self.message)))


class ConfigurationError(ValueError):
    """A configuration that cannot be used; ``problems`` holds every one found, in file order."""

    def __init__(self, problems: Iterable[ConfigurationProblem]) -> None:
        self.problems: tuple[ConfigurationProblem, ...] = tuple(problems)
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> tuple[str, ...]:
        """Each problem as one line for people."""
        return tuple(str(problem) for problem in self.problems)


def dotted(path: tuple[str, ...]) -> str:
    """A key path as one reads it: ``role_options.gui_testing.show_timeout_s``."""
    return ".".join(_shown_key(key) for key in path)


def _shown_key(key: str) -> str:
    plain = key.isprintable() and key.strip() and not set(key) & set(" .:\"'")
    text = key if plain else repr(key)
    return text if len(text) <= LONGEST_KEY else f"{text[:LONGEST_KEY]}…"
