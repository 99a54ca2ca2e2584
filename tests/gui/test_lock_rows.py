"""The rows of the lock tree and the circles of roles, without Qt."""

from __future__ import annotations

import pytest

from parallel_execution_manager.runtime.file_watch.seen import SeenAccess
from parallel_execution_manager.scheduling.explain.views import leased_files
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope
from parallel_execution_manager.scheduling.snapshot import HolderView, LeaseView, WaiterView
from parallel_execution_manager_gui.lock_rows import LockKind, LockRow, Names, lock_rows, waited_for
from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.role_circles import circle_words, role_circles

WRITE = ClaimMode.WRITE


def lease(path: str, holders: str, waiters: str = "", **more: object) -> LeaseView:
    return LeaseView(
        path,
        tuple(HolderView(name, WRITE, 10.0, 7) for name in holders.split()),
        tuple(WaiterView(name, WRITE, 20.0) for name in waiters.split()),
        **more,  # type: ignore[arg-type]
    )


def rows(*leases: LeaseView, seen: tuple[SeenAccess, ...] = ()) -> tuple[LockRow, ...]:
    files = leased_files(leases)
    return lock_rows(files, seen, Names(str.upper, waited_for(files)))


def test_each_holder_has_those_below_it_who_wait():
    (file,) = rows(lease("/x/f", "a b", "c d"))
    assert (file.kind, file.waiters, file.since) == (LockKind.FILE, 2, 10.0)
    assert [child.name for child in file.children] == ["A (holds it)", "B (holds it)"]
    for holder in file.children:
        assert [waiter.name for waiter in holder.children] == ["C (waits)", "D (waits)"]
    keys = [row.key for holder in file.children for row in (holder, *holder.children)]
    assert len(keys) == len(set(keys)) == 6


def test_who_waits_for_a_file_that_nobody_holds_stands_below_the_file():
    (file,) = rows(lease("/x/f", "", "c"))
    assert [child.name for child in file.children] == ["C (waits)"]


def test_a_jam_begins_where_its_holder_waits_for_nothing_and_one_in_the_middle_says_who_waits_for_him():
    files = rows(lease("/x/later", "middle", "last"), lease("/x/first", "root", "middle"))
    assert [file.path for file in files] == ["/x/first", "/x/later"]
    (waiter,) = files[0].children[0].children
    assert (waiter.task_id, waiter.waiters) == ("middle", 1)


def test_a_program_outside_has_a_process_and_no_task():
    view = LeaseView("/x/f", (HolderView("lease:1", WRITE, 1.0, 3, "sh (process 9)", 9),))
    (holder,) = rows(view)[0].children
    assert (holder.task_id, holder.lease_id, holder.pid, holder.fence) == ("", "lease:1", 9, 3)
    assert holder.name == "sh (process 9) (holds it)"


def test_undeclared_access_stands_below_the_lease_that_it_was_made_under_and_once():
    def seen(at: float, words: str = "was written by b", holder: str = "a") -> SeenAccess:
        return SeenAccess("/x/d/f", "/x/d/", holder, words, at, "b", 44)

    accesses = (seen(5.0, "was written before"), seen(11.0), seen(12.0), seen(13.0, holder="gone"))
    (file,) = rows(lease("/x/d", "a", scope=ClaimScope.TREE), seen=accesses)
    (holder, access) = file.children
    assert holder.kind is LockKind.HOLDER
    assert (access.kind, access.look) == (LockKind.ACCESS, Look.UNDECLARED)
    assert access.name == "undeclared: /x/d/f was written by b"
    assert (access.task_id, access.pid, access.since) == ("b", 44, 12.0)


ROLES = {"a1": "A", "a2": "A", "b1": "B", "b2": "B", "c1": "C"}


def role_of(task_id: str) -> str:
    return ROLES.get(task_id, "")


def test_roles_that_wait_for_each_other_are_told_with_tasks_and_files():
    leases = [lease("/x/f", "b1", "a1"), lease("/x/g", "a2", "b2")]
    (circle,) = role_circles(leases, role_of)
    assert circle_words(circle, lambda role: f"role {role}", str.upper) == (
        "role A (“A1” waits for f of “B1”) → role B (“B2” waits for g of “A2”) → role A"
    )


def test_a_circle_over_three_roles_is_found_once():
    leases = [lease("/f", "b1", "a1"), lease("/g", "c1", "b2"), lease("/h", "a2", "c1")]
    (circle,) = role_circles(leases, role_of)
    assert [wait.role for wait in circle] == ["A", "B", "C"]


@pytest.mark.parametrize(
    "leases",
    [
        [],
        [lease("/f", "a1", "a2")],
        [lease("/f", "b1", "a1"), lease("/g", "b2", "a2")],
        [lease("/f", "lease:1", "a1"), lease("/g", "a2", "lease:1")],
        [lease("/f", "b1", "a1"), lease("/g", "c1", "b2")],
    ],
    ids=["nothing", "one role", "one way", "a program", "a chain"],
)
def test_where_roles_do_not_wait_for_each_other_nothing_is_told(leases):
    assert role_circles(leases, role_of) == ()
