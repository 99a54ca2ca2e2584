"""``pem edit``: changes single things of a queued task."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.asking import add_asking_options, ask, say_json
from parallel_execution_manager.control.edit_options import EDIT_OPTIONS
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED
from parallel_execution_manager.control.messages import say
from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.runtime.client import ManagerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem edit``."""
    parser.add_argument("task", metavar="TASK", help="the id of a queued task")
    for key, option in EDIT_OPTIONS.items():
        parser.add_argument(option.name, dest=key, help=option.help, **option.kind)
    add_asking_options(parser)
    parser.set_defaults(check=lambda args: _check(parser, args))


def execute(args: argparse.Namespace) -> int:
    """Wish and tell what became of it; the exit code."""
    args.check(args)
    return ask(args, lambda manager: _edit(args, manager))


def _edit(args: argparse.Namespace, manager: ManagerClient) -> int:
    given = {key: getattr(args, key) for key in EDIT_OPTIONS}
    manager.edit(args.task, **{key: value for key, value in given.items() if value is not None})
    if args.json:
        say_json({"task": args.task})
    else:
        say(f"{printable(args.task)} changed")
    return ALL_SUCCEEDED


def _check(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    if all(getattr(args, key) is None for key in EDIT_OPTIONS):
        parser.error("say what is to be changed, such as --cpu 0.5")
