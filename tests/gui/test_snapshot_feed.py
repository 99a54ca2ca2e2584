"""Snapshots on their way to the window: none is lost, and the event loop gets its turn between them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer, Signal
from PySide6.QtWidgets import QWidget

from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.snapshot_feed import MOST, SnapshotFeed

VIEW = scene.tasks()[0]


def change(number):
    """The snapshot in which task ``number`` came."""
    view = replace(VIEW, spec=replace(VIEW.spec, id=str(number)))
    return scene.snapshot(at=scene.NOW + number, full=False, tasks=(view,))


def ids(snapshot):
    return [view.id for view in snapshot.tasks]


class Source(QObject):
    """Stands for the manager: sends from whatever thread it is asked in."""

    changed = Signal(object)


class Sender(QThread):
    """Sends many snapshots from a thread of its own, as the engine does."""

    def __init__(self, source, count):
        super().__init__()
        self._source, self._count = source, count

    def run(self):
        for number in range(self._count):
            self._source.changed.emit(change(number))


@pytest.fixture
def shown():
    return []


@pytest.fixture
def feed(qapp, shown):
    made = SnapshotFeed(shown.append)
    yield made
    made.stop()


def test_what_comes_from_another_thread_before_the_loop_turns_is_shown_once(feed, shown, qtbot):
    source = Source()
    source.changed.connect(feed.take)
    sender = Sender(source, 50)
    sender.start()
    assert sender.wait(30_000)
    assert shown == []
    qtbot.waitUntil(lambda: bool(shown))
    assert [ids(snapshot) for snapshot in shown] == [[str(number) for number in range(50)]]
    assert shown[0].at == scene.NOW + 49


def test_what_comes_while_one_is_shown_waits_until_others_had_their_turn(qtbot):
    happened = []

    def show(snapshot):
        happened.append(ids(snapshot))
        if len(happened) == 1:
            QTimer.singleShot(0, lambda: happened.append("a turn of others"))
            for number in (1, 2, 3):
                feed.take(change(number))

    feed = SnapshotFeed(show)
    feed.take(change(0))
    qtbot.waitUntil(lambda: len(happened) == 3)
    assert happened == [["0"], "a turn of others", ["1", "2", "3"]]


def test_a_snapshot_after_a_quiet_time_is_shown_too(feed, shown, qtbot):
    for number in (0, 1):
        feed.take(change(number))
        qtbot.waitUntil(lambda count=number + 1: len(shown) == count)
    assert [ids(snapshot) for snapshot in shown] == [["0"], ["1"]]


def test_an_error_while_showing_does_not_end_the_feed(qtbot):
    shown = []

    def show(snapshot):
        shown.append(ids(snapshot))
        if len(shown) == 1:
            raise ValueError("broken")

    feed = SnapshotFeed(show)
    with qtbot.captureExceptions() as errors:
        feed.take(change(0))
        qtbot.waitUntil(lambda: len(shown) == 1)
        feed.take(change(1))
        qtbot.waitUntil(lambda: len(shown) == 2)
    assert [str(error) for _, error, _ in errors] == ["broken"]


def test_a_stopped_feed_shows_nothing_any_more(feed, shown):
    feed.take(change(0))
    feed.stop()
    feed.take(change(1))
    for _ in range(10):
        QCoreApplication.processEvents()
    assert shown == []


def test_an_effect_that_somebody_looks_for_does_not_wait_for_a_rest_to_end(feed, shown, qtbot):
    feed.rest_at_least(3_600_000)
    feed.take(change(0))
    qtbot.waitUntil(lambda: len(shown) == 1)
    feed.take(change(1))
    feed.hasten()
    feed.take(change(2))
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert ids(shown[1]) == ["1", "2"]


def test_only_the_next_snapshot_is_hastened(feed, shown, qtbot):
    feed.rest_at_least(3_600_000)
    feed.hasten()
    feed.take(change(0))
    qtbot.waitUntil(lambda: len(shown) == 1)
    feed.take(change(1))
    for _ in range(10):
        QCoreApplication.processEvents()
    assert len(shown) == 1


def test_a_very_large_snapshot_is_shown_in_pieces_between_which_others_have_their_turn(qtbot):
    happened, number = [], 5 * MOST

    def show(snapshot):
        happened.append(len(snapshot.tasks))
        QTimer.singleShot(0, lambda: happened.append("a turn of others"))

    feed = SnapshotFeed(show)
    views = tuple(replace(VIEW, spec=replace(VIEW.spec, id=str(each))) for each in range(number))
    feed.take_now(scene.snapshot(tasks=views))
    assert len(happened) == 1
    assert feed.is_behind
    qtbot.waitUntil(lambda: not feed.is_behind)
    pieces = [each for each in happened if isinstance(each, int)]
    assert sum(pieces) == number
    assert max(pieces) <= MOST
    assert not any(isinstance(one, int) and isinstance(two, int) for one, two in pairwise(happened))
    feed.stop()


def test_a_change_does_not_wait_for_the_rest_of_a_very_large_snapshot(feed, shown, qtbot):
    views = tuple(replace(VIEW, spec=replace(VIEW.spec, id=str(each))) for each in range(5 * MOST))
    feed.take_now(scene.snapshot(tasks=views))
    newest = change(5 * MOST - 1)
    feed.take(newest)
    qtbot.waitUntil(lambda: len(shown) > 1)
    assert ids(shown[1]) == ids(newest)


def test_a_stopped_feed_shows_no_rest_either(feed, shown):
    views = tuple(replace(VIEW, spec=replace(VIEW.spec, id=str(each))) for each in range(5 * MOST))
    feed.take_now(scene.snapshot(tasks=views))
    feed.stop()
    for _ in range(10):
        QCoreApplication.processEvents()
    assert len(shown) == 1


class Painted(QWidget):
    """Notes when it is painted."""

    def __init__(self, happened):
        super().__init__()
        self._happened = happened

    def paintEvent(self, _event):
        self._happened.append("painted")


@pytest.fixture
def painted(qtbot):
    happened = []
    widget = Painted(happened)
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitUntil(lambda: bool(happened))
    happened.clear()
    return widget, happened


def test_a_widget_is_painted_after_others_had_their_turn(painted, qtbot):
    widget, happened = painted

    def show(_snapshot):
        widget.update()
        QTimer.singleShot(0, lambda: happened.append("a turn of others"))

    feed = SnapshotFeed(show)
    feed.paint_apart(widget)
    feed.take(change(0))
    qtbot.waitUntil(lambda: "painted" in happened)
    assert happened == ["a turn of others", "painted"]
    feed.stop()


def test_it_is_painted_also_after_an_error(painted, qtbot):
    widget, happened = painted

    def show(_snapshot):
        raise ValueError("broken")

    feed = SnapshotFeed(show)
    feed.paint_apart(widget)
    with qtbot.captureExceptions():
        feed.take(change(0))
        qtbot.waitUntil(lambda: happened == ["painted"])
    feed.stop()


def test_nothing_is_painted_for_a_snapshot_without_tasks(painted, qtbot):
    widget, happened = painted
    shown = []
    feed = SnapshotFeed(shown.append)
    feed.paint_apart(widget)
    feed.take(scene.snapshot(full=False, tasks=()))
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert widget.updatesEnabled()
    feed.take(change(0))
    qtbot.waitUntil(lambda: happened == ["painted"])
    feed.stop()
