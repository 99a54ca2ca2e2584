"""``pem diagnostics``: a bundle for whoever looks for a fault, without secrets."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from parallel_execution_manager.control.data_folder import add_data_dir_option, data_dir_of, some_path
from parallel_execution_manager.control.diagnostics_bundle import PARTS, Sources
from parallel_execution_manager.control.diagnostics_file import (
    DiagnosticsError,
    proposed_name,
    write_diagnostics,
)
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.control.options import DEFAULT_CONFIG
from parallel_execution_manager.control.window_file import window_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem diagnostics``."""
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        type=some_path,
        help="the archive to write (default: pem-diagnostics-DATE.zip in the current folder)",
    )
    parser.add_argument("--config", metavar="F", type=some_path, help="the configuration that is put in")
    add_data_dir_option(parser)


def execute(args: argparse.Namespace) -> int:
    """Write the bundle and say what is in it; the exit code. No manager needs to run."""
    target = Path.cwd() / (args.file or proposed_name(time.time()))
    config = Path.cwd() / (args.config or DEFAULT_CONFIG)
    try:
        write_diagnostics(target, Sources(data_dir_of(args), config, window_settings()))
    except DiagnosticsError as error:
        tell(str(error))
        return BAD_INPUT
    say(f"{target}\n" + "\n".join(f"  {part.name:20}{part.meaning}" for part in PARTS))
    say("Values that look like secrets are hidden; look through it before you give it to somebody.")
    return ALL_SUCCEEDED
