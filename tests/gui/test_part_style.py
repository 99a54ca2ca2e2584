"""Titles of columns and tabs, boxes to be ticked, texts that are cut: nothing runs together or is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QCheckBox,
    QPushButton,
    QStyle,
    QStyleOptionHeader,
    QStyleOptionTab,
    QTabBar,
)

from parallel_execution_manager_gui.columns import COLUMNS
from parallel_execution_manager_gui.dialogs.help_dialogs import shortcuts_dialog
from parallel_execution_manager_gui.palette import DARK, LIGHT
from parallel_execution_manager_gui.panels.elided_label import ElidedLabel
from parallel_execution_manager_gui.part_style import PartStyle
from parallel_execution_manager_gui.theme import ThemeChoice
from tests.gui.test_palette import contrast


def test_titles_of_columns_keep_apart_and_clear_of_the_arrow(window):
    header = window.queue_panel.view.horizontalHeader()
    option = QStyleOptionHeader()
    option.initFrom(header)
    option.state |= QStyle.StateFlag.State_Horizontal
    option.rect = QRect(0, 0, 80, 24)
    part = QStyle.SubElement.SE_HeaderLabel
    plain = header.style().subElementRect(part, option, header)
    assert plain.left() + 80 - plain.right() >= 7
    option.sortIndicator = QStyleOptionHeader.SortIndicator.SortUp
    assert header.style().subElementRect(part, option, header).right() < plain.right() - 2


def test_titles_of_columns_have_room(window):
    header = window.queue_panel.view.horizontalHeader()
    for column, info in COLUMNS.items():
        assert header.fontMetrics().horizontalAdvance(info.title) + 7 <= info.width, column


def test_a_tab_that_is_behind_has_room_for_its_letters(window):
    bars = [bar for bar in window.findChildren(QTabBar) if bar.count() > 1]
    assert bars
    for bar in bars:
        assert isinstance(bar.style(), PartStyle)
        option = QStyleOptionTab()
        bar.initStyleOption(option, bar.count() - 1)
        place = bar.style().subElementRect(QStyle.SubElement.SE_TabBarTabText, option, bar)
        assert place.height() >= bar.fontMetrics().height()
        assert place.bottom() <= option.rect.bottom()


@pytest.mark.parametrize(("choice", "colours"), [(ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)])
def test_the_frame_of_a_box_is_seen(qtbot, theme, choice, colours):
    theme.choose(choice)
    box = QCheckBox("Wrap")
    qtbot.addWidget(box)
    box.show()
    picture = box.grab().toImage()
    frame = picture.pixelColor(0, picture.height() // 2)
    assert contrast(frame.name().upper(), colours.base) >= 3
    assert contrast(frame.name().upper(), colours.window) >= 3


def test_buttons_of_dialogs_have_no_icon(window):
    dialog = shortcuts_dialog(window)
    dialog.show()
    buttons = dialog.findChildren(QPushButton)
    assert [button.text() for button in buttons] == ["Close"]
    assert all(button.icon().isNull() for button in buttons)
    dialog.close()


def test_a_text_that_is_too_long_ends_in_an_ellipsis_and_is_whole_in_the_tooltip(qtbot):
    label = ElidedLabel(2)
    qtbot.addWidget(label)
    label.resize(120, 40)
    whole = "a task whose name <b>is long</b> \U0001f600 " * 9
    label.show()
    label.show_text(whole)
    assert label.text().endswith("…")
    assert whole.startswith(label.text()[:15])
    assert "&lt;b&gt;" in label.toolTip()
    label.show_text("short\ntext")
    assert label.text() == "short\ntext"
