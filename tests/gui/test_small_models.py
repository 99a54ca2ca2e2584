"""The models of roles, locks and checks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.model.task import ClaimMode, TaskState
from parallel_execution_manager.scheduling.snapshot import HolderView, LeaseView, WaiterView
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.formatting import clock_time
from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.models.check_model import CheckModel
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, NOTE_ROLE, look_at
from parallel_execution_manager_gui.models.lock_model import LockColumn, LockModel
from parallel_execution_manager_gui.models.role_model import RoleColumn, RoleModel
from parallel_execution_manager_gui.models.runs import runs_of
from parallel_execution_manager_gui.plain_text import plain_tip


def watched(model):
    return model, QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


@pytest.fixture
def roles(qapp):
    model, tester = watched(RoleModel({}))
    model.apply(scene.snapshot())
    yield model
    tester.deleteLater()


@pytest.fixture
def locks(qapp):
    model, tester = watched(LockModel(str.title))
    model.apply(scene.snapshot())
    yield model
    tester.deleteLater()


def texts(model, row, parent=QModelIndex()):
    return [model.index(row, column, parent).data() for column in range(model.columnCount(parent))]


def at(seconds):
    return clock_time(scene.NOW + seconds, WallClock(scene.WALL_OFFSET))


def notes(model, row):
    return [model.index(row, column).data(NOTE_ROLE) for column in range(model.columnCount())]


def test_a_role_s_row_has_its_numbers(roles):
    assert texts(roles, 0) == ["Agent Simulations", "Running", "3.8 cores", "9"]
    assert notes(roles, 0) == ["2 running · 4 queued", "", "1.6 GiB", ""]
    assert notes(roles, 5)[:2] == ["1 suspended · 2 queued", f"by you until {at(300)[:5]}"]
    spoken = roles.index(5, RoleColumn.STATE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"Paused, by you until {at(300)[:5]}"
    assert look_at(roles.index(4, RoleColumn.STATE)) is Look.THROTTLED


def test_the_tooltip_is_the_last_decision(roles):
    tip = roles.index(4, RoleColumn.STATE).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == plain_tip(
        f"Script Assessment: throttled {at(-12)}: CPU 91 % over 80 % for 10 s: "
        "nothing new starts while a task runs. "
        f"Resumes at 70 % or below for 10 s, at the latest {at(1788)[:5]}."
    )
    tip = roles.index(5, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert f"paused by you {at(-600)} until {at(300)[:5]}" in tip


def test_a_task_that_is_named_in_a_decision_is_never_taken_for_markup(roles):
    odd = Check(CheckKind.MEASURING, ok=False, blocker="<b>bold</b>")
    role = replace(scene.roles()[2], waits_for=odd)
    roles.apply(scene.snapshot(roles=(*scene.roles()[:2], role, *scene.roles()[3:])))
    cell = roles.index(2, RoleColumn.STATE)
    assert "&lt;b&gt;bold" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>bold</b> is being measured" in cell.data(Qt.ItemDataRole.AccessibleDescriptionRole)


def test_what_the_tasks_of_a_role_use_is_told_when_it_changes(roles):
    heard = []
    roles.dataChanged.connect(lambda first, last, _: heard.append((first.row(), last.row())))
    ended = replace(scene.tasks()[0], state=TaskState.SUCCEEDED)
    roles.apply(scene.snapshot(full=False, tasks=(ended,)))
    assert heard == [(0, 0)]
    assert texts(roles, 0)[RoleColumn.USE] == "1.9 cores"
    roles.apply(scene.snapshot(full=False, tasks=(), removed=(scene.tasks()[1].id,)))
    assert texts(roles, 0)[RoleColumn.USE] == "—"


def test_only_the_role_that_changed_is_told(roles):
    heard = []
    roles.dataChanged.connect(lambda first, last, _: heard.append((first.row(), last.row())))
    changed = tuple(replace(r, queued=r.queued + (r.name == scene.GUI)) for r in scene.roles())
    roles.apply(scene.snapshot(roles=changed))
    roles.apply(scene.snapshot(roles=changed))
    assert heard == [(5, 5)]


def test_roles_keep_their_rows_when_they_arrive_in_another_order(roles):
    roles.apply(scene.snapshot(roles=tuple(reversed(scene.roles()))))
    assert [role.name for role in roles.roles()] == [role.name for role in scene.roles()]


@pytest.mark.parametrize(("typed", "wished"), [(3, 3), (0, 1), (99, 10)])
def test_an_edited_priority_becomes_a_wish(roles, qtbot, typed, wished):
    with qtbot.waitSignal(roles.priority_wished) as heard:
        assert roles.setData(roles.index(0, RoleColumn.PRIORITY), typed)
    assert heard.args == [scene.AGENTS, wished]
    assert roles.role_at(0).priority == 9


def test_nothing_but_the_priority_can_be_edited(roles):
    assert not roles.setData(roles.index(0, RoleColumn.STATE), 3)
    assert not roles.flags(roles.index(0, RoleColumn.STATE)) & Qt.ItemFlag.ItemIsEditable


def test_contested_files_show_holder_and_waiters(locks):
    assert locks.rowCount() == 1
    file = locks.index(0, 0)
    assert file.data().endswith("plan.toml")
    assert texts(locks, 0)[LockColumn.MODE] == "write"
    assert texts(locks, 0)[LockColumn.WAITERS] == "3"
    holder = locks.index(0, 0, file)
    assert holder.data() == "Update-Milestones (holds it)"
    assert [locks.index(row, 0, holder).data(ID_ROLE) for row in range(2)] == [
        "status-report",
        "close-sprint-14",
    ]
    assert locks.parent(locks.index(1, 0, holder)) == holder


def test_uncontested_files_are_counted_and_shown_on_demand(locks):
    assert locks.uncontested == 2
    locks.show_uncontested(show=True)
    assert locks.rowCount() == 3
    locks.show_uncontested(show=False)
    assert locks.rowCount() == 1


def test_each_row_tells_its_own_mode_and_time(locks):
    file = locks.index(0, 0)
    holder = locks.index(0, 0, file)
    rows = [(holder, "write"), (locks.index(0, 0, holder), "read"), (locks.index(1, 0, holder), "write")]
    for index, mode in rows:
        assert index.siblingAtColumn(LockColumn.MODE).data() == mode
    times = {index.siblingAtColumn(LockColumn.SINCE).data() for index, _ in rows}
    assert len(times) == 3
    assert "lease number 41" in holder.data(Qt.ItemDataRole.ToolTipRole)
    assert "lease" not in rows[1][0].data(Qt.ItemDataRole.ToolTipRole)


def test_a_process_outside_is_shown_by_name_and_is_no_task(locks):
    write = ClaimMode.WRITE
    wait = WaiterView("lease:2", write, scene.NOW, "vi (process 8)", 8)
    held = LeaseView("/x", (HolderView("lease:1", write, scene.NOW, 5, "sh (process 7)", 7),), (wait,))
    locks.apply(scene.snapshot(leases=(held, LeaseView("/y", (), (wait,)))))
    holder = locks.index(0, 0, locks.index(0, 0))
    waiter = locks.index(0, 0, holder)
    assert [holder.data(), waiter.data()] == ["sh (process 7) (holds it)", "vi (process 8) (waits)"]
    assert [holder.data(ID_ROLE), waiter.data(ID_ROLE)] == ["", ""]
    assert locks.index(0, 0, locks.index(1, 0)).data() == "vi (process 8) (waits)"


def test_files_are_found_by_path_and_by_the_name_of_a_task(locks):
    locks.show_uncontested(show=True)
    for words, rows in (("seed-11", 1), ("UPDATE-milestones", 1), ("wing-study", 3), ("no such", 0), ("", 3)):
        locks.search(words)
        assert locks.rowCount() == rows


def test_files_that_stay_keep_their_rows(locks):
    locks.show_uncontested(show=True)
    kept = QPersistentModelIndex(locks.index(2, 0))
    name = kept.data()
    locks.apply(scene.snapshot(leases=scene.leases()[1:]))
    assert kept.isValid()
    assert kept.data() == name


def test_checks_show_what_holds_and_what_does_not(qapp):
    model, tester = watched(CheckModel(lambda check: check.kind.value))
    model.show([Check(CheckKind.CPU, ok=False), Check(CheckKind.MEMORY, ok=True)])
    assert [look_at(model.index(row)) for row in range(2)] == [Look.UNMET, Look.MET]
    spoken = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "does not hold: cpu"
    model.show([Check(CheckKind.TURN, ok=True)])
    assert model.rowCount() == 1
    assert model.index(0).data() == "turn"
    model.show([])
    assert model.rowCount() == 0
    tester.deleteLater()


@pytest.mark.parametrize(
    ("rows", "at_most", "runs"),
    [
        ([], None, []),
        ([1, 2, 3], None, [(1, 3)]),
        ([1, 3, 4], None, [(1, 1), (3, 4)]),
        ([1, 3, 5], 2, [(1, 5)]),
    ],
)
def test_rows_become_runs(rows, at_most, runs):
    assert runs_of(rows, at_most) == runs
