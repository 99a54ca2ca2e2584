"""When the tasks of a milestone ran, are expected to run, and which of them the end depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from parallel_execution_manager.roles.project_management.rows import DROPPED, RUNNING, TaskRow
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

USUAL = timedelta(minutes=1)
"""How long a task is taken to run where none has ended yet."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A task from its start to its end; ``expected`` if its end is yet to come.

    ``critical`` ones follow each other: if one of them takes longer, the milestone is reached later.
    """

    row: TaskRow
    start: datetime
    end: datetime
    expected: bool
    critical: bool = False


def bars_of(rows: Sequence[TaskRow], now: datetime) -> tuple[Bar, ...]:
    """The tasks that have run or will, in the order of their starts, each as long as it took or is to take.

    A task that is yet to come takes as long as half of the ended ones took at most, and begins when all that
    it comes after is over. Room and files that it may have to wait for are not known here.
    """
    known = {row.id: row for row in rows if row.state not in DROPPED}
    usual = _usual(known.values())
    bars: dict[str, Bar] = {}
    for row in _in_order(known):
        before = [bars[name].end for name in row.after if name in bars]
        bar = _bar(row, max((now, *before)), usual, now)
        if bar is not None:
            bars[row.id] = bar
    critical = _critical(bars)
    found = (Bar(bar.row, bar.start, bar.end, bar.expected, name in critical) for name, bar in bars.items())
    return tuple(sorted(found, key=lambda bar: (bar.start, bar.end, bar.row.id)))


def _usual(rows: Iterable[TaskRow]) -> timedelta:
    ended = ((row.begun_at, row.ended_at) for row in rows)
    took = [(last - first).total_seconds() for first, last in ended if first and last]
    return timedelta(seconds=max(1.0, median(took))) if took else USUAL


def _bar(row: TaskRow, ready: datetime, usual: timedelta, now: datetime) -> Bar | None:
    if row.ended_at is not None:
        return Bar(row, min(row.begun_at or row.ended_at, row.ended_at), row.ended_at, expected=False)
    if row.is_listed:
        # Nobody runs it: it is done by a person, some time.
        return None
    if row.begun_at is not None and row.state in RUNNING:
        return Bar(row, row.begun_at, max(row.begun_at + usual, now), expected=True)
    return Bar(row, ready, ready + usual, expected=True)


def _in_order(rows: Mapping[str, TaskRow]) -> Iterator[TaskRow]:
    """Each task after all that it comes after; a circle, which no manager takes, ends somewhere."""
    seen: set[str] = set()
    for name in rows:
        stack = [(name, False)]
        while stack:
            here, is_ready = stack.pop()
            if is_ready:
                yield rows[here]
            elif here not in seen:
                seen.add(here)
                stack.append((here, True))
                stack += [(other, False) for other in rows[here].after if other in rows]


def _critical(bars: Mapping[str, Bar]) -> frozenset[str]:
    """The chain that ends last, from its end over what each waited for longest; a single task is none."""
    if not bars:
        return frozenset()
    here: str | None = max(bars, key=lambda name: (bars[name].end, name))
    chain: list[str] = []
    while here is not None and here not in chain:
        chain.append(here)
        before = [name for name in bars[here].row.after if name in bars]
        here = max(before, key=lambda name: (bars[name].end, name)) if before else None
    return frozenset(chain) if len(chain) > 1 else frozenset()
