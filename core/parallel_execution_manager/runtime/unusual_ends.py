"""Ends of attempts that are not the end of their process, told in their run folders."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from parallel_execution_manager.roles.results import Result, write_missing_result, write_result
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind
from parallel_execution_manager.system.runs.folders import OUTPUT_FILE
from parallel_execution_manager.system.runs.run_files import append_text

logger = logging.getLogger("ParallelExecutionManager")


def refused(folder: Path, message: str) -> Outcome:
    """What keeps the task from starting stands in its log too: that is where people look."""
    try:
        append_text(folder / OUTPUT_FILE, f"not started: {message}\n")
        write_result(folder, Result(ok=False, summary=message))
    except OSError as error:
        message = f"{message} (and the run folder cannot be written: {error})"
    return not_started(message)


def lost(folder: Path, reason: str) -> Outcome:
    """Nobody knows how it ended; what it said itself about that in its result file stays as it is."""
    try:
        append_text(folder / OUTPUT_FILE, f"lost: {reason}\n")
        write_missing_result(folder, Result(ok=False, summary=reason))
    except OSError as error:
        logger.warning("That an attempt is lost cannot be noted in %s: %s", folder, error)
    return Outcome(OutcomeKind.LOST, None, reason)


def broken(folder: Path, what: str, error: Exception) -> Outcome:
    """The program itself, or a role, has a fault: its traceback stands in the task's log."""
    logger.error("%s: %s", what, error, exc_info=error)
    text = "".join(traceback.format_exception(error))
    outcome = refused(folder, f"{what}: {type(error).__name__}: {error}")
    try:
        append_text(folder / OUTPUT_FILE, text)
    except OSError as failure:
        logger.warning("The traceback cannot be kept: %s", failure)
    return outcome


def not_started(summary: str) -> Outcome:
    """No process of the attempt was made."""
    return Outcome(OutcomeKind.NOT_STARTED, None, summary)
