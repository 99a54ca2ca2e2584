"""``pem import``: queues what ``pem export`` printed."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.adding import add
from parallel_execution_manager.control.asking import add_asking_options, ask
from parallel_execution_manager.control.exit_codes import BAD_INPUT
from parallel_execution_manager.control.task_programs import warn_of_programs
from parallel_execution_manager.control.written_tasks import read_rows


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem import``."""
    parser.add_argument("file", metavar="F", help="what pem export printed; - is standard input")
    add_asking_options(parser)


def execute(args: argparse.Namespace) -> int:
    """Queue and print the ids; the exit code. Unlike with ``pem add`` the tasks stay as they are written."""
    tasks = read_rows(args.file)
    if tasks is None:
        return BAD_INPUT
    # Relative paths start at the manager's folder, which is not known yet.
    warn_of_programs(tasks, None)
    rows = [row.task for row in tasks.rows]
    places = [f"{tasks.name}:{row.line}" for row in tasks.rows]
    return ask(args, lambda manager: add(args, manager, rows, places))
