"""``pem list``: the tasks of a running manager."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from parallel_execution_manager.control.asking import add_asking_options, ask, say_json
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED
from parallel_execution_manager.control.messages import say
from parallel_execution_manager.control.wording import counted, printable, state_word, until
from parallel_execution_manager.runtime.client import Facts, ManagerClient

LONGEST_ID = 40
OPEN = ("queued", "starting", "running", "suspended")
ENDED = ("succeeded", "failed", "cancelled", "timed_out", "lost")
GROUPS = {"open": OPEN, "ended": ENDED}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem list``."""
    parser.add_argument("tasks", metavar="TASK", nargs="*", help="the id of a task; all if none is named")
    parser.add_argument(
        "--state",
        metavar="S",
        action="append",
        choices=(*GROUPS, *OPEN, *ENDED),
        help=f"only those that are {', '.join((*GROUPS, *OPEN, *ENDED))}; may be given several times",
    )
    parser.add_argument("--role", metavar="R", help="only those of this role")
    parser.add_argument("--ids", action="store_true", help="print the ids only, one a line")
    add_asking_options(parser)


def execute(args: argparse.Namespace) -> int:
    """Ask and print; the exit code."""
    return ask(args, lambda manager: _list(args, manager))


def _list(args: argparse.Namespace, manager: ManagerClient) -> int:
    tasks = manager.tasks(args.tasks or None, role=args.role, states=_states(args.state))
    if args.json:
        say_json({"tasks": tasks})
    elif not args.ids:
        say("\n".join(lines_of(tasks)))
    elif tasks:
        say("\n".join(printable(task["id"]) for task in tasks))
    return ALL_SUCCEEDED


def _states(given: Sequence[str] | None) -> list[str] | None:
    if given is None:
        return None
    return list(dict.fromkeys(state for word in given for state in GROUPS.get(word, (word,))))


def lines_of(tasks: Sequence[Facts]) -> Iterator[str]:
    """A table for people, and a line with the number of tasks."""
    rows = [_row(task) for task in tasks]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else []
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield counted(len(rows), "task")


def _row(task: Facts) -> tuple[str, ...]:
    return (
        printable(task["id"], LONGEST_ID),
        state_word(task["state"]),
        task["role"],
        task["priority"],
        f"{printable(_briefly(task['waits_for'] or task.get('still') or task['detail'] or ''))}{until(task)}",
    )


def _briefly(why: str) -> str:
    """Of a role that is held back only over which limit: ``pem why`` tells what follows, and when it ends."""
    role, throttled, reason = why.partition(" is throttled: ")
    return f"{role}{throttled}{reason.partition(': ')[0]}"
