"""``pem export``: the queue of a running manager as a task file."""

from __future__ import annotations

import argparse
import json

from parallel_execution_manager.control.asking import ask
from parallel_execution_manager.control.data_folder import add_data_dir_option
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED
from parallel_execution_manager.control.list_tasks import ENDED, OPEN
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.runtime.client import ManagerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem export``."""
    parser.add_argument("tasks", metavar="TASK", nargs="*", help="the id of a task; all open ones if none is")
    parser.add_argument("--role", metavar="R", help="only those of this role")
    parser.add_argument("--all", action="store_true", help="those that have ended too")
    parser.add_argument(
        "--env", action="store_true", help="with the values of their env, which may be secrets"
    )
    add_data_dir_option(parser)


def execute(args: argparse.Namespace) -> int:
    """Ask and print one task a line; the exit code."""
    return ask(args, lambda manager: _export(args, manager))


def _export(args: argparse.Namespace, manager: ManagerClient) -> int:
    states = (*OPEN, *ENDED) if args.all else None
    rows = manager.export(args.tasks or None, role=args.role, states=states, env=args.env)
    if rows:
        say("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    if not args.env and any(row.get("env") for row in rows):
        tell("the values of env are hidden, so that pem import refuses these tasks; --env writes them, too")
    return ALL_SUCCEEDED
