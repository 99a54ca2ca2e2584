"""``pem cancel``: take queued tasks out, and end running ones with all their processes."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.asking import add_asking_options, ask
from parallel_execution_manager.control.choosing import add_tasks_or_role, tell_results
from parallel_execution_manager.runtime.client import ManagerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem cancel``."""
    add_tasks_or_role(parser, "all tasks of the role that have not ended")
    add_asking_options(parser)


def execute(args: argparse.Namespace) -> int:
    """Wish and tell what became of it; the exit code."""
    args.check(args)
    return ask(args, lambda manager: _cancel(args, manager))


def _cancel(args: argparse.Namespace, manager: ManagerClient) -> int:
    results = manager.cancel(args.tasks or None, role=args.role)
    return tell_results(args, results, "task", "cancelled")
