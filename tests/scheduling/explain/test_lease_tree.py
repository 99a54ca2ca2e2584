"""What keeps others waiting is shown first."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.explain.views import leased_files
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim, LeaseHolder
from parallel_execution_manager.scheduling.snapshot import HolderView, LeaseView, WaiterView
from tests.scheduling.world import World, task

WRITE, READ = ClaimMode.WRITE, ClaimMode.READ


def holds(name: str, pid: int | None = None) -> HolderView:
    return HolderView(name, WRITE, 1.0, 3, "" if pid is None else f"sh (process {pid})", pid)


def waits(name: str, pid: int | None = None) -> WaiterView:
    return WaiterView(name, WRITE, 2.0, "" if pid is None else f"sh (process {pid})", pid)


def names(*leases: LeaseView, **wishes: object) -> list[str]:
    return [file.name for file in leased_files(leases, **wishes)]


def test_beginnings_of_jams_come_first_then_what_is_awaited_then_the_rest() -> None:
    """Process 7 has /b, and waits for /c, which a task has."""
    found = leased_files(
        (
            LeaseView("/a", (holds("t1"),)),
            LeaseView("/b", (holds("lease:1", 7),), (waits("t2"),)),
            LeaseView("/c", (holds("t3"),), (waits("lease:2", 7),)),
            LeaseView("/d", (), (waits("t4"),)),
            LeaseView("/e", (holds("t5"), holds("lease:3", 8)), (waits("t6"),)),
        )
    )
    assert [(file.name, file.is_root) for file in found] == [
        ("/c", True),
        ("/e", True),
        ("/b", False),
        ("/d", False),
        ("/a", False),
    ]


def test_files_that_nobody_waits_for_are_shown_on_demand() -> None:
    leases = (LeaseView("/a", (holds("t1"),)), LeaseView("/b", (holds("t2"),), (waits("t3"),)))
    assert names(*leases) == ["/b", "/a"]
    assert names(*leases, uncontested=False) == ["/b"]


@pytest.mark.parametrize(
    ("search", "found"),
    [("", 2), ("PLAN", 1), ("csv data", 1), ("t1", 1), ("process 7", 1), ("first task", 1), ("no such", 0)],
)
def test_files_are_searched_by_path_and_by_who_has_or_wants_them(search: str, found: int) -> None:
    leases = (
        LeaseView("/x/plan.toml", (holds("t1"),)),
        LeaseView("/x/data", (holds("lease:1", 7),), scope=ClaimScope.TREE, pattern="**/*.csv"),
    )
    titles = {"t1": "First task"}
    assert len(names(*leases, search=search, title_of=lambda name: titles.get(name, name))) == found


def test_trees_are_named_with_what_is_meant_of_them() -> None:
    tree = ClaimScope.TREE
    assert names(
        LeaseView("/x", (holds("a"),), scope=tree),
        LeaseView("/y", (holds("a"),), scope=tree, pattern="*.csv"),
        LeaseView("C:\\z", (holds("a"),), scope=tree),
    ) == ["/x/", "/y/*.csv", "C:\\z\\"]


def test_a_view_tells_the_strongest_mode_and_the_longest_time() -> None:
    world = World()
    world.begin(task("r1", files=[FileClaim("f", READ)]))
    world.now = 5.0
    world.begin(task("r2", files=[FileClaim("f", READ)]))
    world.now = 7.0
    sh = LeaseHolder("sh", 9, 1, "b")
    world.send(events.LeaseWanted, lease_id="lease:1", claims=(FileClaim("f"), FileClaim("g")), holder=sh)
    (view,) = views = world.machine.lease_views()
    assert world.machine.lease_views() is views
    assert (view.mode, view.since, view.holders, view.waiters) == (READ, 0.0, ("r1", "r2"), ("lease:1",))
    assert [hold.fence for hold in view.holds] == [1, 2]
    (wait,) = view.waits
    assert (wait.mode, wait.since, wait.who, wait.pid) == (WRITE, 7.0, "sh (process 9)", 9)
    waited = LeaseView("f", (), view.waits)
    assert (waited.mode, waited.since) == (WRITE, 7.0)
