"""The queue's panel: what the filter box says, and an order that holds still, by real keys and mouse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QHoverEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.models.data_roles import ID_ROLE
from parallel_execution_manager_gui.palette import DARK, LIGHT
from parallel_execution_manager_gui.theme import ThemeChoice
from tests.gui.drops import moving

CTRL = Qt.KeyboardModifier.ControlModifier


def ids(window):
    view = window.queue_panel.view
    return [view.model().index(row, 0).data(ID_ROLE) for row in range(view.model().rowCount())]


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        ("wing*13", 1),
        ("/seed 1[34]$/", 2),
        ("role:assess state:throttled", 3),
        ("role:script_assessment state:run*", 1),
        ("role:/^gui/ state:queued", 2),
    ],
)
def test_the_filter_box_takes_patterns_and_prefixes(window, qtbot, written, rows):
    qtbot.keyClicks(window.filter_box, written)
    assert window.queue.rowCount() == rows


def test_a_wrong_expression_is_told_in_place_and_changes_nothing(window, qtbot):
    label = window.findChild(QLabel, "filter_problem")
    qtbot.keyClicks(window.filter_box, "wing")
    shown = ids(window)
    window.filter_box.setText("wing /[/")
    assert label.isVisible()
    assert label.text().startswith("/[/ is no regular expression (unterminated character set")
    assert ids(window) == shown
    window.filter_box.setText("wing /[")
    assert label.text().startswith("/[ is not finished")
    assert ids(window) == shown
    window.filter_box.setText("wing [")
    assert not label.isVisible()
    window.filter_box.setText("x" * 1_000_000)
    assert window.filter_box.text() == "" or label.isVisible()


def test_the_offer_to_sort_makes_dragging_possible(window, qtbot):
    view = window.queue_panel.view
    view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    view.selectRow(3)
    view.startDrag(Qt.DropAction.MoveAction)
    button = window.findChild(QPushButton, "notice_offer")
    assert button.text() == "Sort by #"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.queue.is_in_queue_order()
    assert view.horizontalHeader().sortIndicatorSection() == 0


def started(window):
    return replace(window.queue.view("assess-plotting"), state=TaskState.RUNNING, started_at=1.0)


def hover(window, modifiers, kind=QEvent.Type.HoverMove):
    place = QPointF(40, 40)
    event = QHoverEvent(kind, place, place, place, modifiers)
    QApplication.sendEvent(window.queue_panel.view.viewport(), event)


def test_rows_hold_still_while_ctrl_is_held_over_the_queue_from_elsewhere(window, monkeypatch):
    monkeypatch.setattr(QGuiApplication, "queryKeyboardModifiers", lambda: CTRL)
    window.filter_box.setFocus()
    before = ids(window)[:10]
    hover(window, CTRL)
    window.show_snapshot(scene.snapshot(full=False, tasks=(started(window),), at=scene.NOW + 1))
    assert ids(window)[:10] == before
    hover(window, Qt.KeyboardModifier.NoModifier)
    assert ids(window)[0] == "assess-plotting"


def test_ctrl_that_is_released_unseen_lets_go_with_the_next_tick(window):
    window.filter_box.setFocus()
    hover(window, CTRL)
    window.show_snapshot(scene.snapshot(full=False, tasks=(started(window),), at=scene.NOW + 1))
    window.queue_panel.tick(scene.NOW + 2)
    assert ids(window)[0] == "assess-plotting"


def test_selection_survives_sorting_filtering_and_moving(window, qtbot):
    view = window.queue_panel.view
    view.setFocus()
    view.select(["wing-v3-seed-13", "wing-v3-seed-14"])
    view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert sorted(view.selected_ids()) == ["wing-v3-seed-13", "wing-v3-seed-14"]
    qtbot.keyClicks(window.filter_box, "seed")
    window.filter_box.clear()
    view.sort_by_place()
    assert view.selected_ids() == ["wing-v3-seed-13", "wing-v3-seed-14"]


def test_rows_hold_still_while_a_menu_of_the_menu_bar_is_open(window, qtbot):
    before = ids(window)[:10]
    menu = window.findChild(QMenu, "menu_task")
    menu.popup(window.mapToGlobal(window.rect().topLeft()))
    window.show_snapshot(scene.snapshot(full=False, tasks=(started(window),), at=scene.NOW + 1))
    assert ids(window)[:10] == before
    menu.close()
    qtbot.waitUntil(lambda: ids(window)[0] == "assess-plotting")


def test_several_rows_are_dropped_in_their_order(window, manager, monkeypatch):
    view = window.queue_panel.view
    view.select(["wing-v3-seed-13", "wing-v3-seed-14"])
    index = window.queue.index(window.queue.row_of("calibrate-gust-model"), 0)
    view.scrollTo(index)
    place = QPointF(60, view.visualRect(index).bottom() - 2)
    event = QDropEvent(
        place,
        Qt.DropAction.MoveAction,
        QMimeData(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    monkeypatch.setattr(QDropEvent, "source", lambda _: view)
    view.dropEvent(event)
    assert manager.wished == [("move_task", "wing-v3-seed-13", 3), ("move_task", "wing-v3-seed-14", 3)]
    assert view.selected_ids() == ["wing-v3-seed-13", "wing-v3-seed-14"]


def test_rows_of_several_roles_are_dropped_nowhere(window, manager, monkeypatch):
    view = window.queue_panel.view
    view.select(["wing-v3-seed-13", "assess-mesh.py"])
    index = window.queue.index(window.queue.row_of("compare-seeds"), 0)
    event = QDropEvent(
        QPointF(60, view.visualRect(index).bottom() - 2),
        Qt.DropAction.MoveAction,
        QMimeData(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    monkeypatch.setattr(QDropEvent, "source", lambda _: view)
    view.dropEvent(event)
    assert manager.wished == []


def test_an_expression_keeps_what_was_shown_until_it_is_finished(window, qtbot):
    shown = ids(window)
    label = window.findChild(QLabel, "filter_problem")
    for typed in "/(a+)+":
        qtbot.keyClicks(window.filter_box, typed)
        assert ids(window) == shown
        assert "is not finished" in label.text()
    qtbot.keyClicks(window.filter_box, "/")
    assert "repeats a group" in label.text()
    assert ids(window) == shown


def test_an_empty_list_names_the_filter(window):
    window.filter_box.setText("no<b>such")
    texts = [w.text() for w in window.queue_panel.view.viewport().findChildren(QLabel) if w.isVisible()]
    assert "No task matches the filter “no<b>such”.\nClear it (Esc) to see all tasks." in texts


def test_a_task_that_is_brought_back_with_ctrl_held_stays_in_sight(window, qtbot):
    view = window.queue_panel.view
    view.setFocus()
    whole = scene.snapshot()
    first = ids(window)[0]
    (task,) = (task for task in whole.tasks if task.id == first)
    window.show_snapshot(scene.snapshot(full=False, tasks=(), removed=frozenset({first}), at=scene.NOW + 1))
    qtbot.keyPress(view, Qt.Key.Key_Control, CTRL)
    window.queue_panel.show_again((first,))
    window.show_snapshot(scene.snapshot(full=False, tasks=(task,), at=scene.NOW + 2))
    assert view.selected_ids() == [first]
    qtbot.keyRelease(view, Qt.Key.Key_Control)
    assert ids(window)[0] == first
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()).center())


def test_an_open_notice_takes_the_colours_of_another_theme(window, theme, qtbot):
    notices = window.queue_panel.notices

    def ground():
        return notices.palette().window().color().name()

    notices.tell_problem("something")
    label = window.findChild(QLabel, "notice_problems")
    for choice, colours in ((ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)):
        theme.choose(choice)
        wanted = QColor(colours.button).name()
        qtbot.waitUntil(lambda wanted=wanted: ground() == wanted)
        assert label.palette().windowText().color().name() == QColor(colours.warning).name()


def test_a_line_shows_where_a_dragged_task_would_land(window, monkeypatch):
    view = window.queue_panel.view
    view.select(["wing-v3-seed-13"])
    line = view.findChild(QWidget, "drop_line")
    row = view.visualRect(window.queue.index(window.queue.row_of("compare-seeds"), 0))
    monkeypatch.setattr(QDropEvent, "source", lambda _: view)

    def drag_to(y):
        view.dragMoveEvent(moving(QPoint(60, y)))

    drag_to(row.top() + 2)
    assert line.isVisible()
    assert abs(line.geometry().center().y() - row.top()) <= 2
    drag_to(row.bottom() - 2)
    assert abs(line.geometry().center().y() - row.bottom()) <= 2
    drag_to(view.visualRect(window.queue.index(0, 0)).center().y())
    assert not line.isVisible()


class Paints(QObject):
    """Notes which part of a widget is painted each time."""

    def __init__(self, watched):
        super().__init__(watched)
        self.parts = []
        watched.installEventFilter(self)

    def eventFilter(self, _watched, event):
        if event.type() == QEvent.Type.Paint:
            self.parts.append(event.region().boundingRect())
        return False


def settle(qapp):
    """Let what was begun in the event loop come to its end."""
    for _ in range(10):
        qapp.processEvents()


def test_rows_that_change_places_are_painted_once(window, qtbot, qapp):
    running = [view for view in scene.tasks() if view.state is TaskState.RUNNING]
    ended = replace(running[0], state=TaskState.SUCCEEDED, ended_at=scene.NOW, exit_code=0)
    before = window.queue.row_of(ended.id)
    settle(qapp)
    viewport = window.queue_panel.view.viewport()
    paints = Paints(viewport)
    window.show_snapshot(scene.snapshot(full=False, tasks=(ended,)))
    assert window.queue.row_of(ended.id) != before
    qtbot.waitUntil(lambda: bool(paints.parts))
    settle(qapp)
    # Each second the clock paints the column of times, and may do so now; it never reaches the first column.
    rows = [part for part in paints.parts if part.left() == 0]
    assert rows == [viewport.rect()]
