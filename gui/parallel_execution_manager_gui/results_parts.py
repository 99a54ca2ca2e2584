"""The results of the selected task: found and read in the background, shown in their panel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from parallel_execution_manager.scheduling.snapshot import Snapshot, TaskView
from parallel_execution_manager_gui.background import Background
from parallel_execution_manager_gui.commands.ignored_findings import IgnoredFindings
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.notice_bar import NoticeBar
from parallel_execution_manager_gui.panels.results_panel import ResultsPanel
from parallel_execution_manager_gui.results.document import Document
from parallel_execution_manager_gui.results.past_runs import neighbours
from parallel_execution_manager_gui.results.reading import ResultProblem
from parallel_execution_manager_gui.results.registry import document
from parallel_execution_manager_gui.wishes import Wishes


class ResultsParts(QObject):
    """Reads only while the panel is in sight, and again when the task has ended once more."""

    def __init__(self, wishes: Wishes, queue: QueueModel, notices: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._wishes = wishes
        self._queue = queue
        self._notices = notices
        self._task_id = ""
        self._shown: tuple[str, int, float | None] | None = None
        self._in_sight = False
        self.panel = ResultsPanel()
        self.panel.opened.connect(self._open)
        self._ignoring = IgnoredFindings(wishes, notices, self.panel)
        self.panel.ignore_wished.connect(self._ignoring.ask)
        self._reading: Background[Document] = Background(self.panel.show_document, self._done, self)

    def choose(self, task_id: str) -> None:
        """Show the results of this task."""
        self._task_id = task_id
        self._refresh()

    def apply(self, snapshot: Snapshot) -> None:
        """Look again if the task has changed."""
        if any(view.id == self._task_id for view in snapshot.tasks) or self._task_id in snapshot.removed:
            self._refresh()

    def set_in_sight(self, in_sight: bool) -> None:
        """Read while in sight."""
        self._in_sight = in_sight
        self._refresh()

    def stop(self) -> None:
        """Read no more."""
        self._reading.stop()

    def _refresh(self) -> None:
        if not self._in_sight:
            return
        view = self._queue.view(self._task_id)
        wanted = None if view is None else (view.id, view.attempt, view.ended_at)
        if wanted == self._shown and wanted is not None:
            return
        self._shown = wanted
        self._reading.cancel()
        if view is None:
            self.panel.show_nothing(
                self.tr(
                    "What a task brought stands here: grades, plots, test reports, charts, files.\n"
                    "Select a task that has ended."
                )
            )
        elif not view.state.is_final or not view.attempt:
            self.panel.show_nothing(self.tr("The task has not ended yet: its results are shown here then."))
        elif (folder := self._wishes.run_folder(view.id)) is None:
            self.panel.show_nothing(self.tr("The task left no run folder."))
        else:
            self._reading.start(_reading(self._wishes, view, folder))

    def _done(self, error: Exception | None) -> None:
        if error is not None:
            self.panel.show_nothing(self.tr("The result cannot be shown: {reason}").format(reason=error))

    def _open(self, path: str, line: int | None) -> None:
        if not Path(path).exists():
            self._notices.tell(self.tr("{path} is not there any more.").format(path=path))
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(path)):
            told = self.tr("No program opened {path}: choose one for such files in your desktop's settings.")
            self._notices.tell_problem(told.format(path=path))
        elif line is not None:
            self._notices.tell(self.tr("Opened {path}: look at line {line}.").format(path=path, line=line))


def _reading(wishes: Wishes, view: TaskView, folder: Path) -> Iterator[Document]:
    """In a thread of its own: what is read may be large, and the disk slow."""
    try:
        yield document(view.spec.role, folder, neighbours(wishes, view, folder))
    except ResultProblem as problem:
        yield Document(None, str(problem))
