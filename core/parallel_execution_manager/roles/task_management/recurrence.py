"""When a rule of a schedule is due: once, at a fixed interval, or on days of the calendar.

Every recurrence numbers its due times from 0, so that any span of them is found by arithmetic,
however long nobody looked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum, unique
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


class Recurrence(Protocol):
    """The due times of a rule, numbered from 0, never decreasing."""

    def due(self, index: int) -> datetime:
        """The due time of that number."""

    def last_index(self, now: datetime) -> int:
        """The number of the last due time that is not after ``now``; -1 if there is none."""

    def next_after(self, now: datetime) -> datetime | None:
        """The first due time after ``now``; ``None`` if there is no more."""


@dataclass(frozen=True, slots=True)
class Once:
    """One due time."""

    moment: datetime

    def due(self, index: int) -> datetime:
        """The moment; there is only number 0."""
        return self.moment

    def last_index(self, now: datetime) -> int:
        """0 from the moment on."""
        return 0 if self.moment <= now else -1

    def next_after(self, now: datetime) -> datetime | None:
        """The moment, until it has come."""
        return self.moment if self.moment > now else None


@dataclass(frozen=True, slots=True)
class Interval:
    """Due at ``first`` and then every ``step`` of elapsed time, whatever the clocks on the wall do."""

    first: datetime
    step: timedelta

    def due(self, index: int) -> datetime:
        """The due time of that number."""
        return self.first + index * self.step

    def last_index(self, now: datetime) -> int:
        """The number of the last due time that is not after ``now``."""
        return max(-1, (now - self.first) // self.step)

    def next_after(self, now: datetime) -> datetime:
        """The first due time after ``now``."""
        return self.due(self.last_index(now) + 1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Due at the wall time ``at`` of ``zone`` on ``first`` and on every ``days``-th day after it.

    As in Debian's cron, a time that a daylight-saving change skips is due right after the jump, and
    one that it repeats is due the first time only.
    """

    first: date
    days: int
    at: time
    zone: ZoneInfo

    def due(self, index: int) -> datetime:
        """The due time of that number."""
        return instant(datetime.combine(self.first + timedelta(days=index * self.days), self.at), self.zone)

    def last_index(self, now: datetime) -> int:
        """The number of the last due time that is not after ``now``."""
        index = (now.astimezone(self.zone).date() - self.first).days // self.days + 1
        while index >= 0 and self.due(index) > now:
            index -= 1
        return max(-1, index)

    def next_after(self, now: datetime) -> datetime:
        """The first due time after ``now``."""
        return self.due(self.last_index(now) + 1)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which the clocks of ``zone`` first show ``wall`` or have jumped over it."""
    early = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == wall:
        return early
    return _jump(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), early, zone)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second at which ``zone`` has the offset that it has at ``after``, by halving."""
    offset = after.astimezone(zone).utcoffset()
    second = timedelta(seconds=1)
    while after - before > second:
        middle = before + (after - before) // 2 // second * second
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


DEFAULT_LATE_AFTER = timedelta(hours=1)


@unique
class CatchUp(StrEnum):
    """What is queued if several due times, or one long ago, have passed since the schedule was read."""

    SKIP = "skip"
    ONCE = "once"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Rule:
    """A due or recurring task.

    ``after`` is a moment before the first due time that counts; ``None`` counts from the first reading.
    ``task`` is the task to queue, in the form of a task file's line, without id. ``refusal`` says why it
    can never be queued.
    """

    name: str
    recurrence: Recurrence
    after: datetime | None
    task: Mapping[str, Any] = field(default_factory=dict)
    catch_up: CatchUp = CatchUp.ONCE
    late_after: timedelta = DEFAULT_LATE_AFTER
    enabled: bool = True
    zone: str = "UTC"
    refusal: str = ""


LONGEST = 1000
_FORM = re.compile(r"([0-9]{1,4})\s*([mhdw])", re.ASCII)
MINUTES = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}


@dataclass(frozen=True, slots=True)
class Span:
    """So many of a unit: ``m``, ``h``, ``d`` or ``w``."""

    count: int
    unit: str

    @property
    def minutes(self) -> int:
        """Its length, a day being 24 hours."""
        return self.count * MINUTES[self.unit]


def parse_span(text: str) -> Span | None:
    """The span that ``text`` writes, from 1 to 1000 of its unit; ``None`` if it is none."""
    match = _FORM.fullmatch(text.strip())
    if match is None or not 1 <= int(match[1]) <= LONGEST:
        return None
    return Span(int(match[1]), match[2])
