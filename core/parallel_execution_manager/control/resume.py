"""``pem resume``: let tasks, or a whole role, go on."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.asking import add_asking_options, ask
from parallel_execution_manager.control.choosing import add_tasks_or_role, tell_results
from parallel_execution_manager.control.hold import add_for_options, seconds_of
from parallel_execution_manager.runtime.client import ManagerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem resume``."""
    add_tasks_or_role(parser, "let the whole role go on")
    parser.add_argument(
        "--hand-back",
        action="store_true",
        help="with --role: let the limits alone decide about it again",
    )
    add_for_options(parser)
    add_asking_options(parser)


def execute(args: argparse.Namespace) -> int:
    """Wish and tell what became of it; the exit code."""
    args.check(args)
    return ask(args, lambda manager: _resume(args, manager))


def _resume(args: argparse.Namespace, manager: ManagerClient) -> int:
    results = manager.resume(
        args.tasks or None, role=args.role, for_s=seconds_of(args), hand_back=args.hand_back
    )
    return tell_results(args, results, "task" if args.tasks else "role", "resumed")
