"""Opening a task file and saving the queue as one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QFileDevice, QObject, QSaveFile, Qt
from PySide6.QtWidgets import QFileDialog

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.scheduling.model import TaskState
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.dialogs.secrets_question import Secrets, ask_secrets
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel
from parallel_execution_manager_gui.task_files import TaskFileRefused, lines_of, secrets_of, tasks_of
from parallel_execution_manager_gui.translation.told import shown
from parallel_execution_manager_gui.wishes import Wishes

_SUFFIX = ".pemtasks"


class FileCommands(QObject):
    """Asks for a path, then reads or writes; what came of it is told in a notice."""

    def __init__(self, wishes: Wishes, queue: QueueModel, panel: QueuePanel) -> None:
        super().__init__(panel)
        self._wishes = wishes
        self._queue = queue
        self._panel = panel

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        return {ActionId.OPEN_TASKS: self.open, ActionId.SAVE_QUEUE: self.save}

    def open(self) -> None:
        """Queue all tasks of a file, or none."""
        path, _ = QFileDialog.getOpenFileName(self._panel, self.tr("Open task file"), "", self._kinds())
        if path:
            self.open_path(path)

    def open_path(self, path: str) -> None:
        """Queue all tasks of the file at ``path``, or none."""
        tasks = self._tasks_of(path)
        if tasks:
            self._queue_all(path, tasks)

    def ask_first(self, path: str) -> None:
        """Show what the file at ``path`` would run, and queue just that if the operator agrees.

        For files that were not chosen in this window: a click on one elsewhere must not run commands.
        """
        tasks = self._tasks_of(path)
        if tasks:
            from parallel_execution_manager_gui.dialogs.outside_question import OutsideQuestion

            question = OutsideQuestion(path, tasks, self._title_of, self._panel.window())
            question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            question.accepted.connect(lambda: self._queue_all(path, tasks))
            question.open()

    def _title_of(self, role: str) -> str:
        declaration = self._wishes.role_declarations().get(role)
        return role if declaration is None else shown(declaration.title)

    def _tasks_of(self, path: str) -> list[dict[str, Any]]:
        """The tasks of the file at ``path``; none if it is refused, which the operator is told."""
        try:
            return tasks_of(path, self._wishes.check)
        except TaskFileRefused as refusal:
            self._panel.notices.tell_problem(str(refusal))
            return []

    def _queue_all(self, path: str, tasks: list[dict[str, Any]]) -> None:
        problems = self._wishes.submit(tasks)
        if problems:
            self._panel.notices.tell_problem("\n".join(problems))
        else:
            self._panel.notices.tell(
                self.tr("Queued %n task(s) of {file}.", "", len(tasks)).format(file=Path(path).name)
            )

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
        text = lines_of(queued, self._queue.view, secrets=secrets is Secrets.WRITE)
        problem = _written(path, text.encode("utf-8"), private=secrets is Secrets.WRITE)
        if problem:
            self._panel.notices.tell_problem(
                self.tr(
                    "{path} cannot be written ({reason}): choose another folder or free some space"
                ).format(path=path, reason=problem)
            )
            return
        told = self.tr("Saved %n queued task(s) in {file}.", "", len(queued)).format(file=Path(path).name)
        if names and secrets is Secrets.HIDE:
            hidden = self.tr(
                "Not saved: the values of {names}. Write them into the file before it is opened."
            )
            told = f"{told} {hidden.format(names=', '.join(map(printable, names)))}"
        self._panel.notices.tell(told)


def _written(path: str, content: bytes, *, private: bool) -> str:
    """Write a file, ``private`` for this user alone; why that cannot be done, or nothing."""
    # A save file takes the old one's place only when it is complete.
    file = QSaveFile(path)
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        return file.errorString()
    if private:
        file.setPermissions(QFileDevice.Permission.ReadOwner | QFileDevice.Permission.WriteOwner)
    is_written = file.write(content) == len(content) and file.commit()
    return "" if is_written else file.errorString()
