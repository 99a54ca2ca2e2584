"""What an ended batch has left: what can go on, what is given up, and what stays behind that."""

from __future__ import annotations

from pathlib import Path

from parallel_execution_manager.control.left_over import left_over, way_on
from parallel_execution_manager.control.stranded import is_all_stranded, stranded
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView
from tests.control.views import task_view

FOLDER = Path("/data/of mine")


def ended_by_signal(task_id: str) -> TaskView:
    return task_view(task_id, TaskState.CANCELLED, detail="ended by SIGINT")


def ids(tasks: tuple[TaskView, ...]) -> list[str]:
    return [task.id for task in tasks]


def test_what_comes_after_what_was_ended_is_stranded_and_so_is_what_comes_after_that():
    tasks = [
        task_view("last", after=("next",)),
        task_view("next", after=("was", "ok")),
        ended_by_signal("was"),
        task_view("ok", TaskState.SUCCEEDED),
        task_view("free", after=("ok",)),
        task_view("tried", TaskState.RUNNING, after=("was",)),
    ]
    assert ids(stranded(tasks)) == ["last", "next"]
    assert not is_all_stranded(tasks)
    assert is_all_stranded([task for task in tasks if task.id not in {"free", "tried"}])


def test_with_retry_nothing_is_behind_any_more():
    tasks = [ended_by_signal("l"), task_view("l2", after=("l",))]
    without, with_retry = left_over(tasks, retry=False), left_over(tasks, retry=True)
    assert (without.is_nothing, ids(without.behind), ids(without.given_up)) == (True, ["l2"], ["l"])
    assert (with_retry.is_nothing, ids(with_retry.behind), ids(with_retry.again)) == (False, [], ["l"])
    assert list(without.lines(FOLDER)) == [
        "nothing is left to do without --retry: 1 task has ended",
        (
            "l was ended by SIGINT while it ran and is not rerunnable, so it does not run again; "
            "pem batch --resume --retry --data-dir '/data/of mine' runs it"
        ),
        "l2 comes behind what does not run again, and waits for it",
    ]


def test_the_way_on_is_a_command_that_does_something():
    done = task_view("a", TaskState.SUCCEEDED)
    given_up, queued = ended_by_signal("l"), task_view("q")
    assert way_on([done], FOLDER) == ""
    assert way_on([done, queued], FOLDER) == "go on with: pem batch --resume --data-dir '/data/of mine'"
    assert way_on([given_up], FOLDER) == "go on with: pem batch --resume --retry --data-dir '/data/of mine'"
    assert way_on([given_up, queued], FOLDER).endswith(
        "--resume --data-dir '/data/of mine' (with --retry also what was ended while it ran)"
    )


def test_of_many_some_are_named():
    tasks = [ended_by_signal("l"), *(task_view(f"t{n}", after=("l",)) for n in range(22))]
    assert list(left_over(tasks, retry=False).lines(FOLDER))[-1].endswith(
        "t19 and 2 more tasks come behind what does not run again, and wait for it"
    )
