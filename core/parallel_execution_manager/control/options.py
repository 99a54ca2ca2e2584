"""Options that several verbs have, and what they need before a manager can be made."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from parallel_execution_manager.control.data_folder import add_data_dir_option, data_dir_of, some_path
from parallel_execution_manager.control.exit_codes import BAD_INPUT
from parallel_execution_manager.control.messages import tell
from parallel_execution_manager.control.progress import PlainProgress
from parallel_execution_manager.roles.registry import load_roles
from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.settings.configuration import (
    ConfigurationError,
    ConfigurationProblem,
)
from parallel_execution_manager.system.config.file import peek_extra_roles, read_configuration
from parallel_execution_manager.system.ipc.instance_lock import is_managed
from parallel_execution_manager.system.processes.limits import KEPT_FREE, WAY_OUT, room_for_threads
from parallel_execution_manager.system.runs.folders import DataDirError, prepare_data_dir

NEEDED_THREADS = 16 + KEPT_FREE
"""What a manager itself has while a task runs, and what is left to others."""
DEFAULT_CONFIG = "parallel_execution_config.json"


def add_manager_options(parser: argparse.ArgumentParser) -> None:
    """``--config`` and ``--data-dir``."""
    parser.add_argument(
        "--config",
        metavar="F",
        type=some_path,
        help=f"the configuration (default: {DEFAULT_CONFIG} in the current folder, if there is one)",
    )
    add_data_dir_option(parser)


def surrounding_problems(args: argparse.Namespace) -> Iterator[str]:
    """What keeps a manager from being made or from running tasks, each with its way out."""
    yield from list(ground_problems(args)) or place_problems(args)


def place_problems(args: argparse.Namespace) -> Iterator[str]:
    """What is wrong with the folders and with a configuration that was named.

    For the default configuration see ``default_configuration_problems``: not everybody minds.
    """
    if args.config is not None:
        yield from _configuration_problems(args.config, "configuration ")
    try:
        prepare_data_dir(data_dir_of(args))
    except DataDirError as error:
        yield str(error)


def ground_problems(args: argparse.Namespace) -> Iterator[str]:
    """What keeps any manager from being made, also one that only checks tasks."""
    try:
        Path.cwd()
    except FileNotFoundError:
        yield "the current folder no longer exists; change to another one (cd)"
        return
    room = room_for_threads(NEEDED_THREADS)
    # If one is there already, that is what is to be told.
    if room < NEEDED_THREADS and not is_managed(data_dir_of(args)):
        yield (
            f"this computer allows only {room} more threads or processes, and {NEEDED_THREADS} are needed "
            f"to work with a first task; {WAY_OUT}"
        )


def default_configuration_problems(args: argparse.Namespace) -> Iterator[str]:
    """What is wrong with the configuration in the current folder, if it is the one to be used.

    A manager goes on with the last good one instead, which is right for somebody who watches. What
    runs unwatched must not run under other rules than the file says.
    """
    path = Path(DEFAULT_CONFIG)
    if args.config is None and path.exists():
        yield from _configuration_problems(path)


def _configuration_problems(path: Path, prefix: str = "") -> Iterator[str]:
    """What is wrong with a file, each behind ``prefix``, and with the roles that it names."""
    loaded = load_roles(peek_extra_roles(path, None))
    declarations = {name: role.declaration for name, role in loaded.roles.items()}
    try:
        read_configuration(path, declarations)
    except ConfigurationError as error:
        yield from (f"{prefix}{_with_way_out(problem)}" for problem in error.problems)
    yield from loaded.problems


def _with_way_out(problem: ConfigurationProblem) -> str:
    """The problem; of a file that is no JSON, and so most likely another one, with what would be one."""
    if problem.path or ";" in problem.message:
        return str(problem)
    return f"{problem}; put that right, or name a file with settings, one JSON object, with --config"


def make_manager(args: argparse.Namespace) -> ParallelExecutionManager:
    """The manager that the options describe."""
    return ParallelExecutionManager(str(args.config or DEFAULT_CONFIG), data_dir=data_dir_of(args))


def refuse(problems: Iterable[str]) -> int:
    """Tell every problem; the exit code for bad input."""
    for problem in problems:
        tell(problem)
    tell("nothing was started")
    return BAD_INPUT


def show(lines: Iterable[str]) -> None:
    """Print lines on standard output, for as long as somebody reads them."""
    progress = PlainProgress(sys.stdout)
    for line in lines:
        progress.say(line)
