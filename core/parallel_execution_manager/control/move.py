"""``pem move``: puts a queued task at another place of its role's line."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.asking import add_asking_options, ask, say_json
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED
from parallel_execution_manager.control.messages import say
from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.runtime.client import ManagerClient

LAST = 2**31
WORDS = {"first": 0, "last": LAST}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem move``."""
    parser.add_argument("task", metavar="TASK", help="the id of a queued task")
    parser.add_argument(
        "position", metavar="PLACE", type=_position, help="first, last, or a number: 1 is first"
    )
    add_asking_options(parser)


def execute(args: argparse.Namespace) -> int:
    """Wish and tell what became of it; the exit code."""
    return ask(args, lambda manager: _move(args, manager))


def _move(args: argparse.Namespace, manager: ManagerClient) -> int:
    manager.move(args.task, args.position)
    if args.json:
        say_json({"task": args.task})
    else:
        say(f"{printable(args.task)} moved")
    return ALL_SUCCEEDED


def _position(text: str) -> int:
    if text in WORDS:
        return WORDS[text]
    if not text.isdecimal() or not 1 <= int(text) <= LAST:
        raise argparse.ArgumentTypeError(f"{text!r} is no place; write first, last, or a number from 1")
    return int(text) - 1
