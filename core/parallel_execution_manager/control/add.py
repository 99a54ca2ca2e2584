"""``pem add``: queues tasks in a running manager."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

from parallel_execution_manager.control.adding import add, at_home
from parallel_execution_manager.control.asking import add_asking_options, ask
from parallel_execution_manager.control.exit_codes import BAD_INPUT
from parallel_execution_manager.control.numbers import number, whole_number
from parallel_execution_manager.control.times import span

TEXTS = ("id", "name", "priority", "script", "cwd")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem add``."""
    parser.add_argument("command", metavar="COMMAND", nargs="*", help="program and arguments, behind --")
    parser.add_argument(
        "--file", metavar="F", help="tasks of a file, one a line in JSON; - is standard input"
    )
    parser.add_argument("--role", metavar="R", help="the role whose task it is; required without --file")
    parser.add_argument("--id", metavar="ID", help="a name for --after and other verbs; made up if absent")
    parser.add_argument("--name", metavar="N", help="what people see; made up if absent")
    parser.add_argument("--priority", choices=("high", "normal", "low"), help="normal if absent")
    parser.add_argument("--script", metavar="S", help="a script for the role to run, instead of a command")
    parser.add_argument("--cwd", metavar="D", help="its working folder; the current one if absent")
    parser.add_argument(
        "--after", metavar="ID", action="append", help="a task that must have succeeded before; repeatable"
    )
    parser.add_argument(
        "--files", metavar="PATH", action="append", help="a file that it wants for itself; repeatable"
    )
    parser.add_argument(
        "--reads", metavar="PATH", action="append", help="a file that it shares with readers; repeatable"
    )
    parser.add_argument("--cpu", metavar="CORES", type=number, help="processor cores that it needs")
    parser.add_argument("--memory", metavar="MB", type=number, help="MiB of memory that it needs")
    parser.add_argument("--timeout", metavar="TIME", type=span, help="end it after 90s, 10m, 2h … of running")
    parser.add_argument(
        "--retries", metavar="N", type=whole_number, help="further attempts after a failed one"
    )
    parser.add_argument("--env", metavar="NAME=VALUE", action="append", type=_pair, help="repeatable")
    parser.add_argument("--rerunnable", action="store_true", help="it may be stopped and run again")
    parser.add_argument(
        "--set", metavar="KEY=VALUE", action="append", type=_pair, help="a field of the role; repeatable"
    )
    add_asking_options(parser)
    parser.set_defaults(check=lambda args: _check(parser, args))


def execute(args: argparse.Namespace) -> int:
    """Queue and print the ids; the exit code."""
    args.check(args)
    if args.file is not None:
        return _add_file(args)
    row = row_of(args)
    if args.set:
        _warn_of_keys(row)
    if args.command and shutil.which(args.command[0]) is None:
        _warn_of_program(row)
    return ask(args, lambda manager: add(args, manager, [at_home(row)], [""]))


def _warn_of_program(row: dict[str, Any]) -> None:
    """Only here, for the same reason: mostly the program is there."""
    from parallel_execution_manager.control.task_file import Row, TaskFile
    from parallel_execution_manager.control.task_programs import warn_of_programs

    warn_of_programs(TaskFile("", (Row(1, row),), ()), Path.cwd())


def _warn_of_keys(row: dict[str, Any]) -> None:
    """Only here: what it needs takes longer to load than all the rest, and other options have known keys."""
    from parallel_execution_manager.control.task_file import Row, TaskFile
    from parallel_execution_manager.control.written_tasks import warn_of_keys

    warn_of_keys(TaskFile("", (Row(1, row),), ()))


def _add_file(args: argparse.Namespace) -> int:
    from parallel_execution_manager.control.task_programs import warn_of_programs
    from parallel_execution_manager.control.written_tasks import read_rows, warn_of_keys

    tasks = read_rows(args.file)
    if tasks is None:
        return BAD_INPUT
    warn_of_keys(tasks)
    warn_of_programs(tasks, Path.cwd())
    rows = [at_home(row.task) for row in tasks.rows]
    places = [f"{tasks.name}:{row.line}" for row in tasks.rows]
    return ask(args, lambda manager: add(args, manager, rows, places))


def row_of(args: argparse.Namespace) -> dict[str, Any]:
    """The task that the options describe, in the form of a task file's line."""
    row: dict[str, Any] = {"role": args.role, **dict(args.set or ())}
    row.update({key: getattr(args, key) for key in TEXTS if getattr(args, key) is not None})
    shared = [{"path": path, "mode": "read"} for path in args.reads or ()]
    needs = {"cpu_cores": args.cpu, "memory_mb": args.memory}
    optional = {
        "command": args.command,
        "after": args.after,
        "files": [*(args.files or ()), *shared],
        "requirements": {key: value for key, value in needs.items() if value is not None},
        "timeout_s": args.timeout,
        "retries": args.retries,
        "env": dict(args.env or ()),
        "rerunnable": args.rerunnable,
    }
    return {**row, **{key: value for key, value in optional.items() if value}}


def _check(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    if args.file is None and args.role is None:
        parser.error("name the task's role with --role, or a file of tasks with --file")
    if args.file is not None and (args.command or args.role is not None or args.script is not None):
        parser.error("--file brings whole tasks: leave the options for a single one out")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} has no name and value; write NAME=VALUE")
    return name, value
