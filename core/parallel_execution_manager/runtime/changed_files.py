"""What others have changed of an attempt's files while it stood still, in words."""

from __future__ import annotations

import logging
from collections.abc import Callable

from parallel_execution_manager.runtime.attempt import Attempt
from parallel_execution_manager.runtime.task_files import AttemptFiles

logger = logging.getLogger("ParallelExecutionManager")


def changes_told(job: Attempt | None, compare: Callable[[AttemptFiles], str | None]) -> str:
    """A sentence if others changed the attempt's files; a fault here must not decide over its process."""
    if job is None:
        return ""
    try:
        changed = compare(job.files)
    except Exception as error:
        logger.exception("The files of task %r cannot be compared", job.task.id)
        changed = f"its files cannot be compared ({type(error).__name__}: {error})"
    return f"Task {job.task.name!r}: {changed}; see whether its result is of use" if changed else ""
