"""``pem priority``: how important a queued task, or a role, is."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.asking import add_asking_options, ask, say_json
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED
from parallel_execution_manager.control.messages import say
from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.runtime.client import ManagerClient
from parallel_execution_manager.scheduling.settings.sections import HIGHEST_PRIORITY, LOWEST_PRIORITY

WORDS = ("high", "normal", "low")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem priority``."""
    parser.add_argument(
        "priority",
        metavar="PRIORITY",
        help="of a task high, normal or low; "
        f"of a role {LOWEST_PRIORITY} to {HIGHEST_PRIORITY}, higher first",
    )
    parser.add_argument("task", metavar="TASK", nargs="?", help="the id of a queued task")
    parser.add_argument("--role", metavar="R", help="the role that gets it")
    add_asking_options(parser)
    parser.set_defaults(check=lambda args: _check(parser, args))


def execute(args: argparse.Namespace) -> int:
    """Wish and tell what became of it; the exit code."""
    args.check(args)
    return ask(args, lambda manager: _set(args, manager))


def _set(args: argparse.Namespace, manager: ManagerClient) -> int:
    if args.role is not None:
        manager.set_role_priority(args.role, int(args.priority))
    else:
        manager.set_task_priority(args.task, args.priority)
    what, name = ("role", args.role) if args.role is not None else ("task", args.task)
    if args.json:
        say_json({what: name})
    else:
        say(f"{printable(name)} has priority {args.priority}")
    return ALL_SUCCEEDED


def _check(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    if (args.task is None) == (args.role is None):
        parser.error("name a task, or a role with --role")
    if args.task is not None and args.priority not in WORDS:
        parser.error(f"a task's priority is one of {', '.join(WORDS)}, not {args.priority!r}")
    if args.role is not None and not _is_role_priority(args.priority):
        span = f"from {LOWEST_PRIORITY} to {HIGHEST_PRIORITY}"
        parser.error(f"a role's priority is a whole number {span}, not {args.priority!r}")


def _is_role_priority(text: str) -> bool:
    return text.isdecimal() and LOWEST_PRIORITY <= int(text) <= HIGHEST_PRIORITY
