"""``pem stop``: end the running tasks of roles and start nothing of them; queues stay."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.asking import add_asking_options, ask
from parallel_execution_manager.control.choosing import tell_results
from parallel_execution_manager.runtime.client import ManagerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem stop``."""
    parser.add_argument("roles", metavar="ROLE", nargs="*", help="the name of a role")
    parser.add_argument("--all", action="store_true", help="all roles")
    add_asking_options(parser)
    parser.set_defaults(check=lambda args: _check(parser, args))


def execute(args: argparse.Namespace) -> int:
    """Wish and tell what became of it; the exit code."""
    args.check(args)
    return ask(args, lambda manager: _stop(args, manager))


def _stop(args: argparse.Namespace, manager: ManagerClient) -> int:
    return tell_results(args, manager.stop(args.roles or None), "role", "stopped")


def _check(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    if bool(args.roles) == args.all:
        parser.error("name roles, or all of them with --all")
