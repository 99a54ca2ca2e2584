"""All attempts of a task that has ended, and everything that the history knows of the chosen one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, QModelIndex, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.system.runs.retention import missing_told
from parallel_execution_manager.system.storage.history import HistoryPage, HistoryQuery, PastRun, RunOrder
from parallel_execution_manager_gui.delegates.state_delegate import StateDelegate
from parallel_execution_manager_gui.formatting import NOTHING, cores, duration, memory, moment
from parallel_execution_manager_gui.models.history_model import HistoryModel
from parallel_execution_manager_gui.panels.fact_list import FactList
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.run_columns import COLUMNS, RunColumn
from parallel_execution_manager_gui.task_facts import Fact, ended_with
from parallel_execution_manager_gui.translation.told import local, told_end
from parallel_execution_manager_gui.widgets import give_width, named, plain_label, style_table

RunFolder = Callable[[str, int | None], Path | None]
_HIDDEN = (RunColumn.TASK, RunColumn.ROLE)


class RunDialog(QDialog):
    """Does not block the window."""

    def __init__(
        self,
        run: PastRun,
        ask: Callable[[HistoryQuery], HistoryPage],
        role_title: Callable[[str], str],
        run_folder: RunFolder,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        named(self, "run_dialog", self.tr("Attempts of a task"))
        self.setWindowTitle(self.tr("Attempts of “{name}”").format(name=shown_name(run)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 460)
        self._run = run
        self._role_title = role_title
        self._run_folder = run_folder
        self.attempts = HistoryModel(ask, role_title, self)
        self.attempts.told.connect(self._choose_first)
        self._view = self._make_view()
        self._facts = FactList("run_facts", self.tr("What is known of the attempt"))
        self._told = named(plain_label(), "run_told", self.tr("News"))
        self._told.setWordWrap(True)
        self._told.hide()
        buttons = QDialogButtonBox()
        # No standard button: on some desktops those have an icon that cannot be seen on a dark ground.
        buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self._open = named(
            QPushButton(self.tr("Open run &folder")), "run_open_folder", self.tr("Open run folder")
        )
        buttons.addButton(self._open, QDialogButtonBox.ButtonRole.ActionRole)
        self._open.clicked.connect(self._open_folder)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._view, 2)
        layout.addWidget(self._facts, 3)
        layout.addWidget(self._told)
        layout.addWidget(buttons)
        self._show_facts(run)
        self.attempts.show(HistoryQuery(task_id=run.task_id, order=RunOrder.ENDED))

    def _make_view(self) -> QTableView:
        view = named(QTableView(self), "run_attempts", self.tr("Attempts, the newest first"))
        view.setModel(self.attempts)
        style_table(view)
        view.setItemDelegate(StateDelegate(view))
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.horizontalHeader().setStretchLastSection(True)
        view.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        view.horizontalHeader().setAccessibleName(self.tr("Columns of the attempts"))
        for column, info in COLUMNS.items():
            give_width(view.horizontalHeader(), column, info.width, info.longest)
            view.setColumnHidden(column, column in _HIDDEN)
        view.selectionModel().currentRowChanged.connect(self._choose)
        return view

    def _choose_first(self) -> None:
        row = self.attempts.row_of(self._run.number) or 0
        if self.attempts.rowCount() and not self._view.selectionModel().hasSelection():
            flags = QItemSelectionModel.SelectionFlag
            index = self.attempts.index(row, 0)
            self._view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self._run = self.attempts.run_at(index.row())
            self._show_facts(self._run)

    def _show_facts(self, run: PastRun) -> None:
        self._facts.show_facts(run_facts(run, self._role_title))
        self._open.setEnabled(run.attempt > 0)

    def _open_folder(self) -> None:
        folder = self._run_folder(self._run.task_id, self._run.attempt)
        if folder is None:
            told = self.tr("The run folder is not there any more: see output.keep_days and output.keep_gb.")
        elif missing := missing_told(folder):
            told = missing
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            told = self.tr("No file manager opened the run folder; it is {folder}").format(folder=folder)
        else:
            told = ""
        self._told.setText(told)
        self._told.setVisible(bool(told))

    def done(self, result: int) -> None:
        """End what asks in the background."""
        self.attempts.stop()
        super().done(result)


def run_facts(run: PastRun, role_title: Callable[[str], str]) -> tuple[Fact, ...]:
    """Everything that the history knows of a run, as labels and texts."""
    translate = QCoreApplication.translate
    used = translate("RunFacts", "{cores} cores, {memory}").format(
        cores=local(cores(run.cpu_cores)), memory=local(memory(run.memory_mb))
    )
    used = translate("RunFacts", "not measured") if run.memory_mb is None else used
    return (
        (translate("RunFacts", "Id"), run.task_id),
        (translate("RunFacts", "Role"), role_title(run.role)),
        (translate("RunFacts", "Command"), _command(run)),
        (translate("RunFacts", "Queued"), moment(run.queued_at)),
        (translate("RunFacts", "Started"), moment(run.started_at)),
        (translate("RunFacts", "Ended"), moment(run.ended_at)),
        (translate("RunFacts", "Duration"), duration(run.duration_s)),
        (translate("RunFacts", "Suspended"), duration(run.suspended_s)),
        (translate("RunFacts", "Waited, throttled"), duration(run.throttled_s)),
        (
            translate("RunFacts", "Peak"),
            used if run.memory_mb is not None else translate("RunFacts", "not measured"),
        ),
        (translate("RunFacts", "Ended with"), told_end(ended_with(run.exit_code, run.detail)) or NOTHING),
    )


def _command(run: PastRun) -> str:
    try:
        line = json.loads(run.line)
    except ValueError:
        return NOTHING
    command: Sequence[object] = line.get("command", ())
    script = line.get("script") or line.get("script_path")
    return " ".join(map(str, command)) or (str(script) if script else NOTHING)
