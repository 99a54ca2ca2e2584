"""One attempt of a task from its run folder to its outcome. Runs in a pool thread; burns no processor."""

from __future__ import annotations

import logging
import secrets
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from parallel_execution_manager.roles.base import Role, RunContext, TaskInputError, task_environment
from parallel_execution_manager.roles.result_model import Finding, Result
from parallel_execution_manager.roles.results import (
    read_result,
    write_missing_result,
    write_new_json,
    write_result,
)
from parallel_execution_manager.roles.task_form import to_mapping
from parallel_execution_manager.runtime.task_files import AttemptFiles, FileKeeper
from parallel_execution_manager.scheduling.model import Outcome, OutcomeKind, TaskSpec
from parallel_execution_manager.system.executor import (
    AttemptKey,
    AttemptLostError,
    Executor,
    Exit,
    Launch,
    LaunchError,
    LeftRunningError,
    TaskProcess,
)
from parallel_execution_manager.system.folders import RunFolders
from parallel_execution_manager.system.run_files import append_text

logger = logging.getLogger("ParallelExecutionManager")

OUTPUT_FILE = "output.log"
TASK_FILE = "task.json"
HIDDEN = "…"
NOT_ON_DISK = "the disk did not take its start, and then it was not wanted any more"
LEASE_VARIABLE = "PEM_LEASE"
"""The number of a task's lease, for programs that hand out files themselves and must tell old from new."""


