"""Sentences of the core name tasks by their ids; the window says their names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import Action, Verb
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.naming import detail_with_name, remedy_words, with_names

NAMES = {"fit-1": "fit wing", "fit-12": "fit tail"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("task 'fit-1' has ended already", "task “fit wing” has ended already"),
        ("task 'gone' waits for 'fit-12', which failed", "task 'gone' waits for “fit tail”, which failed"),
        ("it isn't so", "it isn't so"),
    ],
)
def test_ids_in_quotes_become_names_where_the_task_is_known(text, shown):
    assert with_names(text, NAMES.get) == shown


def test_the_task_because_of_which_another_was_not_started_has_a_name():
    assert detail_with_name("not started: fit-1 timed out", NAMES.get) == "not started: “fit wing” timed out"
    assert detail_with_name("not started: gone failed", NAMES.get) == "not started: gone failed"
    assert detail_with_name("exit code 1", NAMES.get) == "exit code 1"


def test_a_remedy_names_the_tasks_that_it_is_about():
    actions = (Action(Verb.CANCEL, {"tasks": ["fit-1", "fit-12"]}),)
    assert remedy_words("cancel fit-1 and fit-12", actions, NAMES.get) == "cancel “fit wing” and “fit tail”"
    assert remedy_words("raise its priority to high", (), NAMES.get) == "raise its priority to high"


def test_a_name_that_several_have_comes_with_the_id(window):
    queue = window.queue
    twins = tuple(replace(scene.task("fit wing", scene.GUI), order=(n, n)) for n in (1, 2))
    first, second = (replace(twin, spec=replace(twin.spec, id=f"fit-{n}")) for n, twin in enumerate(twins, 1))
    window.show_snapshot(scene.snapshot(tasks=(first,), at=scene.NOW + 1))
    assert queue.name_of("fit-1") == "fit wing"
    window.show_snapshot(scene.snapshot(full=False, tasks=(second,), at=scene.NOW + 2))
    assert queue.name_of("fit-1") == "fit wing (fit-1)"
    assert queue.known_name_of("gone") is None
    window.show_snapshot(scene.snapshot(tasks=(second,), at=scene.NOW + 3))
    assert queue.name_of("fit-2") == "fit wing"


def test_the_queue_and_its_problems_name_tasks(window):
    failed = scene.task("fit wing", scene.GUI, TaskState.FAILED)
    behind = scene.task(
        "plot", scene.GUI, TaskState.CANCELLED, detail=f"not started: {failed.id} failed", number=2
    )
    window.show_snapshot(scene.snapshot(tasks=(failed, behind), at=scene.NOW + 1))
    row = window.queue.row_of(behind.id)
    assert window.queue.text(row, Column.WHY) == "not started: “fit wing” failed"
    window.show_problem(f"task {failed.id!r} has ended already; there is nothing to cancel")
    assert window.queue_panel.notices.text.startswith("task “fit wing” has ended already")
