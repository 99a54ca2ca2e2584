"""What the operator can wish for tasks: each wish that changes the queue tells by what it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from parallel_execution_manager.roles.task_form import TaskProblem
from parallel_execution_manager.runtime.errors import WishError, WishNotKept, WishRefused
from parallel_execution_manager.scheduling.model.rows import TaskChange, TaskRow
from parallel_execution_manager.scheduling.model.task import Priority, TaskState
from parallel_execution_manager_gui.edits import (
    Cancelling,
    Edit,
    EditKind,
    Forgetting,
    Queued,
    Rows,
    changes_between,
)
from parallel_execution_manager_gui.looks import Wished
from parallel_execution_manager_gui.manager import Manager

_MOST_TOLD = 5


class QueueWishes(QObject):
    """Calls the manager. What it refuses is told once, through ``refused``, and changes nothing.

    Told so is also what was carried out and is not on disk yet.
    """

    refused = Signal(str)
    added = Signal(str)
    """The id of the first of the tasks that were queued."""
    edited = Signal(object)
    """An ``Edit``: what a wish has changed of the queue."""
    wished = Signal(object, object)
    """Ids of tasks and a ``Wished``: told before the manager is asked, which may be busy."""
    effect_awaited = Signal()
    """Somebody waits to see what a wish has changed; it comes with the next snapshot."""

    def __init__(
        self, manager: Manager, load_demo: Callable[[], tuple[str, ...] | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._manager = manager
        self._load_demo = load_demo

    def check(self, tasks: Sequence[Mapping[str, Any]]) -> tuple[TaskProblem, ...]:
        """What is wrong with tasks, each problem with the position of its task."""
        return self._manager.check(tasks)

    def submit(self, tasks: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        """Queue tasks, all or none; gives back what is wrong with them."""
        # Checked first, because a refusal repeats in each sentence which task it is about.
        problems = tuple(problem.message for problem in self._manager.check(tasks))
        return problems or self.tell_queued(self.queue(tasks))

    def queue(self, tasks: Sequence[Mapping[str, Any]]) -> Queued:
        """Queue tasks, all or none, from any thread; what came of it is to be told in the window's."""
        named = [str(task["id"]) for task in tasks if task.get("id")]
        before = self._manager.task_rows(named)
        try:
            task_ids = self._manager.submit(tasks)
        except WishRefused as refusal:
            return Queued(refused=tuple(refusal.problems))
        except WishNotKept as error:
            return Queued(not_kept=tuple(error.problems))
        rows: Rows = {task_id: before.get(task_id) for task_id in task_ids}
        return Queued(task_ids, changes_between(rows, self._manager.task_rows(rows)))

    def tell_queued(self, queued: Queued) -> tuple[str, ...]:
        """Tell what came of queueing; gives back why it was refused, for whoever has asked for it."""
        self._tell(queued.not_kept)
        if queued.changes:
            self.edited.emit(Edit(EditKind.ADD, queued.changes))
        if queued.task_ids:
            self.added.emit(queued.task_ids[0])
            self._await_effect()
        return queued.refused

    def edit(self, task_id: str, task: Mapping[str, Any]) -> tuple[str, ...]:
        """Change a queued task; gives back what is wrong with it, for the form that made it."""
        before = self._manager.task_rows([task_id])
        try:
            self._manager.edit_task(task_id, task)
        except WishRefused as refusal:
            return refusal.problems
        except WishNotKept as error:
            self.refused.emit(_told(error.problems))
        self._tell_edited(EditKind.EDIT, before)
        return ()

    def edit_several(self, task_ids: Sequence[str], changes: Mapping[str, Any]) -> tuple[str, ...]:
        """Change queued tasks in the same way, in one step of undo; gives back why some stay."""
        before = self._manager.task_rows(task_ids)
        problems: list[str] = []
        not_kept: list[str] = []
        for task_id, row in before.items():
            try:
                if row is not None:
                    self._manager.edit_task(task_id, {**self._manager.task_mapping(task_id), **changes})
            except WishNotKept as error:
                not_kept.extend(error.problems)
            except WishError as error:
                problems.extend(error.problems)
        self._tell(not_kept)
        self._tell_edited(EditKind.EDIT, before)
        return tuple(dict.fromkeys(problems))

    def load_demo(self) -> None:
        """Queue the demo tasks."""
        self._tell_refusals([self._add_demo])

    def cancel(self, task_ids: Sequence[str], queued: Sequence[str] = ()) -> Cancelling:
        """Cancel tasks, and those ``queued`` only if they have not started.

        What had ended already by itself is no problem.
        """
        names = [*task_ids, *queued]
        self.wished.emit(names, Wished.CANCELLING)
        before = self._manager.task_rows(names, followers=True)
        refused = self._refusals(self._manager.cancel_task, task_ids)
        refused |= self._refusals(partial(self._manager.cancel_task, only_queued=True), queued)
        rows = self._manager.task_rows(refused)
        ended = {name for name, row in rows.items() if row is not None and row.state.is_final}
        # One that came after another of them was cancelled with it, before it was asked for itself.
        pulled = {name for name in ended if _is_open(before.get(name))}
        had_ended = tuple(name for name in refused if name in ended and name not in pulled)
        along = self._cancelled_along(before.keys() - {*names}, before)
        done = tuple(name for name in names if name not in refused or name in pulled)
        stuck = {name: problem for name, problem in refused.items() if name not in ended}
        self._tell([*stuck.values()])
        edit = self._tell_edited(EditKind.CANCEL, before)
        return Cancelling(done, along, had_ended, tuple(stuck), can_be_undone=edit)

    def _cancelled_along(self, others: Collection[str], before: Rows) -> tuple[str, ...]:
        """Which of the tasks that come after them were open and are cancelled now, in their order."""
        was_open = [name for name in before if name in others and _is_open(before[name])]
        rows = self._manager.task_rows(was_open) if was_open else {}
        return tuple(name for name, row in rows.items() if row and row.state is TaskState.CANCELLED)

    def retry(self, task_ids: Sequence[str]) -> None:
        """Queue ended tasks again."""
        self.wished.emit(task_ids, Wished.QUEUING)
        before = self._manager.task_rows(task_ids, followers=True)
        self._for_each(self._manager.retry_task, task_ids)
        self._tell_edited(EditKind.RETRY, before)

    def pause(self, task_ids: Sequence[str]) -> None:
        """Hold queued tasks, suspend running ones."""
        self.wished.emit(task_ids, Wished.PAUSING)
        before = self._manager.task_rows(task_ids)
        self._for_each(self._manager.pause_task, task_ids)
        self._tell_edited(EditKind.PAUSE, before)

    def resume(self, task_ids: Sequence[str]) -> None:
        """Let held tasks go on."""
        self.wished.emit(task_ids, Wished.RESUMING)
        before = self._manager.task_rows(task_ids)
        self._for_each(self._manager.resume_task, task_ids)
        self._tell_edited(EditKind.RESUME, before)

    def move(self, moves: Sequence[tuple[str, int]]) -> None:
        """Move queued tasks, one after the other, each to a place (0 first) in its role's queue."""
        before = self._manager.task_rows([task_id for task_id, _ in moves])
        self._tell_refusals([partial(self._manager.move_task, *move) for move in moves])
        self._tell_edited(EditKind.MOVE, before)

    def set_priority(self, priorities: Mapping[str, Priority]) -> None:
        """Change the priority of queued tasks."""
        before = self._manager.task_rows(priorities)
        set_ = self._manager.set_task_priority
        self._tell_refusals([partial(set_, task_id, wanted.word) for task_id, wanted in priorities.items()])
        self._tell_edited(EditKind.PRIORITY, before)

    def forget(self, task_ids: Sequence[str]) -> Forgetting:
        """Take ended tasks off the list; says which have left, and why the others stay."""
        before = self._manager.task_rows(task_ids)
        kept: Mapping[str, str] = {}
        try:
            kept = self._manager.forget_tasks(task_ids)
        except WishNotKept as error:
            self._tell(error.problems)
        except WishError as error:
            self._tell(error.problems)
            return Forgetting((), {})
        gone = tuple(name for name in task_ids if name not in kept)
        return Forgetting(gone, kept, can_be_undone=self._tell_edited(EditKind.REMOVE, before))

    def put_back(self, changes: Sequence[TaskChange]) -> tuple[str, ...]:
        """Let tasks be again as they were before changes; those that stay as they are, which is told."""
        try:
            problems = self._manager.put_back(changes)
        except WishNotKept as error:
            self._tell(error.problems)
            return ()
        except WishError as error:
            self._tell(error.problems)
            return tuple(change.task_id for change in changes)
        if problems:
            what = (
                self.tr("This cannot be undone:")
                if len(problems) == len(changes)
                else self.tr("Some of this cannot be undone:")
            )
            self.refused.emit("\n".join([what, _told([*problems.values()])]))
        self._await_effect()
        return tuple(problems)

    def _add_demo(self) -> None:
        task_ids = self._load_demo()
        if task_ids:
            self._tell_edited(EditKind.ADD, dict.fromkeys(task_ids))
            self.added.emit(task_ids[0])

    def _tell_edited(self, kind: EditKind, before: Rows) -> bool:
        """Tell what has changed since ``before``; says whether anything has."""
        changes = changes_between(before, self._manager.task_rows(before))
        if changes:
            self.edited.emit(Edit(kind, changes))
        self._await_effect()
        return bool(changes)

    def _await_effect(self) -> None:
        """See what was wished soon, however much else changes meanwhile."""
        self.effect_awaited.emit()
        self._manager.hasten_snapshot()

    def _refusals(self, wish: Callable[[str], object], names: Iterable[str]) -> dict[str, str]:
        """Wish something for each; why not, for those of which it is refused."""
        refused: dict[str, str] = {}
        not_kept: list[str] = []
        for name in names:
            try:
                wish(name)
            except WishNotKept as error:
                not_kept.extend(error.problems)
            except WishError as error:
                refused[name] = "\n".join(error.problems)
        self._tell(not_kept)
        return refused

    def _for_each(self, wish: Callable[[str], object], names: Iterable[str]) -> None:
        self._tell_refusals([partial(wish, name) for name in names])

    def _tell_refusals(self, wishes: Iterable[Callable[[], object]]) -> bool:
        """Carry wishes out and tell what was refused; whether nothing was."""
        problems: list[str] = []
        for wish in wishes:
            try:
                wish()
            except WishError as error:
                problems.extend(error.problems)
        self._tell(problems)
        self._await_effect()
        return not problems

    def _tell(self, problems: Sequence[str]) -> None:
        if problems:
            self.refused.emit(_told(problems))


def _is_open(row: TaskRow | None) -> bool:
    return row is not None and not row.state.is_final


def _told(problems: Sequence[str]) -> str:
    different = list(dict.fromkeys(problems))
    more = len(different) - _MOST_TOLD
    rest = QCoreApplication.translate("QueueWishes", "and {number} more").format(number=more)
    return "\n".join(different[:_MOST_TOLD] + ([rest] if more > 0 else []))
