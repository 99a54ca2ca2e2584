"""The log panel over real files: pages, search in all of the file, colours, attempts, copying."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QTextCursor
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QToolButton

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.log_colours import LEAST_CONTRAST, contrast
from parallel_execution_manager_gui.panels.log_panel import LogPanel
from parallel_execution_manager_gui.theme import ThemeChoice

VIEW = scene.task("long run", scene.AGENTS, TaskState.RUNNING)


@pytest.fixture
def actions(qapp):
    made = ActionSet(qapp)
    yield made
    made.deleteLater()


@pytest.fixture
def panel(qtbot, tmp_path, actions):
    folders = {None: tmp_path, 1: tmp_path / "1", 2: tmp_path / "2"}
    made = LogPanel(lambda _, attempt: folders[attempt], actions)
    qtbot.addWidget(made)
    made.resize(900, 260)
    made.show()
    qtbot.waitExposed(made)
    made.set_in_sight(True)
    yield made
    made.stop()


def write(tmp_path, text: str | bytes, mode: str = "wb") -> None:
    with (tmp_path / "output.log").open(mode) as file:
        file.write(text.encode() if isinstance(text, str) else text)


def numbered(first: int, last: int) -> str:
    return "".join(f"line {number:07} of the log\n" for number in range(first, last))


def find(panel, qtbot, text, key=Qt.Key.Key_Return):
    box = panel.findChild(QLineEdit, "log_find")
    box.clear()
    box.setFocus()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, key)


def count(panel) -> str:
    return panel.findChild(QLabel, "log_find_count").text()


def test_earlier_lines_of_a_long_log_are_loaded_when_they_are_scrolled_to(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 100_000))
    panel.show_task(VIEW)
    earlier = panel.findChild(QToolButton, "log_earlier")
    assert panel.text.toPlainText().endswith("line 0099999 of the log\n")
    assert earlier.isVisible()
    qtbot.mouseClick(earlier, Qt.MouseButton.LeftButton)
    for _ in range(400):
        if panel._pager.is_at_start:
            break
        before = panel.text.firstVisibleBlock().text()
        panel.text.verticalScrollBar().setValue(0)
        assert panel.text.blockCount() <= 10_001 + 2_000
        assert before
    assert panel.text.toPlainText().startswith("line 0000000 of the log\n")
    assert not earlier.isVisible()
    lines = panel.text.toPlainText().splitlines()
    assert lines == numbered(0, len(lines)).splitlines()


def test_what_is_in_sight_stays_when_lines_come_before_it(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 50_000))
    panel.show_task(VIEW)
    panel.text.verticalScrollBar().setValue(1)
    seen = panel.text.firstVisibleBlock().next().text()
    panel.text.verticalScrollBar().setValue(0)
    qtbot.waitUntil(lambda: panel._pager.is_parked)
    first = panel.text.firstVisibleBlock()
    assert seen in {first.text(), first.next().text(), first.next().next().text()}


def test_scrolling_down_again_comes_to_the_newest_lines_and_follows(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 30_000))
    panel.show_task(VIEW)
    qtbot.mouseClick(panel.findChild(QToolButton, "log_earlier"), Qt.MouseButton.LeftButton)
    write(tmp_path, "new one\nnew two\n", "ab")
    panel.poll()
    unseen = panel.findChild(QToolButton, "log_unseen")
    assert unseen.text() == "2 new lines ↓"
    bar = panel.text.verticalScrollBar()
    for _ in range(100):
        if not panel._pager.is_parked:
            break
        bar.setValue(bar.maximum())
    assert panel.text.follows
    assert panel.text.toPlainText().endswith("new one\nnew two\n")
    assert not unseen.isVisible()


def test_a_text_is_found_in_all_of_the_file_and_counted(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 200_000))
    panel.show_task(VIEW)
    find(panel, qtbot, "0000017 OF")
    qtbot.waitUntil(lambda: count(panel) == "1 of 1")
    assert panel.text.textCursor().selectedText() == "0000017 of"
    assert panel.text.textCursor().block().text() == "line 0000017 of the log"
    assert not panel.text.follows


def test_next_and_previous_go_round(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 60_000))
    panel.show_task(VIEW)
    find(panel, qtbot, "5000 of")
    qtbot.waitUntil(lambda: count(panel) == "1 of 6")
    panel.find_previous()
    assert count(panel) == "6 of 6"
    assert panel.text.textCursor().block().text() == "line 0055000 of the log"
    panel.find_next()
    panel.find_next()
    assert count(panel) == "2 of 6"
    assert panel.text.textCursor().block().text() == "line 0015000 of the log"


def test_a_regular_expression_and_capitals_are_told_apart_when_asked_to(panel, qtbot, tmp_path):
    write(tmp_path, "Alpha 12\nalpha 3\nbeta 44\n")
    panel.show_task(VIEW)
    panel.findChild(QToolButton, "log_find_regex").setChecked(True)
    find(panel, qtbot, r"alpha \d+$")
    qtbot.waitUntil(lambda: count(panel) == "1 of 2")
    panel.findChild(QToolButton, "log_find_case").setChecked(True)
    qtbot.waitUntil(lambda: count(panel) == "1 found")


@pytest.mark.parametrize("pattern", ["(", "(a+)+$", "a*a*a*a*!"])
def test_an_expression_that_cannot_be_used_says_why_and_holds_nothing_up(panel, qtbot, tmp_path, pattern):
    write(tmp_path, "a" * 5_000 + "b\n")
    panel.show_task(VIEW)
    panel.findChild(QToolButton, "log_find_regex").setChecked(True)
    find(panel, qtbot, pattern)
    qtbot.waitUntil(lambda: count(panel) == "cannot look")
    assert panel.findChild(QLabel, "log_find_count").toolTip()


def test_a_search_can_be_stopped_and_another_takes_its_place(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 400_000))
    panel.show_task(VIEW)
    find(panel, qtbot, "nothing like it")
    find(panel, qtbot, "0399999 of")
    qtbot.waitUntil(lambda: count(panel) == "1 of 1")
    panel.findChild(QToolButton, "log_find_stop").click()
    assert count(panel) == "1 of 1"


def test_what_is_not_there_is_told(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 10))
    panel.show_task(VIEW)
    find(panel, qtbot, "zebra")
    qtbot.waitUntil(lambda: count(panel) == "not found")


def test_places_in_sight_are_marked(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 5))
    panel.show_task(VIEW)
    find(panel, qtbot, "of the")
    qtbot.waitUntil(lambda: len(panel.text.extraSelections()) == 5)
    panel.findChild(QLineEdit, "log_find").clear()
    qtbot.waitUntil(lambda: not panel.text.extraSelections())


@pytest.mark.skipif(not hasattr(os, "SEEK_HOLE"), reason="the system knows no holes in files")
def test_both_sides_of_what_was_dropped_are_found_and_the_hole_is_told(panel, qtbot, tmp_path):
    with (tmp_path / "output.log").open("wb") as file:
        file.write(b"needle one\n")
        file.seek(20 << 30)
        file.write(b"cut off\nneedle two\n")
    panel.show_task(VIEW)
    find(panel, qtbot, "needle")
    qtbot.waitUntil(lambda: count(panel) == "1 of 2")
    assert panel.text.textCursor().block().text() == "needle one"
    assert "20.0 GiB of output were dropped here" in panel.text.toPlainText()
    panel.find_next()
    assert panel.text.textCursor().block().text() == "needle two"


def test_a_place_in_a_progress_line_and_one_far_out_are_shown(panel, qtbot, tmp_path):
    write(tmp_path, "10 %\r20 %\r30 % here\n" + "x" * 50_000 + "far\n")
    panel.show_task(VIEW)
    find(panel, qtbot, "here")
    qtbot.waitUntil(lambda: panel.text.textCursor().selectedText() == "here")
    find(panel, qtbot, "far")
    qtbot.waitUntil(lambda: panel.text.textCursor().block().text().startswith("xxx"))


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_colours_are_shown_so_that_they_can_be_read_and_follow_the_palette(
    panel, qtbot, tmp_path, theme, choice
):
    write(tmp_path, "plain \x1b[33;1myellow\x1b[0m \x1b[4munder\n")
    panel.show_task(VIEW)
    theme.choose(choice)

    def shown() -> QColor:
        cursor = QTextCursor(panel.text.document())
        cursor.setPosition(min(8, panel.text.document().characterCount() - 1))
        return cursor.charFormat().foreground().color()

    def can_be_read() -> bool:
        base = panel.text.palette().color(QPalette.ColorRole.Base)
        return contrast(shown().rgb() & 0xFFFFFF, base.rgb() & 0xFFFFFF) >= LEAST_CONTRAST

    qtbot.waitUntil(lambda: theme.is_dark() == (panel.text.palette().base().color().lightness() < 128))
    qtbot.waitUntil(lambda: shown().hue() == QColor("yellow").hue() and can_be_read())
    assert panel.text.toPlainText() == "plain yellow under\n"


def test_the_last_lines_after_the_end_are_read_and_then_the_panel_rests(panel, qtbot, tmp_path):
    write(tmp_path, "one\n")
    panel.show_task(VIEW)
    write(tmp_path, "last\r", "ab")
    panel.show_task(replace(VIEW, state=TaskState.SUCCEEDED))
    qtbot.waitUntil(lambda: panel.text.toPlainText() == "one\nlast\n")
    qtbot.waitUntil(lambda: not panel._timer.isActive())


def test_an_earlier_attempt_can_be_chosen_and_stays_chosen(panel, qtbot, tmp_path):
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        write(tmp_path / str(number), f"attempt {number}\n")
    write(tmp_path, "attempt 3\n")
    panel.show_task(replace(VIEW, attempt=3))
    box = panel.findChild(QComboBox, "log_attempt")
    assert box.isVisible()
    assert panel.text.toPlainText() == "attempt 3\n"
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    assert box.currentText() == "Attempt 1 of 3"
    qtbot.waitUntil(lambda: panel.text.toPlainText() == "attempt 1\n")
    panel.show_task(replace(VIEW, attempt=3, detail="changed"))
    assert panel.text.toPlainText() == "attempt 1\n"
    panel.show_task(VIEW)
    assert not box.isVisible()


def test_lines_are_copied_with_what_is_around_them_and_where_they_are_from(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 10))
    panel.show_task(VIEW)
    panel.text.select(5, 5, 7)
    panel._copy.action.trigger()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == "# long run (long-run), attempt 1"
    assert copied[1] == f"# {tmp_path / 'output.log'}"
    assert copied[2:] == [
        f"{'>' if number == 5 else ' '} line {number:07} of the log" for number in range(2, 9)
    ]


def test_the_menu_of_the_log_offers_to_copy_with_context(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 10))
    panel.show_task(VIEW)
    panel.text.customContextMenuRequested.emit(panel.text.rect().center())
    menu = QApplication.activePopupWidget()
    assert panel._copy.action in menu.actions()
    menu.close()


def test_reading_on_in_the_middle_of_a_flood_moves_nothing(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 5_000))
    panel.show_task(VIEW)
    panel.text.verticalScrollBar().setValue(2_000)
    seen = panel.text.firstVisibleBlock().text()
    for begin in range(5_000, 25_000, 4_000):
        write(tmp_path, numbered(begin, begin + 4_000), "ab")
        panel.poll()
        assert panel.text.firstVisibleBlock().text() == seen
    assert panel.findChild(QToolButton, "log_unseen").text() == "20,000 new lines ↓"
    assert panel.findChild(QToolButton, "log_follow").defaultAction().objectName() == ActionId.FOLLOW_LOG


def test_who_is_at_an_edge_already_goes_on_with_the_wheel_or_a_key(panel, qtbot, tmp_path):
    write(tmp_path, numbered(0, 100_000))
    panel.show_task(VIEW)
    find(panel, qtbot, "0000500 of")
    qtbot.waitUntil(lambda: count(panel) == "1 of 1")
    bar = panel.text.verticalScrollBar()
    bar.setValue(bar.minimum())
    panel.text.setFocus()
    lines = panel.text.blockCount()
    bar.setValue(bar.maximum())
    assert panel.text.blockCount() > lines
    qtbot.keyClick(panel.text, Qt.Key.Key_PageUp)
    assert not panel.text.follows
