"""Files that a role's worker reads: decoded and parsed, or refused with what is wrong and where."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

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
