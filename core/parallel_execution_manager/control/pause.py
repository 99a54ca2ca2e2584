"""``pem pause``: hold queued tasks and suspend running ones, or a whole role."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.asking import add_asking_options, ask
from parallel_execution_manager.control.choosing import add_tasks_or_role, tell_results
from parallel_execution_manager.control.hold import add_for_options, seconds_of
from parallel_execution_manager.runtime.client import ManagerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem pause``."""
    add_tasks_or_role(parser, "hold back the whole role: suspend what runs of it and start nothing")
    parser.add_argument(
        "--hold",
        action="store_true",
        help="with --role: start nothing, and let go on what runs",
    )
    add_for_options(parser)
    add_asking_options(parser)


def execute(args: argparse.Namespace) -> int:
    """Wish and tell what became of it; the exit code."""
    args.check(args)
    return ask(args, lambda manager: _pause(args, manager))


def _pause(args: argparse.Namespace, manager: ManagerClient) -> int:
    results = manager.pause(args.tasks or None, role=args.role, for_s=seconds_of(args), hold=args.hold)
    what, done = "task" if args.tasks else "role", "held" if args.hold else "paused"
    return tell_results(args, results, what, done)