class Seen(Protocol):
    """What was seen of an attempt from outside."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What people should know."""

    def write(self, folder: Path) -> None:
        """Keep it in the run folder."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every attempt needs: roles, their options, folders, and who starts processes.

    ``submit`` queues what a result wants queued, and returns a sentence for each task that is refused.
    """

    roles: Mapping[str, Role]
    options: Callable[[str], Mapping[str, Any]]
    base_dir: Path
    folders: RunFolders
    executor: Executor
    files: FileKeeper
    manager_state: Callable[[], dict[str, Any]]
    submit: Callable[[TaskSpec, Result], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told about an attempt: of its folder, and of its process once it runs.

    ``look_back`` is asked at its end what was seen of it from outside. ``may_start`` is asked when all is
    prepared. It returns once it is on disk that the attempt starts; ``False`` says that it is not wanted any
    more.
    """

    folder_made: Callable[[Path], None]
    started: Callable[[TaskProcess], None]
    look_back: Callable[[], Seen | None] = lambda: None
    may_start: Callable[[], bool] = lambda: True


def run_attempt(
    task: TaskSpec, attempt: int, workshop: Workshop, watcher: Watcher, files: AttemptFiles
) -> Outcome:
    """Prepare, start, wait and conclude. Whatever goes wrong is an outcome, never an exception.

    Roles are foreign code and folders can vanish, so any exception is caught here, where the task
    that it belongs to is known.

    Raises:
        LeftRunningError: the manager closes, and the process goes on without it.
    """
    try:
        folder = workshop.folders.create(task.id, attempt)
        watcher.folder_made(folder)
        mark = secrets.token_hex(8)
        write_new_json(f"{folder}/{TASK_FILE}", _kept(task, attempt, mark))
    except Exception as error:  # noqa: BLE001
        return _not_started(f"no run folder can be made: {error}")
    context = RunContext(folder, workshop.base_dir, workshop.options(task.role), workshop.manager_state)
    if files.problem:
        return _refused(folder, files.problem)
    process = _start(task, AttemptKey(task.id, attempt), mark, context, workshop, watcher, files.fence)
    return (
        process if isinstance(process, Outcome) else follow(task, context, process, workshop, watcher, files)
    )


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
        return _lost(context.folder, str(error))
    except Exception as error:  # noqa: BLE001
        return replace(_broken(context.folder, "its process was lost", error), kind=OutcomeKind.FAILED)
    return _conclude(task, context, exit_, workshop, files, _seen(task, watcher))


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
    context = RunContext(folder, workshop.base_dir, workshop.options(task.role), workshop.manager_state)
    return follow(task, context, process, workshop, watcher, files)


def _start(
    task: TaskSpec,
    key: AttemptKey,
    mark: str,
    context: RunContext,
    workshop: Workshop,
    watcher: Watcher,
    fence: int,
) -> TaskProcess | Outcome:
    """The attempt's process, or how it ended without one."""
    try:
        launch = _told_of_lease(_launch(workshop.roles[task.role], task, context), fence)
        if not watcher.may_start():
            return _refused(context.folder, NOT_ON_DISK)
        return workshop.executor.start(launch, context.folder / OUTPUT_FILE, mark, key)
    except (TaskInputError, LaunchError) as error:
        return _refused(context.folder, str(error))
    except LeftRunningError:
        raise
    except AttemptLostError as error:
        return _lost(context.folder, str(error))
    except Exception as error:  # noqa: BLE001
        return _broken(context.folder, f"role {task.role} failed to prepare it", error)


def _kept(task: TaskSpec, attempt: int, mark: str) -> dict[str, Any]:
    """What ``task.json`` tells of an attempt; values of variables are often secrets and stay out of it.

    By ``mark`` its processes are found again where no record of them is left.
    """
    row = {**to_mapping(task), "attempt": attempt, "started_at": time.time(), "mark": mark}
    return {**row, "env": dict.fromkeys(task.env, HIDDEN)} if task.env else row


def _launch(role: Role, task: TaskSpec, context: RunContext) -> Launch:
    if task.command:
        cwd = task.cwd or str(context.base_dir)
        return Launch(task.command, cwd, task_environment(task, context))
    return role.prepare(task, context)


def _told_of_lease(launch: Launch, fence: int) -> Launch:
    """The launch with the number of the task's own lease, whatever lease this program itself runs under."""
    if not fence and LEASE_VARIABLE not in launch.env:
        return launch
    env = {key: value for key, value in launch.env.items() if key != LEASE_VARIABLE}
    return replace(launch, env={**env, LEASE_VARIABLE: str(fence)} if fence else env)


def _seen(task: TaskSpec, watcher: Watcher) -> Seen | None:
    """What was seen; a fault in watching must not cost the task its result."""
    try:
        return watcher.look_back()
    except Exception:
        logger.exception("What was seen of task %r is lost", task.id)
        return None


def _conclude(
    task: TaskSpec,
    context: RunContext,
    exit_: Exit,
    workshop: Workshop,
    files: AttemptFiles,
    seen: Seen | None,
) -> Outcome:
    role = workshop.roles[task.role]
    try:
        result = read_result(context.folder, exit_) if task.command else role.conclude(task, context, exit_)
        if found := files.ends():
            result = replace(result, findings=(*result.findings, *found))
            write_result(context.folder, result)
        write_missing_result(context.folder, result)
        if seen is not None:
            result = _with_seen(result, seen, context.folder)
        if result.ok and (refusals := workshop.submit(task, result)):
            result = _not_all_queued(result, refusals)
            write_result(context.folder, result)
    except Exception as error:  # noqa: BLE001
        broken = _broken(context.folder, f"role {task.role} failed to conclude it", error)
        return replace(broken, kind=OutcomeKind.FAILED, exit_code=exit_.code)
    return Outcome(
        kind=OutcomeKind.SUCCEEDED if result.ok else OutcomeKind.FAILED,
        exit_code=exit_.code,
        summary=result.summary,
        cpu_s=exit_.cpu_s,
        max_memory_mb=exit_.max_memory_mb,
        delay_s=exit_.delay_s,
    )


def _with_seen(result: Result, seen: Seen, folder: Path) -> Result:
    seen.write(folder)
    if not seen.findings:
        return result
    result = replace(result, findings=(*result.findings, *seen.findings))
    write_result(folder, result)
    return result


def _not_all_queued(result: Result, refusals: Sequence[str]) -> Result:
    """The work was done, but what it wanted queued is lost; whoever waits for that must be told."""
    more = f" (and {len(refusals) - 1} more)" if len(refusals) > 1 else ""
    return replace(
        result,
        ok=False,
        summary=f"{result.summary}; but a task that it wants queued is refused: {refusals[0]}{more}",
        findings=(*result.findings, *(Finding("error", f"refused: {text}") for text in refusals)),
    )


def _refused(folder: Path, message: str) -> Outcome:
    """What keeps the task from starting stands in its log too: that is where people look."""
    try:
        append_text(folder / OUTPUT_FILE, f"not started: {message}\n")
        write_result(folder, Result(ok=False, summary=message))
    except OSError as error:
        message = f"{message} (and the run folder cannot be written: {error})"
    return _not_started(message)


def _lost(folder: Path, reason: str) -> Outcome:
    """Nobody knows how it ended; what it said itself about that in its result file stays as it is."""
    try:
        append_text(folder / OUTPUT_FILE, f"lost: {reason}\n")
        write_missing_result(folder, Result(ok=False, summary=reason))
    except OSError as error:
        logger.warning("That an attempt is lost cannot be noted in %s: %s", folder, error)
    return Outcome(OutcomeKind.LOST, None, reason)


def _broken(folder: Path, what: str, error: Exception) -> Outcome:
    logger.error("%s: %s", what, error, exc_info=error)
    text = "".join(traceback.format_exception(error))
    outcome = _refused(folder, f"{what}: {type(error).__name__}: {error}")
    try:
        append_text(folder / OUTPUT_FILE, text)
    except OSError as failure:
        logger.warning("The traceback cannot be kept: %s", failure)
    return outcome


def _not_started(summary: str) -> Outcome:
    return Outcome(OutcomeKind.NOT_STARTED, None, summary)
