"""Cells of the queue that are drawn fast look as those that the style draws, to the pixel."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, QRect
from PySide6.QtGui import QImage

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.columns import COLUMNS, Column
from parallel_execution_manager_gui.theme import ThemeChoice

ODD = ("a\nb", "<b>no markup</b>", "سباق القوارب", "name " * 60, "é̀ ﬁ 漢字 🙂", "&ampersand")


@pytest.fixture
def view(window, qapp):
    window.resize(1500, 1100)
    first = next(view for view in scene.tasks() if view.state is TaskState.SUCCEEDED)
    odd = tuple(
        replace(first, spec=replace(first.spec, id=f"odd{n}", name=name)) for n, name in enumerate(ODD)
    )
    window.show_snapshot(scene.snapshot(full=False, tasks=odd))
    qapp.processEvents()
    return window.queue_panel.view


def picture(view, ratio=1.0):
    """The cells of the view as they are painted."""
    size = view.viewport().size()
    made = QImage(size * ratio, QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(ratio)
    view.viewport().render(made)
    return made


def slowly(view, ratio=1.0):
    """The same, drawn by the style."""
    quick = {column: view.itemDelegateForColumn(column) for column in COLUMNS}
    for column, delegate in quick.items():
        view.setItemDelegateForColumn(column, delegate.drawer)
    made = picture(view, ratio)
    for column, delegate in quick.items():
        view.setItemDelegateForColumn(column, delegate)
    return made


def different(one, two):
    """The part in which two pictures differ, empty if in nothing."""
    if one == two:
        return QRect()
    places = [
        (x, y) for x in range(one.width()) for y in range(one.height()) if one.pixel(x, y) != two.pixel(x, y)
    ]
    xs, ys = zip(*places, strict=True)
    return QRect(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_cells_look_as_the_style_draws_them(view, theme, qapp, choice, ratio):
    theme.choose(choice)
    qapp.processEvents()
    assert different(picture(view, ratio), slowly(view, ratio)) == QRect()


def test_so_do_narrow_and_selected_ones(view):
    view.setColumnWidth(Column.TASK, 60)
    view.setColumnWidth(Column.MEMORY, 30)
    flags = QItemSelectionModel.SelectionFlag
    view.selectionModel().select(view.model().index(2, 0), flags.Select | flags.Rows)
    assert different(picture(view), slowly(view)) == QRect()


def test_so_do_all_in_another_font(view, qapp):
    picture(view)
    font = view.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    view.setFont(font)
    qapp.processEvents()
    assert different(picture(view), slowly(view)) == QRect()
