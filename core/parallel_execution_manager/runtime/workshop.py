"""What every attempt needs, and who is told of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, Protocol

from parallel_execution_manager.roles.base import Role, RunContext
from parallel_execution_manager.roles.results import Finding, Result
from parallel_execution_manager.runtime.inheriting import everything
from parallel_execution_manager.runtime.task_files import FileKeeper
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.system.processes.environment import InheritedEnvironment
from parallel_execution_manager.system.processes.executor import Executor, TaskProcess
from parallel_execution_manager.system.runs.folders import RunFolders


class Seen(Protocol):
    """What was seen of an attempt from outside."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What people should know."""

    def write(self, folder: Path) -> None:
        """Keep it in the run folder."""


class Onlooker(Protocol):
    """Who looks at attempts from outside; called in whatever thread something happens."""

    def attempt_begins(self) -> None:
        """An attempt begins; its process is still to come."""

    def process_runs(self) -> None:
        """The process of an attempt runs."""

    def look_back(self, task: TaskSpec, attempt: int) -> Seen | None:
        """What was seen of an attempt whose process has ended."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every attempt needs: roles, their options, folders, and who starts processes.

    ``submit`` queues what a result wants queued, and returns a sentence for each task that is refused.
    ``environment`` says what tasks of a role get of this program's environment.

    Of what an attempt does by itself in its run folder, ``turn`` is held by one at a time: each system call
    lets go of the interpreter, and where others wait for it, to get it back takes longer than the call. So
    nothing is done meanwhile that waits, and no foreign code is called.
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
    turn: threading.Lock = field(default_factory=threading.Lock)

    def context(self, task: TaskSpec, folder: Path) -> RunContext:
        """What the task's role may know of an attempt in ``folder``."""
        environment = self.environment(task.role).passed
        return RunContext(folder, self.base_dir, self.options(task.role), self.manager_state, environment)


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told about an attempt: of its folder, and of its process once it runs.

    ``look_back`` is asked at its end what was seen of it from outside, and ``left_nothing`` is told when it
    is known to have no artefacts. ``may_start`` is asked when all is prepared. It returns once it is on disk
    that the attempt starts; ``False`` says that it is not wanted any more. ``room_awaited`` is told what the
    disk or the system had no room for, and returns after a while; ``False`` says the same.
    """

    folder_made: Callable[[Path], None]
    started: Callable[[TaskProcess], None]
    look_back: Callable[[], Seen | None] = lambda: None
    may_start: Callable[[], bool] = lambda: True
    room_awaited: Callable[[str], bool] = lambda _: False
    left_nothing: Callable[[], None] = lambda: None
