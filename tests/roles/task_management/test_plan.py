"""What must be true of a schedule's decisions: no due time twice, none lost, each explained."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.roles.task_management.plan import (
    MOST_AT_ONCE,
    Plan,
    Verdict,
    duration,
    plan,
    task_id,
)
from parallel_execution_manager.roles.task_management.recurrence import (
    Calendar,
    CatchUp,
    Interval,
    Once,
    Recurrence,
    Rule,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
HOURLY = Interval(START, timedelta(hours=1))
BEFORE = START - timedelta(microseconds=1)
HOUR = timedelta(hours=1)


def rule(recurrence: Recurrence = HOURLY, **more: object) -> Rule:
    return Rule(**{"name": "r", "recurrence": recurrence, "after": BEFORE, "task": {"role": "x"}, **more})  # type: ignore[arg-type]


def take(row: object) -> str:
    return ""


def decide(
    one: Rule, now: datetime, until: dict[str, datetime] | None = None, known: set[str] | None = None
) -> Plan:
    return plan([one], until or {}, now, known or set(), take)


recurrences = st.one_of(
    st.integers(5, 3000).map(lambda minutes: Interval(START, timedelta(minutes=minutes))),
    st.builds(
        Calendar,
        first=st.just(date(2026, 3, 1)),
        days=st.integers(1, 7),
        at=st.times().map(lambda at: at.replace(microsecond=0, fold=0)),
        zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]).map(ZoneInfo),
    ),
    st.integers(0, 10_000).map(lambda minutes: Once(START + timedelta(minutes=minutes))),
)
readings = st.lists(st.integers(0, 20_000), min_size=1, max_size=12)


@given(recurrence=recurrences, gaps=readings, catch_up=st.sampled_from(CatchUp))
def test_no_due_time_is_queued_twice_however_often_the_schedule_is_read(
    recurrence: Recurrence, gaps: list[int], catch_up: CatchUp
) -> None:
    now, until, queued = START, {}, []
    for gap in gaps:
        now += timedelta(minutes=gap)
        result = decide(rule(recurrence, catch_up=catch_up), now, until)
        until = result.decided_until
        queued += [row["id"] for row in result.submissions]
    assert len(queued) == len(set(queued))


@given(recurrence=recurrences, gaps=readings)
def test_under_catch_up_all_every_due_time_is_queued(recurrence: Recurrence, gaps: list[int]) -> None:
    now, until, queued = START, {}, set()
    one = rule(recurrence, catch_up=CatchUp.ALL, after=recurrence.due(0) - timedelta(microseconds=1))
    for gap in gaps:
        now += timedelta(minutes=gap)
        while True:
            result = decide(one, now, until)
            until = result.decided_until
            queued |= {row["id"] for row in result.submissions}
            if not any(decision.verdict is Verdict.POSTPONED for decision in result.decisions):
                break
    due = [recurrence.due(index) for index in range(recurrence.last_index(now) + 1)]
    assert queued == {task_id(one, moment) for moment in due}


@given(recurrence=recurrences, gaps=readings, catch_up=st.sampled_from(CatchUp))
def test_every_due_time_has_a_line(recurrence: Recurrence, gaps: list[int], catch_up: CatchUp) -> None:
    now, until, lines = START, {}, 0
    one = rule(recurrence, catch_up=catch_up, after=recurrence.due(0) - timedelta(microseconds=1))
    settled = {Verdict.SUBMITTED, Verdict.COVERED, Verdict.SKIPPED}
    for gap in gaps:
        now += timedelta(minutes=gap)
        result = decide(one, now, until)
        until = result.decided_until
        assert result.decisions
        lines += sum(decision.count for decision in result.decisions if decision.verdict in settled)
        postponed = sum(d.count for d in result.decisions if d.verdict is Verdict.POSTPONED)
        assert lines + postponed == recurrence.last_index(now) + 1


def test_once_queues_the_newest_and_says_what_it_stands_for() -> None:
    result = decide(rule(), START + 10 * HOUR)
    assert [(d.verdict, d.count) for d in result.decisions] == [(Verdict.COVERED, 10), (Verdict.SUBMITTED, 1)]
    assert result.submissions == [{"role": "x", "id": "r@2026-03-01T10:00:00Z"}]
    assert result.decisions[1].next_due == START + 11 * HOUR


def test_skip_queues_a_due_time_that_is_on_time_only() -> None:
    punctual = decide(rule(catch_up=CatchUp.SKIP), START + 10 * HOUR + timedelta(minutes=5))
    assert [d.verdict for d in punctual.decisions] == [Verdict.SKIPPED, Verdict.SUBMITTED]
    daily = Interval(START, timedelta(days=1))
    late = decide(rule(daily, catch_up=CatchUp.SKIP), START + timedelta(days=3, hours=5))
    assert [(d.verdict, d.count) for d in late.decisions] == [(Verdict.SKIPPED, 4)]
    assert "5 h late" in late.decisions[0].reason
    again = decide(rule(daily, catch_up=CatchUp.SKIP), START + timedelta(days=3, hours=6), late.decided_until)
    assert [d.verdict for d in again.decisions] == [Verdict.NOT_DUE]


def test_a_year_of_minutes_is_caught_up_in_bounded_portions() -> None:
    minutely = rule(Interval(START, timedelta(minutes=1)), catch_up=CatchUp.ALL)
    result = decide(minutely, START + timedelta(days=365))
    assert len(result.submissions) == MOST_AT_ONCE
    assert result.decisions[-1].verdict is Verdict.POSTPONED
    assert result.decisions[-1].count == 365 * 24 * 60 + 1 - MOST_AT_ONCE


def test_a_rule_without_start_counts_from_its_first_reading() -> None:
    first = decide(rule(after=None), START + timedelta(minutes=30))
    assert [d.verdict for d in first.decisions] == [Verdict.NOT_DUE]
    assert first.decisions[0].reason == "due in 30 min"
    second = decide(rule(after=None), START + timedelta(minutes=61), first.decided_until)
    assert [row["id"] for row in second.submissions] == ["r@2026-03-01T01:00:00Z"]


def test_a_task_that_the_manager_has_is_not_queued_again() -> None:
    result = decide(rule(), START, known={"r@2026-03-01T00:00:00Z"})
    assert not result.submissions
    assert [d.verdict for d in result.decisions] == [Verdict.KNOWN]
    assert result.decided_until == {"r": START}


def test_due_times_of_a_disabled_rule_pass() -> None:
    off = decide(rule(enabled=False), START + 5 * HOUR)
    assert [d.verdict for d in off.decisions] == [Verdict.DISABLED]
    on = decide(rule(), START + 5 * HOUR + timedelta(minutes=1), off.decided_until)
    assert not on.submissions


def test_what_cannot_be_queued_is_refused_and_looked_at_again() -> None:
    refused = plan([rule()], {}, START, set(), lambda row: f"no script for {row['id']}")
    assert [d.verdict for d in refused.decisions] == [Verdict.REFUSED]
    assert "no script for r@2026-03-01T00:00:00Z" in refused.decisions[0].reason
    assert decide(rule(), START, refused.decided_until).submissions


def test_a_clock_that_was_set_back_queues_nothing_again() -> None:
    ahead = decide(rule(), START + 5 * HOUR)
    back = decide(rule(), START + 2 * HOUR, ahead.decided_until)
    assert [d.verdict for d in back.decisions] == [Verdict.NOT_DUE]
    assert back.decided_until == ahead.decided_until


def test_a_day_that_never_was_is_due_once() -> None:
    apia = Calendar(date(2011, 12, 29), 1, time(0, 0), ZoneInfo("Pacific/Apia"))
    one = rule(apia, catch_up=CatchUp.ALL, after=apia.due(0) - HOUR)
    result = decide(one, apia.due(3))
    assert len(result.submissions) == len({row["id"] for row in result.submissions}) == 3


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=90), "1.5 h"),
        (timedelta(days=26_700), "26,700 d"),
        (timedelta(minutes=59, seconds=59), "60 min"),
    ],
)
def test_lengths_of_time_are_written_for_people(span: timedelta, words: str) -> None:
    assert duration(span) == words
