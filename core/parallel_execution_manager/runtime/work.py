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
from parallel_execution_manager.scheduling.model import Outcome, OutcomeKind, TaskSpec
from parallel_execution_manager.system.executor import Executor, Exit, Launch, LaunchError, TaskProcess
from parallel_execution_manager.system.folders import RunFolders
from parallel_execution_manager.system.run_files import append_text

logger = logging.getLogger("ParallelExecutionManager")

OUTPUT_FILE = "output.log"
TASK_FILE = "task.json"
HIDDEN = "…"


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
    ``look_back`` gives what was seen of an attempt whose process has ended.
    """

    roles: Mapping[str, Role]
    options: Callable[[str], Mapping[str, Any]]
    base_dir: Path
    folders: RunFolders
    executor: Executor
    manager_state: Callable[[], dict[str, Any]]
    submit: Callable[[TaskSpec, Result], Sequence[str]]
    look_back: Callable[[TaskSpec, int], Seen | None] = lambda *_: None


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told about an attempt: of its folder, and of its process once it runs."""

    folder_made: Callable[[Path], None]
    started: Callable[[TaskProcess], None]


def run_attempt(task: TaskSpec, attempt: int, workshop: Workshop, watcher: Watcher) -> Outcome:
    """Prepare, start, wait and conclude. Whatever goes wrong is an outcome, never an exception.

    Roles are foreign code and folders can vanish, so any exception is caught here, where the task
    that it belongs to is known.
    """
    try:
        folder = workshop.folders.create(task.id, attempt)
        watcher.folder_made(folder)
        write_new_json(f"{folder}/{TASK_FILE}", _kept(task, attempt))
    except Exception as error:  # noqa: BLE001
        return _not_started(f"no run folder can be made: {error}")
    context = RunContext(folder, workshop.base_dir, workshop.options(task.role), workshop.manager_state)
    try:
        role = workshop.roles[task.role]
        launch = _launch(role, task, context)
        process = workshop.executor.start(launch, folder / OUTPUT_FILE, secrets.token_hex(8))
    except (TaskInputError, LaunchError) as error:
        return _refused(folder, str(error))
    except Exception as error:  # noqa: BLE001
        return _broken(folder, f"role {task.role} failed to prepare it", error)
    try:
        watcher.started(process)
        exit_ = process.wait()
    except Exception as error:  # noqa: BLE001
        return replace(_broken(folder, "its process was lost", error), kind=OutcomeKind.FAILED)
    seen = _look_back(task, attempt, workshop)
    return _conclude(role, task, context, exit_, workshop, seen)


def _kept(task: TaskSpec, attempt: int) -> dict[str, Any]:
    """What ``task.json`` tells of an attempt; values of variables are often secrets and stay out of it."""
    row = {**to_mapping(task), "attempt": attempt, "started_at": time.time()}
    return {**row, "env": dict.fromkeys(task.env, HIDDEN)} if task.env else row


def _launch(role: Role, task: TaskSpec, context: RunContext) -> Launch:
    if task.command:
        cwd = task.cwd or str(context.base_dir)
        return Launch(task.command, cwd, task_environment(task, context))
    return role.prepare(task, context)


def _look_back(task: TaskSpec, attempt: int, workshop: Workshop) -> Seen | None:
    """What was seen; a fault in watching must not cost the task its result."""
    try:
        return workshop.look_back(task, attempt)
    except Exception:
        logger.exception("What was seen of task %r is lost", task.id)
        return None


def _conclude(
    role: Role, task: TaskSpec, context: RunContext, exit_: Exit, workshop: Workshop, seen: Seen | None
) -> Outcome:
    try:
        result = read_result(context.folder, exit_) if task.command else role.conclude(task, context, exit_)
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
