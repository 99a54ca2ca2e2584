"""The graphs and the list of events in the window, driven by mouse and keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMenu, QToolButton, QToolTip, QWidget

from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.scheduling.model.policy import LimitPair, RolePolicy
from parallel_execution_manager.scheduling.model.rows import JournalQuery
from parallel_execution_manager.scheduling.model.task import Requirement
from parallel_execution_manager.system.storage.errors import StoreError
from parallel_execution_manager_gui import scene, scene_past
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.graphs.graph_paint import Place
from parallel_execution_manager_gui.graphs.graph_view import GraphView
from parallel_execution_manager_gui.graphs.limit_pair import Line
from parallel_execution_manager_gui.graphs.update_rate import UpdateRate
from parallel_execution_manager_gui.layout import Dock
from parallel_execution_manager_gui.models.event_model import EventModel
from parallel_execution_manager_gui.palette import DARK, LIGHT
from parallel_execution_manager_gui.panels.events_panel import PAGE, EventsPanel
from parallel_execution_manager_gui.theme import ThemeChoice
from parallel_execution_manager_gui.widgets import EmptyText
from tests.gui.conftest import RecordingManager


@pytest.fixture
def panel(window, qtbot):
    """The resources of a window with five minutes in it, all that was asked for read."""
    sample = scene.sample(scene.NOW + 0.2)
    window.show_snapshot(scene.snapshot(at=scene.NOW + 0.2, full=False, tasks=(), sample=sample))
    window.watching.read_past()
    qtbot.waitUntil(lambda: bool(window.watching.resources._marks))
    return window.watching.resources


def graph(panel, name="cpu") -> GraphView:
    return panel.findChild(GraphView, f"{name}_graph")


def point_at(view, value, age=-100.0):
    place = Place(view.width(), view.height(), view.drawing)
    return QPointF(place.x(age), place.y(value)).toPoint()


def limits_wished(manager):
    return [wish for wish in manager.wished if wish[0] == "set_limit"]


def choose(panel, span):
    box = panel.findChild(QComboBox, "graph_span")
    box.setCurrentIndex(box.findData(span))


def test_dragging_the_throttle_line_sets_the_limit_when_it_is_let_go(panel, manager, qtbot):
    view = graph(panel)
    limits = scene.POLICY.cpu
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=point_at(view, limits.throttle))
    qtbot.mouseMove(view, point_at(view, 60.0))
    assert view.edited is not None
    assert abs(view.edited.throttle - 60) <= 1
    assert view.edited.resume < view.edited.throttle
    assert limits_wished(manager) == []
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=point_at(view, 60.0))
    (wish,) = limits_wished(manager)
    assert wish[1] == "cpu"
    assert abs(wish[2] - 60) <= 1
    assert wish[3] < wish[2]


def test_what_a_limit_is_and_was_is_told_in_a_notice(window, panel, manager, qtbot, monkeypatch):
    view = graph(panel)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    notices = window.queue_panel.notices
    assert (
        notices.text == "CPU: throttled above 81 %, resumed at 70 % or below. Before, it was 80 % and 70 %."
    )

    def refused(*_):
        raise WishRefused(["the file cannot be written: it is read-only"])

    monkeypatch.setattr(RecordingManager, "_note", lambda _self, _name: refused)
    notices.close_notice()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert notices.text == "the file cannot be written: it is read-only"
    assert view.edited is None


def test_a_minimised_window_rests_and_is_up_to_date_when_it_is_back(window):
    window.showMinimized()
    assert window._ticker.interval() > 1000
    window.showNormal()
    assert window._ticker.interval() == 500


def test_dragging_the_resume_line_stops_below_the_throttle_line(panel, manager, qtbot):
    view = graph(panel, "memory")
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=point_at(view, scene.POLICY.memory.resume))
    qtbot.mouseMove(view, point_at(view, 99.0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=point_at(view, 99.0))
    assert limits_wished(manager) == [("set_limit", "memory", 85.0, 84.0)]


def test_esc_gives_up_what_was_dragged_and_clears_no_filter(window, panel, manager, qtbot):
    window.filter_box.setText("wing")
    view = graph(panel)
    view.setFocus()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=point_at(view, scene.POLICY.cpu.throttle))
    qtbot.mouseMove(view, point_at(view, 60.0))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.edited is None
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=point_at(view, 60.0))
    assert limits_wished(manager) == []
    assert window.filter_box.text() == "wing"


def test_a_limit_that_is_off_is_drawn_down_from_the_upper_edge(window, panel, manager, qtbot):
    next(a for a in panel.choices.actions() if a.objectName() == "show_cpu_pressure").trigger()
    window.resize(1280, 1100)
    view = graph(panel, "cpu_pressure")
    qtbot.waitUntil(view.isVisible)
    window.watching.draw(scene.NOW + 0.4)
    assert "no limit" in panel.findChild(QLabel, "cpu_pressure_note").text()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=point_at(view, 80.0))
    assert view.edited is None
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=point_at(view, 100.0) + QPoint(0, 1))
    qtbot.mouseMove(view, point_at(view, 50.0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=point_at(view, 50.0))
    (wish,) = limits_wished(manager)
    assert wish[1] == "cpu_pressure"
    assert abs(wish[2] - 50) <= 1


def test_a_press_beside_the_lines_drags_nothing(panel, manager, qtbot):
    view = graph(panel)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=point_at(view, 30.0))
    qtbot.mouseMove(view, point_at(view, 60.0))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=point_at(view, 60.0))
    qtbot.mousePress(view, Qt.MouseButton.RightButton, pos=point_at(view, 80.0))
    qtbot.mouseRelease(view, Qt.MouseButton.RightButton, pos=point_at(view, 80.0))
    assert limits_wished(manager) == []


def test_the_pointer_tells_what_can_be_dragged(panel, qtbot):
    view = graph(panel)
    qtbot.mouseMove(view, point_at(view, scene.POLICY.cpu.throttle))
    assert view.cursor().shape() is Qt.CursorShape.SizeVerCursor
    qtbot.mouseMove(view, point_at(view, 30.0))
    assert view.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_limits_are_moved_by_keys_and_set_with_enter(panel, manager, qtbot):
    view = graph(panel)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.accessibleDescription() == "resume at 69 %"
    assert limits_wished(manager) == []
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert limits_wished(manager) == [("set_limit", "cpu", 86.0, 69.0)]


@pytest.mark.parametrize("leave", ["esc", "focus"])
def test_what_was_moved_by_keys_can_be_given_up(panel, manager, qtbot, leave):
    view = graph(panel)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    if leave == "esc":
        qtbot.keyClick(view, Qt.Key.Key_Escape)
    else:
        view.clearFocus()
    assert view.edited is None
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert limits_wished(manager) == []


def test_a_limit_that_is_being_moved_stays_while_samples_come(window, panel, qtbot):
    view = graph(panel)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    sample = scene.sample(scene.NOW + 5)
    window.show_snapshot(scene.snapshot(at=scene.NOW + 5, full=False, tasks=(), sample=sample))
    assert view.edited == LimitPair(81.0, 70.0)


def test_a_new_limit_is_drawn_when_the_manager_has_it(window, panel):
    policy = replace(scene.POLICY, cpu=LimitPair(55.0, 44.0))
    sample = scene.sample(scene.NOW + 2)
    window.show_snapshot(scene.snapshot(at=scene.NOW + 2, full=False, tasks=(), sample=sample, policy=policy))
    assert graph(panel).drawing.limits == LimitPair(55.0, 44.0)
    assert "limit 55 %" in panel.findChild(QLabel, "cpu_note").text()


def test_a_graph_says_what_it_shows(panel):
    assert graph(panel).accessibleName() == "CPU 48 percent, limit 80"
    panel.choices.findChild(object, "show_disk_io")
    assert graph(panel, "memory").accessibleName().startswith("Memory ")


def test_value_and_time_are_told_under_the_pointer(panel, qtbot):
    view = graph(panel)
    place = Place(view.width(), view.height(), view.drawing)
    text = view.value_at(place.x(-60.0))
    assert text.split(" · ")[0].endswith(" %")
    assert text.split(" · ")[1].count(":") == 2
    assert view.value_at(place.x(-165.0)) == ""
    assert view.value_at(-5.0) == ""
    qtbot.mouseMove(view, point_at(view, 30.0, -60.0))
    before = view.grab().toImage()
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.grab().toImage() != before


def test_where_nothing_was_measured_the_line_has_a_gap(panel):
    view = graph(panel)
    image: QImage = view.grab().toImage()
    place = Place(view.width(), view.height(), view.drawing)

    def is_drawn(age):
        ratio = image.devicePixelRatio()
        column = round(place.x(age) * ratio)
        rows = range(round(place.plot.top() * ratio), round(place.plot.bottom() * ratio))
        return any(image.pixelColor(column, row) == QColor(LIGHT.line) for row in rows)

    assert is_drawn(-60.0)
    assert not is_drawn(-165.0)
    assert is_drawn(-200.0)


def mark_point(view, number):
    place = Place(view.width(), view.height(), view.drawing)
    age = next(age for age, mark in view.drawing.marks if mark.number == number)
    return QPoint(round(place.x(age)), 5)


def test_a_mark_tells_role_and_reason_and_leads_to_its_moment(window, panel, qtbot):
    view = graph(panel)
    newest = scene_past.journal()[0]
    where = mark_point(view, newest.number)
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, where, view.mapToGlobal(where)))
    assert "Script assessment was held back" in QToolTip.text()
    assert "CPU 91 % over 80 % for 10 s" in QToolTip.text()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=where)
    events = window.watching.events
    assert events.isVisible()
    qtbot.waitUntil(lambda: events.view.selectionModel().hasSelection())
    row = events.view.selectionModel().selectedRows()[0].row()
    assert events.model.row_of(newest.number) == row
    assert events.model.index(row, 1).data() == "held back"
    QToolTip.hideText()


def test_marks_of_another_limit_are_not_in_a_graph(panel, qtbot):
    choose(panel, "HOUR")
    qtbot.waitUntil(lambda: len(graph(panel, "memory").drawing.marks) == 1)
    assert len(graph(panel, "cpu").drawing.marks) == 3
    assert graph(panel, "disk").drawing.marks == []


def test_a_longer_range_is_read_and_shown(panel, qtbot):
    assert graph(panel).drawing.ages[0] >= -300
    choose(panel, "SIX_HOURS")
    qtbot.waitUntil(lambda: graph(panel).drawing.ages[0] < -21_000)
    choose(panel, "FIVE_MINUTES")
    qtbot.waitUntil(lambda: graph(panel).drawing.ages[0] >= -300)


def test_graphs_are_chosen_and_the_choice_is_remembered(panel, settings):
    gauge = panel.findChild(QWidget, "io_pressure_gauge")
    assert not gauge.isVisible()
    action = next(a for a in panel.choices.actions() if a.objectName() == "show_io_pressure")
    action.trigger()
    assert gauge.isVisible()
    assert settings.value("graphs/io_pressure_shown") in (True, "true")
    action.trigger()
    assert not gauge.isVisible()


def test_a_graph_is_folded_to_its_numbers(panel, qtbot):
    fold = panel.findChild(QToolButton, "cpu_fold")
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert not graph(panel).isVisible()
    assert panel.findChild(QLabel, "cpu_number").isVisible()
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(graph(panel).isVisible)


@pytest.mark.parametrize("name", ["cpu", "memory"])
def test_use_is_shown_role_by_role_with_a_legend_outside(window, panel, qtbot, name):
    window.resize(1280, 1100)
    qtbot.mouseClick(panel.findChild(QToolButton, f"{name}_by_role"), Qt.MouseButton.LeftButton)
    window.watching.draw(scene.NOW + 0.4)
    shares = graph(panel, name).drawing.shares
    assert shares is not None
    assert len(shares) == len(panel.history.roles)
    legend = panel.findChild(QWidget, f"{name}_legend")
    assert legend.isVisible()
    texts = [label.text() for label in legend.findChildren(QLabel)]
    assert any(text.startswith("Agent simulations ") and text.endswith(" %") for text in texts)
    qtbot.mouseClick(panel.findChild(QToolButton, f"{name}_by_role"), Qt.MouseButton.LeftButton)
    window.watching.draw(scene.NOW + 0.4)
    assert graph(panel, name).drawing.shares is None


def test_disk_rates_have_a_scale_of_their_own(window, panel):
    next(a for a in panel.choices.actions() if a.objectName() == "show_disk_io").trigger()
    window.resize(1280, 1100)
    QApplication.processEvents()
    window.watching.draw(scene.NOW + 0.4)
    view = graph(panel, "disk_io")
    assert view.drawing.top in (5.0, 10.0)
    assert view.drawing.limits is None
    place = Place(view.width(), view.height(), view.drawing)
    assert "read" in view.value_at(place.x(-60.0))
    assert "written" in view.value_at(place.x(-60.0))


def test_stale_samples_are_told_in_amber(window, panel):
    stale = panel.findChild(QLabel, "stale_note")
    assert not stale.isVisible()
    window.watching.draw(scene.NOW + 9.2)
    assert stale.isVisible()
    assert stale.text() == "sampled 9.0 s ago"
    assert stale.palette().color(QPalette.ColorRole.WindowText) == QColor(LIGHT.warning)


def test_graphs_take_the_colours_of_a_theme(panel, theme, qtbot):
    def ground():
        image = graph(panel).grab().toImage()
        return image.pixelColor(image.width() // 2, image.height() // 2 + 20)

    for choice, colours in ((ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)):
        theme.choose(choice)
        qtbot.waitUntil(lambda colours=colours: ground() in (QColor(colours.base), QColor(colours.grid)))


def test_the_update_rate_is_wished_at_once_and_remembered(window, manager, settings, monkeypatch):
    wished = []
    monkeypatch.setattr(type(manager), "sample_for_view", lambda _, every_s: wished.append(every_s))
    window.watching.tick(scene.NOW)
    menu = window.findChild(QMenu, "menu_update")
    next(a for a in menu.actions() if a.objectName() == "update_0.5").trigger()
    assert wished[-1] == 0.5
    again = UpdateRate(settings)
    assert again.every_s == 0.5
    again.deleteLater()
    settings.setValue("view/update_every_s", "nonsense")
    other = UpdateRate(settings)
    assert other.every_s == 1.0
    other.deleteLater()


def test_nobody_looks_on_while_the_graphs_are_hidden(window, manager, monkeypatch):
    wished = []
    monkeypatch.setattr(type(manager), "sample_for_view", lambda _, every_s: wished.append(every_s))
    window.watching.tick(scene.NOW)
    window.docks[Dock.RESOURCES].hide()
    window.watching.tick(scene.NOW + 1)
    window.docks[Dock.RESOURCES].show()
    window.watching.tick(scene.NOW + 2)
    assert wished[-2:] == [None, 1.0]


def show_events(window, qtbot):
    window.actions_[ActionId.TAB_EVENTS].trigger()
    events = window.watching.events
    qtbot.waitUntil(lambda: events.model.rowCount() > 0)
    return events


def filter_by(events, name, data):
    box = events.findChild(QComboBox, name)
    box.setCurrentIndex(box.findData(data))


def test_events_are_listed_the_newest_first(window, qtbot):
    events = show_events(window, qtbot)
    assert events.model.rowCount() == len(scene_past.journal())
    first = [events.model.index(0, column).data() for column in range(4)]
    assert first[1:3] == ["held back", "Script assessment"]
    assert first[3].startswith("CPU 91 %")
    names = [events.model.index(row, 2).data() for row in range(events.model.rowCount())]
    assert "render lift report" in names


def test_events_are_filtered_by_group_and_role(window, qtbot):
    events = show_events(window, qtbot)
    filter_by(events, "events_group", "LIMITS")
    qtbot.waitUntil(lambda: events.model.rowCount() == 5)
    filter_by(events, "events_role", scene.GUI)
    qtbot.waitUntil(lambda: events.model.rowCount() == 1)
    oldest = scene_past.journal()[4]
    events.show_entry(oldest.number)
    qtbot.waitUntil(lambda: events.view.selectionModel().hasSelection())
    assert events.findChild(QComboBox, "events_group").currentIndex() == 0


def test_what_happens_meanwhile_comes_on_top_and_keeps_the_selection(window, qtbot, monkeypatch):
    events = show_events(window, qtbot)
    events.view.selectRow(2)
    chosen = events.model.index(2, 3).data()
    told = scene_past.journal()
    newer = replace(told[0], number=told[0].number + 1, kind="RoleResumed")
    monkeypatch.setattr(scene_past, "journal", lambda: [newer, *told])
    window.watching.tick(scene.NOW + 100)
    qtbot.waitUntil(lambda: events.model.rowCount() == len(told) + 1)
    row = events.view.selectionModel().selectedRows()[0].row()
    assert events.model.index(row, 3).data() == chosen


def numbered(*numbers):
    first = scene_past.journal()[0]
    return [replace(first, number=number) for number in numbers]


def test_events_are_filtered_by_how_much_they_matter(window, qtbot):
    events = show_events(window, qtbot)

    def words():
        return [events.model.index(row, 1).data() for row in range(events.model.rowCount())]

    filter_by(events, "events_level", "NOTABLE")
    qtbot.waitUntil(lambda: events.model.rowCount() == len(scene_past.journal()) - 1)
    assert "start" not in words()
    filter_by(events, "events_level", "PROBLEMS")
    qtbot.waitUntil(lambda: events.model.rowCount() == 4)
    assert sorted(words()) == ["ended", "held back", "held back", "held back"]
    filter_by(events, "events_group", "ROLES")
    qtbot.waitUntil(lambda: events.model.rowCount() == 0)
    qtbot.waitUntil(events.view.findChild(EmptyText).isVisible)
    assert events.view.findChild(EmptyText).text().startswith("No event fits.")


def test_events_that_come_meanwhile_do_not_move_what_is_looked_at(qtbot):
    events = EventsPanel(str)
    qtbot.addWidget(events)
    asked = []
    events.wanted.connect(asked.append)
    events.resize(600, 200)
    events.show()
    events.reload()
    events.take(asked[-1], numbered(*range(200, 100, -1)))
    bar = events.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 40)
    bar.setValue(20)
    assert events.view.rowAt(0) == 20
    events.look_for_newer()
    assert asked[-1].after == 200
    events.take(asked[-1], numbered(203, 202, 201))
    assert events.view.rowAt(0) == 23
    assert events.model.row_of(203) == 0


def test_a_flood_of_events_leaves_no_hole(qtbot):
    events = EventsPanel(str)
    qtbot.addWidget(events)
    asked = []
    events.wanted.connect(asked.append)
    events.reload()
    events.take(asked[-1], numbered(3, 2, 1))
    events.look_for_newer()
    events.take(asked[-1], numbered(*range(5000, 5000 - PAGE, -1)))
    assert events.model.rowCount() == PAGE
    assert events.model.row_of(3) is None
    assert events.model.canFetchMore()


def test_a_role_that_is_new_has_the_past_read_anew(window, panel, qtbot):
    roles = {**scene.POLICY.roles, "extra": RolePolicy(5, Requirement(1.0, 1.0))}
    sample = scene.sample(scene.NOW + 2)
    policy = replace(scene.POLICY, roles=roles)
    window.show_snapshot(scene.snapshot(at=scene.NOW + 2, full=False, tasks=(), sample=sample, policy=policy))
    assert panel.history.roles == ("extra",)
    qtbot.waitUntil(lambda: len(graph(panel).drawing.ages) > 100)


def test_older_events_are_fetched_when_wanted(qtbot):
    model = EventModel(str)
    asked = []
    model.more_wanted.connect(asked.append)
    told = scene_past.journal()
    model.replace(told[:4], has_more=True)
    assert model.canFetchMore()
    model.fetchMore()
    assert asked == [told[3].number]
    assert not model.canFetchMore()
    model.add_older(told[3:], has_more=False)
    assert model.rowCount() == len(told)
    assert not model.canFetchMore()


def test_a_moment_that_is_not_kept_any_more_is_told(qtbot):
    events = EventsPanel(str)
    qtbot.addWidget(events)
    asked = []
    events.wanted.connect(asked.append)
    events.show_entry(7)
    events.take(JournalQuery(), scene_past.journal())
    assert events.model.rowCount() == 0
    events.take(asked[-1], [])
    assert events.findChild(QLabel, "events_note").text() == "That moment is not kept any more."


def test_what_cannot_be_read_is_told_in_place(window, qtbot, manager, monkeypatch):
    def broken(_self, _query):
        raise StoreError("the store cannot be read: the disk is broken")

    monkeypatch.setattr(type(manager), "journal", broken)
    window.actions_[ActionId.TAB_EVENTS].trigger()
    note = window.watching.events.findChild(QLabel, "events_note")
    qtbot.waitUntil(lambda: "the disk is broken" in note.text())


def test_each_line_of_a_pair_can_be_named():
    assert [line.value for line in Line] == ["throttle", "resume"]


def test_a_graph_that_fails_while_it_is_drawn_lets_go_of_its_painter(panel, qtbot, monkeypatch):
    view = graph(panel)

    def fail(*_):
        raise RuntimeError("no colour left")

    told = []
    with monkeypatch.context() as broken, qtbot.captureExceptions() as caught:
        broken.setattr("parallel_execution_manager_gui.graphs.graph_view.paint", fail)
        try:
            view.repaint()
        except RuntimeError as error:
            # Kept, and with it the frame in which the painter was made.
            told.append(error)
    assert len(told) + len(caught) == 1
    assert not view.paintingActive()
    view.repaint()
