"""Tasks of the command line or of a file on their way to a running manager."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.control.asking import say_json
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.control.starting_folder import starting_at
from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.runtime.client import DoorError, ManagerClient

FEW = 20


def at_home(task: Mapping[str, Any]) -> dict[str, Any]:
    """The task with its relative paths starting here, where the command was given, not at the manager."""
    return starting_at(task, Path.cwd())


def add(
    args: argparse.Namespace, manager: ManagerClient, rows: Sequence[Mapping[str, Any]], places: Sequence[str]
) -> int:
    """Queue the tasks and tell their ids; the exit code. ``places`` says of each where it is written."""
    try:
        ids = manager.add(rows)
    except DoorError as error:
        if error.kind != "refused":
            raise
        return _tell_refusal(args, error, places)
    if args.json:
        say_json({"ids": list(ids)})
    else:
        for task_id in ids[:FEW]:
            say(printable(task_id))
        if len(ids) > FEW:
            say(f"and {len(ids) - FEW:,} more were queued")
    return ALL_SUCCEEDED


def _tell_refusal(args: argparse.Namespace, error: DoorError, places: Sequence[str]) -> int:
    problems = error.facts.get("problems", [])
    for problem in problems:
        index = problem["index"]
        place = places[index] if index is not None else ""
        tell(f"{place}: {problem['message']}" if place else as_options(problem["message"]))
    tell("nothing was queued")
    if args.json:
        say_json({"error": {"kind": error.kind, "message": str(error), "problems": problems}})
    return BAD_INPUT


def as_options(message: str) -> str:
    """A problem of a task that options describe: for a field that is missing, the options that give it."""
    key, is_missing, _ = message.partition(" is missing; ")
    if not is_missing or not key.isidentifier():
        return message
    option = "--script S" if key == "script" else f"--set {key}=…"
    return f"{key} is missing; give {option}, or a command after --"
