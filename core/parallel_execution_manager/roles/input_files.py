"""Files that a role's worker reads: decoded, parsed, and read with a key path for each problem."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import Any

from parallel_execution_manager.scheduling.settings.declarations import near_names

LARGEST_FILE = 16 * 2**20


class InputProblems(Exception):
    """A file cannot be used; ``problems`` says everything that is wrong, a sentence each."""

    def __init__(self, path: Path, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.path = path
        self.problems = problems


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises:
        InputProblems: it cannot be read, is not UTF-8 or no TOML.
    """
    text = _read_text(path)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputProblems(path, (f"{path} is no TOML: {error}",)) from error


def read_json_object(path: Path) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        InputProblems: it cannot be read, is not UTF-8, no JSON or no object.
    """
    text = _read_text(path)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputProblems(path, (f"{path} is no JSON: {error}",)) from error
    if not isinstance(data, dict):
        raise InputProblems(path, (f"{path} holds {_kind(data)}; it must hold an object",))
    return data


def _read_text(path: Path) -> str:
    try:
        if not path.is_file():
            # A pipe would be waited for, and a device read for ever.
            path.stat()
            raise InputProblems(path, (f"{path} is no ordinary file; name one",))
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            problem = f"{path} has more than {LARGEST_FILE // 2**20} MiB; name a file that people write"
            raise InputProblems(path, (problem,))
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InputProblems(path, (f"{path} cannot be read: {error.strerror or error}",)) from error
    except UnicodeDecodeError as error:
        problem = f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise InputProblems(path, (problem,)) from error


def _kind(data: object) -> str:
    return "a list" if isinstance(data, list) else f"the value {data!r}"


EARLIEST_YEAR = 1970
LATEST_YEAR = 2200
LARGEST_NUMBER = 1e9


class Table:
    """A table of a file, at a key path such as ``milestone[0]``; what is wrong goes to ``problems``."""

    def __init__(self, values: Mapping[str, Any], path: str, problems: list[str]) -> None:
        self.values = values
        self._path = path
        self._problems = problems

    def problem(self, key: str, message: str) -> None:
        """Note what is wrong with ``key``."""
        self._problems.append(f"{self._path}.{key}: {message}" if self._path else f"{key}: {message}")

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """A text that is not blank."""
        value = self.values.get(key)
        if value is None:
            if required:
                self.problem(key, "is missing; give it a text")
            return default
        if not isinstance(value, str) or not value.strip():
            self.problem(key, f"is {value!r}; it must be a text that is not blank")
            return default
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them."""
        value = self.values.get(key, ())
        given = [value] if isinstance(value, str) else value
        if not isinstance(given, (list, tuple)) or not all(isinstance(item, str) and item for item in given):
            self.problem(key, f"is {value!r}; it must be a text or a list of texts")
            return ()
        return tuple(given)

    def choice(self, key: str, choices: Collection[str], default: str) -> str:
        """One of the given words."""
        value = self.values.get(key, default)
        if isinstance(value, str) and value in choices:
            return value
        self.problem(key, f"is {value!r}; it must be one of {', '.join(choices)}")
        return default

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.problem(key, f"is {value!r}; it must be true or false")
            return default
        return value

    def number(self, key: str, *, minimum: float) -> float | None:
        """A number from ``minimum`` to a thousand million; ``None`` if there is none."""
        value = self.values.get(key)
        if value is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not minimum <= value <= LARGEST_NUMBER
        ):
            self.problem(key, f"is {value!r}; it must be a number from {minimum:g} to {LARGEST_NUMBER:g}")
            return None
        return float(value)

    def moment(self, key: str, zone: tzinfo, day_time: time) -> datetime | None:
        """A date, perhaps with a time, in UTC; ``zone`` and ``day_time`` stand in for what it lacks."""
        value = self.values.get(key)
        if value is None:
            return None
        try:
            local = _moment(value, day_time)
        except (TypeError, ValueError):
            self.problem(key, f"is {value!r}; it must be a date such as 2026-12-01 or 2026-12-01T09:30:00")
            return None
        if not EARLIEST_YEAR < local.year < LATEST_YEAR:
            self.problem(key, f"is {value!s}; its year must be from {EARLIEST_YEAR + 1} to {LATEST_YEAR - 1}")
            return None
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Name every key that is not ``known``, with the nearest one that is."""
        for key in self.values:
            if key not in known:
                near = near_names(key, known)
                self.problem(key, f"unknown key; {f'did you mean {near[0]}?' if near else _known(known)}")

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of the array ``key``."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            self.problem(key, f"must be an array of tables, written as [[{key}]]")
            return
        for index, row in enumerate(value):
            if isinstance(row, dict):
                yield Table(row, f"{key}[{index}]", self._problems)
            else:
                self.problem(f"{key}[{index}]", f"is {row!r}; it must be a table, written as [[{key}]]")


def _moment(value: object, day_time: time) -> datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > len("2026-12-01") else date.fromisoformat(value)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, day_time)
    raise TypeError(value)


def _known(known: Collection[str]) -> str:
    return f"known are {', '.join(sorted(known))}"
