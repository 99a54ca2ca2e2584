"""None is accused in the moment of a write that is not counted yet: one more look decides."""

from __future__ import annotations

import pytest

from parallel_execution_manager.runtime.file_watch.accesses import Access, Deed
from parallel_execution_manager.runtime.file_watch.doubts import Doubts
from parallel_execution_manager.runtime.file_watch.holdings import Hold, Holder
from parallel_execution_manager.runtime.file_watch.sightings import Look
from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from parallel_execution_manager.system.processes.open_files import Deeds

T7 = Holder("T7", "T7", "solver", 1)
T9 = Holder("T9", "T9", "solver", 1)
BEFORE = Look((), {T7: {(7, 70): Deeds(10, 1000)}})
RAN = Look((), {T7: {(7, 70): Deeds(10, 2000)}})
WROTE = Look((), {T7: {(7, 70): Deeds(11, 2000)}})
ENDED = Look()


def unknown(mode: ClaimMode = ClaimMode.WRITE, *, is_counted_writing: bool = True) -> Access:
    hold = Hold(T7, FileClaim("/p/b.py", mode, (1, 2)))
    return Access("/p/b.py", hold, Deed.WRITTEN, is_counted_writing=is_counted_writing)


def doubts(access: Access) -> Doubts:
    made = Doubts()
    made.add(access, BEFORE, 5.0)
    return made


@pytest.mark.parametrize(
    ("later", "counted", "told"),
    [
        (BEFORE, True, True),
        (RAN, True, True),
        (RAN, False, False),
        # It had emptied the file, or its write was not counted yet.
        (WROTE, True, False),
        (ENDED, True, False),
    ],
)
def test_what_the_holder_has_done_by_the_next_look_is_its_own(later, counted, told):
    access = unknown(is_counted_writing=counted)
    kept = doubts(access)
    assert list(kept.settle(later, 6.0)) == [access] * told
    assert list(kept.settle(BEFORE, 9.0)) == []


def test_a_look_that_comes_at_once_decides_nothing():
    kept = doubts(unknown())
    assert list(kept.settle(ENDED, 5.0)) == []
    assert list(kept.settle(BEFORE, 5.1)) == [unknown()]


def test_the_last_deeds_of_a_holder_are_its_own_unless_it_was_to_read_only():
    kept = doubts(unknown())
    assert list(kept.end(T9)) == []
    assert list(kept.end(T7)) == []
    assert list(kept.settle(BEFORE, 9.0)) == []
    (told,) = doubts(unknown(ClaimMode.READ)).end(T7)
    assert str(told).endswith("writer unknown, it may be the task itself")
    (told,) = doubts(unknown(ClaimMode.READ)).settle(WROTE, 9.0)
    assert told.may_be_own
