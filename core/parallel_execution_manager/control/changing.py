"""The verbs that wish for something of tasks or roles, and tell of each what became of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NamedTuple

from parallel_execution_manager.control.asking import add_asking_options, ask
from parallel_execution_manager.control.choosing import add_roles, add_tasks_or_role, tell_results
from parallel_execution_manager.control.hold import add_for_options, seconds_of
from parallel_execution_manager.runtime.client import ManagerClient, WishResults


class Change(NamedTuple):
    """A verb: its options, and the wish.

    ``told`` says by the options to what it is done, a task or a role, and the word for what was done then.
    """

    add_options: Callable[[argparse.ArgumentParser], None]
    wish: Callable[[argparse.Namespace, ManagerClient], WishResults]
    told: Callable[[argparse.Namespace], tuple[str, str]]

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options of the verb."""
        self.add_options(parser)
        add_asking_options(parser)

    def execute(self, args: argparse.Namespace) -> int:
        """Wish and tell what became of it; the exit code."""
        args.check(args)
        return ask(args, lambda manager: tell_results(args, self.wish(args, manager), *self.told(args)))


def _pause_options(parser: argparse.ArgumentParser) -> None:
    add_tasks_or_role(parser, "hold back the whole role: suspend what runs of it and start nothing")
    parser.add_argument(
        "--hold",
        action="store_true",
        help="with --role: start nothing, and let go on what runs",
    )
    add_for_options(parser)


def _resume_options(parser: argparse.ArgumentParser) -> None:
    add_tasks_or_role(parser, "let the whole role go on")
    parser.add_argument(
        "--hand-back",
        action="store_true",
        help="with --role: let the limits alone decide about it again",
    )
    add_for_options(parser)


def _pause(args: argparse.Namespace, manager: ManagerClient) -> WishResults:
    return manager.pause(args.tasks or None, role=args.role, for_s=seconds_of(args), hold=args.hold)


def _resume(args: argparse.Namespace, manager: ManagerClient) -> WishResults:
    return manager.resume(
        args.tasks or None, role=args.role, for_s=seconds_of(args), hand_back=args.hand_back
    )


def _what(args: argparse.Namespace) -> str:
    return "task" if args.tasks else "role"


PAUSE = Change(_pause_options, _pause, lambda args: (_what(args), "held" if args.hold else "paused"))
RESUME = Change(_resume_options, _resume, lambda args: (_what(args), "resumed"))
START = Change(
    add_roles, lambda args, manager: manager.start(args.roles or None), lambda _: ("role", "started")
)
STOP = Change(
    add_roles, lambda args, manager: manager.stop(args.roles or None), lambda _: ("role", "stopped")
)
CANCEL = Change(
    lambda parser: add_tasks_or_role(parser, "all tasks of the role that have not ended"),
    lambda args, manager: manager.cancel(args.tasks or None, role=args.role),
    lambda _: ("task", "cancelled"),
)
RETRY = Change(
    lambda parser: add_tasks_or_role(parser, "all tasks of the role that did not succeed"),
    lambda args, manager: manager.retry(args.tasks or None, role=args.role),
    lambda _: ("task", "queued again"),
)
