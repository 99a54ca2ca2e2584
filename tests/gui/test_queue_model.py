"""The queue's model: order, changes, selection, filter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.columns import COLUMNS, Column
from parallel_execution_manager_gui.looks import Look, LookGroup
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, look_at
from parallel_execution_manager_gui.models.queue_model import QueueModel


@pytest.fixture
def queue(qapp):
    model = QueueModel(str.upper)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    tester.deleteLater()


def ids(model) -> list[str]:
    return [model.index(row, 0).data(ID_ROLE) for row in range(model.rowCount())]


def tasks(*names: str, role: str = scene.AGENTS):
    return tuple(scene.task(name, role, number=number) for number, name in enumerate(names))


def part(*changed, removed=(), **given):
    return scene.snapshot(full=False, tasks=changed, removed=removed, **given)


def test_running_tasks_come_first_then_the_queue_then_what_ended(queue):
    queue.apply(scene.snapshot())
    states = [view.state for view in queue.views()]
    groups = [0 if state.is_live else 1 if state is TaskState.QUEUED else 2 for state in states]
    assert groups == sorted(groups)
    ended = [view.ended_at for view in queue.views() if view.state.is_final]
    assert ended == sorted(ended, reverse=True)


def test_queued_tasks_stand_by_the_priority_of_their_role_and_then_in_their_order(queue):
    queue.apply(scene.snapshot(tasks=(*tasks("b1", "b2", role=scene.GUI), *tasks("a1", "a2"))))
    assert ids(queue) == ["a1", "a2", "b1", "b2"]
    assert [queue.text(row, Column.PLACE) for row in range(4)] == ["1", "2", "1", "2"]


def test_a_changed_priority_of_a_role_reorders_the_queue(queue):
    queue.apply(scene.snapshot(tasks=(*tasks("b", role=scene.GUI), *tasks("a"))))
    roles = tuple(replace(role, priority=10 if role.name == scene.GUI else 1) for role in scene.roles())
    queue.apply(part(roles=roles))
    assert ids(queue) == ["b", "a"]


def test_a_snapshot_without_changes_says_nothing_about_rows(queue, qtbot):
    queue.apply(scene.snapshot())
    signals = (
        queue.dataChanged,
        queue.layoutChanged,
        queue.rowsInserted,
        queue.rowsRemoved,
        queue.modelReset,
    )
    heard = []
    for signal in signals:
        signal.connect(lambda *_: heard.append(1))
    queue.apply(part())
    assert heard == []


def test_many_changes_are_told_in_few_signals_and_never_by_a_reset(queue):
    many = tasks(*(f"t{number:04}" for number in range(400)))
    queue.apply(scene.snapshot(tasks=many))
    heard, resets = [], []
    queue.dataChanged.connect(lambda first, last, _: heard.append((first.row(), last.row())))
    queue.modelReset.connect(lambda: resets.append(1))
    queue.apply(part(*(replace(view, detail="x") for view in many[::2])))
    assert heard == [(0, 398)]
    heard.clear()
    queue.apply(part(*(replace(view, detail="y") for view in many[10:20])))
    assert heard == [(10, 19)]
    assert resets == []


def test_an_order_by_another_column_follows_changed_values(queue):
    a, b = (
        scene.task(name, scene.GUI, TaskState.RUNNING, usage=TaskUsage(1.0, memory), started_at=1.0)
        for name, memory in (("a", 100.0), ("b", 200.0))
    )
    queue.apply(scene.snapshot(tasks=(a, b)))
    queue.sort(Column.MEMORY, Qt.SortOrder.DescendingOrder)
    assert ids(queue) == ["b", "a"]
    queue.apply(part(replace(a, usage=TaskUsage(1.0, 300.0))))
    assert ids(queue) == ["a", "b"]


def test_a_removed_task_leaves_and_the_counts_follow(queue):
    queue.apply(scene.snapshot(tasks=tasks("a", "b", "c")))
    queue.apply(part(removed=("b", "unknown")))
    assert ids(queue) == ["a", "c"]
    assert queue.count(LookGroup.ALL) == queue.count(LookGroup.QUEUED) == 2


def test_a_full_snapshot_forgets_what_is_not_in_it(queue):
    queue.apply(scene.snapshot())
    queue.apply(scene.snapshot(tasks=tasks("only")))
    assert ids(queue) == ["only"]


def test_the_counts_of_all_groups_add_up(queue):
    queue.apply(scene.snapshot())
    parts = [queue.count(group) for group in LookGroup if group is not LookGroup.ALL]
    assert sum(parts) == queue.count(LookGroup.ALL) == len(scene.tasks())


def test_queued_tasks_of_a_role_that_gets_throttled_count_as_throttled(queue):
    queue.apply(scene.snapshot(tasks=tasks("a", "b")))
    throttled = tuple(replace(role, state=RoleState.THROTTLED) for role in scene.roles())
    queue.apply(part(roles=throttled))
    assert queue.count(LookGroup.THROTTLED) == 2
    assert queue.count(LookGroup.QUEUED) == 0
    assert look_at(queue.index(0, Column.STATE)) is Look.THROTTLED


def test_persistent_indexes_follow_their_task_when_rows_move(queue):
    a, b = tasks("a", "b")
    queue.apply(scene.snapshot(tasks=(a, b)))
    kept = QPersistentModelIndex(queue.index(1, Column.TASK))
    queue.apply(part(replace(b, state=TaskState.RUNNING, started_at=1.0)))
    assert ids(queue) == ["b", "a"]
    assert kept.row() == 0
    assert kept.data() == "b"


def test_a_frozen_order_holds_while_values_go_on(queue):
    a, b = tasks("a", "b")
    queue.apply(scene.snapshot(tasks=(a, b)))
    queue.freeze("menu")
    queue.freeze("ctrl")
    queue.apply(part(replace(b, state=TaskState.RUNNING, started_at=1.0), *tasks("c")))
    assert ids(queue) == ["a", "b", "c"]
    assert queue.text(1, Column.STATE) == "Running"
    queue.thaw("menu")
    assert ids(queue)[0] == "a"
    queue.thaw("ctrl")
    assert ids(queue)[0] == "b"


@pytest.mark.parametrize("column", Column)
@pytest.mark.parametrize("order", Qt.SortOrder)
def test_every_column_sorts_and_keeps_every_task(queue, column, order):
    queue.apply(scene.snapshot())
    queue.sort(column, order)
    assert sorted(ids(queue)) == sorted(view.id for view in scene.tasks())
    assert queue.is_in_queue_order() == (column is Column.PLACE and order is Qt.SortOrder.AscendingOrder)


def test_sorting_by_memory_compares_numbers(queue):
    queue.apply(scene.snapshot())
    queue.sort(Column.MEMORY, Qt.SortOrder.DescendingOrder)
    assert [queue.text(row, Column.MEMORY) for row in range(2)] == ["812 MiB", "804 MiB"]


def test_only_queued_tasks_can_be_dragged(queue):
    queue.apply(scene.snapshot())
    for row, view in enumerate(queue.views()):
        can = bool(queue.flags(queue.index(row, 0)) & Qt.ItemFlag.ItemIsDragEnabled)
        assert can == (view.state is TaskState.QUEUED)


def test_running_time_goes_on_between_snapshots(queue):
    queue.apply(
        scene.snapshot(tasks=(scene.task("a", scene.GUI, TaskState.RUNNING, started_at=scene.NOW - 5),))
    )
    assert queue.text(0, Column.ELAPSED) == "00:05"
    queue.tick(scene.NOW + 2)
    assert queue.text(0, Column.ELAPSED) == "00:07"


def test_time_while_suspended_does_not_count(queue):
    view = scene.task(
        "a", scene.GUI, TaskState.SUSPENDED, started_at=0.0, suspended_since=30.0, suspended_s=10.0
    )
    queue.apply(scene.snapshot(tasks=(view,)))
    assert queue.text(0, Column.ELAPSED) == "00:20"


def test_cancelled_names_are_struck_through_and_states_are_spoken(queue):
    queue.apply(scene.snapshot())
    row = queue.row_of("old-gust-sweep")
    assert queue.index(row, Column.TASK).data(Qt.ItemDataRole.FontRole).strikeOut()
    spoken = queue.index(row, Column.STATE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Cancelled, cancelled by you"


def test_headers_explain_themselves(queue):
    for column, info in COLUMNS.items():
        assert queue.headerData(column, Qt.Orientation.Horizontal) == info.title
        assert queue.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == info.tip
    assert queue.headerData(0, Qt.Orientation.Vertical) is None
    assert queue.data(QModelIndex()) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "wing seed",
            {"wing-v3-seed-11", "wing-v3-seed-12", "wing-v3-seed-13", "wing-v3-seed-14", "compare-seeds"},
        ),
        ("FAILED", {"render-lift-report"}),
        ("gui_testing paused", {"smoke-test-main-window", "test-settings-dialog", "test-export-dialog"}),
        ("old-gust-sweep", {"old-gust-sweep"}),
        ("nothing like this", set()),
    ],
)
def test_the_filter_finds_words_in_name_role_state_reason_and_id(queue, text, found):
    queue.apply(scene.snapshot())
    queue.search(text)
    assert set(ids(queue)) == found
    queue.search("")
    assert queue.rowCount() == len(scene.tasks())


@pytest.mark.parametrize("group", LookGroup)
def test_a_chip_shows_as_many_rows_as_it_counts(queue, group):
    queue.apply(scene.snapshot())
    queue.choose(group)
    assert queue.rowCount() == queue.count(group)
    assert queue.is_filtering == (group is not LookGroup.ALL)


def test_a_filtered_view_follows_when_a_role_gets_throttled(queue):
    queue.apply(scene.snapshot(tasks=tasks("a", "b")))
    queue.choose(LookGroup.THROTTLED)
    assert queue.rowCount() == 0
    queue.apply(part(roles=tuple(replace(role, state=RoleState.THROTTLED) for role in scene.roles())))
    assert queue.rowCount() == 2


def test_the_selection_survives_changes_moves_and_arrivals(queue):
    a, b, c = tasks("a", "b", "c")
    queue.apply(scene.snapshot(tasks=(a, b, c)))
    selection = QItemSelectionModel(queue)
    rows = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.Select
    selection.select(queue.index(1, 0), rows)
    queue.apply(part(replace(c, state=TaskState.RUNNING, started_at=1.0), *tasks("d", "e"), removed=("a",)))
    assert [index.data(ID_ROLE) for index in selection.selectedRows()] == ["b"]


def test_a_filter_keeps_the_order_and_follows_what_changes_arrives_and_leaves(queue):
    a, b, c = tasks("wing a", "wing b", "other")
    queue.apply(scene.snapshot(tasks=(a, b, c)))
    queue.search("wing")
    assert ids(queue) == ["wing-a", "wing-b"]
    queue.apply(part(replace(b, state=TaskState.RUNNING, started_at=1.0)))
    assert ids(queue) == ["wing-b", "wing-a"]
    queue.apply(part(replace(c, spec=replace(c.spec, name="a wing too")), removed=("wing-a",)))
    assert ids(queue) == ["wing-b", "other"]
    queue.apply(part(replace(b, spec=replace(b.spec, name="rudder", id="wing-b"), detail="wing")))
    assert ids(queue) == ["wing-b", "other"]
    queue.search("rudder")
    assert ids(queue) == ["wing-b"]
    assert {view.id for view in queue.views()} == {"wing-b", "other"}
    assert queue.row_of("other") is None


def test_the_filter_finds_a_reason_that_a_whole_role_shares_as_it_stands_now(queue):
    queue.apply(scene.snapshot(tasks=tasks("a", "b")))
    queue.search("throttled")
    assert ids(queue) == []
    queue.apply(part(roles=tuple(replace(role, state=RoleState.THROTTLED) for role in scene.roles())))
    assert ids(queue) == ["a", "b"]


def test_the_filter_follows_the_name_of_a_blocker(queue):
    waits = Check(CheckKind.DEPENDENCY, ok=False, blocker="a")
    a, b = scene.task("a", scene.GUI, TaskState.RUNNING), scene.task("b", scene.GUI, waits_for=waits)
    queue.apply(scene.snapshot(tasks=(a, b)))
    queue.search("rudder")
    assert ids(queue) == []
    queue.apply(part(replace(a, spec=replace(a.spec, name="rudder"))))
    queue.search("rudder")
    assert ids(queue) == ["a", "b"]


def test_rows_hold_still_under_a_frozen_order_even_if_the_filter_lets_them_go(queue):
    a, b = tasks("a", "b")
    queue.apply(scene.snapshot(tasks=(a, b)))
    queue.choose(LookGroup.QUEUED)
    queue.freeze("menu")
    queue.apply(part(replace(a, state=TaskState.RUNNING, started_at=1.0)))
    assert ids(queue) == ["a", "b"]
    queue.thaw("menu")
    assert ids(queue) == ["b"]


def test_many_scattered_rows_leave_in_one_signal_and_the_others_keep_their_order(queue):
    many = tasks(*(f"t{number:03}" for number in range(200)))
    queue.apply(scene.snapshot(tasks=many))
    removals = []
    queue.rowsRemoved.connect(lambda _, first, last: removals.append(last - first + 1))
    queue.apply(part(removed=tuple(view.id for view in many[::2])))
    assert ids(queue) == [view.id for view in many[1::2]]
    assert removals == [100]


def test_places_count_the_queued_tasks_of_a_role_and_follow_what_moves(queue):
    a, b, c = tasks("a", "b", "c")
    queue.apply(scene.snapshot(tasks=(c, a, b)))
    assert [queue.place_of(task_id) for task_id in "abc"] == [0, 1, 2]
    queue.apply(part(replace(a, order=(9.0, 9)), replace(b, state=TaskState.RUNNING, started_at=1.0)))
    assert [queue.place_of(task_id) for task_id in "abc"] == [1, None, 0]
    assert queue.queue_length(scene.AGENTS) == 2
    queue.apply(part(removed=("c",)))
    assert queue.place_of("a") == 0


def test_tasks_suspended_with_a_role_that_you_paused_count_as_paused(queue):
    running = scene.task("a", scene.AGENTS, TaskState.SUSPENDED, suspended_since=1.0)
    queue.apply(scene.snapshot(tasks=(running,)))
    held = tuple(replace(role, state=RoleState.SUSPENDED, by_operator=True) for role in scene.roles())
    queue.choose(LookGroup.PAUSED)
    queue.apply(part(roles=held))
    assert (queue.count(LookGroup.PAUSED), queue.count(LookGroup.THROTTLED)) == (1, 0)
    assert ids(queue) == ["a"]


def test_tasks_with_one_name_are_told_apart_by_their_ids(queue):
    first, second = (replace(each, spec=replace(each.spec, name="walk")) for each in tasks("a", "b"))
    queue.apply(scene.snapshot(tasks=(first,)))
    assert queue.text(0, Column.TASK) == "walk"
    queue.apply(part(second))
    assert [queue.text(row, Column.TASK) for row in range(2)] == ["walk (a)", "walk (b)"]
    queue.apply(part(removed=("a",)))
    assert queue.text(0, Column.TASK) == "walk"
