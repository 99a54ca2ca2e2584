"""Who has a file of a task that waits for room first: told by what the snapshot lists as in use."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    ClaimScope,
    FileClaim,
    RoleState,
    TaskState,
)
from parallel_execution_manager.scheduling.snapshot import HolderView, LeaseView
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.held_files import HeldFiles
from parallel_execution_manager_gui.models.data_roles import LINK_ROLE, LINKED_ROLE

READ, WRITE, TREE = ClaimMode.READ, ClaimMode.WRITE, ClaimScope.TREE
WANTS = "wing-v3-seed-13"


def held(path, mode=WRITE, who="", **of_tree):
    hold = HolderView("wing-v3-seed-11", mode, scene.NOW - 900, who=who)
    return LeaseView(path, (hold,), **of_tree)


def wants(*claims, **given):
    return scene.task("wing v3 seed 13", scene.AGENTS, number=1, claims=claims, **given)


@pytest.mark.parametrize(
    ("claim", "lease", "part_of"),
    [
        (FileClaim("/a/b"), held("/a/b"), ""),
        (FileClaim("/a/b"), held("/a/b", READ), ""),
        (FileClaim("/a/b", READ), held("/a/b"), ""),
        (FileClaim("/a/b"), held("/a", scope=TREE), "/a/"),
        (FileClaim("/a/b.csv"), held("/a", scope=TREE, pattern="*.csv"), "/a/*.csv"),
        (FileClaim("/a", scope=TREE), held("/a/b"), ""),
        (FileClaim("/a", scope=TREE), held("/a", scope=TREE), ""),
        (FileClaim("/c", links=(FileClaim("/a/b"),)), held("/a/b"), ""),
    ],
)
def test_a_file_that_cannot_be_had_is_a_check_that_fails(claim, lease, part_of):
    check = HeldFiles((held("/x/y"), lease)).check(wants(FileClaim("/z"), claim))
    assert (check.ok, check.blocker, check.part_of) == (False, "wing-v3-seed-11", part_of)
    assert check.reads is (lease.holds[0].mode is READ)
    # Nobody has waited before the task was there.
    assert check.since == scene.NOW - 400


@pytest.mark.parametrize(
    ("claim", "lease"),
    [
        (FileClaim("/a/b", READ), held("/a/b", READ)),
        (FileClaim("/a/b"), held("/a/c")),
        (FileClaim("/a/b.txt"), held("/a", scope=TREE, pattern="*.csv")),
        (FileClaim("/a/b"), LeaseView("/a/b")),
    ],
)
def test_of_a_file_that_can_be_had_nothing_is_told(claim, lease):
    assert HeldFiles((lease,)).check(wants(claim)) is None


def test_a_running_task_wants_no_file_any_more():
    running = scene.task("a", scene.AGENTS, TaskState.RUNNING, claims=(FileClaim("/a"),))
    assert HeldFiles((held("/a"),)).check(running) is None


def test_the_column_names_who_has_the_file_before_the_room_that_lacks(window):
    told = wants(FileClaim("/home/ada/plan.toml"))
    window.show_snapshot(scene.snapshot(full=False, tasks=(told,), leases=(held("/home/ada/plan.toml"),)))
    index = window.queue.index(window.queue.row_of(WANTS), Column.WHY)
    assert index.data().startswith("plan.toml held by “wing v3 seed 11”, and CPU: 6.10 cores charged + 0.80")
    start, length = index.data(LINK_ROLE)
    assert index.data()[start : start + length] == "wing v3 seed 11"
    assert index.data(LINKED_ROLE) == "wing-v3-seed-11"
    window.show_snapshot(scene.snapshot(full=False, tasks=(), leases=()))
    assert index.data().startswith("CPU: 6.10")


def test_who_holds_it_may_be_no_task(window):
    told = wants(FileClaim("/home/ada/plan.toml"))
    lease = held("/home/ada/plan.toml", who="bash (process 4711)")
    window.show_snapshot(scene.snapshot(full=False, tasks=(told,), leases=(lease,)))
    index = window.queue.index(window.queue.row_of(WANTS), Column.WHY)
    assert index.data().startswith("plan.toml held by bash (process 4711), and CPU")
    assert index.data(LINKED_ROLE) is None


def test_a_role_that_is_held_back_says_so_alone(window):
    told = wants(FileClaim("/home/ada/plan.toml"))
    first, *rest = scene.roles()
    paused = replace(scene.roles()[-1], name=first.name, state=RoleState.SUSPENDED)
    roles = (replace(first, state=RoleState.SUSPENDED, waits_for=paused.waits_for), *rest)
    lease = held("/home/ada/plan.toml")
    window.show_snapshot(scene.snapshot(full=False, tasks=(told,), leases=(lease,), roles=roles))
    index = window.queue.index(window.queue.row_of(WANTS), Column.WHY)
    assert "plan.toml" not in index.data()
