"""``pem edit``: changes single things of a queued task."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.asking import add_asking_options, ask, say_json
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED
from parallel_execution_manager.control.messages import say
from parallel_execution_manager.control.numbers import number
from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.runtime.client import ManagerClient

CHANGES = ("role", "priority", "cpu_cores", "memory_mb", "drop_files", "read_files", "drop_after")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem edit``."""
    parser.add_argument("task", metavar="TASK", help="the id of a queued task")
    parser.add_argument("--role", metavar="R", help="move it to another role")
    parser.add_argument("--priority", choices=("high", "normal", "low"), help="how important it is")
    parser.add_argument(
        "--cpu", dest="cpu_cores", metavar="CORES", type=number, help="processor cores that it needs"
    )
    parser.add_argument(
        "--memory", dest="memory_mb", metavar="MB", type=number, help="MiB of memory that it needs"
    )
    parser.add_argument(
        "--drop-file",
        dest="drop_files",
        metavar="PATH",
        action="append",
        help="a file that it no longer wants; repeatable",
    )
    parser.add_argument(
        "--read-file",
        dest="read_files",
        metavar="PATH",
        action="append",
        help="a file that it only reads from now on; repeatable",
    )
    parser.add_argument(
        "--drop-after",
        dest="drop_after",
        metavar="ID",
        action="append",
        help="a task that it no longer comes after; repeatable",
    )
    add_asking_options(parser)
    parser.set_defaults(check=lambda args: _check(parser, args))


def execute(args: argparse.Namespace) -> int:
    """Wish and tell what became of it; the exit code."""
    args.check(args)
    return ask(args, lambda manager: _edit(args, manager))


def _edit(args: argparse.Namespace, manager: ManagerClient) -> int:
    given = {key: getattr(args, key) for key in CHANGES}
    manager.edit(args.task, **{key: value for key, value in given.items() if value is not None})
    if args.json:
        say_json({"task": args.task})
    else:
        say(f"{printable(args.task)} changed")
    return ALL_SUCCEEDED


def _check(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    if all(getattr(args, key) is None for key in CHANGES):
        parser.error("say what is to be changed, such as --cpu 0.5")
