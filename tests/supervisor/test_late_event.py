"""An event that is made only for who has to wait."""

from __future__ import annotations

from parallel_execution_manager.supervisor.records import LateEvent
from tests.system.trees import DEADLINE_S, in_background, wait_until


def test_who_comes_when_it_is_set_does_not_wait():
    event = LateEvent(is_set=True)
    event.wait()
    assert event.is_set()


def test_who_waits_goes_on_once_it_is_set_also_a_second_time():
    event = LateEvent()
    for _ in range(2):
        waiters = [in_background(event.wait) for _ in range(2)]
        wait_until(lambda: event._event is not None, "somebody to wait")
        assert not any(waiter.done() for waiter in waiters)
        event.set()
        for waiter in waiters:
            waiter.result(DEADLINE_S)
        event.clear()
        assert not event.is_set()
