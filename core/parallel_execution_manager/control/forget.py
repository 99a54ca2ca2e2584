"""``pem forget``: drop ended tasks from the list."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.asking import add_asking_options, ask
from parallel_execution_manager.control.choosing import tell_results
from parallel_execution_manager.runtime.client import ManagerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem forget``."""
    parser.add_argument("tasks", metavar="TASK", nargs="*", help="the id of a task that has ended")
    parser.add_argument("--role", metavar="R", help="all tasks of the role that have ended")
    parser.add_argument("--ended", action="store_true", help="all tasks that have ended")
    add_asking_options(parser)
    parser.set_defaults(check=lambda args: _check(parser, args))


def execute(args: argparse.Namespace) -> int:
    """Wish and tell what became of it; the exit code."""
    args.check(args)
    return ask(args, lambda manager: _forget(args, manager))


def _forget(args: argparse.Namespace, manager: ManagerClient) -> int:
    results = manager.forget(args.tasks or None, role=args.role, ended=args.ended)
    return tell_results(args, results, "task", "forgotten")


def _check(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    if bool(args.tasks) + (args.role is not None) + args.ended != 1:
        parser.error("name tasks, or a role with --role, or all that have ended with --ended")
