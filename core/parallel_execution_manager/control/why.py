"""``pem why``: asks a running manager why a task does not run, and what would change that."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from parallel_execution_manager.control.data_folder import add_data_dir_option, data_dir_of
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT, SOME_FAILED
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.control.wording import duration, printable, state_word
from parallel_execution_manager.runtime.client import ManagerClient, managers_of
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.system.local_socket import is_supported

LEAST_S = 1.0
"""A shorter time since which something holds is not worth a word."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem why``."""
    parser.add_argument("task", metavar="TASK", help="the id of the task")
    add_data_dir_option(parser)
    parser.add_argument("--json", action="store_true", help="print the answer as a JSON object")


def execute(args: argparse.Namespace) -> int:
    """Ask and print; the exit code."""
    if not is_supported():
        tell("a running manager cannot be asked on this system yet; select the task in its window instead")
        return BAD_INPUT
    data_dir = data_dir_of(args)
    with ExitStack() as stack:
        managers = [stack.enter_context(manager) for manager in managers_of(data_dir)]
        if not managers:
            tell(_nobody_there(data_dir))
            return BAD_INPUT
        answer, errors = ask_all(managers, args.task)
    if answer is None:
        for problem in dict.fromkeys(map(_problem, errors)):
            tell(problem)
        return BAD_INPUT if all(error.kind == "unknown_task" for error in errors) else SOME_FAILED
    say(json.dumps(answer, indent=2) if args.json else "\n".join(lines_of(answer, time.time())))
    return ALL_SUCCEEDED


def _nobody_there(data_dir: Path) -> str:
    return (
        f"no manager runs with the data folder {data_dir}; start one (pem run, pem batch), "
        "or name its folder with --data-dir"
    )


def ask_all(
    managers: Sequence[ManagerClient], task_id: str
) -> tuple[Mapping[str, Any] | None, list[DoorError]]:
    """The answer of the first manager that knows the task, else why none of them has one."""
    errors = []
    for manager in managers:
        try:
            return manager.ask("why", task=task_id), []
        except DoorError as error:
            errors.append(error)
    return None, errors


def _problem(error: DoorError) -> str:
    near = error.facts.get("near")
    return f"{error}; did you mean {' or '.join(map(repr, near))}?" if near else str(error)


def lines_of(answer: Mapping[str, Any], now: float) -> Iterator[str]:
    """The answer for people; ``now`` is seconds since the epoch."""
    task, checks, remedies = answer["task"], answer["checks"], answer["remedies"]
    failing = [check for check in checks if not check["ok"]]
    name = "" if task["name"] == task["id"] else f" ({printable(task['name'])})"
    yield f"{printable(task['id'])}{name}, role {task['role']}: {_state(task, now, waits=bool(failing))}"
    if answer["still"]:
        yield f"  {printable(answer['still'])}"
    if not checks:
        return
    yield "Why it does not run:"
    for check in failing:
        yield f"  ✗ {printable(check['words'])}{_since(check['since'], now)}"
    for check in checks:
        if check["ok"]:
            yield f"  ✓ {printable(check['words'])}"
    start = answer["estimated_start"]
    when = "unknown" if start is None else f"in about {duration(max(0.0, start - now))}"
    yield f"Estimated start: {when}"
    yield "What would start it now:" if remedies else "Nothing that was tried would start it now."
    for remedy in remedies:
        yield f"  - {printable(remedy['words'])}"


def _state(task: Mapping[str, Any], now: float, *, waits: bool) -> str:
    if waits:
        return f"waits{_since(task['queued_at'], now)}"
    detail = f", {printable(task['detail'])}" if task["detail"] else ""
    return f"{state_word(task['state'])}{detail}"


def _since(since: float | None, now: float) -> str:
    return "" if since is None or now - since < LEAST_S else f", for {duration(now - since)}"
