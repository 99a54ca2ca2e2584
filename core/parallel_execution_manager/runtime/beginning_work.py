"""The beginning of an attempt: its run folder, what is kept of it, and its process."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.base import Role, RunContext, TaskInputError, task_environment
from parallel_execution_manager.roles.results import write_new_json
from parallel_execution_manager.roles.task_form import to_mapping
from parallel_execution_manager.runtime.surviving_tasks import GRANTED_FILES
from parallel_execution_manager.runtime.task_files import AttemptFiles
from parallel_execution_manager.runtime.unusual_ends import broken, lost, not_started, refused
from parallel_execution_manager.runtime.workshop import Watcher, Workshop
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import Outcome, TaskSpec
from parallel_execution_manager.system.config.masking import HIDDEN
from parallel_execution_manager.system.files.atomic_write import lacks_room
from parallel_execution_manager.system.files.crash_points import reach
from parallel_execution_manager.system.processes.environment import LEASE_VARIABLE
from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    AttemptLostError,
    Launch,
    LaunchError,
    LeftRunningError,
    NoRoomError,
    TaskProcess,
)
from parallel_execution_manager.system.runs.folders import OUTPUT_FILE, TASK_FILE
from parallel_execution_manager.system.storage.lease_record import write_claims

NOT_ON_DISK = "the disk did not take its start, and then it was not wanted any more"


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt whose process runs."""

    context: RunContext
    process: TaskProcess


@dataclass(frozen=True, slots=True)
class NoRoom:
    """An attempt of which nothing is left: the disk had no room for it, or the system for its process."""

    problem: str


def begin(
    task: TaskSpec, attempt: int, workshop: Workshop, watcher: Watcher, files: AttemptFiles
) -> Begun | Outcome | NoRoom:
    """Make the run folder and the process, or say how the attempt ended without one."""
    folder: Path | None = None
    try:
        reach("engine.before-run-folder")
        mark = os.urandom(8).hex()
        with workshop.turn:
            folder = workshop.folders.create(task.id, attempt)
            watcher.folder_made(folder)
            write_new_json(folder, TASK_FILE, _kept(task, attempt, mark))
    except Exception as error:  # noqa: BLE001
        problem = f"no run folder can be made: {error}"
        return _without_room(folder, problem) if lacks_room(error) else not_started(problem)
    context = workshop.context(task, folder)
    if files.problem:
        return refused(folder, files.problem)
    process = _start(task, AttemptKey(task.id, attempt), mark, context, workshop, watcher, files.fence)
    return process if isinstance(process, Outcome | NoRoom) else Begun(context, process)


def _without_room(folder: Path | None, problem: str) -> NoRoom:
    """The next try begins anew, in a folder of the same name."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
    return NoRoom(problem)


def _start(
    task: TaskSpec,
    key: AttemptKey,
    mark: str,
    context: RunContext,
    workshop: Workshop,
    watcher: Watcher,
    fence: int,
) -> TaskProcess | Outcome | NoRoom:
    """The attempt's process, or how it ended without one."""
    try:
        launch = _told_of_lease(_launch(workshop.roles[task.role], task, context), fence)
        if not watcher.may_start():
            return refused(context.folder, NOT_ON_DISK)
        reach("engine.before-start")
        process = workshop.executor.start(launch, context.folder / OUTPUT_FILE, mark, key)
        reach("engine.after-start")
    except (TaskInputError, LaunchError) as error:
        ended = _without_room if isinstance(error, NoRoomError) else refused
        return ended(context.folder, str(error))
    except LeftRunningError:
        raise
    except AttemptLostError as error:
        return lost(context.folder, str(error))
    except Exception as error:  # noqa: BLE001
        problem = f"role {task.role} failed to prepare it"
        if lacks_room(error):
            return _without_room(context.folder, f"{problem}: {error}")
        return broken(context.folder, problem, error)
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
