"""The option ``--data-dir``, also for verbs that need nothing else of the program."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from parallel_execution_manager.system.runs.folders import DATA_DIR_VARIABLE, default_data_dir


def add_data_dir_option(parser: argparse.ArgumentParser) -> None:
    """``--data-dir``."""
    parser.add_argument(
        "--data-dir",
        metavar="D",
        type=some_path,
        help=f"where runs and results are kept (default: {DATA_DIR_VARIABLE}, else the user's data folder)",
    )


def some_path(text: str) -> Path:
    """A path given on the command line.

    Raises:
        argparse.ArgumentTypeError: it is empty, most likely a variable of a script that was never set.
    """
    if not text:
        raise argparse.ArgumentTypeError("the path is empty; name a file or folder, or leave the option out")
    return Path(text)


def data_dir_of(args: argparse.Namespace) -> Path:
    """The absolute data folder that the options or the environment name."""
    chosen: Path | None = args.data_dir
    return default_data_dir(os.environ) if chosen is None else chosen.expanduser().absolute()
