"""Work beside the window: what is given up tells nothing, and none outlives what it would tell."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject

from parallel_execution_manager_gui.background import Background
from parallel_execution_manager_gui.explainer import Explainer
from tests.gui.live import PATIENCE_MS
from tests.no_threads import no_new_threads


class Told:
    """What arrived."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self.ends: list[Exception | None] = []


class Held:
    """Work that goes on when it may."""

    def __init__(self) -> None:
        self.began, self.may_go_on, self.ended = (threading.Event() for _ in range(3))

    def work(self) -> Iterator[str]:
        """One value, late."""
        self.began.set()
        self.may_go_on.wait()
        self.ended.set()
        yield "late"


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def background(qapp: QCoreApplication, told: Told) -> Iterator[Background[str]]:
    parent = QObject()
    yield Background(told.values.append, told.ends.append, parent)
    parent.deleteLater()


def test_values_and_the_end_arrive(background: Background[str], told: Told, qtbot) -> None:
    background.start(iter(["a", "b"]))
    qtbot.waitUntil(lambda: told.ends == [None], timeout=PATIENCE_MS)
    assert told.values == ["a", "b"]
    assert not background.is_busy


def test_work_for_which_there_is_no_thread_ends_with_that(
    background: Background[str], told: Told, qtbot
) -> None:
    with no_new_threads():
        background.start(iter(["a"]))
    assert (background.is_busy, told.ends) == (True, [])
    qtbot.waitUntil(lambda: bool(told.ends), timeout=PATIENCE_MS)
    assert [str(error) for error in told.ends] == ["can't start new thread"]
    assert not background.is_busy
    background.stop()


def test_the_end_waits_also_for_work_that_was_given_up_before(
    background: Background[str], told: Told
) -> None:
    older, newer = Held(), Held()
    background.start(older.work())
    assert older.began.wait(PATIENCE_MS / 1000)
    background.start(newer.work())
    assert newer.began.wait(PATIENCE_MS / 1000)
    newer.may_go_on.set()
    releasing = threading.Timer(0.05, older.may_go_on.set)
    releasing.start()
    background.stop()
    assert older.ended.is_set()
    assert [thread for thread in threading.enumerate() if thread.name == "pem-window"] == []
    releasing.join()
    QCoreApplication.processEvents()
    assert (told.values, told.ends) == ([], [])


def test_nobody_is_asked_any_more_when_the_window_ends(qapp: QCoreApplication) -> None:
    asked = Held()
    parent = QObject()
    explainer = Explainer(lambda *_: next(asked.work()), parent)
    explainer.ask("t", what_if=False)
    explainer.ask("u", what_if=False)
    assert asked.began.wait(PATIENCE_MS / 1000)
    releasing = threading.Timer(0.05, asked.may_go_on.set)
    releasing.start()
    explainer.stop()
    assert asked.ended.is_set()
    releasing.join()
    QCoreApplication.processEvents()
    assert [thread for thread in threading.enumerate() if thread.name == "pem-window"] == []
    parent.deleteLater()
