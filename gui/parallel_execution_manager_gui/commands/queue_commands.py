"""What the queue's actions do with the selected tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog

from parallel_execution_manager.scheduling.model.task import Priority, TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.runs.retention import missing_told
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.commands.cancelled_words import CancelledWords
from parallel_execution_manager_gui.commands.possible import told_if_impossible
from parallel_execution_manager_gui.commands.removing import Removing
from parallel_execution_manager_gui.dialogs.cancel_question import may_end
from parallel_execution_manager_gui.looks import LookGroup, group_of, look_of_task
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.moving import Placed, is_in_place, steps_down, steps_up, to_gap
from parallel_execution_manager_gui.notice_bar import Offer
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.reasons import blocking_task
from parallel_execution_manager_gui.wishes import Wishes

if TYPE_CHECKING:
    from parallel_execution_manager_gui.dialogs.task_dialog import TaskDialog


class QueueCommands(QObject):
    """Each method is one action on the selection; it ends in a wish, a dialog or a notice."""

    def __init__(self, wishes: Wishes, queue: QueueModel, panel: QueuePanel, undo: Offer) -> None:
        super().__init__(panel)
        self._wishes = wishes
        self._queue = queue
        self._panel = panel
        self._undo = undo
        self._removing = Removing(wishes, panel, undo, queue.known_name_of)
        self._cancelled = CancelledWords(queue.name_of, self)

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        handlers = {
            ActionId.ADD_TASK: self.add,
            ActionId.EDIT_TASK: self.edit,
            ActionId.DUPLICATE_TASK: self.duplicate,
            ActionId.TOGGLE_PAUSE: self.toggle_pause,
            ActionId.RETRY: self.retry,
            ActionId.RETRY_FAILED: self.retry_failed,
            ActionId.CANCEL: self.cancel,
            ActionId.FORGET_ENDED: self.forget_ended,
            ActionId.MOVE_UP: self.move_up,
            ActionId.MOVE_DOWN: self.move_down,
            ActionId.MOVE_TOP: self.move_top,
            ActionId.MOVE_BOTTOM: self.move_bottom,
            ActionId.MOVE_TO: self.move_to,
            ActionId.RAISE_PRIORITY: self.raise_priority,
            ActionId.LOWER_PRIORITY: self.lower_priority,
            ActionId.OPEN_FOLDER: self.open_folder,
            ActionId.GO_TO_BLOCKER: self.go_to_blocker,
        }
        return told_if_impossible(handlers, self._queue, self._panel)

    def add(self) -> None:
        """Ask for a new task."""
        self._open_form(self.tr("Add task"), self.tr("Add task"), None)

    def add_with_files(self, paths: Sequence[str]) -> None:
        """Ask for a task that changes files that were dropped on the window."""
        self._open_form(self.tr("Add task"), self.tr("Add task"), None, files=paths)

    def edit(self) -> None:
        """Change the selected queued task, or what all of several have."""
        several = [view.id for view in self._queued()]
        if len(several) > 1:
            from parallel_execution_manager_gui.dialogs.several_dialog import SeveralDialog

            take = partial(self._wishes.edit_several, several)
            dialog = SeveralDialog(len(several), take, self._panel)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
            return
        row = self._wishes.task_mapping(several[0]) if several else None
        if row is not None:
            self.edit_with(several[0], row)

    def edit_with(self, task_id: str, row: Mapping[str, Any]) -> TaskDialog:
        """Show a queued task's form, filled with ``row``, and change the task to what is saved."""
        title = self.tr("Edit {name}").format(name=self._queue.name_of(task_id))
        return self._open_form(title, self.tr("Save"), row, edited=task_id)

    def duplicate(self) -> None:
        """Ask for a task like the selected one."""
        view = self._one()
        row = None if view is None else self._wishes.task_mapping(view.id)
        if row is not None:
            self._open_form(self.tr("Duplicate task"), self.tr("Add task"), row)

    def toggle_pause(self) -> None:
        """Resume if everything selected is paused, else pause."""
        views = [view for view in self._selected() if not view.state.is_final]
        paused = [view.id for view in views if view.paused]
        if views and len(paused) == len(views):
            self._wishes.resume(paused)
        else:
            self._wishes.pause([view.id for view in views if not view.paused])

    def cancel(self) -> None:
        """Cancel what has not ended; if all has ended, take it off the list."""
        views = self._selected()
        unended = [view for view in views if not view.state.is_final]
        if not unended:
            self._removing.remove(views)
            return
        running = [view for view in unended if view.state.is_live]
        if running and not may_end(self._panel, running, self._queue.now):
            return
        # Nobody has agreed to the end of what was queued when it was asked, and may run by now.
        queued = [view.id for view in unended if not view.state.is_live]
        outcome = self._wishes.cancel([view.id for view in running], queued)
        if outcome.refused:
            self._panel.view.select(outcome.refused)
        told = self._cancelled.told(outcome)
        if outcome.can_be_undone:
            self._panel.notices.tell(f"{told}.", self._undo)
        else:
            one = len(outcome.done) <= 1
            again = (
                self.tr("Retry (Ctrl+R) queues it again.")
                if one
                else self.tr("Retry (Ctrl+R) queues them again.")
            )
            self._panel.notices.tell(f"{told}. {again}")

    def forget_ended(self) -> None:
        """Take every ended task off the list."""
        self._removing.remove([view for view in self._queue.views() if view.state.is_final])

    def retry(self) -> None:
        """Queue the selected ended tasks again."""
        self._wishes.retry([view.id for view in self._selected() if view.state.is_final])

    def retry_failed(self) -> None:
        """Queue every failed task again."""
        failed = [v.id for v in self._queue.views() if group_of(look_of_task(v)) is LookGroup.FAILED]
        self._wishes.retry(failed)

    def move_up(self) -> None:
        """One place up; several tasks keep their order."""
        self._wishes.move(steps_up(self._placed()))

    def move_down(self) -> None:
        """One place down; several tasks keep their order."""
        lengths = {task.role: self._queue.queue_length(task.role) for task in self._placed()}
        self._wishes.move(steps_down(self._placed(), lengths))

    def move_top(self) -> None:
        """First in the role's queue."""
        self._wishes.move([(view.id, 0) for view in reversed(self._queued())])

    def move_bottom(self) -> None:
        """Last in the role's queue."""
        length = self._queue.queue_length
        self._wishes.move([(view.id, length(view.spec.role) - 1) for view in self._queued()])

    def move_to(self) -> None:
        """Ask for a place in the role's queue."""
        view = self._one()
        place = None if view is None else self._queue.place_of(view.id)
        if view is None or place is None:
            return
        length = self._queue.queue_length(view.spec.role)
        label = self.tr("Place of “{name}” (1 to {last}):").format(name=shown_name(view), last=length)
        title = self.tr("Move to position")
        wanted, agreed = QInputDialog.getInt(self._panel, title, label, place + 1, 1, length)
        if agreed:
            self._wishes.move([(view.id, wanted - 1)])

    def drop(self, gap: int) -> None:
        """Move the dragged tasks, which are the selected ones, before the task that is at ``gap``."""
        tasks = self._placed()
        if not is_in_place(tasks, gap):
            self._wishes.move(to_gap(tasks, gap))

    def raise_priority(self) -> None:
        """One step more important."""
        self._change_priority(1)

    def lower_priority(self) -> None:
        """One step less important."""
        self._change_priority(-1)

    def go_to_blocker(self) -> None:
        """Select the task that the selected one waits for."""
        view = self._one()
        blocker = None if view is None else blocking_task(view)
        if blocker is not None:
            self.go_to(blocker)

    def go_to(self, task_id: str) -> None:
        """Select a task."""
        if not self._panel.show_task(task_id):
            name = self._queue.name_of(task_id)
            self._panel.notices.tell(self.tr("“{name}” is hidden by the filter.").format(name=name))

    def open_folder(self) -> None:
        """Open the run folder in the file manager."""
        view = self._one()
        folder = None if view is None else self._wishes.run_folder(view.id)
        if view is None:
            return
        if folder is None:
            told = self.tr("No run folder of “{name}” is known.").format(name=shown_name(view))
            self._panel.notices.tell(told)
            return
        if missing := missing_told(folder):
            self._panel.notices.tell(missing)
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._panel.notices.tell_problem(
                self.tr("No file manager opened the run folder; it is {folder}").format(folder=folder)
            )

    def _selected(self) -> list[TaskView]:
        views = (self._queue.view(task_id) for task_id in self._panel.view.selected_ids())
        return [view for view in views if view is not None]

    def _queued(self) -> list[TaskView]:
        views = [view for view in self._selected() if view.state is TaskState.QUEUED]
        return sorted(views, key=lambda view: self._queue.place_of(view.id) or 0)

    def _one(self) -> TaskView | None:
        """The selected task; with several, or none, the actions on one are greyed out."""
        views = self._selected()
        return views[0] if len(views) == 1 else None

    def _placed(self) -> list[Placed]:
        places = ((view, self._queue.place_of(view.id)) for view in self._queued())
        return [Placed(view.id, view.spec.role, place) for view, place in places if place is not None]

    def _change_priority(self, step: int) -> None:
        wanted: dict[str, Priority] = {}
        for view in self._queued():
            priority = min(Priority.HIGH, max(Priority.LOW, view.spec.priority + step))
            if priority != view.spec.priority:
                wanted[view.id] = Priority(priority)
        self._wishes.set_priority(wanted)

    def _open_form(
        self,
        title: str,
        verb: str,
        row: Mapping[str, Any] | None,
        edited: str | None = None,
        files: Sequence[str] = (),
    ) -> TaskDialog:
        def take(task: Mapping[str, Any]) -> tuple[str, ...]:
            return self._wishes.submit([task]) if edited is None else self._wishes.edit(edited, task)

        def check(task: Mapping[str, Any]) -> tuple[str, ...]:
            return tuple(problem.message for problem in self._wishes.check([task]))

        from parallel_execution_manager_gui.dialogs.task_dialog import TaskDialog

        names = [(view.id, shown_name(view)) for view in self._queue.views() if view.id != edited]
        roles = self._wishes.role_declarations()
        dialog = TaskDialog(
            title,
            verb,
            roles,
            take,
            self._panel,
            known_tasks=names,
            observed=self._wishes.observed_files,
            suggested=self._wishes.suggested_requirement,
        )
        dialog.check = check if edited is None else None
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row is not None:
            dialog.fill(row, keep_id=edited is not None)
        if files:
            dialog.add_files(files)
        dialog.open()
        return dialog
