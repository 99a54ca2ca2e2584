"""Rows that are put in place one by one stand as if all had been sorted, whatever has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.models.data_roles import ID_ROLE
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.models.task_table import TaskTable

NUMBERS = st.integers(0, 60)
STATES = (TaskState.QUEUED, TaskState.RUNNING, TaskState.SUCCEEDED)
ROLES = (scene.AGENTS, scene.SCRIPTS)
STATES_OF_ROLES = (RoleState.ACTIVE, RoleState.THROTTLED)
PRIORITIES = st.tuples(st.integers(1, 2), st.integers(1, 2))


def task(number, state, order):
    view = scene.task(f"task {number}", ROLES[number % 2], STATES[state], id=str(number), number=order)
    return replace(
        view, started_at=1.0 + order if state else None, ended_at=2.0 + order if state == 2 else None
    )


SORTS = {
    "#": (Column.PLACE, Qt.SortOrder.AscendingOrder),
    "last": (Column.PLACE, Qt.SortOrder.DescendingOrder),
    "names": (Column.TASK, Qt.SortOrder.DescendingOrder),
    "states": (Column.STATE, Qt.SortOrder.AscendingOrder),
    "elapsed": (Column.ELAPSED, Qt.SortOrder.DescendingOrder),
    "why": (Column.WHY, Qt.SortOrder.DescendingOrder),
}
CHANGES = st.lists(
    st.tuples(
        st.dictionaries(NUMBERS, st.tuples(st.integers(0, 2), st.integers(0, 9)), max_size=50),
        st.sets(NUMBERS, max_size=50),
        PRIORITIES,
        st.booleans(),
        st.sampled_from(
            ["", "", "task 1", "task running", "role:script", "state:throttled", "hold", "thaw", *SORTS]
        ),
    ),
    max_size=12,
)


def do(queue, word):
    match word:
        case "hold":
            queue.freeze("test")
        case "thaw":
            queue.thaw("test")
        case word if word in SORTS:
            queue.sort(*SORTS[word])
        case _:
            queue.search(word)


def shown(queue):
    return [queue.index(row, 0).data(ID_ROLE) for row in range(queue.rowCount())]


@given(CHANGES)
def test_rows_stand_as_if_they_had_all_been_sorted(changes):
    queue, known = QueueModel(str), {}
    marks: dict[str, QPersistentModelIndex] = {}
    roles, query, order, is_held = scene.roles(), "", "#", False
    for number, (tasks, removed, priorities, throttled, word) in enumerate(changes):
        views = tuple(task(number, *given) for number, given in tasks.items())
        gone = tuple(str(number) for number in removed if number not in tasks)
        roles = tuple(
            replace(role, priority=priorities[ROLES.index(role.name)], state=STATES_OF_ROLES[throttled])
            if role.name in ROLES
            else role
            for role in roles
        )
        at = scene.NOW + number
        queue.apply(scene.snapshot(at=at, full=False, tasks=views, removed=gone, roles=roles))
        known = {id_: view for id_, view in known.items() if id_ not in gone}
        known |= {view.id: view for view in views}
        rows = shown(queue)
        assert [queue.row_of(id_) for id_ in rows] == list(range(len(rows)))
        assert {id_ for id_, index in marks.items() if index.isValid()} == marks.keys() & set(rows)
        assert all(marks[id_].data(ID_ROLE) == id_ for id_ in marks.keys() & set(rows))
        if not is_held:
            assert rows == shown(sorted_anew(known, roles, query, order, at))
        do(queue, word)
        order = word if word in SORTS else order
        is_held = word == "hold" or (is_held and word != "thaw")
        query = query if word in {*SORTS, "hold", "thaw"} else word
        if not is_held:
            assert shown(queue) == shown(sorted_anew(known, roles, query, order, at))
        marks = {id_: QPersistentModelIndex(queue.index(row, 0)) for row, id_ in enumerate(shown(queue))}


def sorted_anew(known, roles, query, order, at):
    fresh = QueueModel(str)
    fresh.apply(scene.snapshot(at=at, tasks=tuple(known.values()), roles=roles))
    fresh.search(query)
    fresh.sort(*SORTS[order])
    return fresh


@pytest.mark.parametrize("query", ["", "task"])
def test_a_few_changes_among_many_tasks_sort_nothing_anew(monkeypatch, qapp, query):
    queue = QueueModel(str)
    many = tuple(task(number, 0, number) for number in range(500))
    queue.apply(scene.snapshot(tasks=many))
    queue.search(query)
    monkeypatch.setattr(TaskTable, "in_order", lambda *_: pytest.fail("all rows were sorted"))
    changed = (task(250, 1, 250), task(251, 2, 251), task(900, 0, 3))
    current = QPersistentModelIndex(queue.index(queue.row_of("250"), 0))
    queue.apply(scene.snapshot(full=False, tasks=changed, removed=("7",)))
    rows = shown(queue)
    assert rows[0] == "250"
    assert rows[-1] == "251"
    assert "7" not in rows
    assert queue.row_of("7") is None
    assert queue.place_of("900") is not None
    assert (current.row(), current.data(ID_ROLE)) == (0, "250")
    assert queue.rowCount(QModelIndex()) == 500


def test_what_is_in_an_order_is_not_put_into_it_again(monkeypatch, qapp):
    queue = QueueModel(str)
    queue.apply(scene.snapshot(tasks=tuple(task(number, 0, number) for number in range(9))))
    for column, order in ((Column.TASK, Qt.SortOrder.DescendingOrder), SORTS["#"]):
        queue.sort(column, order)
        with monkeypatch.context() as patch:
            patch.setattr(TaskTable, "in_order", lambda *_: pytest.fail("all rows were sorted"))
            queue.sort(column, order)
    assert shown(queue) == [str(number) for number in (0, 2, 4, 6, 8, 1, 3, 5, 7)]
