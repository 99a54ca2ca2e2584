"""What the filter finds among all tasks, kind by kind, is what it finds when each is looked at by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.looks import LookGroup
from parallel_execution_manager_gui.models.filter_query import (
    Expression,
    Fault,
    Field,
    FilterError,
    Query,
    Term,
    parse,
)
from parallel_execution_manager_gui.models.task_table import TaskTable

WAITS = Check(CheckKind.DEPENDENCY, ok=False, blocker="elsewhere")
PLAIN = ("", "wing", "WING 1", "wing throttled", "queued", "running wing", "waiting", "nothing at all")
OTHERS = ("2 role:agent", "*ing*2", "state:queued", "state:paused wing", "/^wing.[12]$/", "role:/agent/ /1/")
TEXTS = st.sampled_from([*PLAIN, *OTHERS])


def task(number, role, kind):
    view = scene.task(f"wing {number}", role, number=number)
    ways = {
        "waits": {"waits_for": WAITS},
        "paused": {"paused": True},
        "runs": {"state": TaskState.RUNNING, "started_at": 1.0},
        "failed": {"state": TaskState.FAILED, "started_at": 1.0, "ended_at": 2.0, "detail": "wing fell off"},
    }
    return replace(view, **ways.get(kind, {}))


TASKS = st.dictionaries(
    st.integers(0, 12),
    st.tuples(
        st.sampled_from([scene.AGENTS, scene.SCRIPTS]),
        st.sampled_from(["ready", "waits", "paused", "runs", "failed"]),
    ),
    max_size=12,
)


@given(st.lists(st.tuples(TASKS, st.sets(st.integers(0, 12)), st.booleans()), max_size=6), TEXTS)
@pytest.mark.parametrize("group", [LookGroup.ALL, LookGroup.QUEUED, LookGroup.THROTTLED])
def test_all_tasks_together_and_each_alone_are_found_by_the_same(group, changes, text):
    table = TaskTable(str)
    table.filter.group, table.filter.query = group, parse(text)
    for tasks, removed, throttled in changes:
        state = RoleState.THROTTLED if throttled else RoleState.ACTIVE
        table.take_roles(tuple(replace(role, state=state) for role in scene.roles()))
        for number, given_ in tasks.items():
            table.store(task(number, *given_))
        for number in removed:
            task_id = f"wing-{number}"
            if table.get(task_id) is not None:
                table.remove(task_id)
        every = {task_id: table[task_id] for task_id in table.ids()}
        assert table.filter.shown_of_all(every) == table.filter.shown(every.values())


def test_orders_go_backwards_letter_by_letter_and_equal_tasks_stay_in_the_order_of_the_queue():
    table = TaskTable(str)
    names = ("b", "ab", "a", "é", "a", "\ud800", "z")
    for number, name in enumerate(names):
        table.store(scene.task(name, scene.AGENTS, id=str(number), number=number))
    table.order_by(Column.TASK, descending=True)
    backwards = [names[int(task_id)] for task_id in table.in_order(table.ids()).ids]
    assert backwards == sorted(names, reverse=True)
    assert [it for it in table.in_order(table.ids()).ids if names[int(it)] == "a"] == ["2", "4"]


def test_an_expression_that_takes_too_long_is_refused_and_what_was_asked_for_before_stays():
    table = TaskTable(str)
    table.store(scene.task("wing", scene.AGENTS, id="1", number=1))
    table.ask(parse("/tail/"))
    assert table.shown() == set()
    with pytest.raises(FilterError) as caught:
        table.ask(Query((Term(Field.ANYWHERE, Expression("wing.*", patience_s=-1.0)),)))
    assert (caught.value.fault, caught.value.part) == (Fault.COSTLY, "wing.*")
    assert table.shown() == set()
