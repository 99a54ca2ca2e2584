"""Pictures of the busy scene: the same window when hardly anything fits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from parallel_execution_manager_gui import scene, scene_busy
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.dialogs.quit_question import quit_box
from parallel_execution_manager_gui.layout import FIRST_SIZE
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.scene_busy_manager import BusySceneManager
from parallel_execution_manager_gui.screenshots_past import Save
from parallel_execution_manager_gui.theme import Theme
from parallel_execution_manager_gui.wishes import Wishes

_SMALL = (1000, 640)
REFUSED = "task '{id}' {state}; only a queued task can be moved"
"""As the scheduler says it of a task that went on between the last picture of the queue and a key."""


def render_busy(
    application: QApplication, theme: Theme, settings: QSettings, scratch: Path, folder: Path, save: Save
) -> None:
    """Write the pictures, one of them of a small window."""
    suffix = theme.choice.value.lower()
    wishes = Wishes(BusySceneManager(scratch), lambda: None)
    window = MainWindow(wishes, theme, settings, lambda: scene.NOW + 0.4)
    window.later.complete()
    window.show()
    window.resize(FIRST_SIZE)
    for snapshot in (*scene_busy.history(), scene_busy.snapshot_of_all()):
        window.show_snapshot(snapshot)
    window.roles_panel.view.selectRow(4)
    window.queue_panel.show_task(scene_busy.SELECTED)
    for tab, action in (("details", ActionId.TAB_DETAILS), ("locks", ActionId.TAB_LOCKS)):
        window.actions_[action].trigger()
        save(application, window, folder / f"busy-{tab}-{suffix}.png")
    window.show_problem("\n".join(REFUSED.format(id=f"busy-ended-{n}", state="has ended") for n in range(3)))
    window.resize(*_SMALL)
    save(application, window, folder / f"busy-small-{suffix}.png")
    box, _ = quit_box(window, [view.spec.name for view in scene_busy.tasks()[:12]], may_keep=True)
    box.show()
    save(application, box, folder / f"busy-quit-{suffix}.png")
    box.close()
    box.deleteLater()
    window.show_snapshot(scene.empty_snapshot())
    window.close()
    window.deleteLater()
    application.processEvents()
