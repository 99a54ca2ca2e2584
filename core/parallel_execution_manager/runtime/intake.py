"""Written tasks on their way into the queue: read, checked all together, queued all or none."""

from __future__ import annotations

import contextlib
import itertools
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from parallel_execution_manager.roles.results import Result
from parallel_execution_manager.roles.task_form import (
    FormContext,
    TaskFormError,
    TaskProblem,
    parse_tasks,
)
from parallel_execution_manager.runtime.configuration_keeper import ConfigurationKeeper
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import ManagerClosed, WishNotKept, WishRefused
from parallel_execution_manager.runtime.generations import Offspring, too_late
from parallel_execution_manager.scheduling.events import TasksSubmitted
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.task import Requirement, TaskSpec
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.collecting import MANY, uncollected
from parallel_execution_manager.system.files.identity import FileIdentifier

logger = logging.getLogger("ParallelExecutionManager")

Rows = Sequence[Any]


class ReadTasks(NamedTuple):
    """Tasks that were read, the known ones that make room for them, and all that is wrong."""

    tasks: list[TaskSpec]
    gone: frozenset[str]
    problems: list[TaskProblem]


class Intake:
    """Reads tasks with the roles and the configuration in force."""

    def __init__(
        self,
        engine: Engine,
        keeper: ConfigurationKeeper,
        base_dir: Path,
        size: MachineSize,
        identifier: Callable[[], FileIdentifier],
    ) -> None:
        self._engine = engine
        self._keeper = keeper
        self._base_dir = base_dir
        self._size = size
        self._identifier = identifier
        self._numbers = itertools.count(1)
        self._old: set[str] = set()
        self._offspring = Offspring(
            lambda ids: engine.look(lambda machine: set(filter(machine.is_open, ids)))
        )

    def count_as_old(self, ended: Iterable[str]) -> None:
        """Tasks that had ended before this manager began: each goes when its id is given anew."""
        self._old = set(ended)

    def is_known(self, task_id: str) -> bool:
        """Whether there is a task of this id."""
        return self._engine.look(lambda machine: machine.task_view(task_id) is not None)

    def check(self, rows: Rows) -> list[TaskProblem]:
        """Every problem for which ``submit`` would refuse ``rows``."""
        return self.read(rows).problems

    def read(self, rows: Rows) -> ReadTasks:
        """Tasks for ``queue``, with every problem for which it would refuse them."""
        with _uncollected_if_many(rows):
            return self._read(rows, check_input=True)

    def submit(self, rows: Rows, *, check_input: bool = True) -> tuple[str, ...]:
        """Queue tasks, all or none, and return their ids.

        Raises:
            TaskFormError: some of them cannot be queued; names every problem.
            WishRefused: the queue changed meanwhile so that they cannot be queued any more.
            WishNotKept: they are queued, and the disk does not take them yet.
        """
        return self._submit(rows, check_input=check_input)

    def _submit(self, rows: Rows, *, check_input: bool = True, parent: str | None = None) -> tuple[str, ...]:
        with _uncollected_if_many(rows):
            return self.queue(self._read(rows, check_input=check_input, parent=parent))

    def queue(self, read: ReadTasks) -> tuple[str, ...]:
        """Queue tasks as they were read; raises as ``submit`` does."""
        if read.problems:
            raise TaskFormError(read.problems)
        ids = tuple(task.id for task in read.tasks)
        with _uncollected_if_many(ids):
            try:
                self._engine.wish(TasksSubmitted, tasks=tuple(read.tasks), renewable=read.gone)
            except WishNotKept:
                self._old.difference_update(ids)
                raise
        self._old.difference_update(ids)
        return ids

    def read_one(self, row: Mapping[str, Any]) -> TaskSpec:
        """One task as it is written.

        Raises:
            TaskFormError: it cannot be read, or its role cannot use its input.
        """
        tasks, problems = parse_tasks([row], self._form_context())
        if problems:
            raise TaskFormError(problems)
        return tasks[0][1]

    def submit_results(
        self, task: TaskSpec, result: Result, report: Callable[[str, str], None]
    ) -> tuple[str, ...]:
        """Queue what a task wants queued, one by one: a bad one must not keep the others out.

        If a manager was killed while it did that, the next one does it again: what is queued already is left
        as it is. So that it is known, a task without an id gets that of its parent, with attempt and place.

        Returns why those are refused that cannot be queued; each is also told to ``report``.
        """
        refusals: list[str] = []
        for place, row in enumerate(result.submissions, 1):
            try:
                # One that is queued and not on disk yet is none that is lost: the store tells of its disk.
                with contextlib.suppress(WishNotKept):
                    self._submit_once(task.id, place, row)
            except (TaskFormError, WishRefused) as error:
                refusals.append(str(error))
                report(task.id, f"A task that {task.name!r} wants queued is refused: {error}")
            except ManagerClosed:
                logger.warning("The manager closed before the tasks of %r could be queued", task.id)
                break
        return tuple(refusals)

    def _submit_once(self, parent: str, place: int, row: Mapping[str, Any]) -> None:
        """Queue a task that another one wants queued, unless that is done.

        Raises:
            TaskFormError, WishRefused: as in ``submit``.
        """
        own = row.get("id") or row.get("workflow_id")
        if own:
            view = self._view(str(own))
            if view is None or not self._is_younger(view, parent) or not self._is_as_wanted(view.spec, row):
                self._submit_for(parent, row)
            return
        if problem := too_late(parent):
            raise WishRefused([problem])
        above = self._view(parent)
        name = base = f"{parent}#{above.attempt if above is not None else 1}.{place}"
        for times in itertools.count(2):
            view = self._view(name)
            if view is None:
                self._submit_for(parent, {**row, "id": name})
                return
            if self._is_younger(view, parent):
                return
            # An earlier task of the parent's id has had it queued.
            name = f"{base}-{times}"

    def _submit_for(self, parent: str, row: Mapping[str, Any]) -> None:
        if problem := self._offspring.too_many():
            raise WishRefused([problem])
        for task_id in self._submit([row], parent=parent):
            self._offspring.add(task_id)

    def _view(self, task_id: str) -> TaskView | None:
        return self._engine.look(lambda machine: machine.task_view(task_id))

    def _is_younger(self, view: TaskView, parent: str) -> bool:
        """Whether a task was queued since the running attempt of ``parent`` was begun."""
        above = self._view(parent)
        return above is not None and above.started_at is not None and view.queued_at >= above.started_at

    def _is_as_wanted(self, known: TaskSpec, row: Mapping[str, Any]) -> bool:
        """Whether a task is the one that is written; what people may have changed since does not count."""
        tasks, _ = parse_tasks([row], self._form_context(), check_input=False)
        plain = [(task.role, task.name, task.command, dict(task.options), task.cwd) for _, task in tasks]
        return plain == [(known.role, known.name, known.command, dict(known.options), known.cwd)]

    def _read(self, rows: Rows, *, check_input: bool, parent: str | None = None) -> ReadTasks:
        # A task that cannot be read is there all the same for those that come after it.
        given = {str(row.get("id")) for row in rows if isinstance(row, (dict, Mapping))}
        context = replace(self._form_context(), more_problems=lambda task: self._more_problems(task, given))
        placed, problems = parse_tasks(rows, context, check_input=check_input)
        tasks = [task for _, task in placed]
        old = {task.id for task in tasks} & self._old

        def look(machine: SchedulerMachine) -> tuple[frozenset[str], list[tuple[int, str]]]:
            ids = old if parent is None else _of_earlier_run(machine, parent, old)
            gone = machine.making_room(ids, self._old) if ids else frozenset()
            return gone, machine.check(tasks, given, gone)

        gone, found = self._engine.ask(look)
        problems.extend(TaskProblem(placed[index][0], text) for index, text in found)
        return ReadTasks(tasks, gone, sorted(problems, key=lambda problem: problem.index))

    def _more_problems(self, task: TaskSpec, given: Collection[str]) -> list[str]:
        """What the machine would refuse too of a task that cannot be read; its id may be another."""
        found = self._engine.look(lambda machine: machine.check([task], given))
        left_out = ("id ",) if task.role else ("id ", "role ")
        return [problem for _, problem in found if not problem.startswith(left_out)]

    def _form_context(self) -> FormContext:
        requirements = self._keeper.configuration.role_requirements
        usual = {name: need.on(self._size) for name, need in requirements.items()}
        return FormContext(
            self._keeper.roles,
            self._base_dir,
            self._new_id,
            lambda role: usual.get(role, Requirement()),
            self._identifier,
        )

    def _new_id(self, role: str) -> str:
        while True:
            name = f"{role or 'task'}-{next(self._numbers)}"
            if not self.is_known(name):
                return name


def _uncollected_if_many(rows: Rows) -> contextlib.AbstractContextManager[None]:
    return uncollected() if len(rows) >= MANY else contextlib.nullcontext()


def _of_earlier_run(machine: SchedulerMachine, parent: str, ids: Iterable[str]) -> set[str]:
    """Those that an earlier run of ``parent`` can have queued; what this run has queued is not run twice."""
    run, views = machine.task_view(parent), map(machine.task_view, ids)
    return {view.id for view in views if view and run and view.queued_at < run.queued_at}
