"""One attempt of a task from its run folder to its outcome. Runs in a pool thread; burns no processor."""

from __future__ import annotations

from dataclasses import replace

from parallel_execution_manager.roles.base import RunContext
from parallel_execution_manager.runtime.beginning_work import Begun, NoRoom, begin
from parallel_execution_manager.runtime.concluding_work import conclude
from parallel_execution_manager.runtime.task_files import AttemptFiles
from parallel_execution_manager.runtime.unusual_ends import broken, lost, not_started
from parallel_execution_manager.runtime.workshop import Watcher, Workshop
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind, TaskSpec
from parallel_execution_manager.system.config.masking import SecretValues
from parallel_execution_manager.system.processes.executor import (
    AttemptLostError,
    LeftRunningError,
    TaskProcess,
)


def run_attempt(
    task: TaskSpec, attempt: int, workshop: Workshop, watcher: Watcher, files: AttemptFiles
) -> Outcome:
    """Prepare, start, wait and conclude. Whatever goes wrong is an outcome, never an exception.

    What finds no room on the disk, or for its process, starts when there is some.

    Roles are foreign code and folders can vanish, so any exception is caught here, where the task
    that it belongs to is known.

    Raises:
        LeftRunningError: the manager closes, and the process goes on without it.
    """
    return _without_secrets(task, _run(task, attempt, workshop, watcher, files))


def _run(task: TaskSpec, attempt: int, workshop: Workshop, watcher: Watcher, files: AttemptFiles) -> Outcome:
    begun: Outcome | Begun | NoRoom = begin(task, attempt, workshop, watcher, files)
    while isinstance(begun, NoRoom):
        if not watcher.room_awaited(begun.problem):
            return not_started(begun.problem)
        begun = begin(task, attempt, workshop, watcher, files)
    if isinstance(begun, Outcome):
        return begun
    return follow(task, begun.context, begun.process, workshop, watcher, files)


def follow(
    task: TaskSpec,
    context: RunContext,
    process: TaskProcess,
    workshop: Workshop,
    watcher: Watcher,
    files: AttemptFiles,
) -> Outcome:
    """Wait for an attempt's process, of this manager or of one before, and conclude.

    Raises:
        LeftRunningError: the manager closes, and the process goes on without it.
    """
    try:
        watcher.started(process)
        exit_ = process.wait()
    except LeftRunningError:
        raise
    except AttemptLostError as error:
        return lost(context.folder, str(error))
    except Exception as error:  # noqa: BLE001
        return replace(broken(context.folder, "its process was lost", error), kind=OutcomeKind.FAILED)
    return conclude(task, context, exit_, workshop, files, watcher)


def follow_adopted(
    task: TaskSpec,
    attempt: int,
    process: TaskProcess,
    workshop: Workshop,
    watcher: Watcher,
    files: AttemptFiles,
) -> Outcome:
    """Wait for an attempt that an earlier manager started, in the folder that it made, and conclude.

    Raises:
        LeftRunningError: the manager closes, and the process goes on without it.
    """
    try:
        folder = workshop.folders.of_attempt(task.id, attempt)
        folder = workshop.folders.create(task.id, attempt) if folder is None else folder
        watcher.folder_made(folder)
    except Exception as error:  # noqa: BLE001
        return Outcome(OutcomeKind.FAILED, None, f"its run folder is gone and cannot be made anew: {error}")
    context = workshop.context(task, folder)
    return _without_secrets(task, follow(task, context, process, workshop, watcher, files))


def _without_secrets(task: TaskSpec, outcome: Outcome) -> Outcome:
    """What is told of an attempt goes to logs, the journal and the history; what it was given stays out."""
    if not task.env:
        return outcome
    return replace(outcome, summary=str(SecretValues.of(task.env).hidden(outcome.summary)))
