"""``pem status``: how a running manager stands."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

from parallel_execution_manager.control.asking import add_asking_options, ask, say_json
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED
from parallel_execution_manager.control.messages import say
from parallel_execution_manager.control.wording import (
    counted,
    duration,
    percent,
    printable,
    state_word,
    until,
)
from parallel_execution_manager.runtime.client import Facts, ManagerClient

_STATES = {"paused": "suspended", "held": "throttled"}
"""What that comes to, unless the limits go further."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem status``."""
    parser.add_argument("--roles", action="store_true", help="print the roles' names only, one a line")
    add_asking_options(parser)


def execute(args: argparse.Namespace) -> int:
    """Ask and print; the exit code."""
    return ask(args, lambda manager: _status(args, manager))


def _status(args: argparse.Namespace, manager: ManagerClient) -> int:
    answer = manager.status()
    if args.json:
        say_json(answer)
    elif args.roles:
        say("\n".join(printable(role["name"]) for role in answer["roles"]))
    else:
        say("\n".join(lines_of(answer, time.time())))
    return ALL_SUCCEEDED


def lines_of(answer: Facts, now: float) -> Iterator[str]:
    """The answer for people; ``now`` is seconds since the epoch."""
    manager, sample, tasks = answer["manager"], answer["sample"], answer["tasks"]
    since = duration(max(0.0, now - manager["started_at"]))
    yield f"{printable(manager['program'])}, process {manager['pid']}, for {since}"
    yield f"data folder {printable(manager['data_dir'])}"
    if sample is not None:
        used = (f"{name} {percent(sample[f'{name}_percent'])}" for name in ("cpu", "memory", "disk"))
        yield f"in use: {', '.join(used)}"
    by_state = ", ".join(f"{count:,} {state_word(state)}" for state, count in tasks.items())
    yield f"{counted(sum(tasks.values()), 'task')}{f': {by_state}' if by_state else ''}"
    width = max(len(role["name"]) for role in answer["roles"])
    for role in answer["roles"]:
        numbers = f"{role['queued']:,} queued, {role['running']:,} running{_by_hand(role)}{_why(role)}"
        yield f"  {role['name'].ljust(width)}  {_word(role).ljust(9)}  {numbers}"


def _word(role: Facts) -> str:
    """The state as it is said; what was set by hand has words of its own."""
    state, by_hand = str(role["state"]), str(role.get("by_hand"))
    return by_hand if _STATES.get(by_hand) == state else state_word(state)


def _why(role: Facts) -> str:
    """Why the limits hold it back, and when they let it go."""
    return f": {printable(role['reason'])}" if role.get("reason") else ""


def _by_hand(role: Facts) -> str:
    """Who has set it, and until when."""
    if not role.get("by_hand"):
        return ""
    how = ", kept going by you" if role["by_hand"] == "going" else ", by you"
    return f"{how}{until(role)}"
