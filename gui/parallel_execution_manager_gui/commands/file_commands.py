"""Opening a task file and saving the queue as one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QStatusBar

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.commands.file_work import FileWork
from parallel_execution_manager_gui.dialogs.secrets_question import Secrets, ask_secrets
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel
from parallel_execution_manager_gui.task_files import Saving, Tasks, secrets_of
from parallel_execution_manager_gui.translation.told import shown
from parallel_execution_manager_gui.wishes import Wishes
from parallel_execution_manager_gui.work_bar import WorkBar

_SUFFIX = ".pemtasks"


class FileCommands(QObject):
    """Asks for a path, and what is to become of the tasks; reading and writing is done in a thread."""

    def __init__(self, wishes: Wishes, queue: QueueModel, panel: QueuePanel, bar: QStatusBar) -> None:
        super().__init__(panel)
        self._wishes = wishes
        self._queue = queue
        self._panel = panel
        self._work = FileWork(wishes, panel.notices, WorkBar(bar))

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        return {ActionId.OPEN_TASKS: self.open, ActionId.SAVE_QUEUE: self.save}

    def open(self) -> None:
        """Queue all tasks of a file, or none."""
        path, _ = QFileDialog.getOpenFileName(self._panel, self.tr("Open task file"), "", self._kinds())
        if path:
            self._work.bring(path)

    def ask_first(self, path: str) -> None:
        """Show what the file at ``path`` would run, and queue just that if the operator agrees.

        For files that were not chosen in this window: a click on one elsewhere must not run commands.
        """
        self._work.read(path, partial(self._ask, path))

    def stop(self) -> None:
        """End what works in the background."""
        self._work.stop()

    def _ask(self, path: str, tasks: Tasks) -> None:
        from parallel_execution_manager_gui.dialogs.outside_question import OutsideQuestion

        question = OutsideQuestion(path, tasks, self._title_of, self._panel.window())
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        note = self._work.note
        question.accepted.connect(lambda: self._work.queue(path, tasks, note))
        question.open()

    def _title_of(self, role: str) -> str:
        declaration = self._wishes.role_declarations().get(role)
        return role if declaration is None else shown(declaration.title)

    def _kinds(self) -> str:
        return self.tr("Task files (*.pemtasks *.jsonl);;All files (*)")

    def save(self) -> None:
        """Write the queued tasks into a file."""
        queued = [view for view in self._queue.views() if view.state is TaskState.QUEUED]
        if not queued:
            self._panel.notices.tell(self.tr("No task is queued: there is nothing to save."))
            return
        path, _ = QFileDialog.getSaveFileName(
            self._panel, self.tr("Save queue as"), f"queue{_SUFFIX}", self._kinds()
        )
        names = secrets_of(queued)
        secrets = ask_secrets(self._panel.window(), names) if path and names else Secrets.HIDE
        if not path or secrets is Secrets.SAVE_NOTHING:
            return
        succeeded = {view.id for view in self._queue.views() if view.state is TaskState.SUCCEEDED}
        hidden = ""
        if names and secrets is Secrets.HIDE:
            hidden = self.tr(
                "Not saved: the values of {names}. Write them into the file before it is opened."
            ).format(names=", ".join(map(printable, names)))
        self._work.write(path, Saving(queued, succeeded, secrets is Secrets.WRITE), hidden)
