"""Options that choose tasks and roles, and what is told of a wish for several of them."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.asking import say_json
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, SOME_FAILED
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.control.wording import counted, printable
from parallel_execution_manager.runtime.client import WishResults

FEW = 20
"""So many names at most are listed for people."""


def add_tasks_or_role(parser: argparse.ArgumentParser, of_role: str) -> None:
    """``TASK ...`` or ``--role R``: one of them."""
    parser.add_argument("tasks", metavar="TASK", nargs="*", help="the id of a task")
    parser.add_argument("--role", metavar="R", help=of_role)
    parser.set_defaults(check=lambda args: _check_choice(parser, args))


def add_roles(parser: argparse.ArgumentParser) -> None:
    """``ROLE ...`` or ``--all``: one of them."""
    parser.add_argument("roles", metavar="ROLE", nargs="*", help="the name of a role")
    parser.add_argument("--all", action="store_true", help="all roles")
    parser.set_defaults(check=lambda args: _check_roles(parser, args))


def tell_results(args: argparse.Namespace, results: WishResults, what: str, done: str) -> int:
    """Tell what became of each; the exit code. ``done`` is the word for what was done, such as ``paused``."""
    if args.json:
        refused, not_kept = (
            [{what: name, "problems": list(problems)} for name, problems in found.items()]
            for found in (results.refused, results.not_kept)
        )
        say_json({"done": list(results.done), "refused": refused, "not_kept": not_kept})
    else:
        _tell_people(results, what, done)
    return SOME_FAILED if results.refused or results.not_kept else ALL_SUCCEEDED


def _tell_people(results: WishResults, what: str, done: str) -> None:
    for problems in results.refused.values():
        for problem in problems:
            tell(problem)
    for problem in dict.fromkeys(problem for problems in results.not_kept.values() for problem in problems):
        tell(problem)
    names = ", ".join(map(printable, results.done)) if len(results.done) <= FEW else ""
    say(f"{counted(len(results.done), what)} {done}{f': {names}' if names else ''}")


def _check_choice(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    if bool(args.tasks) == (args.role is not None):
        parser.error("name tasks, or a role with --role")
    if args.tasks and (getattr(args, "hold", None) or getattr(args, "hand_back", None)):
        parser.error("--hold and --hand-back are for a role: name it with --role, and no tasks")


def _check_roles(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    if bool(args.roles) == args.all:
        parser.error("name roles, or all of them with --all")
