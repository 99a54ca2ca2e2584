"""The shell of the window: first page, news, tray, options, and what the settings file may hold."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QSystemTrayIcon

from parallel_execution_manager.scheduling.model.checks import Reason
from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.scene_manager import SceneManager
from parallel_execution_manager_gui.theme import ThemeChoice
from parallel_execution_manager_gui.window_options import WINDOW_FIELDS, WindowKey
from parallel_execution_manager_gui.window_settings import WindowSettings, not_writable, put_broken_aside
from parallel_execution_manager_gui.wishes import Wishes


@pytest.fixture
def fresh(qtbot, tmp_path, theme, settings):
    """A window that was never opened before, over an empty queue."""
    demo = []
    wishes = Wishes(SceneManager(tmp_path), lambda: demo.append(1))
    made = MainWindow(wishes, theme, settings, lambda: scene.NOW)
    made.later.complete()
    made.demo = demo
    made.show()
    qtbot.waitExposed(made)
    made.show_snapshot(scene.empty_snapshot())
    yield made
    made.shell.options.set(WindowKey.TRAY, value=False)
    made.show_snapshot(scene.empty_snapshot())
    made.close()
    made.deleteLater()


def page(window):
    return window.shell.first_page


def test_the_first_page_offers_the_demo_by_one_click(fresh, qtbot):
    assert page(fresh).isVisible()
    qtbot.mouseClick(page(fresh).findChild(QPushButton, "first_load_demo"), Qt.MouseButton.LeftButton)
    assert fresh.demo == [1]


def test_the_first_page_covers_the_view_also_when_that_grows(fresh, qtbot):
    fresh.resize(1400, 900)
    view = fresh.queue_panel.view
    qtbot.waitUntil(lambda: page(fresh).geometry() == view.viewport().geometry())


def test_the_first_page_is_gone_for_good_with_the_first_task(fresh, settings):
    fresh.show_snapshot(scene.snapshot())
    assert not page(fresh).isVisible()
    fresh.show_snapshot(replace(scene.empty_snapshot(), at=scene.NOW + 1))
    assert not page(fresh).isVisible()
    assert settings.value("first_page/done") in (True, "true")


def test_where_tasks_are_from_before_there_is_no_first_page(window):
    assert not page(window).isVisible()
    window.show_snapshot(replace(scene.empty_snapshot(), at=scene.NOW + 1))
    assert not page(window).isVisible()


def failed_now():
    return tuple(
        replace(view, state=TaskState.FAILED) for view in scene.tasks() if view.state is TaskState.RUNNING
    )


def test_many_failures_are_one_notice(window, qtbot):
    with qtbot.waitSignal(window.shell.teller.told, timeout=10_000) as told:
        for view in failed_now():
            window.show_snapshot(scene.snapshot(tasks=(view,), full=False, at=scene.NOW + 1))
    assert "failed" in told.args[0]
    assert "“wing v3 seed 11”" in told.args[0]
    assert "more" in told.args[0]
    assert window.queue_panel.notices.text == told.args[0]


def test_a_role_is_told_with_its_last_state(window, qtbot):
    window.shell.options.set(WindowKey.TELL_RELEASED, value=True)
    first, *rest = scene.roles()
    with qtbot.waitSignal(window.shell.teller.told, timeout=10_000) as told:
        for state in (RoleState.THROTTLED, RoleState.SUSPENDED):
            roles = (replace(first, state=state, by_operator=False), *rest)
            window.show_snapshot(scene.snapshot(tasks=(), full=False, at=scene.NOW + 1, roles=roles))
    title = window.roles.title_of(first.name)
    assert told.args[0] == f"{title} is suspended: a limit of the machine is crossed."
    with qtbot.waitSignal(window.shell.teller.told, timeout=10_000) as told:
        window.show_snapshot(scene.snapshot(tasks=(), full=False, at=scene.NOW + 2))
    assert told.args[0] == f"{title} goes on."


def test_a_role_that_is_held_back_is_told_with_limit_and_measurement(window, qtbot):
    first, *rest = scene.roles()
    reason = Reason("cpu", 91, 80, 70, scene.NOW - 10, 10)
    roles = (replace(first, state=RoleState.THROTTLED, by_operator=False, reason=reason), *rest)
    with qtbot.waitSignal(window.shell.teller.told, timeout=10_000) as told:
        window.show_snapshot(scene.snapshot(tasks=(), full=False, at=scene.NOW + 1, roles=roles))
    title = window.roles.title_of(first.name)
    assert told.args[0] == f"{title}: CPU 91 % over 80 % for 10 s: nothing new starts while a task runs."


def test_the_end_of_the_queue_is_told(window, qtbot):
    ended = tuple(replace(view, state=TaskState.SUCCEEDED) for view in scene.tasks())
    with qtbot.waitSignal(window.shell.teller.told, timeout=10_000) as told:
        window.show_snapshot(scene.snapshot(tasks=ended, full=False, at=scene.NOW + 1))
    assert "nothing is left to do" in told.args[0]


def test_what_is_switched_off_is_not_told(window, qtbot):
    window.shell.options.set(WindowKey.TELL_FAILED, value=False)
    window.shell.options.set(WindowKey.TELL_FINISHED, value=False)
    window.show_snapshot(scene.snapshot(tasks=failed_now(), full=False, at=scene.NOW + 1))
    assert not window.shell.teller._timer.isActive()


class FakeTray(QSystemTrayIcon):
    """An icon as on a desktop with a tray."""

    shown: list[str]

    @staticmethod
    def isSystemTrayAvailable():
        return True

    @staticmethod
    def supportsMessages():
        return True

    def showMessage(self, _title, text, _icon):
        type(self).shown.append(text)


@pytest.fixture
def with_tray(fresh, monkeypatch):
    from parallel_execution_manager_gui.shell import tray

    FakeTray.shown = []
    monkeypatch.setattr(tray, "QSystemTrayIcon", FakeTray)
    fresh.shell.options.set(WindowKey.TRAY, value=True)
    assert fresh.shell.tray.is_shown
    yield fresh
    fresh.shell.options.set(WindowKey.TRAY, value=False)
    assert not fresh.shell.tray.is_shown
    QApplication.setQuitOnLastWindowClosed(True)


def test_there_is_no_icon_unless_it_is_wished(fresh):
    assert not fresh.shell.tray.is_shown
    assert not fresh.shell.tray.is_missing


def test_without_a_tray_the_wish_is_answered_and_closing_closes(fresh, monkeypatch):
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    fresh.shell.options.set(WindowKey.TRAY, value=True)
    fresh.shell.options.set(WindowKey.TRAY_HIDES, value=True)
    assert "There is no tray on this desktop" in fresh.queue_panel.notices.text
    assert not fresh.shell.tray.hides_window()


def test_news_go_to_the_tray(with_tray, qtbot):
    with_tray.show_snapshot(scene.snapshot())
    with qtbot.waitSignal(with_tray.shell.teller.told, timeout=10_000):
        with_tray.show_snapshot(scene.snapshot(tasks=failed_now(), full=False, at=scene.NOW + 1))
    assert len(FakeTray.shown) == 1
    assert "failed" in FakeTray.shown[0]
    assert with_tray.queue_panel.notices.text == ""


def test_the_icon_says_how_things_stand(with_tray):
    icon = with_tray.findChild(FakeTray)
    before = icon.icon().pixmap(64, 64).toImage()
    assert "nothing to do" in icon.toolTip() or icon.toolTip() == ""
    with_tray.show_snapshot(scene.snapshot())
    assert "5 running · 3 throttled" in icon.toolTip()
    assert icon.icon().pixmap(64, 64).toImage() != before
    assert not QPixmap(icon.icon().pixmap(64, 64)).isNull()


def entry(window, name):
    menu = window.findChild(QMenu, "menu_tray")
    return next(action for action in menu.actions() if action.objectName() == name)


def test_its_menu_pauses_resumes_shows_and_quits(with_tray):
    for action_id in (ActionId.PAUSE_ALL, ActionId.RESUME_ALL, ActionId.QUIT):
        assert entry(with_tray, action_id.value) is with_tray.actions_[action_id]
    with_tray.showMinimized()
    entry(with_tray, "tray_show").trigger()
    assert not with_tray.isMinimized()


def test_closing_hides_only_if_that_is_wished_and_the_icon_brings_the_window_back(with_tray, qtbot):
    with_tray.shell.options.set(WindowKey.TRAY_HIDES, value=True)
    with_tray.close()
    assert not with_tray.isVisible()
    assert "goes on in the tray" in FakeTray.shown[-1]
    assert not QApplication.quitOnLastWindowClosed()
    with_tray.findChild(FakeTray).activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert with_tray.isVisible()
    assert QApplication.quitOnLastWindowClosed()


def test_quit_from_the_tray_ends_a_hidden_window(with_tray):
    with_tray.shell.options.set(WindowKey.TRAY_HIDES, value=True)
    with_tray.close()
    with_tray.actions_[ActionId.QUIT].trigger()
    assert not with_tray.isVisible()
    assert not with_tray.shell.tray.is_shown
    assert QApplication.quitOnLastWindowClosed()


def test_a_hidden_window_comes_back_when_the_icon_is_switched_off(with_tray):
    with_tray.shell.options.set(WindowKey.TRAY_HIDES, value=True)
    with_tray.close()
    with_tray.shell.options.set(WindowKey.TRAY, value=False)
    assert with_tray.isVisible()


def test_its_menu_pauses_for_a_time_too(with_tray):
    menu = with_tray.findChild(QMenu, "menu_tray")
    titles = [action.text().replace("&", "") for action in menu.actions()]
    assert "Pause all for" in titles
    assert titles.index("Pause all for") == titles.index("Pause all") + 1


def test_the_question_mark_shows_all_keys(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Question)
    assert any(w.objectName() == "shortcuts_dialog" and w.isVisible() for w in QApplication.topLevelWidgets())


def test_an_option_that_is_changed_counts_at_once(window, theme):
    window.shell.options.set(WindowKey.THEME, "Dark")
    assert theme.choice is ThemeChoice.DARK
    checked = [action.text() for action in window.themes.group.actions() if action.isChecked()]
    assert checked == ["Dark"]
    window.shell.options.set(WindowKey.UPDATE_RATE, 0.5)
    assert window.feed._least_ms == 2000
    window.shell.options.set(WindowKey.THEME, None)
    assert theme.choice is ThemeChoice.SYSTEM


def test_a_theme_that_changes_while_menus_are_open_is_harmless(window, theme, qtbot):
    window.queue_panel.view.customContextMenuRequested.emit(QPoint(20, 40))
    menu = window.menuBar().actions()[0].menu()
    menu.popup(window.mapToGlobal(QPoint(0, 30)))
    for choice in (ThemeChoice.DARK, ThemeChoice.LIGHT, ThemeChoice.SYSTEM):
        theme.choose(choice)
        QApplication.sendPostedEvents(None, QEvent.Type.PaletteChange)
        qtbot.wait(1)
        assert menu.isVisible()
        assert menu.palette() == QApplication.palette(menu)
    menu.close()
    for open_menu in window.queue_panel.findChildren(QMenu):
        open_menu.close()


@pytest.mark.parametrize("field", WINDOW_FIELDS, ids=lambda field: field.key)
def test_what_nobody_understands_in_the_settings_file_counts_as_not_set(settings, field):
    options = WindowSettings(settings)
    settings.setValue(field.key, "nonsense")
    assert options.value(WindowKey(field.key)) == field.default
    settings.setValue(field.key, ["a", "b"])
    assert options.value(WindowKey(field.key)) == field.default


def test_options_are_kept_and_taken_out(settings):
    options = WindowSettings(settings)
    assert options.save({WindowKey.THEME: "Dark", WindowKey.UPDATE_RATE: 2.5, WindowKey.TRAY: True}) == ""
    again = WindowSettings(settings)
    assert (again.value(WindowKey.THEME), again.value(WindowKey.UPDATE_RATE)) == ("Dark", 2.5)
    assert again.is_on(WindowKey.TRAY)
    again.set(WindowKey.THEME, None)
    assert again.given(WindowKey.THEME) is None


def test_a_broken_settings_file_is_put_aside_and_told(tmp_path):
    file = tmp_path / "window.ini"
    assert put_broken_aside(file) == ""
    file.write_text("[General]\ntheme=Dark\n", encoding="utf-8")
    assert put_broken_aside(file) == ""
    for content in (b"\x00\xff[[[ no\n", b"[General\ntheme=Dark\n", b"nothing of the kind\n", b"[a]\nb=\0\n"):
        file.write_bytes(content)
        told = put_broken_aside(file)
        assert str(file) in told
        assert "window.ini.broken" in told
        assert not file.exists()
        assert Path(f"{file}.broken").read_bytes() == content


def test_a_settings_file_that_cannot_be_put_aside_is_told_too(tmp_path):
    file = tmp_path / "window.ini"
    file.mkdir()
    Path(f"{file}.broken").write_text("in the way", encoding="utf-8")
    told = put_broken_aside(file)
    assert "cannot be used (Is a directory)" in told
    assert "starts with its defaults" in told


def test_a_place_where_nothing_can_be_kept_is_told_at_the_start(tmp_path, monkeypatch):
    file = tmp_path / "config" / "window.ini"
    assert not_writable(file) == ""
    (tmp_path / "config").write_text("a file in the way", encoding="utf-8")
    assert f"Make {tmp_path / 'config'} a folder to keep it." in not_writable(file)
    (tmp_path / "config").unlink()
    file.parent.mkdir()
    file.touch()
    assert not_writable(file) == ""
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert f"Make {file} writable" in not_writable(file)


@pytest.mark.skipif(os.name != "posix", reason="folders are made read-only in another way there")
def test_options_that_cannot_be_written_are_told_with_a_way_out(tmp_path, settings):
    Path(settings.fileName()).mkdir()
    told = WindowSettings(settings).save({WindowKey.THEME: "Dark"})
    assert "cannot be written" in told
    assert "writable" in told


def test_an_option_that_a_menu_or_a_question_sets_is_told_like_one_of_the_form(window, qtbot):
    options = window.shell.options
    with qtbot.waitSignal(options.changed) as heard:
        window.findChild(QAction, "theme_dark").trigger()
    assert heard.args == [WindowKey.THEME]
    assert options.value(WindowKey.THEME) == "Dark"
    options.set(WindowKey.CLOSING, "stop")
    with qtbot.waitSignal(options.changed) as heard:
        window.actions_[ActionId.RESET_LAYOUT].trigger()
    assert heard.args == [WindowKey.CLOSING]
    assert options.value(WindowKey.CLOSING) == "ask"
