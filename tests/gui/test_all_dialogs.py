"""Every dialog and panel can be read, is gone through in the order of reading, and shows where one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLineEdit, QPushButton, QTabWidget, QWidget

from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.dialogs.help_dialogs import shortcuts_dialog, show_about
from parallel_execution_manager_gui.dialogs.outside_question import OutsideQuestion
from parallel_execution_manager_gui.dialogs.questions import listed
from parallel_execution_manager_gui.dialogs.quit_question import quit_box
from parallel_execution_manager_gui.dialogs.several_dialog import SeveralDialog
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.theme import ThemeChoice
from tests.gui.access import (
    contrast_in,
    described,
    nameless,
    not_reached_by_tab,
    rendered,
    steps_back,
    tab_order,
    texts_in_sight,
)
from tests.gui.shown_windows import ShownWindows

Opener = Callable[[MainWindow], QDialog]
READABLE = 4.48
"""4.5, less what rounding to whole colours takes."""
SOME_TASKS = [{"role": "agent_simulations", "command": ["python3", "wing.py"]}]


def by_action(action: ActionId, name: str) -> Opener:
    def opened(window: MainWindow) -> QDialog:
        window.roles_panel.view.selectRow(0)
        window.actions_[action].trigger()
        return window.findChild(QDialog, name)

    return opened


def shown(make: Callable[[MainWindow], QDialog]) -> Opener:
    def opened(window: MainWindow) -> QDialog:
        dialog = make(window)
        dialog.show()
        return dialog

    return opened


def about(window: MainWindow) -> QDialog:
    show_about(window)
    return window.findChild(QDialog, "about_dialog")


def page_of_task(number: int) -> Opener:
    def opened(window: MainWindow) -> QDialog:
        dialog = by_action(ActionId.ADD_TASK, "task_dialog")(window)
        dialog.findChild(QTabWidget, "task_tabs").setCurrentIndex(number)
        return dialog

    return opened


DIALOGS: dict[str, Opener] = {
    "settings": by_action(ActionId.SETTINGS, "settings_dialog"),
    "role options": by_action(ActionId.ROLE_OPTIONS, "role_options_dialog"),
    "command palette": by_action(ActionId.COMMAND_PALETTE, "command_palette"),
    "user guide": by_action(ActionId.USER_GUIDE, "help_window"),
    "diagnostics": by_action(ActionId.SAVE_DIAGNOSTICS, "diagnostics_dialog"),
    "task": page_of_task(0),
    "files of a task": page_of_task(1),
    "limits of a task": page_of_task(2),
    "several tasks": shown(lambda window: SeveralDialog(3, lambda _: (), window)),
    "tasks from outside": shown(
        lambda window: OutsideQuestion("/home/ada/a.pemtasks", SOME_TASKS, window.roles.title_of, window)
    ),
    "question before quitting": shown(lambda window: quit_box(window, ("a", "b"), may_keep=True)[0]),
    "keys": shown(shortcuts_dialog),
    "about": about,
}
PANELS = ("details", "locks", "log", "results", "history", "events")


@pytest.fixture(params=[ThemeChoice.LIGHT, ThemeChoice.DARK], ids=lambda choice: choice.name.lower())
def palette(request, theme):
    theme.choose(request.param)


@pytest.fixture
def dialog(request, window, qtbot) -> Iterator[QDialog]:
    made = DIALOGS[request.param](window)
    qtbot.waitExposed(made)
    yield made
    made.close()


# The answers of the command palette are gone through by arrows while one writes.
of_each = pytest.mark.parametrize("dialog", DIALOGS, indirect=True)


@pytest.mark.parametrize("name", DIALOGS)
def test_no_part_of_a_dialog_flashes_up_as_a_window_of_its_own(name, window, qtbot, qapp):
    windows = ShownWindows(qapp)
    made = DIALOGS[name](window)
    qtbot.waitExposed(made)
    qapp.removeEventFilter(windows)
    assert windows.shown == [made.objectName()]
    made.close()


@of_each
def test_every_control_says_what_it_is_and_is_reached_by_tab(dialog):
    assert nameless(dialog) == []
    assert [each for each in not_reached_by_tab(dialog) if "palette_answers" not in each] == []


@of_each
def test_tab_goes_in_the_order_of_reading(dialog):
    assert not (found := steps_back(dialog)), "\n".join(found)


@of_each
def test_who_goes_by_tab_sees_where_he_is(dialog, qtbot):
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    unseen = [described(each) for each in tab_order(dialog) if not shows_focus(each)]
    assert not unseen, "\n".join(unseen)


def shows_focus(widget: QWidget) -> bool:
    """Whether a control looks another way while it has the focus."""
    if not isinstance(widget, (QAbstractButton, QComboBox, QLineEdit)):
        # Lists and texts show their current row or the cursor.
        return True
    if isinstance(widget, QPushButton) and widget.isDefault():
        # It has its frame already; that of the one before goes.
        return True
    widget.clearFocus()
    without = widget.grab().toImage()
    # Qt draws frames for those who use keys; a reason of Tab counts only while that key is pressed.
    widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
    return widget.grab().toImage() != without


@of_each
def test_every_text_of_a_dialog_can_be_read(palette, dialog):
    assert not (found := pale(dialog)), "\n".join(found)


def test_every_text_of_the_window_can_be_read(palette, window):
    window.queue_panel.notices.close_notice()
    window.queue_panel.show_task("status-report")
    assert not (found := pale(window)), "\n".join(found)


@pytest.mark.parametrize("panel", PANELS)
def test_every_text_of_a_panel_can_be_read(palette, window, panel, qtbot):
    window.docks[f"dock_{panel}"].raise_()
    qtbot.waitUntil(window.docks[f"dock_{panel}"].widget().isVisible)
    assert not (found := pale(window.docks[f"dock_{panel}"].widget())), "\n".join(found)


@pytest.mark.parametrize("panel", PANELS)
def test_tab_goes_through_a_panel_in_the_order_of_reading(window, panel, qtbot):
    window.docks[f"dock_{panel}"].raise_()
    qtbot.waitUntil(lambda: window.docks[f"dock_{panel}"].widget().isVisible())
    assert steps_back(window.docks[f"dock_{panel}"].widget()) == []


def test_a_long_name_takes_one_line_of_a_question():
    (line, rest) = listed(["nightly/regression/" * 9 + "case_17"] * 6).splitlines()[4:]
    assert len(line) < 60
    assert line.startswith("nightly/")
    assert line.endswith("case_17")
    assert rest == "and 1 more"


def pale(root: QWidget) -> list[str]:
    """The texts that stand out too little from their ground, with their contrast."""
    image = rendered(root)
    found = {where: contrast_in(image, rect) for where, rect in texts_in_sight(root)}
    return [f"{contrast:.2f}: {where}" for where, contrast in found.items() if contrast < READABLE]
