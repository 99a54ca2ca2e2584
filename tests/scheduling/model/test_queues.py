"""A role's line: what is taken out is what was meant, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.model.role_queue import Entry, RoleQueue, group_key
from parallel_execution_manager.scheduling.model.task import Requirement

NEED = Requirement(1.0, 100.0)
entries = st.tuples(st.floats(0.0, 9.0), st.integers(0, 9), st.sampled_from("abc"))


def test_a_task_that_is_not_there_is_missed_and_nobody_else_is_taken_out() -> None:
    queue = RoleQueue()
    queue.join((1.0, 1, "a"))
    queue.make_ready((1.0, 1, "a"), NEED)
    for stranger in ((0.5, 2, "b"), (2.0, 2, "b")):
        with pytest.raises(LookupError, match="b is not in this line"):
            queue.leave(stranger)
        with pytest.raises(LookupError):
            queue.unmake_ready(stranger, NEED)
    assert list(queue) == [(1.0, 1, "a")]
    assert list(queue.firsts()) == [(group_key(NEED), (1.0, 1, "a"))]


@given(st.lists(entries, unique=True, min_size=1), st.data())
def test_the_line_is_sorted_whatever_joins_and_leaves(line: list[Entry], data: st.DataObject) -> None:
    queue = RoleQueue()
    for entry in line:
        queue.join(entry)
    gone = data.draw(st.sampled_from(line))
    queue.leave(gone)
    assert list(queue) == sorted(set(line) - {gone})
    assert len(queue) == len(line) - 1
