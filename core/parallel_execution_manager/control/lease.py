"""``pem lease``: files for shells, scripts and agents outside the manager, by the same leases as tasks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from parallel_execution_manager.control.data_folder import add_data_dir_option
from parallel_execution_manager.control.verb_parser import OptionsParser

EXIT_CODES = """\
exit codes: 0 done, 6 the files are not free, 7 the lease is not yours, 2 bad input,
1 nobody can decide, 127 or 126 there is no such command or it cannot be run; else the command's own"""


class CommandParser(OptionsParser):
    """A parser that leaves what stands behind ``--`` alone: it is another program's command line."""

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """What argparse makes of the words before ``--``; those behind it are ``command``."""
        words = list(args or ())
        if not self.get_default("takes_command"):
            return super().parse_known_args(words, namespace)
        at = words.index("--") if "--" in words else len(words)
        found, unknown = super().parse_known_args(words[:at], namespace)
        found.command = words[at + 1 :]
        if at < len(words) and not found.command:
            self.error("there is no command behind --")
        return found, unknown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem lease``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EXIT_CODES
    doings = parser.add_subparsers(title="what to do", metavar="DO", parser_class=CommandParser)
    parser.set_defaults(doing=None, refuse=parser.error)
    _add_acquire(doings)
    _add_list(doings)
    _add_release(doings)


def execute(args: argparse.Namespace) -> int:
    """Do it; the exit code."""
    if args.doing is None:
        args.refuse("say what to do: acquire, list or release; pem lease DO --help tells their options")
    doing = import_module(f"parallel_execution_manager.control.lease_{args.doing}")
    return int(doing.execute(args))


def _add_acquire(doings: Any) -> None:
    summary = "take files, all or none, for the calling shell or for one command"
    parser = doings.add_parser("acquire", help=summary, description=summary, allow_abbrev=False)
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a file, a folder or a quoted pattern")
    parser.add_argument(
        "--shared", action="store_true", help="only to read: others may read too, nobody may write"
    )
    parser.add_argument(
        "--wait", metavar="S", type=seconds, default=0.0, help="wait up to S seconds (inf: for ever) for them"
    )
    _add_for(
        parser,
        "hold them until process PID of your own ends: one that this runs in or that the calling process has "
        "started (default: until the calling process ends)",
    )
    parser.add_argument("--json", action="store_true", help="print the lease as a JSON object")
    add_data_dir_option(parser)
    parser.usage = (
        f"{parser.prog} PATH… [--shared] [--wait S] [--for PID] [--json] [--data-dir D] [-- COMMAND…]"
    )
    parser.set_defaults(doing="acquire", takes_command=True, command=[])


def _add_list(doings: Any) -> None:
    summary = "show which files are leased, who holds them and who waits"
    parser = doings.add_parser("list", help=summary, description=summary, allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help="print a JSON object")
    add_data_dir_option(parser)
    parser.set_defaults(doing="list")


def _add_release(doings: Any) -> None:
    summary = "let go of leases of the calling process, or of what it is part of"
    parser = doings.add_parser("release", help=summary, description=summary, allow_abbrev=False)
    parser.add_argument(
        "names", metavar="ID|PATH", nargs="+", help="the id of a lease, or a path that it was taken for"
    )
    _add_for(parser, "let go for process PID")
    add_data_dir_option(parser)
    parser.set_defaults(doing="release")


def _add_for(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--for", metavar="PID", dest="holder", type=process_number, default=None, help=text)


def seconds(text: str) -> float:
    """A time on the command line.

    Raises:
        argparse.ArgumentTypeError: it is no number of seconds, 0 or more.
    """
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not value >= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; give seconds, such as 30 or 0.5, or inf")
    return value


def process_number(text: str) -> int:
    """The number of a process on the command line.

    Raises:
        argparse.ArgumentTypeError: it is no whole number above 0.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number of a process; give one such as $$ in a shell"
        )
    return int(text)
