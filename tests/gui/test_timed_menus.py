"""Roles are paused, held and resumed for a time, one or all, from menus and buttons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId


def choose_role(window, name):
    window.roles_panel.view.selectRow([role.name for role in window.roles.roles()].index(name))


def trigger(window, name):
    window.findChild(QAction, name).trigger()


@pytest.mark.parametrize(
    ("action", "wished", "told"),
    [
        ("pause_role_900_s", ("pause_role", scene.AGENTS, 900.0), "Agent simulations paused until "),
        ("pause_role_open", ("pause_role", scene.AGENTS), ""),
        ("hold_role_3600_s", ("hold_role", scene.AGENTS, 3600.0), "Agent simulations held until "),
        ("resume_role_900_s", ("resume_role", scene.AGENTS, 900.0), "Agent simulations kept going until "),
        ("resume_role_open", ("resume_role", scene.AGENTS), ""),
    ],
)
def test_the_selected_role_is_set_for_a_time_that_is_told(window, manager, action, wished, told):
    choose_role(window, scene.AGENTS)
    trigger(window, action)
    assert manager.wished == [wished]
    assert window.queue_panel.notices.text.startswith(told)


def test_all_are_paused_for_a_time_but_those_that_are_paused_until_they_are_resumed(window, manager):
    trigger(window, "pause_all_900_s")
    assert {wish[2] for wish in manager.wished} == {900.0}
    assert [wish[1] for wish in manager.wished] == [r.name for r in scene.roles() if r.name != scene.GUI]
    assert window.queue_panel.notices.text.startswith("5 roles paused until ")


def test_holding_all_does_not_let_a_paused_role_run(window, manager):
    window.actions_[ActionId.HOLD_ALL].trigger()
    assert [wish[0] for wish in manager.wished] == ["hold_role"] * 5
    assert scene.GUI not in {wish[1] for wish in manager.wished}


def test_everything_that_is_set_by_hand_is_handed_back_at_once(window, manager):
    window.actions_[ActionId.HAND_BACK_ALL].trigger()
    assert manager.wished == [("hand_back_role", scene.GUI)]


def test_all_are_resumed_whatever_is_measured_for_a_time_or_those_that_are_held(window, manager):
    trigger(window, "resume_all_3600_s")
    assert [wish[0] for wish in manager.wished] == ["resume_role"] * 6
    manager.wished.clear()
    trigger(window, "resume_all_open")
    assert manager.wished == [("resume_role", scene.SCRIPTS), ("resume_role", scene.GUI)]


def test_pausing_all_also_pauses_what_the_limits_have_suspended(window, manager):
    suspended = tuple(
        replace(role, state=RoleState.SUSPENDED, hand=Hand.NONE, by_operator=False) for role in scene.roles()
    )
    window.show_snapshot(scene.snapshot(full=False, tasks=(), at=scene.NOW + 1, roles=suspended))
    window.actions_[ActionId.PAUSE_ALL].trigger()
    assert len(manager.wished) == 6


def test_a_stopped_role_is_not_set_but_explained(window, manager):
    stopped = tuple(replace(role, state=RoleState.STOPPED) for role in scene.roles())
    window.show_snapshot(scene.snapshot(full=False, tasks=(), at=scene.NOW + 1, roles=stopped))
    choose_role(window, scene.AGENTS)
    trigger(window, "hold_role_900_s")
    assert manager.wished == []
    assert window.queue_panel.notices.text == "Agent simulations is stopped: start it first."


def test_the_menus_stand_in_the_menu_bar_and_in_the_context_menu(window, qtbot):
    bar = next(menu for menu in window.menuBar().findChildren(QMenu) if menu.objectName() == "menu_role")
    names = [action.menu().objectName() for action in bar.actions() if action.menu()]
    assert sorted(names) == [
        "menu_hold_all",
        "menu_hold_role",
        "menu_pause_all",
        "menu_pause_role",
        "menu_resume_all",
        "menu_resume_role",
    ]
    window.roles_panel.view.customContextMenuRequested.emit(QPoint(5, 5))
    opened = QApplication.activePopupWidget()
    assert {action.menu().objectName() for action in opened.actions() if action.menu()} == set(names)
    opened.close()


@pytest.mark.parametrize(
    ("button", "wished"),
    [("button_pause_all", "pause_all_900_s"), ("button_toggle_role", "pause_role_900_s")],
)
def test_the_arrow_of_a_button_offers_the_times(window, button, wished):
    arrow = window.findChild(QToolButton, button)
    assert arrow.popupMode() == QToolButton.ToolButtonPopupMode.MenuButtonPopup
    assert wished in {action.objectName() for action in arrow.menu().actions()}


def test_the_times_are_chosen_with_the_keyboard(window, manager, qtbot):
    arrow = window.findChild(QToolButton, "button_pause_all")
    arrow.menu().popup(QPoint(0, 0))
    qtbot.keyClick(arrow.menu(), Qt.Key.Key_Down)
    qtbot.keyClick(arrow.menu(), Qt.Key.Key_Return)
    assert {wish[0::2] for wish in manager.wished} == {("pause_role", 900.0)}
