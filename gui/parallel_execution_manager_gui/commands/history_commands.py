"""What can be done with runs of the history: look at all attempts, run again, write into a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from parallel_execution_manager.system.config.masking import HIDDEN
from parallel_execution_manager.system.storage.history import PastRun
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.background import Background
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.notice_bar import NoticeBar
from parallel_execution_manager_gui.panels.history_panel import HistoryPanel
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.run_export import export
from parallel_execution_manager_gui.translation.told import count
from parallel_execution_manager_gui.wishes import Wishes

_SUFFIX = ".csv"


class HistoryCommands(QObject):
    """Acts on the selected runs; what came of it is told in a notice."""

    def __init__(
        self,
        wishes: Wishes,
        queue: QueueModel,
        panel: HistoryPanel,
        notices: NoticeBar,
        role_title: Callable[[str], str],
    ) -> None:
        super().__init__(panel)
        self._wishes = wishes
        self._queue = queue
        self._panel = panel
        self._notices = notices
        self._role_title = role_title
        self._written = 0
        self._path = Path()
        self._export: Background[int] = Background(self._count, self._exported, self)

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        return {
            ActionId.RUN_AGAIN: self.run_again,
            ActionId.SHOW_ATTEMPTS: self.show_attempts,
            ActionId.EXPORT_HISTORY: self.export,
        }

    def stop(self) -> None:
        """End what works in the background; a file that is being written is taken away again."""
        self._export.stop()

    def show_run(self, run: PastRun) -> None:
        """Show all attempts of the task of a run."""
        from parallel_execution_manager_gui.dialogs.run_dialog import RunDialog

        wishes = self._wishes
        RunDialog(run, wishes.history, self._role_title, wishes.run_folder, self._panel.window()).show()

    def show_attempts(self) -> None:
        """Show all attempts of the selected run's task."""
        runs = self._panel.chosen()
        if len(runs) == 1:
            self.show_run(runs[0])

    def run_again(self) -> None:
        """Queue the tasks of the selected runs again; those that are on the list are retried there."""
        runs = {run.task_id: run for run in reversed(self._panel.chosen())}
        listed = {task_id: self._queue.view(task_id) for task_id in runs}
        if ended := [task_id for task_id, view in listed.items() if view and view.state.is_final]:
            self._wishes.retry(ended)
        open_ones = [
            shown_name(runs[task_id]) for task_id, view in listed.items() if view and not view.state.is_final
        ]
        gone = [runs[task_id] for task_id, view in listed.items() if view is None]
        tasks: list[Mapping[str, Any]] = [_task(run) for run in gone]
        if len(tasks) == 1 and HIDDEN in (tasks[0].get("env") or {}).values():
            task = self._with_values(gone[0], tasks[0])
            tasks = [] if task is None else [task]
        problems = self._wishes.submit(tasks) if tasks else ()
        if problems:
            self._notices.tell_problem("\n".join(problems))
        elif open_ones:
            told = self.tr("Not queued again, as it has not ended: {names}")
            self._notices.tell(told.format(names=", ".join(open_ones[:5])))

    def _with_values(self, run: PastRun, task: Mapping[str, Any]) -> Mapping[str, Any] | None:
        from parallel_execution_manager_gui.dialogs.values_question import with_values

        return with_values(task, shown_name(run), self._panel)

    def export(self) -> None:
        """Write what the history shows into a file."""
        title, kinds = self.tr("Export history"), self.tr("Comma-separated values (*.csv);;All files (*)")
        path, _ = QFileDialog.getSaveFileName(self._panel, title, f"history{_SUFFIX}", kinds)
        if path:
            self._path, self._written = Path(path), 0
            self._export.start(export(self._wishes.history, self._panel.runs.query, self._path))

    def _count(self, written: int) -> None:
        self._written = written

    def _exported(self, error: Exception | None) -> None:
        if error is None:
            told = self.tr("Wrote {count} runs into {name}.")
            self._notices.tell(told.format(count=count(self._written), name=self._path.name))
            return
        told = self.tr("{path} cannot be written ({reason}): choose another folder or free some space")
        self._notices.tell_problem(told.format(path=self._path, reason=error))


def _task(run: PastRun) -> dict[str, object]:
    """The run's task; what it came after has ended and may not be known any more."""
    line: dict[str, object] = json.loads(run.line)
    line.pop("after", None)
    return line
