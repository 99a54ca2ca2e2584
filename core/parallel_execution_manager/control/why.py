"""``pem why``: asks a running manager why a task does not run, and what would change that."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from parallel_execution_manager.control.asking import add_asking_options, ask, say_json
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED
from parallel_execution_manager.control.messages import say
from parallel_execution_manager.control.remedy_commands import command_of
from parallel_execution_manager.control.wording import duration, printable, state_word
from parallel_execution_manager.runtime.client import ManagerClient
from parallel_execution_manager.scheduling.model.levels import NEVER_CROSSED

LEAST_S = 1.0
"""A shorter time since which something holds is not worth a word."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem why``."""
    parser.add_argument("task", metavar="TASK", help="the id of the task")
    add_asking_options(parser)


def execute(args: argparse.Namespace) -> int:
    """Ask and print; the exit code."""
    return ask(args, lambda manager: _why(args, manager))


def _why(args: argparse.Namespace, manager: ManagerClient) -> int:
    answer = with_commands(manager.why(args.task), args.data_dir)
    if args.json:
        say_json(answer)
    else:
        say("\n".join(lines_of(answer, time.time())))
    return ALL_SUCCEEDED


def with_commands(answer: Mapping[str, Any], data_dir: Path | None) -> dict[str, Any]:
    """The answer with the command lines that carry each remedy out, in the data folder that was named."""
    remedies = [
        {**remedy, "commands": [command_of(action, data_dir) for action in remedy["actions"]]}
        for remedy in answer["remedies"]
    ]
    return {**answer, "remedies": remedies}


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
        yield f"  - {printable(remedy['words'])}{_for_good(remedy)}"
        if remedy["commands"]:
            yield f"      {printable(' && '.join(remedy['commands']))}"


def _for_good(remedy: Mapping[str, Any]) -> str:
    """What a remedy that changes settings means beyond this task; else nothing."""
    settings = [each["arguments"]["settings"] for each in remedy["actions"] if each["verb"] == "configure"]
    if not settings:
        return ""
    limits = (part.get("resource_thresholds", {}).get("cpu_percent") for part in settings)
    packs = any(isinstance(limit, Mapping) and limit.get("throttle", 0) >= NEVER_CROSSED for limit in limits)
    packed = "; at 100 % the processor is packed, see scheduling.cpu_overcommit" if packs else ""
    return f" (for good, in the configuration's file{packed})"


def _state(task: Mapping[str, Any], now: float, *, waits: bool) -> str:
    if waits:
        return f"waits{_since(task['queued_at'], now)}"
    detail = f", {printable(task['detail'])}" if task["detail"] else ""
    return f"{state_word(task['state'])}{detail}"


def _since(since: float | None, now: float) -> str:
    return "" if since is None or now - since < LEAST_S else f", for {duration(now - since)}"
