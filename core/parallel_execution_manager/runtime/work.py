"""One attempt of a task from its run folder to its outcome. Runs in a pool thread; burns no processor."""

from __future__ import annotations

import logging
import secrets
import shutil
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
from parallel_execution_manager.runtime.inheriting import everything, with_withheld
from parallel_execution_manager.runtime.last_files import LastFiles
from parallel_execution_manager.runtime.surviving_tasks import GRANTED_FILES, TASK_FILE
from parallel_execution_manager.runtime.task_files import AttemptFiles, FileKeeper
from parallel_execution_manager.scheduling.model import Outcome, OutcomeKind, TaskSpec
from parallel_execution_manager.system.crash_points import reach
from parallel_execution_manager.system.disk_room import lacks_room
from parallel_execution_manager.system.executor import (
    AttemptKey,
    AttemptLostError,
    Executor,
    Exit,
    Launch,
    LaunchError,
    LeftRunningError,
    NoRoomError,
    TaskProcess,
)
from parallel_execution_manager.system.folders import RunFolders
from parallel_execution_manager.system.inherited_environment import InheritedEnvironment
from parallel_execution_manager.system.lease_json import write_claims
from parallel_execution_manager.system.run_files import append_text
from parallel_execution_manager.system.task_variables import LEASE_VARIABLE

logger = logging.getLogger("ParallelExecutionManager")

OUTPUT_FILE = "output.log"
HIDDEN = "…"
NOT_ON_DISK = "the disk did not take its start, and then it was not wanted any more"


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
    ``environment`` says what tasks of a role get of this program's environment.
    """

    roles: Mapping[str, Role]
    options: Callable[[str], Mapping[str, Any]]
    base_dir: Path
    folders: RunFolders
    executor: Executor
    files: FileKeeper
    manager_state: Callable[[], dict[str, Any]]
    submit: Callable[[TaskSpec, Result], Sequence[str]]
    environment: Callable[[str], InheritedEnvironment] = everything

    def context(self, task: TaskSpec, folder: Path) -> RunContext:
        """What the task's role may know of an attempt in ``folder``."""
        environment = self.environment(task.role).passed
        return RunContext(folder, self.base_dir, self.options(task.role), self.manager_state, environment)


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told about an attempt: of its folder, and of its process once it runs.

    ``look_back`` is asked at its end what was seen of it from outside. ``may_start`` is asked when all is
    prepared. It returns once it is on disk that the attempt starts; ``False`` says that it is not wanted any
    more. ``room_awaited`` is told what the disk had no room for, and returns after a while; ``False`` says
    the same.
    """

    folder_made: Callable[[Path], None]
    started: Callable[[TaskProcess], None]
    look_back: Callable[[], Seen | None] = lambda: None
    may_start: Callable[[], bool] = lambda: True
    room_awaited: Callable[[str], bool] = lambda _: False


def run_attempt(
    task: TaskSpec, attempt: int, workshop: Workshop, watcher: Watcher, files: AttemptFiles
) -> Outcome:
    """Prepare, start, wait and conclude. Whatever goes wrong is an outcome, never an exception.

    What cannot start because the disk is full starts when there is room.

    Roles are foreign code and folders can vanish, so any exception is caught here, where the task
    that it belongs to is known.

    Raises:
        LeftRunningError: the manager closes, and the process goes on without it.
    """
    begun: Outcome | _Begun | _NoRoom = _begin(task, attempt, workshop, watcher, files)
    while isinstance(begun, _NoRoom):
        if not watcher.room_awaited(begun.problem):
            return _not_started(begun.problem)
        begun = _begin(task, attempt, workshop, watcher, files)
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
    context = workshop.context(task, folder)
    return follow(task, context, process, workshop, watcher, files)


@dataclass(frozen=True, slots=True)
class _Begun:
    """An attempt whose process runs."""

    context: RunContext
    process: TaskProcess


@dataclass(frozen=True, slots=True)
class _NoRoom:
    """An attempt of which nothing is left, as the disk had no room for it."""

    problem: str


def _begin(
    task: TaskSpec, attempt: int, workshop: Workshop, watcher: Watcher, files: AttemptFiles
) -> _Begun | Outcome | _NoRoom:
    folder: Path | None = None
    try:
        reach("engine.before-run-folder")
        folder = workshop.folders.create(task.id, attempt)
        watcher.folder_made(folder)
        mark = secrets.token_hex(8)
        write_new_json(f"{folder}/{TASK_FILE}", _kept(task, attempt, mark))
    except Exception as error:  # noqa: BLE001
        problem = f"no run folder can be made: {error}"
        return _without_room(folder, problem) if lacks_room(error) else _not_started(problem)
    context = workshop.context(task, folder)
    if files.problem:
        return _refused(folder, files.problem)
    process = _start(task, AttemptKey(task.id, attempt), mark, context, workshop, watcher, files.fence)
    return process if isinstance(process, Outcome | _NoRoom) else _Begun(context, process)


def _without_room(folder: Path | None, problem: str) -> _NoRoom:
    """The next try begins anew, in a folder of the same name."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
    return _NoRoom(problem)


