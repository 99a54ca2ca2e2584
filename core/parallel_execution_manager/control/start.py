"""``pem start``: let roles work on their queues."""

from __future__ import annotations

import argparse

from parallel_execution_manager.control.asking import add_asking_options, ask
from parallel_execution_manager.control.choosing import tell_results
from parallel_execution_manager.runtime.client import ManagerClient


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem start``."""
    parser.add_argument("roles", metavar="ROLE", nargs="*", help="the name of a role")
    parser.add_argument("--all", action="store_true", help="all roles")
    add_asking_options(parser)
    parser.set_defaults(check=lambda args: _check(parser, args))


def execute(args: argparse.Namespace) -> int:
    """Wish and tell what became of it; the exit code."""
    args.check(args)
    return ask(args, lambda manager: _start(args, manager))


def _start(args: argparse.Namespace, manager: ManagerClient) -> int:
    return tell_results(args, manager.start(args.roles or None), "role", "started")


def _check(parser: argparse.ArgumentParser, args: argparse.Namespace) -> None:
    if bool(args.roles) == args.all:
        parser.error("name roles, or all of them with --all")
