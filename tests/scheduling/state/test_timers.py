"""Timers ring in order of time; what nobody waits for any more neither rings nor piles up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.state.timers import MOST_OUTDATED, TimerKind, Timers

KINDS = (TimerKind.TIME_LIMIT, TimerKind.TASK_HAND)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["set", "drop", "ring"]), st.integers(0, 20), st.integers(0, 3), st.booleans()
        )
    )
)
def test_timers_do_what_a_plain_table_does(steps: list[tuple[str, int, int, bool]]) -> None:
    timers, table, now = Timers(), {}, 0.0
    for what, number, name, first in steps:
        kind = KINDS[first]
        if what == "set":
            timers.set(now + number, kind, str(name), number)
            table[kind, str(name)] = (now + number, number)
        elif what == "drop":
            timers.drop(kind, str(name))
            table.pop((kind, str(name)), None)
        else:
            now += number
            rung = list(timers.due(now))
            assert set(rung) == {(*key, attempt) for key, (when, attempt) in table.items() if when <= now}
            assert len(rung) == len(set(rung))
            table = {key: timer for key, timer in table.items() if timer[0] > now}
        assert timers.next_at == min((when for when, _ in table.values()), default=None)


def test_the_limits_of_a_hundred_thousand_ended_tasks_are_forgotten() -> None:
    timers = Timers()
    timers.set(1e9, TimerKind.TIME_LIMIT, "long")
    timers.set(1.0, TimerKind.TIME_LIMIT, "first")
    for number in range(100_000):
        timers.set(2e9 - number, TimerKind.TIME_LIMIT, f"t{number}")
        timers.drop(TimerKind.TIME_LIMIT, f"t{number}")
    assert len(timers._heap) <= MOST_OUTDATED + 4
    assert [name for _, name, _ in timers.due(3e9)] == ["first", "long"]
