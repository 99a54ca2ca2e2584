"""The last thing that a failed process printed, which mostly says what went wrong."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from parallel_execution_manager.roles.results import describe_exit
from parallel_execution_manager.system.config.masking import SecretValues
from parallel_execution_manager.system.files.atomic_write import is_full
from parallel_execution_manager.system.logs.text import readable
from parallel_execution_manager.system.processes.executor import Exit
from parallel_execution_manager.system.runs.folders import OUTPUT_FILE
from parallel_execution_manager.system.runs.run_files import open_regular

LONGEST: Final = 160
"""Characters of it that are told."""
_LOOKED_AT: Final = 4096
"""Bytes of the end of the output."""


def with_last_words(summary: str, exit_: Exit, folder: Path, env: Mapping[str, str]) -> str:
    """The summary of a failed attempt with the last line that it printed, if it says no more than its exit.

    If the disk of its run folder is full by then, that is told as well: what it prints goes there.

    Secrets of this program's environment, and of the task's own ``env``, are hidden in that line. A work that
    tells what came of it in its result, or was ended by a signal, is left as it is.
    """
    if exit_.code <= 0 or not f"{summary},".startswith(f"{describe_exit(exit_)},"):
        return summary
    words = last_words(folder, env)
    told = f"{summary}: {words}" if words else summary
    return f"{told}; the disk of {folder} is full, which may be why: make room" if is_full(folder) else told


def last_words(folder: Path, env: Mapping[str, str]) -> str:
    """The last line of an attempt's output that is not empty, on one line and bounded; else empty."""
    try:
        with open_regular(folder / OUTPUT_FILE) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _LOOKED_AT))
            text = file.read(_LOOKED_AT).decode("utf-8", "replace")
    except OSError:
        return ""
    for line in reversed(readable(text).splitlines()):
        shown = "".join(char if char.isprintable() else " " for char in line).strip()
        if shown:
            hidden = str(SecretValues.of(os.environ, env).hidden(shown))
            return hidden if len(hidden) <= LONGEST else f"{hidden[: LONGEST - 1]}…"
    return ""
