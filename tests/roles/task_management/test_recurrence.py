"""What must be true of due times: found by arithmetic as a walk would find them, also over clock changes."""

# ruff: noqa: DTZ001 - wall times have no zone

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.roles.task_management.recurrence import Calendar, Interval, Once, instant

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata")

moments = st.datetimes(datetime(2009, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
calendars = st.builds(
    Calendar,
    first=st.dates(date(2009, 1, 1), date(2014, 1, 1)),
    days=st.integers(1, 30),
    at=st.times().map(lambda at: at.replace(microsecond=0, fold=0)),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
intervals = st.builds(
    Interval, first=moments, step=st.integers(1, 100_000).map(lambda minutes: timedelta(minutes=minutes))
)


@given(recurrence=st.one_of(calendars, intervals, st.builds(Once, moments)), now=moments)
def test_the_last_due_time_is_the_last_one_that_is_not_after_now(
    recurrence: Calendar | Interval | Once, now: datetime
) -> None:
    last = recurrence.last_index(now)
    upcoming = recurrence.next_after(now)
    assert last >= -1
    if last >= 0:
        assert recurrence.due(last) <= now
    if upcoming is None:
        assert isinstance(recurrence, Once)
        assert last == 0
    else:
        assert upcoming > now
        assert upcoming == recurrence.due(last + 1)


@given(recurrence=st.one_of(calendars, intervals), index=st.integers(0, 3000))
def test_due_times_never_go_back(recurrence: Calendar | Interval, index: int) -> None:
    assert recurrence.due(index) <= recurrence.due(index + 1)


@given(
    wall=st.datetimes(datetime(2009, 1, 1), datetime(2027, 1, 1)), zone=st.sampled_from(ZONES).map(ZoneInfo)
)
def test_an_instant_shows_its_wall_time_or_is_the_first_after_a_jump(wall: datetime, zone: ZoneInfo) -> None:
    wall = wall.replace(microsecond=0)
    found = instant(wall, zone)
    shown = found.astimezone(zone).replace(tzinfo=None)
    before = (found - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert shown == wall or before < wall < shown


@pytest.mark.parametrize(
    ("wall", "zone", "expected"),
    [
        (datetime(2026, 3, 29, 2, 30), "Europe/Berlin", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 2, 30), "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 4, 2, 15), "Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        (datetime(2011, 12, 30, 12, 0), "Pacific/Apia", datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
        (datetime(2026, 7, 1, 6, 0), "Europe/Berlin", datetime(2026, 7, 1, 4, 0, tzinfo=UTC)),
    ],
)
def test_skipped_times_come_right_after_the_jump_and_repeated_ones_the_first_time(
    wall: datetime, zone: str, expected: datetime
) -> None:
    assert instant(wall, ZoneInfo(zone)) == expected


def test_a_daily_rule_keeps_its_wall_time_over_the_change() -> None:
    rule = Calendar(date(2026, 3, 27), 1, time(6, 30), BERLIN)
    shown = [rule.due(index).astimezone(BERLIN).time() for index in range(5)]
    assert shown == [time(6, 30)] * 5
    assert rule.due(2) - rule.due(1) == timedelta(hours=23)


def test_an_interval_does_not_care_for_clocks_on_the_wall() -> None:
    rule = Interval(datetime(2026, 3, 29, 0, 0, tzinfo=UTC), timedelta(hours=6))
    assert rule.due(4) - rule.due(0) == timedelta(hours=24)
