"""The command ``pem``: its verbs, each in a module of its own that is imported only when it is used."""

from __future__ import annotations

import argparse
import gc
import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from parallel_execution_manager.control.exit_codes import INTERNAL_ERROR

EXIT_CODES = """\
exit codes: 0 everything succeeded, 1 some task did not, 2 bad input and nothing was started,
129, 130 or 143 ended by SIGHUP, SIGINT or SIGTERM, 70 an error of this program"""

FIRST_OWN_DESCRIPTOR = 3


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the command; ``module`` has ``add_arguments(parser)`` and ``execute(args) -> int``."""

    name: str
    summary: str
    module: str


VERBS = (
    Verb("run", "open the window, or run the demo without one", "parallel_execution_manager.control.run"),
    Verb("batch", "run a file of tasks to its end", "parallel_execution_manager.control.batch"),
    Verb(
        "why",
        "ask a running manager why a task does not run, and what would start it",
        "parallel_execution_manager.control.why",
    ),
    Verb(
        "lease",
        "take files for a shell, a script or a command, so that no task and nobody else of yours uses them",
        "parallel_execution_manager.control.lease",
    ),
)


class ShowVersion(argparse.Action):
    """Prints the version; what is needed to know it is imported only then."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(nargs=0, help="show the version and exit", **arguments)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it and end the program."""
        from parallel_execution_manager.control.version import program_version

        print(f"{parser.prog} {program_version()}")
        parser.exit()


def carry_out(arguments: Sequence[str]) -> int:
    """Carry out the command line ``arguments``; the exit code."""
    prepare_streams()
    try:
        args = build_parser(arguments).parse_args(arguments)
        from parallel_execution_manager.control.log_lines import log_lines_told

        # What has been imported is never garbage, and with a long queue it would be looked at often.
        gc.freeze()
        with log_lines_told():
            return int(args.execute(args))
    except Exception:  # noqa: BLE001 - whatever it is, it is told and has an exit code of its own
        traceback.print_exc()
        print(
            "pem: that was an error of this program; please report it with the lines above", file=sys.stderr
        )
        return INTERNAL_ERROR


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser for ``arguments``: only the verb that they name brings its options."""
    parser = argparse.ArgumentParser(
        prog="pem",
        description="Run the tasks of several roles side by side, and keep the computer usable.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=ShowVersion)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    named = next((argument for argument in arguments if not argument.startswith("-")), "")
    for verb in VERBS:
        sub = verbs.add_parser(verb.name, help=verb.summary, description=verb.summary, allow_abbrev=False)
        if verb.name == named:
            module = importlib.import_module(verb.module)
            module.add_arguments(sub)
            sub.set_defaults(execute=module.execute)
    return parser


def prepare_streams() -> None:
    """Give the program the streams that it was started without, and let none fail on a character.

    A stream that is closed leaves its number to the next file that is opened, which then gets what was
    meant for the terminal. Characters that a terminal's encoding lacks are escaped.
    """
    _open_missing_descriptors()
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _open_missing_descriptors() -> None:
    """Lead those of the first three numbers that are free to nowhere; the lowest is always taken first."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) < FIRST_OWN_DESCRIPTOR:
        pass
    os.close(descriptor)