def _start(
    task: TaskSpec,
    key: AttemptKey,
    mark: str,
    context: RunContext,
    workshop: Workshop,
    watcher: Watcher,
    fence: int,
) -> TaskProcess | Outcome | _NoRoom:
    """The attempt's process, or how it ended without one."""
    try:
        launch = _told_of_lease(_launch(workshop.roles[task.role], task, context), fence)
        if not watcher.may_start():
            return _refused(context.folder, NOT_ON_DISK)
        reach("engine.before-start")
        process = workshop.executor.start(launch, context.folder / OUTPUT_FILE, mark, key)
        reach("engine.after-start")
    except (TaskInputError, LaunchError) as error:
        ended = _without_room if isinstance(error, NoRoomError) else _refused
        return ended(context.folder, str(error))
    except LeftRunningError:
        raise
    except AttemptLostError as error:
        return _lost(context.folder, str(error))
    except Exception as error:  # noqa: BLE001
        problem = f"role {task.role} failed to prepare it"
        if lacks_room(error):
            return _without_room(context.folder, f"{problem}: {error}")
        return _broken(context.folder, problem, error)
    return process


def _kept(task: TaskSpec, attempt: int, mark: str) -> dict[str, Any]:
    """What ``task.json`` tells of an attempt; values of variables are often secrets and stay out of it.

    By ``mark`` its processes are found again where no record of them is left.
    """
    row = {**to_mapping(task), "attempt": attempt, "started_at": time.time(), "mark": mark}
    if task.claims:
        row[GRANTED_FILES] = write_claims(task.claims)
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
    written = LastFiles(context.folder)
    try:
        reach("engine.before-result")
        result = _concluded(task, context, exit_, workshop, written)
        if found := files.ends():
            result = replace(result, findings=(*result.findings, *found))
            written.take(lambda: write_result(context.folder, result))
        if told := with_withheld(result, workshop.environment(task.role)):
            result = told
            written.take(lambda: write_result(context.folder, result))
        written.take(lambda: write_missing_result(context.folder, result))
        if seen is not None:
            result = _with_seen(result, seen, written)
        if result.ok and (refusals := workshop.submit(task, result)):
            result = _not_all_queued(result, refusals)
            written.take(lambda: write_result(context.folder, result))
    except Exception as error:  # noqa: BLE001
        broken = _broken(context.folder, f"role {task.role} failed to conclude it", error)
        return replace(broken, kind=OutcomeKind.FAILED, exit_code=exit_.code)
    return Outcome(
        kind=OutcomeKind.SUCCEEDED if result.ok else OutcomeKind.FAILED,
        exit_code=exit_.code,
        summary=result.summary + written.problem,
        cpu_s=exit_.cpu_s,
        max_memory_mb=exit_.max_memory_mb,
        delay_s=exit_.delay_s,
    )


def _concluded(
    task: TaskSpec, context: RunContext, exit_: Exit, workshop: Workshop, written: LastFiles
) -> Result:
    """What the role makes of the exit; what the process itself left, if the role has no room to write."""
    if not task.command:
        try:
            return workshop.roles[task.role].conclude(task, context, exit_)
        except OSError as error:
            written.note(error)
    return read_result(context.folder, exit_)


def _with_seen(result: Result, seen: Seen, written: LastFiles) -> Result:
    written.take(lambda: seen.write(written.folder))
    if seen.findings:
        result = replace(result, findings=(*result.findings, *seen.findings))
        written.take(lambda: write_result(written.folder, result))
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
