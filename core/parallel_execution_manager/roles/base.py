"""What a role is: the fields of its tasks, the program that each runs, and the result it leaves."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Final

from parallel_execution_manager.roles.results import Result, read_result, write_json
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.system.host import python_command
from parallel_execution_manager.system.processes.environment import LEASE_VARIABLE, RUN_DIR_VARIABLE
from parallel_execution_manager.system.processes.executor import Exit, Launch
from parallel_execution_manager.system.processes.table import MARK_VARIABLE
from parallel_execution_manager.system.runs.folders import STATE_FILE


@dataclass(frozen=True, slots=True)
class RunContext:
    """What a role may know when it prepares and concludes an attempt.

    ``folder`` is the attempt's own run folder (exists, writable). ``options`` are the role's options
    from the configuration with defaults filled in. ``base_dir`` is the project's folder: relative
    paths and agent folders are looked up there. ``manager_state`` gives the manager's tasks, roles
    and last sample as JSON-able data, for roles that report on them. ``environment`` is what tasks get of
    the manager's own (see `task_environment`); made without it, a context gives all of it.
    """

    folder: Path
    base_dir: Path
    options: Mapping[str, Any]
    manager_state: Callable[[], dict[str, Any]]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


class TaskInputError(Exception):
    """A task's input cannot be used; the message names the thing, the reason and the way out."""


class Role:
    """Base of all roles. A subclass has a ``declaration`` and overrides what differs.

    ``check``, ``prepare`` and ``conclude`` run in the manager's process and must be quick: what a
    role computes runs in the process that ``prepare`` describes.
    """

    declaration: ClassVar[RoleDeclaration]

    def check(self, task: TaskSpec, base_dir: Path) -> list[str]:
        """Problems of the task's input, found before it is queued; empty if it can be queued.

        Only called for tasks without a ``command`` of their own.
        """
        return []

    def prepare(self, task: TaskSpec, context: RunContext) -> Launch:
        """The process that does the task's work.

        Raises:
            TaskInputError: the input vanished or changed since it was checked.
        """
        raise TaskInputError(
            f"role {self.declaration.name!r} has no work of its own for task {task.id!r}: give the "
            "task a 'command' or a 'script'"
        )

    def conclude(self, task: TaskSpec, context: RunContext, exit_: Exit) -> Result:
        """What the attempt brought, from its exit and from what it left in the run folder."""
        return read_result(context.folder, exit_)


def worker_command(module: str, *arguments: str) -> tuple[str, ...]:
    """A command that runs a module of this package, which must be installed, as a worker process."""
    return python_command("-m", f"parallel_execution_manager.roles.{module}", *arguments)


OWN_PREFIX: Final = "PEM_"
OF_ANOTHER_RUN: Final = frozenset({MARK_VARIABLE, LEASE_VARIABLE})
"""What is set for each process anew; in a task's ``env`` it can only be that of another one."""


def task_environment(task: TaskSpec, context: RunContext, **extra: str) -> dict[str, str]:
    """What tasks get of the manager's environment, what this one sets, and what it is told of its run.

    What it is told stands: a task that queues others may give them a copy of its own environment, and they
    would write into its run folder, or be taken for a part of it.
    """
    told = {"PEM_TASK_ID": task.id, "PEM_ROLE": task.role, RUN_DIR_VARIABLE: str(context.folder)}
    told.update({name: value for name, value in extra.items() if name.startswith(OWN_PREFIX)})
    own = {name: value for name, value in task.env.items() if name not in OF_ANOTHER_RUN}
    given = context.environment
    # A view would be unpacked name by name.
    passed = given.copy() if isinstance(given, MappingProxyType) else given
    return {**passed, **extra, **own, **told}


def worker_launch(task: TaskSpec, context: RunContext, module: str, *arguments: str) -> Launch:
    """A worker of this package for ``task``; the manager's state is left in its run folder first.

    It writes UTF-8 to its log on every system: names of tasks may hold any letter.
    """
    write_json(context.folder / STATE_FILE, context.manager_state())
    return Launch(
        argv=worker_command(module, *arguments),
        cwd=task.cwd or str(context.base_dir),
        env=task_environment(task, context, PYTHONUTF8="1"),
    )
