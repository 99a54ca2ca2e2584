"""Everything behind one data folder: configuration, roles, machine, engine, pool and monitor."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.base import Result, Role
from parallel_execution_manager.roles.registry import load_roles
from parallel_execution_manager.roles.task_form import (
    FormContext,
    TaskFormError,
    TaskProblem,
    parse_tasks,
)
from parallel_execution_manager.runtime.attempts import Attempts
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import ManagerClosed, WishRefused
from parallel_execution_manager.runtime.manager_state import manager_state
from parallel_execution_manager.runtime.monitor import Monitor
from parallel_execution_manager.runtime.notifications import NewsKind, Subscribers
from parallel_execution_manager.runtime.shell import EffectShell
from parallel_execution_manager.runtime.work import Workshop
from parallel_execution_manager.scheduling.configuration import Configuration, parse
from parallel_execution_manager.scheduling.declarations import RoleDeclaration
from parallel_execution_manager.scheduling.events import (
    PolicyChanged,
    RoleStopped,
    SampleTaken,
    TasksSubmitted,
)
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model import Requirement, TaskSpec
from parallel_execution_manager.scheduling.policy import Policy
from parallel_execution_manager.scheduling.sample import ResourceSample
from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager.system.config_file import load_configuration, peek_extra_roles
from parallel_execution_manager.system.folders import RunFolders, prepare_data_dir
from parallel_execution_manager.system.process_executor import ProcessExecutor
from parallel_execution_manager.system.process_tables import best_process_table
from parallel_execution_manager.system.psutil_module import load_psutil
from parallel_execution_manager.system.samplers import best_sampler

logger = logging.getLogger("ParallelExecutionManager")

LAST_GOOD_FILE = "last_good_config.json"


class Core:
    """The composition of one running manager. Made, started and closed once."""

    def __init__(self, config_path: Path, base_dir: Path, data_dir: Path) -> None:
        prepare_data_dir(data_dir)
        self.config_path = config_path
        self.base_dir = base_dir
        self.data_dir = data_dir
        self.subscribers = Subscribers()
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._closed = False
        self._config_stamp = _stamp(config_path)
        loaded_roles = load_roles(peek_extra_roles(config_path, data_dir / LAST_GOOD_FILE))
        self.roles: dict[str, Role] = loaded_roles.roles
        loaded = load_configuration(config_path, self.declarations, data_dir / LAST_GOOD_FILE)
        self.configuration: Configuration = loaded.configuration
        self.start_problems = (*loaded_roles.problems, *loaded.problems)
        self._build()

    def _build(self) -> None:
        table = best_process_table(load_psutil())
        sampler = best_sampler((self.data_dir, self.base_dir), table)
        self.size = sampler.size()
        policy = self._policy()
        machine = SchedulerMachine(policy, time.monotonic())
        self.engine = Engine(machine)
        workshop = Workshop(
            roles=self.roles,
            options=lambda role: self.configuration.role_options.get(role, {}),
            base_dir=self.base_dir,
            folders=RunFolders(self.data_dir),
            executor=ProcessExecutor(table),
            manager_state=lambda: manager_state(self.snapshot()),
            submit=self._submit_results,
        )
        self.attempts = Attempts(workshop, self.engine.post, self._report, policy.max_parallel_tasks)
        self.shell = EffectShell(machine, self.attempts, self.subscribers)
        self.monitor = Monitor(
            sampler, self.attempts.roots, self._take_sample, self.configuration.monitoring_interval_s
        )
        self.engine.start(self.shell)

    @property
    def declarations(self) -> dict[str, RoleDeclaration]:
        """The roles' declarations by name."""
        return {name: role.declaration for name, role in self.roles.items()}

    def is_known(self, task_id: str) -> bool:
        """Whether there is a task of this id."""
        return self.engine.ask(lambda machine: machine.task_view(task_id) is not None)

    def snapshot(self) -> Snapshot:
        """Everything as it stands."""
        return self.engine.ask(self.shell.full_snapshot)

    def check(self, rows: Sequence[Mapping[str, Any]], *, check_input: bool = True) -> list[TaskProblem]:
        """Every problem for which ``submit`` would refuse ``rows``."""
        return self._read(rows, check_input=check_input)[1]

    def submit(self, rows: Sequence[Mapping[str, Any]], *, check_input: bool = True) -> tuple[str, ...]:
        """Queue tasks, all or none, and return their ids.

        Raises:
            TaskFormError: some of them cannot be queued; names every problem.
            WishRefused: the queue changed meanwhile so that they cannot be queued any more.
        """
        tasks, problems = self._read(rows, check_input=check_input)
        if problems:
            raise TaskFormError(problems)
        self.engine.wish(TasksSubmitted, tasks=tuple(tasks))
        return tuple(task.id for task in tasks)

    def read_task(self, row: Mapping[str, Any]) -> TaskSpec:
        """One task as it is written.

        Raises:
            TaskFormError: it cannot be read, or its role cannot use its input.
        """
        tasks, problems = parse_tasks([row], self._form_context())
        if problems:
            raise TaskFormError(problems)
        return tasks[0][1]

    def change_configuration(self, raw: Mapping[str, Any]) -> None:
        """Put another configuration in force, without touching its file.

        Raises:
            ConfigurationError: it cannot be used; the one before stays in force.
        """
        self._apply(parse(raw, self.declarations))

    def reload_configuration(self) -> tuple[str, ...]:
        """Read the configuration's file again; returns its problems, after which nothing has changed."""
        self._config_stamp = _stamp(self.config_path)
        loaded = load_configuration(self.config_path, self.declarations, self.data_dir / LAST_GOOD_FILE)
        if loaded.problems:
            self._report(str(self.config_path), "\n".join(loaded.problems))
        else:
            self._apply(loaded.configuration)
        return loaded.problems

    def stop_monitoring(self) -> bool:
        """Sample no more; ``False`` if nothing was sampled."""
        return self.monitor.stop(wait=not self.engine.is_current)

    def close(self) -> None:
        """End every process tree in order, then all threads."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self.monitor.stop()
        for role in self.roles:
            self.engine.wish(RoleStopped, role=role)
        self.attempts.wait_until_done()
        self.engine.close()

    def _apply(self, configuration: Configuration) -> None:
        more = load_roles(configuration.extra_roles)
        self.roles.update({name: role for name, role in more.roles.items() if name not in self.roles})
        if more.problems:
            self._report("", "\n".join(more.problems))
        self.configuration = configuration
        policy = self._policy()
        self.attempts.set_most(policy.max_parallel_tasks)
        self.monitor.set_interval(configuration.monitoring_interval_s)
        self.engine.wish(PolicyChanged, policy=policy)

    def _policy(self) -> Policy:
        """The configuration's rules for the roles that could be loaded."""
        policy = self.configuration.policy(self.size)
        roles = {name: role for name, role in policy.roles.items() if name in self.roles}
        return replace(policy, roles=roles)

    def _read(
        self, rows: Sequence[Mapping[str, Any]], *, check_input: bool
    ) -> tuple[list[TaskSpec], list[TaskProblem]]:
        placed, problems = parse_tasks(rows, self._form_context(), check_input=check_input)
        tasks = [task for _, task in placed]
        found = self.engine.ask(lambda machine: machine.check(tasks))
        if problems:
            # A task that cannot be read is missing for those that come after it: say only the first.
            found = [(index, text) for index, text in found if not text.startswith("'after' names")]
        problems.extend(TaskProblem(placed[index][0], text) for index, text in found)
        return tasks, sorted(problems, key=lambda problem: problem.index)

    def _form_context(self) -> FormContext:
        usual = {name: need.on(self.size) for name, need in self.configuration.role_requirements.items()}
        return FormContext(
            self.roles, self.base_dir, self._new_id, lambda role: usual.get(role, Requirement())
        )

    def _new_id(self, role: str) -> str:
        while True:
            name = f"{role or 'task'}-{next(self._ids)}"
            if not self.is_known(name):
                return name

    def _submit_results(self, task: TaskSpec, result: Result) -> None:
        """Queue what a task wants queued, one by one: a bad one must not keep the others out."""
        for row in result.submissions:
            try:
                self.submit([row])
            except (TaskFormError, WishRefused) as error:
                self._report(task.id, f"A task that {task.name!r} wants queued is refused: {error}")
            except ManagerClosed:
                logger.warning("The manager closed before the tasks of %r could be queued", task.id)
                return

    def _report(self, subject: str, problem: str) -> None:
        """Tell a problem, in the engine's thread like all news."""
        self.engine.ask(lambda _: self.subscribers.tell(NewsKind.PROBLEM, subject, problem))

    def _take_sample(self, sample: ResourceSample) -> None:
        self.engine.post(SampleTaken, sample=sample)
        if _stamp(self.config_path) != self._config_stamp:
            self.reload_configuration()


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file is written or replaced; ``None`` if there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino
