"""What managers hold still runs on once none has been there for a while, not before; in simulated time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.supervisor.server import Managers

GRACE_S = 10.0


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0
        self.managers = Managers(GRACE_S, lambda: self.now)


def test_the_patience_begins_when_the_last_connection_is_gone():
    time = Time()
    time.managers.come()
    time.managers.come()
    time.managers.go(on_purpose=False)
    assert time.managers.patience_s() is None
    assert not time.managers.are_gone
    assert time.managers.others_than(1) == 0
    time.managers.go(on_purpose=False)
    assert time.managers.are_gone
    assert time.managers.patience_s() == GRACE_S
    time.now += GRACE_S - 1
    assert not time.managers.is_over()
    time.now += 1
    assert time.managers.is_over()
    assert not time.managers.is_over()
    assert time.managers.patience_s() is None


def test_a_manager_that_leaves_on_purpose_is_not_waited_for_even_if_a_connection_ends_later():
    time = Time()
    time.managers.come()
    time.managers.come()
    time.managers.go(on_purpose=True)
    time.managers.go(on_purpose=False)
    assert time.managers.is_over()


def test_the_next_manager_takes_the_patience_back():
    time = Time()
    time.managers.come()
    time.managers.go(on_purpose=True)
    time.managers.come()
    assert time.managers.patience_s() is None
    time.managers.go(on_purpose=False)
    assert time.managers.patience_s() == GRACE_S


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 20))))
def test_it_is_over_exactly_when_nobody_was_there_for_the_whole_time(steps: list[tuple[bool, float]]):
    time, there, alone_since, told = Time(), 0, None, True
    for comes, pause in steps:
        if comes or not there:
            time.managers.come()
            there, alone_since = there + 1, None
        else:
            time.managers.go(on_purpose=False)
            there -= 1
            if not there:
                alone_since, told = time.now, False
        time.now += pause
        over = alone_since is not None and not told and time.now >= alone_since + GRACE_S
        assert time.managers.is_over() is over
        told |= over
