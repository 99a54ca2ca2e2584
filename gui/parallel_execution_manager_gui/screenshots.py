"""Renders the window's pictures without a display, into the folder that is given."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QDialog, QTabWidget, QWidget

from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.application import make_application
from parallel_execution_manager_gui.dialogs.help_dialogs import shortcuts_dialog
from parallel_execution_manager_gui.dialogs.outside_question import OutsideQuestion
from parallel_execution_manager_gui.dialogs.quit_question import quit_box
from parallel_execution_manager_gui.dialogs.secrets_question import secrets_box
from parallel_execution_manager_gui.dialogs.several_dialog import SeveralDialog
from parallel_execution_manager_gui.dialogs.task_dialog import TaskDialog
from parallel_execution_manager_gui.graphs.scale import Span
from parallel_execution_manager_gui.layout import FIRST_SIZE, Dock
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.scene_manager import SceneManager, write_output
from parallel_execution_manager_gui.scene_results import write_result
from parallel_execution_manager_gui.screenshots_busy import REFUSED, render_busy
from parallel_execution_manager_gui.screenshots_parts import render_parts
from parallel_execution_manager_gui.screenshots_past import render_past
from parallel_execution_manager_gui.theme import Theme, ThemeChoice
from parallel_execution_manager_gui.translation.language import Language, Translations
from parallel_execution_manager_gui.wishes import Wishes

_TABS = {"details": ActionId.TAB_DETAILS, "locks": ActionId.TAB_LOCKS, "log": ActionId.TAB_LOG}
_OPENED = {
    ActionId.COMMAND_PALETTE: "command_palette",
    ActionId.USER_GUIDE: "help_window",
    ActionId.SAVE_DIAGNOSTICS: "diagnostics_dialog",
    ActionId.SETTINGS: "settings_dialog",
    ActionId.ROLE_OPTIONS: "role_options_dialog",
}
"""Actions that open a dialog, and what it is called."""
_SELECTED = "wing-v3-seed-11"
_WAITING = "status-report"
_OUTSIDE: list[dict[str, object]] = [
    {"role": "agent_simulations", "command": ["python3", "wing.py", "--seed", "1"]},
    {"role": "agent_simulations", "command": ["python3", "wing.py", "--seed", "2"]},
    {"role": "agent_simulations", "command": ["python3", "wing.py", "--seed", "3"]},
    {"role": "agent_simulations", "command": ["python3", "wing.py", "--seed", "4"]},
    {"role": "script_assessment", "script": "tools/fit curve.py"},
    {
        "role": "task_management",
        "command": ["make", "report"],
        "cwd": "/home/ada/paper",
        "env": {"LANG": "C"},
    },
]
"""Tasks of a file that is dropped on the window."""


def main(argv: Sequence[str] | None = None) -> int:
    """Write all pictures into a folder; 0."""
    parser = argparse.ArgumentParser(description="Render the window's pictures.")
    parser.add_argument("folder", type=Path, help="where the PNG files are written")
    parser.add_argument("--german", action="store_true", help="in German instead of English")
    options = parser.parse_args(argv)
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = make_application()
    translations = Translations(application)
    translations.use(Language.GERMAN if options.german else Language.ENGLISH)
    with tempfile.TemporaryDirectory(prefix="run-") as scratch:
        write_output(Path(scratch))
        write_result(Path(scratch))
        for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
            settings = QSettings(str(Path(scratch) / f"{choice.name}.ini"), QSettings.Format.IniFormat)
            theme = Theme(application, settings)
            theme.choose(choice)
            _render_theme(application, theme, settings, Path(scratch), folder)
            render_busy(application, theme, settings, Path(scratch), folder, _save)
    translations.remove()
    return 0


def _render_theme(
    application: QApplication, theme: Theme, settings: QSettings, scratch: Path, folder: Path
) -> None:
    suffix = theme.choice.value.lower()
    wishes = Wishes(SceneManager(scratch), lambda: None)
    window = MainWindow(wishes, theme, settings, lambda: scene.NOW + 0.4)
    window.later.complete()
    window.show()
    # The platform that draws them has a screen that is smaller than a usual one.
    window.resize(FIRST_SIZE)
    window.show_snapshot(scene.empty_snapshot())
    _save(application, window, folder / f"window-empty-{suffix}.png")
    for snapshot in (*scene.history(), scene.snapshot()):
        window.show_snapshot(snapshot)
    window.queue_panel.show_task(_SELECTED)
    for tab, action in _TABS.items():
        window.actions_[action].trigger()
        _save(application, window, folder / f"window-{tab}-{suffix}.png")
    render_past(application, window, folder, suffix, _save)
    render_parts(application, window, folder, suffix, _save)
    _render_graphs(application, window, folder, suffix)
    window.queue_panel.show_task(_WAITING)
    window.actions_[ActionId.TAB_DETAILS].trigger()
    _save(application, window, folder / f"window-waiting-{suffix}.png")
    window.show_problem(REFUSED.format(id=_SELECTED, state="runs"))
    _save(application, window, folder / f"window-refused-{suffix}.png")
    window.queue_panel.notices.close_notice()
    window.filter_box.setText("wing /seed [/")
    _save(application, window, folder / f"window-filter-{suffix}.png")
    window.filter_box.clear()
    window.queue_panel.notices.tell("7 cancelled, 1 had already ended.", window.undo.offer)
    _save(application, window, folder / f"window-undo-{suffix}.png")
    window.queue_panel.notices.close_notice()
    _render_dialogs(application, window, wishes, folder, suffix)
    window.show_snapshot(scene.empty_snapshot())
    window.close()
    window.deleteLater()
    application.processEvents()


def _render_graphs(application: QApplication, window: MainWindow, folder: Path, suffix: str) -> None:
    """The list of events, an hour of all graphs, and processor and memory role by role."""
    window.actions_[ActionId.TAB_EVENTS].trigger()
    window.watching.settle()
    _save(application, window, folder / f"window-events-{suffix}.png")
    panel = window.watching.resources
    size = window.size()
    window.resize(size.width(), 1400)
    docks = [window.docks[Dock.ROLES], window.docks[Dock.RESOURCES]]
    window.resizeDocks(docks, [200, 1100], Qt.Orientation.Vertical)
    panel.show_all(Span.HOUR, by_role=True)
    window.watching.settle()
    for _ in range(5):
        application.processEvents()
    panel.refresh(scene.NOW + 0.4)
    _save(application, panel, folder / f"graphs-{suffix}.png")
    panel.show_all(Span.FIVE_MINUTES, by_role=False)
    window.resize(size)
    window.layout_.apply_default()


def _render_dialogs(
    application: QApplication, window: MainWindow, wishes: Wishes, folder: Path, suffix: str
) -> None:
    suggested = wishes.suggested_requirement
    declarations = wishes.role_declarations()
    dialog = TaskDialog("Add task", "Add task", declarations, lambda _: (), window, suggested=suggested)
    dialog.show()
    _save(application, dialog, folder / f"task-dialog-{suffix}.png")
    tabs = dialog.findChild(QTabWidget, "task_tabs")
    assert tabs is not None  # noqa: S101 - the form is made so
    tabs.setCurrentIndex(1)
    _save(application, dialog, folder / f"task-files-{suffix}.png")
    tabs.setCurrentIndex(2)
    _save(application, dialog, folder / f"task-limits-{suffix}.png")
    dialog.close()
    several = SeveralDialog(3, lambda _: (), window)
    several.show()
    _save(application, several, folder / f"several-tasks-{suffix}.png")
    several.close()
    several.deleteLater()
    quit_, _ = quit_box(window, ("wing v3 seed 11", "wing v3 seed 12"), may_keep=True)
    secrets, _ = secrets_box(window, ("DATABASE_URL", "SERVICE_TOKEN"))
    for name, box in (("quit", quit_), ("secrets", secrets)):
        box.show()
        _save(application, box, folder / f"{name}-{suffix}.png")
        box.close()
        box.deleteLater()
    outside = OutsideQuestion("/home/ada/flight/night.pemtasks", _OUTSIDE, window.roles.title_of, window)
    outside.show()
    _save(application, outside, folder / f"outside-{suffix}.png")
    outside.close()
    outside.deleteLater()
    window.roles_panel.view.selectRow(0)
    for action, name in _OPENED.items():
        window.actions_[action].trigger()
        opened = window.findChild(QDialog, name)
        assert opened is not None  # noqa: S101 - the action has just opened it
        _save(application, opened, folder / f"{name.replace('_', '-')}-{suffix}.png")
        opened.close()
    sheet = shortcuts_dialog(window)
    sheet.show()
    _save(application, sheet, folder / f"shortcuts-{suffix}.png")
    sheet.close()


def _save(application: QApplication, widget: QWidget, path: Path) -> None:
    # Docks take their final sizes only after several rounds of layout requests.
    for _ in range(5):
        application.processEvents()
    if not widget.grab().save(str(path)):
        raise OSError(f"{path} cannot be written: check that the folder is writable and the disk not full")


if __name__ == "__main__":
    sys.exit(main())
