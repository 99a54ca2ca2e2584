"""``pem wait``: waits until tasks have ended, and says with its exit code whether they succeeded."""

from __future__ import annotations

import argparse
import time

from parallel_execution_manager.control.asking import (
    add_asking_options,
    ask,
    failed,
    manager_ended,
    say_json,
)
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, NO_MANAGER, OUT_OF_TIME, SOME_FAILED
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.control.times import span
from parallel_execution_manager.control.wording import counted, printable, state_word
from parallel_execution_manager.runtime.client import DoorError, Facts, ManagerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem wait``."""
    parser.add_argument(
        "tasks", metavar="TASK", nargs="*", help="the id of a task; if none is named, all that are open now"
    )
    parser.add_argument("--role", metavar="R", help="the open tasks of this role")
    parser.add_argument("--timeout", metavar="TIME", type=span, help="wait no longer than 90s, 10m, 2h …")
    add_asking_options(parser)


def execute(args: argparse.Namespace) -> int:
    """Wait and tell how they ended; the exit code."""
    return ask(args, lambda manager: _wait(args, manager))


def _wait(args: argparse.Namespace, manager: ManagerClient) -> int:
    begun = time.monotonic()
    try:
        tasks, end = manager.wait(args.tasks or None, role=args.role, timeout_s=args.timeout)
    except DoorError as error:
        if error.kind != "gone":
            raise
        return failed(args, manager_ended("wait again", killed=True), NO_MANAGER)
    if end["open"] and (args.timeout is None or time.monotonic() - begun < args.timeout):
        return failed(args, manager_ended("wait again", killed=False), NO_MANAGER)
    if args.json:
        say_json({**end, "ended": tasks})
    else:
        for task in tasks:
            say(_line(task))
    if end["open"]:
        tell(f"{counted(end['open'], 'task')} had not ended when the time was over")
        return OUT_OF_TIME
    return ALL_SUCCEEDED if end["all_succeeded"] else SOME_FAILED


def _line(task: Facts) -> str:
    detail = f", {printable(task['detail'])}" if task["detail"] else ""
    return f"{printable(task['id'])} {state_word(task['state'])}{detail}"
