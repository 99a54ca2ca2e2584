"""Reads what a task left in its run folder; the task may have left anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parallel_execution_manager.system.runs.folders import RESULT_FILE
from parallel_execution_manager.system.runs.retention import missing_told
from parallel_execution_manager.system.runs.run_files import read_regular

LARGEST_BYTES = 16 << 20


class ResultProblem(Exception):
    """The result cannot be shown; the message names the file and the reason."""


def read_object(folder: Path, name: str) -> Mapping[str, Any]:
    """A JSON object of the run folder.

    Raises:
        ResultProblem: it is missing, larger than 16 MiB, no JSON or no object.
    """
    data = _bytes(folder, name)
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ResultProblem(f"{name} in {folder} is no JSON: {str(error)[:300]}") from None
    if not isinstance(found, dict):
        raise ResultProblem(f"{name} in {folder} is no JSON object")
    return found


def read_result(folder: Path) -> Mapping[str, Any]:
    """The result of an attempt.

    Raises:
        ResultProblem: there is none, or it cannot be shown.
    """
    return read_object(folder, RESULT_FILE)


def read_lines(folder: Path, name: str, most: int) -> list[Mapping[str, Any]]:
    """The objects of a file of JSON lines, at most so many; lines that are none are left out.

    Raises:
        ResultProblem: the file is missing or larger than 16 MiB.
    """
    found: list[Mapping[str, Any]] = []
    for line in _bytes(folder, name).splitlines()[:most]:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            found.append(row)
    return found


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return read_regular(folder / name, LARGEST_BYTES)
    except FileNotFoundError:
        missing = missing_told(folder)
        raise ResultProblem(missing or f"{name} is not in {folder}") from None
    except OSError as error:
        raise ResultProblem(str(error)) from None
