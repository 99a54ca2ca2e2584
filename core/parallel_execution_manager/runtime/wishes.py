"""What a program or an operator can wish of the manager. Each is carried out before it returns."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from parallel_execution_manager.roles.task_form import TaskFormError, to_mapping
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.runtime.intake import Intake, ReadTasks
from parallel_execution_manager.runtime.task_changes import changed_row
from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.rows import TaskChange, TaskRow
from parallel_execution_manager.scheduling.model.task import Priority
from parallel_execution_manager.scheduling.settings.sections import HIGHEST_PRIORITY, LOWEST_PRIORITY


class WishTaker(Protocol):
    """What carries wishes out."""

    engine: Engine
    intake: Intake


class Wishes:
    """Wishes for tasks and roles.

    Every method may be called from any thread. In a subscriber (the engine's own thread) a wish is
    only noted and carried out afterwards. All raise ``WishRefused`` with every reason if the wish
    cannot be carried out, and then nothing of it is; and ``WishNotKept`` if it was, and the disk does not
    take it yet.
    """

    _core: WishTaker

    def submit(self, tasks: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        """Queue tasks, all or none, in the form of a task file's lines; returns their ids."""
        if isinstance(tasks, Mapping):
            raise WishRefused(["tasks are given as a list of dicts; put this one into a list"])
        try:
            return self._core.intake.submit(tasks)
        except TaskFormError as error:
            raise WishRefused(_sentences(tasks, error)) from error

    def submit_read(self, read: ReadTasks) -> tuple[str, ...]:
        """The same for tasks that ``read_tasks`` has read, which are not read again."""
        try:
            return self._core.intake.queue(read)
        except TaskFormError as error:
            raise WishRefused([problem.message for problem in error.problems]) from error

    def task_mapping(self, task_id: str) -> dict[str, Any]:
        """A task in the form of a task file's line.

        Raises:
            KeyError: the task is not known.
        """
        view = self._core.engine.ask(lambda machine: machine.task_view(task_id))
        if view is None:
            raise KeyError(task_id)
        return to_mapping(view.spec)

    def edit_task(self, task_id: str, task: Mapping[str, Any]) -> None:
        """Give a queued task another specification; its id stays."""
        try:
            spec = self._core.intake.read_one({**task, "id": task_id})
        except TaskFormError as error:
            raise WishRefused([problem.message for problem in error.problems]) from error
        self._core.engine.wish(events.TaskEdited, task=spec)

    def change_task(self, task_id: str, changes: Mapping[str, Any]) -> None:
        """Change single things of a queued task, such as ``cpu_cores``; see `task_changes.changed_row`."""
        view = self._core.engine.ask(lambda machine: machine.task_view(task_id))
        if view is None:
            raise WishRefused([f"task {task_id!r} is not known"])
        self.edit_task(task_id, changed_row(view.spec, changes))

    def set_task_priority(self, task_id: str, priority: str) -> None:
        """Make a queued task ``high``, ``normal`` or ``low``."""
        words = {p.word: p for p in Priority}
        if priority not in words:
            raise WishRefused([f"priority {priority!r} is unknown; give one of {', '.join(words)}"])
        self._core.engine.wish(events.TaskPrioritySet, task_id=task_id, priority=words[priority])

    def move_task(self, task_id: str, position: int) -> None:
        """Put a queued task at ``position`` (0 first) among its role's queued tasks."""
        self._core.engine.wish(events.TaskMoved, task_id=task_id, position=position)

    def cancel_task(self, task_id: str, *, only_queued: bool = False) -> None:
        """Take a queued task out, or end a running one with its whole process tree.

        With ``only_queued`` it is refused if the task has started.
        """
        self._core.engine.wish(events.TaskCancelled, task_id=task_id, only_queued=only_queued)

    def retry_task(self, task_id: str) -> None:
        """Queue an ended task again, and with it those that were cancelled because of it."""
        self._core.engine.wish(events.TaskRetried, task_id=task_id)

    def pause_task(self, task_id: str, for_s: float | None = None) -> None:
        """Hold a queued task, or suspend a running one: until it is resumed, or for ``for_s`` seconds."""
        self._core.engine.wish(events.TaskPaused, task_id=task_id, until=_end_of(for_s))

    def resume_task(self, task_id: str, for_s: float | None = None) -> None:
        """Release a paused task; one that the scheduler holds back goes on to its end, or for ``for_s``."""
        self._core.engine.wish(events.TaskResumed, task_id=task_id, until=_end_of(for_s))

    def forget_tasks(self, task_ids: Sequence[str]) -> dict[str, str]:
        """Drop ended tasks from the list, and say by id why each of the others stays; run folders stay."""
        names = tuple(task_ids)
        self._core.engine.wish(events.TasksForgotten, task_ids=names)
        return self._core.engine.ask(lambda machine: machine.why_kept(names))

    def task_rows(self, task_ids: Iterable[str], *, followers: bool = False) -> dict[str, TaskRow | None]:
        """Tasks as they are at this moment, ``None`` for those that are not known.

        With ``followers`` also all that come after them. Two such answers, from before and after something
        was wished, are what ``put_back`` undoes it by.
        """
        names = tuple(task_ids)
        return self._core.engine.ask(lambda machine: machine.task_rows(names, followers=followers))

    def put_back(self, changes: Sequence[TaskChange]) -> dict[str, str]:
        """Let tasks be again as they were before changes; why not, for each of which that is refused.

        A task that has started, ended or was changed by somebody else since stays as it is.
        """
        problems: dict[str, str] = {}
        rest = tuple(changes)
        while found := self._core.engine.ask(partial(_put_back_problems, rest)):
            problems |= found
            rest = tuple(change for change in rest if change.task_id not in found)
        if rest:
            self._core.engine.wish(events.TasksPutBack, changes=rest)
        return problems

    def start_role(self, role: str) -> None:
        """Let a role work on its queue."""
        self._core.engine.wish(events.RoleStarted, role=role)

    def stop_role(self, role: str) -> None:
        """End a role's running tasks; its queue stays."""
        self._core.engine.wish(events.RoleStopped, role=role)

    def pause_role(self, role: str, for_s: float | None = None) -> None:
        """Let nothing of a role start, and suspend what runs; until it is resumed, or for ``for_s``."""
        self._core.engine.wish(events.RolePaused, role=role, until=_end_of(for_s))

    def hold_role(self, role: str, for_s: float | None = None) -> None:
        """Let nothing of a role start; what runs goes on."""
        self._core.engine.wish(events.RoleHeld, role=role, until=_end_of(for_s))

    def resume_role(self, role: str, for_s: float | None = None) -> None:
        """Let a role go on that is paused, held or throttled.

        One that the scheduler throttled, and any if ``for_s`` is given, goes on whatever is measured: until
        it is handed back, or for ``for_s`` seconds.
        """
        self._core.engine.wish(events.RoleResumed, role=role, until=_end_of(for_s))

    def hand_back_role(self, role: str) -> None:
        """Let the scheduler alone decide about a role again, whatever was set for it by hand."""
        self._core.engine.wish(events.RoleHandedBack, role=role)

    def set_role_priority(self, role: str, priority: int) -> None:
        """Give a role a priority from 1 to 10, higher first."""
        if isinstance(priority, bool) or not isinstance(priority, int):
            span = f"from {LOWEST_PRIORITY} to {HIGHEST_PRIORITY}"
            raise WishRefused([f"the priority of a role is a whole number {span}, not {priority!r}"])
        self._core.engine.wish(events.RolePrioritySet, role=role, priority=priority)


def _put_back_problems(changes: tuple[TaskChange, ...], machine: SchedulerMachine) -> dict[str, str]:
    return machine.put_back_problems(changes)


def _end_of(for_s: float | None) -> float | None:
    """The time at which what is set for ``for_s`` seconds ends; one that is no time is refused later."""
    if for_s is None:
        return None
    if isinstance(for_s, bool) or not isinstance(for_s, (int, float)):
        raise WishRefused([f"for_s is a number of seconds, not {for_s!r}"])
    return time.monotonic() + for_s


def _sentences(tasks: Sequence[Any], error: TaskFormError) -> list[str]:
    return [f"{_title(tasks[p.index], p.index)}: {p.message}" for p in error.problems]


def _title(task: Any, index: int) -> str:
    name = (task.get("id") or task.get("name")) if isinstance(task, Mapping) else None
    return f"task {name!r}" if name else f"task number {index + 1}"
