"""The history in the window: a real history's file behind it, real keys and mouse before it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest
from PySide6.QtCore import QElapsedTimer, QItemSelectionModel, QPoint, Qt, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
)

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.system.storage import history as history_reading
from parallel_execution_manager.system.storage.history import (
    HistoryError,
    HistoryFile,
    HistoryPage,
    HistoryQuery,
)
from parallel_execution_manager_gui import scene, scene_history
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.models.history_model import HistoryModel
from parallel_execution_manager_gui.run_columns import RunColumn
from parallel_execution_manager_gui.run_export import FIELDS, export
from parallel_execution_manager_gui.widgets import EmptyText


@pytest.fixture
def panel(window, qtbot):
    """The history in sight, its first rows fetched."""
    window.actions_[ActionId.TAB_HISTORY].trigger()
    qtbot.waitUntil(lambda: window.history.panel.runs.rowCount() > 0)
    return window.history.panel


def test_nothing_is_asked_before_the_history_is_in_sight(window, qtbot):
    runs = window.history.panel.runs
    assert not runs.is_busy
    qtbot.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: runs.rowCount() > 0)


def count(window) -> str:
    return window.findChild(QLabel, "history_count").text()


def names(panel) -> list[str]:
    column = RunColumn.TASK
    return [panel.runs.index(row, column).data() for row in range(panel.runs.rowCount())]


def choose(panel, *rows: int) -> None:
    flags = QItemSelectionModel.SelectionFlag
    panel.view.clearSelection()
    for row in rows:
        panel.view.selectionModel().select(panel.runs.index(row, 0), flags.Select | flags.Rows)


def test_what_has_ended_is_listed_the_newest_first_and_more_comes_with_scrolling(window, panel, qtbot):
    assert count(window) == f"{scene_history.MANY} runs"
    assert panel.runs.rowCount() < scene_history.MANY
    for _ in range(5):
        panel.view.scrollToBottom()
        qtbot.waitUntil(lambda: not panel.runs.is_busy)
    qtbot.waitUntil(lambda: panel.runs.rowCount() == scene_history.MANY)
    started = [panel.runs.run_at(row).ended_at for row in range(scene_history.MANY)]
    assert started == sorted(started, reverse=True)


def test_a_click_on_a_column_lets_the_history_sort(window, panel, qtbot):
    header = panel.view.horizontalHeader()
    place = header.sectionViewportPosition(RunColumn.DURATION) + 10
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 8))
    qtbot.waitUntil(lambda: not panel.runs.is_busy)
    durations = [panel.runs.run_at(row).duration_s for row in range(20)]
    assert durations in (sorted(durations), sorted(durations, reverse=True))


def test_the_history_is_filtered_by_text_role_and_end(window, panel, qtbot):
    qtbot.keyClicks(window.findChild(QLineEdit, "history_search"), "GUST SWEEP")
    qtbot.waitUntil(lambda: names(panel) and all("gust sweep" in name for name in names(panel)))
    box = window.findChild(QComboBox, "history_state")
    box.setFocus()
    qtbot.keyClicks(box, "Cancelled")
    qtbot.waitUntil(
        lambda: {panel.runs.run_at(r).state for r in range(panel.runs.rowCount())} == {"cancelled"}
    )
    roles = window.findChild(QComboBox, "history_role")
    roles.setCurrentIndex(roles.findData(scene.TASKS))
    qtbot.waitUntil(lambda: count(window) == "0 runs")
    assert panel.view.findChild(EmptyText).text().startswith("No run fits.")


def test_statistics_of_roles_and_kinds_are_counted(window, panel, qtbot):
    page = window.findChild(QComboBox, "history_page")
    figures = window.findChild(QTableView, "history_figures")
    page.setCurrentIndex(1)
    qtbot.waitUntil(lambda: figures.model().rowCount() == 5)
    assert figures.isVisible()
    page.setCurrentIndex(2)
    qtbot.waitUntil(lambda: figures.model().rowCount() == 6)
    first = figures.model().index(0, 0).data()
    assert first.startswith("python3 ")
    assert first.endswith(")")
    model = figures.model()
    for column in range(model.columnCount()):
        model.sort(column, Qt.SortOrder.AscendingOrder)
        assert model.headerData(column, Qt.Orientation.Horizontal)
        assert all(model.index(row, column).data() for row in range(model.rowCount()))
    page.setCurrentIndex(0)
    assert panel.view.isVisible()


def test_a_double_click_shows_all_attempts_and_what_is_known(window, panel, qtbot, monkeypatch):
    row = next(r for r in range(panel.runs.rowCount()) if panel.runs.run_at(r).state == "failed")
    panel.view.doubleClicked.emit(panel.runs.index(row, 0))
    dialog = window.findChild(QDialog, "run_dialog")
    attempts = dialog.findChild(QTableView, "run_attempts")
    qtbot.waitUntil(lambda: attempts.model().rowCount() == 1 and attempts.selectionModel().hasSelection())
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(text.startswith("exit code 1: KeyError") for text in texts)
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    qtbot.mouseClick(dialog.findChild(QPushButton, "run_open_folder"), Qt.MouseButton.LeftButton)
    assert len(opened) == 1
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    qtbot.mouseClick(dialog.findChild(QPushButton, "run_open_folder"), Qt.MouseButton.LeftButton)
    assert "No file manager opened" in dialog.findChild(QLabel, "run_told").text()
    dialog.close()


def test_runs_are_queued_again_or_retried_where_they_are_listed(window, panel, manager, qtbot):
    assert window.actions_.reason(ActionId.RUN_AGAIN) == "select a run in the history first"
    choose(panel, 0, 1)
    run = panel.runs.run_at(1)
    panel.runs._runs[0] = panel.runs.run_at(0)._replace(task_id="render-lift-report")
    panel.runs._runs[1] = run._replace(line=json.dumps({**json.loads(run.line), "after": ["gone"]}))
    window.actions_[ActionId.RUN_AGAIN].trigger()
    assert ("retry_task", "render-lift-report") in manager.wished
    ((submitted,),) = [wish[1:] for wish in manager.wished if wish[0] == "submit"]
    assert submitted == [json.loads(run.line)]
    choose(panel, 2)
    panel.runs._runs[2] = run._replace(task_id="wing-v3-seed-11", name="still there")
    window.actions_[ActionId.RUN_AGAIN].trigger()
    assert "has not ended: still there" in window.queue_panel.notices.text


@pytest.mark.parametrize("gives", [True, False])
def test_values_that_the_history_does_not_have_are_asked_for(window, panel, manager, qtbot, gives):
    choose(panel, 0)
    run = panel.runs.run_at(0)
    line = {**json.loads(run.line), "env": {"API_KEY": "(hidden)", "STEPS": "12"}}
    panel.runs._runs[0] = run._replace(line=json.dumps(line))
    seen = []

    def answer() -> None:
        dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QInputDialog))
        box = dialog.findChild(QLineEdit)
        seen.extend([dialog.labelText(), box.echoMode(), dialog.findChild(QLabel).textFormat()])
        qtbot.keyClicks(box, "swordfish")
        qtbot.keyClick(box, Qt.Key.Key_Return if gives else Qt.Key.Key_Escape)

    QTimer.singleShot(0, answer)
    window.actions_[ActionId.RUN_AGAIN].trigger()
    assert seen == [
        f"{run.name} ran with a value of API_KEY that is not kept. Give it:",
        QLineEdit.EchoMode.Password,
        Qt.TextFormat.PlainText,
    ]
    wished = [wish[1:] for wish in manager.wished if wish[0] == "submit"]
    given = {**line, "env": {"API_KEY": "swordfish", "STEPS": "12"}}
    given.pop("after", None)
    assert wished == ([([given],)] if gives else [])


def test_the_menu_of_a_run_offers_what_can_be_done(window, panel, qtbot):
    choose(panel, 0)
    panel.view.customContextMenuRequested.emit(panel.view.rect().center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.objectName() for action in menu.actions()] == [
        "show_attempts",
        "run_again",
        "export_history",
    ]
    menu.close()
    window.actions_[ActionId.SHOW_ATTEMPTS].trigger()
    dialog = window.findChild(QDialog, "run_dialog")
    assert dialog.isVisible()
    dialog.close()
    choose(panel, 0, 1)
    assert window.actions_.reason(ActionId.SHOW_ATTEMPTS) == "select one run in the history"
    assert not window.actions_[ActionId.SHOW_ATTEMPTS].isEnabled()


def test_the_history_is_written_into_a_file_as_it_is_filtered(window, panel, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "out.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.actions_[ActionId.EXPORT_HISTORY].trigger()
    qtbot.waitUntil(
        lambda: f"Wrote {scene_history.MANY} runs into out.csv" in window.queue_panel.notices.text
    )
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == scene_history.MANY
    assert tuple(rows[0]) == FIELDS
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "out.csv"), ""))
    window.actions_[ActionId.EXPORT_HISTORY].trigger()
    qtbot.waitUntil(lambda: "cannot be written" in window.queue_panel.notices.text)


def test_no_text_that_a_task_chose_is_a_formula_in_the_file(tmp_path):
    path = tmp_path / "out.csv"
    run = scene_page(tmp_path, HistoryQuery()).runs[0]
    texts = ("=1+1", "@SUM(A1)", "+1", "-1", "plain = text")
    runs = [run._replace(detail=text, exit_code=-9) for text in texts]
    pages = iter([HistoryPage(tuple(runs), len(runs), 1), HistoryPage((), len(runs), 1)])
    assert list(export(lambda _: next(pages), HistoryQuery(), path)) == [len(runs)]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["detail"] for row in rows] == ["'=1+1", "'@SUM(A1)", "'+1", "'-1", "plain = text"]
    assert {row["exit_code"] for row in rows} == {"-9"}


def test_a_file_that_cannot_be_finished_is_not_begun(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")
    asked = []

    def ask(query):
        asked.append(query)
        if len(asked) > 1:
            raise HistoryError("gone")
        return scene_page(tmp_path, query)

    with pytest.raises(HistoryError):
        list(export(ask, HistoryQuery(), path))
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def scene_page(folder, query):
    return history_reading.page(scene_history.kept_in(folder), query)


def test_rows_that_are_read_do_not_move_when_something_ends(window, panel, qtbot, tmp_path):
    choose(panel, 3)
    name = panel.runs.run_at(3).name
    history = HistoryFile(tmp_path / "history")
    history.add([panel.runs.run_at(0)._replace(name="brand new", task_id="n", ended_at=9e9)])
    history.close()
    ended = replace(scene.tasks()[0], state=TaskState.SUCCEEDED, ended_at=scene.NOW)
    window.show_snapshot(scene.snapshot(tasks=(ended,), full=False))
    newer = window.findChild(QToolButton, "history_newer")
    qtbot.waitUntil(newer.isVisible)
    assert panel.runs.run_at(3).name == name
    qtbot.mouseClick(newer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.runs.run_at(0).name == "brand new")
    qtbot.waitUntil(lambda: [run.name for run in panel.chosen()] == [name])
    assert not newer.isVisible()


def test_without_a_selection_what_ends_appears_by_itself(window, panel, qtbot, tmp_path):
    history = HistoryFile(tmp_path / "history")
    history.add([panel.runs.run_at(0)._replace(name="brand new", task_id="n", ended_at=9e9)])
    history.close()
    ended = replace(scene.tasks()[0], state=TaskState.SUCCEEDED, ended_at=scene.NOW)
    window.show_snapshot(scene.snapshot(tasks=(ended,), full=False))
    qtbot.waitUntil(lambda: panel.runs.run_at(0).name == "brand new")


def test_a_history_that_cannot_be_read_says_so_in_place(window, panel, qtbot, monkeypatch):
    def fail(query):
        raise HistoryError("the history /x cannot be read: the disk is gone")

    monkeypatch.setattr(panel.runs, "_ask", fail)
    panel.runs._runs = []
    panel.runs.show(HistoryQuery(text="x"))
    qtbot.waitUntil(lambda: "the disk is gone" in panel.view.findChild(EmptyText).text())


def test_a_hundred_thousand_runs_hold_nothing_up(qtbot, tmp_path):
    history = HistoryFile(tmp_path)
    model = scene_page(tmp_path, HistoryQuery(limit=1)).runs[0]
    for begin in range(0, 100_000, 10_000):
        history.add(
            [model._replace(name=f"run {n}", ended_at=float(n)) for n in range(begin, begin + 10_000)]
        )
    history.close()
    runs = HistoryModel(lambda query: history_reading.page(tmp_path, query), str)
    beats, beat = [], QElapsedTimer()
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(beat.restart()))
    beat.start()
    timer.start(5)
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(runs)
    runs.show(HistoryQuery())
    qtbot.waitUntil(lambda: runs.total == 100_000)
    runs.sort(RunColumn.MEMORY, Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(lambda: not runs.is_busy)
    assert runs.rowCount() < 1_000
    assert len(beats) > 3
    timer.stop()
    runs.stop()
