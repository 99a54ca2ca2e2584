"""The command ``pem``: from the words of a command line to the verb that they name, and to the exit code."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

from parallel_execution_manager.control.exit_codes import (
    BAD_INPUT,
    INTERNAL_ERROR,
    MANAGER_RUNS,
    SOME_FAILED,
)
from parallel_execution_manager.control.messages import AnswerNotWrittenError, say, tell
from parallel_execution_manager.control.verb_parser import OptionsParser, VerbParser, verb_problem
from parallel_execution_manager.control.verbs import VERBS, load_verb
from parallel_execution_manager.system.collecting import uncollected

EXIT_CODES = """\
exit codes: 0 everything succeeded, 1 something did not, 2 bad input and nothing was done,
3 no manager runs with the data folder, 4 another one runs with it, 5 the time to wait is over,
6 files are not free and 7 a lease is somebody else's (pem lease),
129, 130 or 143 ended by SIGHUP, SIGINT or SIGTERM, 70 an error of this program"""

FIRST_OWN_DESCRIPTOR = 3
_NEW_OBJECTS = 10_000
"""After so many more the collector looks for garbage among the youngest."""
_BEFORE_VERB = "--data-dir"
_ASCII = frozenset({"ascii", "us-ascii", "646"})
ONLY_ASCII = (
    "file names can have ASCII letters only here, as the locale is POSIX and Python is kept from UTF-8; set "
    "a locale with UTF-8 (LC_ALL=C.UTF-8), or leave PYTHONUTF8=0 and PYTHONCOERCECLOCALE=0 out"
)
SELFTEST = "parallel_execution_manager_gui.selftest"


class ShowVersion(argparse.Action):
    """Prints the version; what is needed to know it is imported only then."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(nargs=0, help="show the version and exit", **arguments)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it and end the program."""
        from parallel_execution_manager.control.version import program_version

        say(f"{parser.prog} {program_version()}")
        parser.exit()


class Selftest(argparse.Action):
    """Uses the whole program once and ends with 0 if all of it works here."""

    def __init__(self, **arguments: Any) -> None:
        text = "run the demo in a window off the screen, look at what it leaves, and exit"
        super().__init__(nargs=0, help=text, **arguments)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Carry it out and end the program. By name, for the window stands above the command line."""
        import importlib

        parser.exit(importlib.import_module(SELFTEST).main())


def carry_out(arguments: Sequence[str]) -> int:
    """Carry out the command line ``arguments``; the exit code."""
    prepare_streams()
    arguments = verb_first(arguments)
    try:
        # Loading the modules of a verb makes many objects, and all of them stay.
        with uncollected():
            args = build_parser(arguments).parse_args(arguments)
        if sys.getfilesystemencoding() in _ASCII:
            tell(ONLY_ASCII)
            return BAD_INPUT
        return _execute(args) if args.tells_log else int(args.execute(args))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told and has an exit code of its own
        return _failed(error)


def verb_first(arguments: Sequence[str]) -> list[str]:
    """The words with a ``--data-dir D`` that stands before the verb put where it is read: behind it.

    Of ``pem lease`` what is to be done comes first as well.
    """
    words, before = list(arguments), list[str]()
    while words and words[0].partition("=")[0] == _BEFORE_VERB:
        length = 1 if "=" in words[0] else 2
        before, words = [*before, *words[:length]], words[length:]
    if not words or words[0].startswith("-"):
        return list(arguments)
    place = 2 if words[0] == "lease" else 1
    return [*words[:place], *before, *words[place:]]


def _execute(args: argparse.Namespace) -> int:
    """Carry out a verb that runs a manager itself: what the library logs is told as well."""
    from parallel_execution_manager.control.log_lines import log_lines_told

    # What has been imported is never garbage, and with a long queue it would be looked at often. What is made
    # for a task stays for long or is given back by its count: to look after each few tasks is for nothing.
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    with log_lines_told():
        return int(args.execute(args))


def _failed(error: Exception) -> int:
    from parallel_execution_manager.system.ipc.instance_lock import ManagerRunsError
    from parallel_execution_manager.system.runs.folders import DataDirError

    if isinstance(error, DataDirError):
        tell(str(error))
        return MANAGER_RUNS if isinstance(error, ManagerRunsError) else BAD_INPUT
    if isinstance(error, AnswerNotWrittenError):
        tell(str(error))
        return SOME_FAILED
    import traceback

    traceback.print_exception(error)
    print("pem: that was an error of this program; please report it with the lines above", file=sys.stderr)
    return INTERNAL_ERROR


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser for ``arguments``: only the verb that they name brings its options."""
    named = next((argument for argument in arguments if not argument.startswith("-")), "")
    known = next((verb for verb in VERBS if verb.name == named), None)
    parser = VerbParser(
        "" if known else verb_problem(named if [named] == list(arguments[:1]) else ""),
        prog="pem",
        description="Run the tasks of several roles side by side, and keep the computer usable.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=ShowVersion)
    parser.add_argument("--selftest", action=Selftest)
    # With a name of its own no help has to be laid out for it, which would load what packs archives.
    verbs = parser.add_subparsers(
        title="verbs", metavar="VERB", required=True, prog=parser.prog, parser_class=OptionsParser
    )
    for verb in VERBS if known is None else (known,):
        sub = verbs.add_parser(verb.name, help=verb.summary, description=verb.summary, allow_abbrev=False)
        if verb is known:
            module = load_verb(verb)
            module.add_arguments(sub)
            sub.set_defaults(execute=module.execute, tells_log=verb.tells_log)
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
