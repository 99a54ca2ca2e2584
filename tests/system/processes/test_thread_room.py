"""Threads are granted one by one while the system has room for them and for what others need."""

from __future__ import annotations

import psutil
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.processes.limits import KEPT_FREE, ThreadAllowance, room_for_threads
from tests.no_threads import no_new_threads


def test_room_is_found_by_threads_that_are_gone_again() -> None:
    before = {each.id for each in psutil.Process().threads()}
    assert room_for_threads(5) == 5
    assert {each.id for each in psutil.Process().threads()} <= before


def test_there_is_no_room_where_the_system_makes_no_thread() -> None:
    with no_new_threads():
        assert room_for_threads(5) == 0
        assert not ThreadAllowance().grants_one()


@given(st.integers(0, 200))
def test_never_more_are_granted_than_leave_room_for_others(room: int) -> None:
    granted = 0

    def left(most: int) -> int:
        return min(most, room - granted)

    allowance = ThreadAllowance(left, lambda: 0.0)
    while allowance.grants_one():
        granted += 1
    assert granted == max(0, room - KEPT_FREE)


def test_what_was_found_long_ago_is_not_believed() -> None:
    now, room = 0.0, 100
    allowance = ThreadAllowance(lambda most: min(most, room), lambda: now)
    assert allowance.grants_one()
    now, room = 60.0, KEPT_FREE
    assert not allowance.grants_one()
    room += 1
    now += 0.5
    assert not allowance.grants_one(), "to try again and again would take the room from tasks"
    now += 1.0
    assert allowance.grants_one()
