"""The lock view: what survives a refresh, what is said, and what can be done from the tree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QMenu, QMessageBox, QPushButton

from parallel_execution_manager.scheduling.model.task import ClaimMode
from parallel_execution_manager.scheduling.snapshot import HolderView, LeaseView, WaiterView
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.models.lock_model import MOST_FILES, LockColumn, LockModel
from parallel_execution_manager_gui.panels.locks_panel import MANY
from parallel_execution_manager_gui.widgets import EmptyText

WRITE = ClaimMode.WRITE


@pytest.fixture
def panel(window):
    """The panel in sight, with its view in focus."""
    window.actions_[ActionId.TAB_LOCKS].trigger()
    window.locks_panel.view.setFocus()
    return window.locks_panel


def choose(panel, *rows):
    """Put the mark on a row, given as its places from the top down."""
    index = panel.view.rootIndex()
    for row in rows:
        index = panel.view.model().index(row, 0, index)
    panel.view.setCurrentIndex(index)
    return index


def notice(window):
    return window.queue_panel.notices.text


def agree(monkeypatch, agreed):
    """Answer the next question, and give back what it says."""
    asked = []

    def execute(box):
        asked.append((box.text(), box.informativeText()))
        name = "answer_yes" if agreed else "answer_no"
        monkeypatch.setattr(QMessageBox, "clickedButton", lambda _: box.findChild(QPushButton, name))
        return 0

    monkeypatch.setattr(QMessageBox, "exec", execute)
    return asked


def held(number, waiters=1):
    return LeaseView(
        f"/data/file-{number:05}.csv",
        (HolderView("update-milestones", WRITE, scene.NOW - 5, number),),
        tuple(WaiterView(f"w{number}-{n}", WRITE, scene.NOW - 1) for n in range(waiters)),
    )


def test_selection_what_is_closed_and_the_place_survive_a_refresh(panel, window):
    leases = tuple(held(number) for number in range(100))
    window.show_snapshot(scene.snapshot(leases=leases))
    view = panel.view
    view.collapse(view.model().index(60, 0))
    marked = choose(panel, 50, 0)
    view.scrollTo(marked, view.ScrollHint.PositionAtTop)
    top = view.indexAt(QPoint(1, 1)).data()
    changed = (held(0, waiters=3), *leases[1:99], held(1000), *scene.leases())
    window.show_snapshot(scene.snapshot(leases=changed))
    assert view.currentIndex().data() == marked.data()
    assert view.currentIndex().parent().data() == "/data/file-00050.csv"
    closed = next(row for row in range(99) if view.model().index(row, 0).data() == "/data/file-00060.csv")
    assert not view.isExpanded(view.model().index(closed, 0))
    assert view.isExpanded(view.model().index(closed - 1, 0))
    assert view.indexAt(QPoint(1, 1)).data() == top


def test_new_files_are_open_down_to_those_who_wait(panel, window):
    window.show_snapshot(scene.snapshot(leases=(held(1),)))
    file = panel.view.model().index(0, 0)
    holder = panel.view.model().index(0, 0, file)
    assert panel.view.isExpanded(file)
    assert panel.view.isExpanded(holder)
    window.show_snapshot(scene.snapshot(leases=(held(1, waiters=2),)))
    assert panel.view.model().rowCount(holder) == 2
    assert panel.view.isExpanded(holder)


def test_the_model_keeps_its_promises_through_every_change(qapp):
    model = LockModel(str)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    some = [held(number, number % 3) for number in range(12)]
    for leases in (some, some[::2], some[::-1], [held(3, 5), *some[5:]], [], some):
        for everything in (True, False):
            model.show_uncontested(show=everything)
            model.apply(scene.snapshot(leases=tuple(leases)))
            assert model.rowCount() == sum(everything or bool(lease.waits) for lease in leases)
    tester.deleteLater()


def test_ten_thousand_leases_are_counted_capped_and_searched(panel, window, qtbot):
    leases = tuple(held(number, waiters=0) for number in range(10_000))
    window.show_snapshot(scene.snapshot(leases=leases, at=scene.NOW + 2))
    box = panel.findChild(QCheckBox, "show_uncontested")
    assert box.text() == "Show uncontested (10,000)"
    assert panel.view.model().rowCount() == 0
    box.click()
    more = panel.findChild(QLabel, "locks_left_out")
    assert panel.view.model().rowCount() == MOST_FILES
    assert more.text() == "500 of 10,000 files; search to see others"
    search = panel.findChild(QLineEdit, "locks_search")
    qtbot.keyClicks(search, "09999")
    assert panel.view.model().rowCount() == 1
    assert not more.isVisible()
    window.show_snapshot(scene.snapshot(leases=()))


def test_very_many_leases_are_looked_at_now_and_then(panel, window):
    def show(number, at):
        leases = tuple(held(one) for one in range(number))
        window.show_snapshot(scene.snapshot(leases=leases, at=at, full=False))

    model = panel.view.model()
    show(MANY + 100, scene.NOW + 1)
    assert len(model.leases) == MANY + 100
    show(MANY + 200, scene.NOW + 1.1)
    panel.tick(scene.NOW + 1.2)
    assert len(model.leases) == MANY + 100
    panel.tick(scene.NOW + 2.2)
    assert len(model.leases) == MANY + 200
    show(0, scene.NOW + 2.3)
    assert len(model.leases) == 0


def test_ages_go_on_between_snapshots(panel, window):
    index = choose(panel, 0).siblingAtColumn(LockColumn.SINCE)
    assert index.data() == "01:02"
    assert "since " in index.data(Qt.ItemDataRole.ToolTipRole)
    panel.tick(scene.NOW + 60)
    assert index.data() == "02:02"


def test_undeclared_access_is_shown_with_who_it_was(panel, window, qtbot):
    index = choose(panel, 0, 1)
    assert index.data().startswith("undeclared: was written by compare-seeds")
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert window.queue_panel.view.selected_ids() == ["compare-seeds"]


def test_roles_that_wait_for_each_other_are_told_and_forgotten(panel, window):
    banner = panel.findChild(QLabel, "locks_circles")
    assert not banner.isVisible()
    both = (
        LeaseView(
            "/x/f",
            (HolderView("update-milestones", WRITE, 1.0),),
            (WaiterView("assess-mesh.py", WRITE, 2.0),),
        ),
        LeaseView(
            "/x/g",
            (HolderView("assess-solver-package", WRITE, 1.0),),
            (WaiterView("status-report", WRITE, 2.0),),
        ),
    )
    window.show_snapshot(scene.snapshot(leases=both))
    assert banner.isVisible()
    assert "no deadlock" in banner.text()
    assert "Project management (“status report” waits for g of “assess solver package”)" in banner.text()
    window.show_snapshot(scene.snapshot())
    assert not banner.isVisible()


@pytest.mark.parametrize("agreed", [True, False])
def test_a_holder_is_cancelled_by_key_after_what_is_lost_was_named(
    panel, manager, qtbot, monkeypatch, agreed
):
    asked = agree(monkeypatch, agreed)
    choose(panel, 0)
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    ((question, lost),) = asked
    assert question == "Cancel “update milestones”?"
    assert lost.splitlines()[0] == "What it did in 01:02 is lost. It holds:"
    assert "/home/ada/wing-study/plan.toml" in lost
    assert "3" in lost.splitlines()[-1]
    assert manager.wished == ([("cancel_task", "update-milestones")] if agreed else [])


def test_a_lease_of_a_program_is_released_after_a_question_and_its_process_not_cancelled(
    panel, window, manager, monkeypatch
):
    outside = LeaseView(
        "/x/f", (HolderView("lease:9", WRITE, 1.0, 3, "sh (process 9)", 9),), (WaiterView("w", WRITE, 2.0),)
    )
    window.show_snapshot(scene.snapshot(leases=(outside,)))
    asked = agree(monkeypatch, True)
    choose(panel, 0, 0)
    window.actions_[ActionId.LOCK_RELEASE].trigger()
    assert asked[0][0] == "Release the lease of sh (process 9)?"
    assert manager.wished == [("release_lease", "lease:9")]

    assert "is no task of this manager" in window.actions_.reason(ActionId.LOCK_CANCEL)
    assert not window.actions_[ActionId.LOCK_CANCEL].isEnabled()


def test_what_cannot_be_done_says_why(panel, window, manager, qtbot):
    reason = window.actions_.reason
    panel.view.setCurrentIndex(panel.view.rootIndex())
    panel.view.clearSelection()
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert "choose a row" in notice(window)
    choose(panel, 0, 0)
    assert "is a task: its files are free when it ends" in reason(ActionId.LOCK_RELEASE)
    choose(panel, 0)
    assert "about no task" in reason(ActionId.LOCK_GO_TO)
    two = replace(held(1), holds=(HolderView("a", WRITE, 1.0), HolderView("b", WRITE, 1.0)))
    window.show_snapshot(scene.snapshot(leases=(two,)))
    choose(panel, 0)
    assert "several hold this file" in reason(ActionId.LOCK_CANCEL)
    window.show_snapshot(scene.snapshot(leases=(replace(two, holds=()),)))
    choose(panel, 0)
    qtbot.keyClick(panel.view, Qt.Key.Key_Delete)
    assert "nobody holds this file" in notice(window)
    assert manager.wished == []


def test_the_path_is_copied_whole(panel, window, qtbot):
    choose(panel, 0, 0)
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "/home/ada/wing-study/plan.toml"


def test_the_menu_of_a_row_has_all_of_this(panel, qtbot):
    index = choose(panel, 0)
    panel.view.customContextMenuRequested.emit(panel.view.visualRect(index).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    assert names == ["lock_go_to", "lock_cancel", "lock_release", "lock_copy_path"]
    menu.close()


def test_an_empty_view_says_what_it_is_for(panel, window):
    window.show_snapshot(scene.snapshot(leases=()))
    assert panel.view.findChild(EmptyText).text().startswith("No file is in use.")
