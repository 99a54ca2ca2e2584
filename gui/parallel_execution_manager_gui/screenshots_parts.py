"""Pictures of parts that need something that is under way: milestones, all running tasks, a large file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.scene_project import project
from parallel_execution_manager_gui.work_bar import WorkBar

Save = Callable[[QApplication, QWidget, Path], None]


def render_parts(
    application: QApplication, window: MainWindow, folder: Path, suffix: str, save: Save
) -> None:
    """Write the pictures."""
    window.actions_[ActionId.TAB_RESULTS].trigger()
    application.processEvents()
    window.results.panel.show_document(project())
    save(application, window, folder / f"window-milestones-{suffix}.png")
    window.actions_[ActionId.TAB_LOG].trigger()
    of_all, bar = window.findChild(QToolButton, "log_of_all"), window.findChild(WorkBar)
    assert of_all is not None  # noqa: S101 - the window has both
    assert bar is not None  # noqa: S101
    of_all.setChecked(True)
    bar.show_work("Reading night.pemtasks", 0.4, may_cancel=True)
    save(application, window, folder / f"window-log-all-{suffix}.png")
    bar.hide()
    of_all.setChecked(False)
