"""Pictures of what has ended: results, history, statistics, attempts, and a place found in the log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QTableView, QWidget

from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.main_window import MainWindow

_ASSESSED = "assess-controller.py"
_SELECTED = "wing-v3-seed-11"
Save = Callable[[QApplication, QWidget, Path], None]


def render_past(application: QApplication, window: MainWindow, folder: Path, suffix: str, save: Save) -> None:
    """Write the pictures; what is read in the background is waited for."""

    def picture(widget: QWidget, name: str, ready: Callable[[], object]) -> None:
        while not ready():
            application.processEvents()
        save(application, widget, folder / f"{name}-{suffix}.png")

    window.queue_panel.show_task(_SELECTED)
    window.actions_[ActionId.TAB_LOG].trigger()
    box = window.findChild(QLineEdit, "log_find")
    assert box is not None  # noqa: S101 - the panel has it
    box.setText("residual 1.")
    log = window.selection.log
    log.find_next()
    picture(window, "window-log-found", log.text.extraSelections)
    box.clear()
    window.queue_panel.show_task(_ASSESSED)
    window.actions_[ActionId.TAB_RESULTS].trigger()
    rows = window.results.panel.view.model()
    picture(window, "window-results", rows.rowCount)
    window.actions_[ActionId.TAB_HISTORY].trigger()
    runs = window.history.panel.runs
    picture(window, "window-history", runs.rowCount)
    window.history.panel.run_chosen.emit(
        next(runs.run_at(n) for n in range(99) if runs.run_at(n).attempt > 1)
    )
    dialog = window.findChild(QDialog, "run_dialog")
    assert dialog is not None  # noqa: S101 - it has just been opened
    attempts = dialog.findChild(QTableView, "run_attempts")
    assert attempts is not None  # noqa: S101 - the dialog has it
    picture(dialog, "run-dialog", attempts.selectionModel().hasSelection)
    dialog.close()
    page = window.findChild(QComboBox, "history_page")
    figures = window.findChild(QTableView, "history_figures")
    assert page is not None  # noqa: S101 - the panel has both
    assert figures is not None  # noqa: S101
    page.setCurrentIndex(2)
    picture(window, "window-statistics", figures.model().rowCount)
    page.setCurrentIndex(0)
