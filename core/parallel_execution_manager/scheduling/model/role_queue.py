"""The queue of a role: all queued tasks in one line, the ready ones grouped by kind and need.

All tasks of a group need about the same, so what is too much for its first task is too much for
the rest: a decision looks at one task a group, not at all tasks. What a task needs is learned while it
waits; a group's first task is estimated anew whenever it is looked at, and then changes its group.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from parallel_execution_manager.scheduling.model.task import Requirement

Entry = tuple[float, int, str]
GroupKey = tuple[str, int, int]
NO_GROUP: GroupKey = ("", -1, -1)
"""Of a task that is not ready, and has never been."""
MOST_KINDS = 32
"""A role with more kinds of ready tasks than this has the rest in common groups: each costs time."""


def group_key(requirement: Requirement, kind: str = "") -> GroupKey:
    """The group of a requirement: steps of 25 % in cores and in memory."""
    return kind, _step(requirement.cpu_cores * 100), _step(requirement.memory_mb)


def put_entry(line: list[Entry], entry: Entry) -> None:
    """Put ``entry`` into a sorted line; most come after all that are there."""
    if line and entry < line[-1]:
        insort(line, entry)
    else:
        line.append(entry)


def remove_entry(line: list[Entry], entry: Entry) -> None:
    """Take ``entry`` out of a sorted line.

    Raises:
        LookupError: it is not there; nothing else is taken out in its place.
    """
    index = bisect_left(line, entry)
    if index == len(line) or line[index] != entry:
        raise LookupError(f"{entry[2]} is not in this line")
    del line[index]


@lru_cache(maxsize=1024)
def _step(amount: float) -> int:
    """Kept, as most tasks need one of a few amounts."""
    return 0 if amount < 1 else 1 + int(math.log(amount, 1.25))


class RoleQueue:
    """The queued tasks of one role in order; an entry is (order, number, task id), lowest first.

    ``line`` has all of them and ``ready`` counts those that may start; both are only looked at by others.
    """

    __slots__ = ("_groups", "_kinds", "line", "ready")

    def __init__(self) -> None:
        self.line: list[Entry] = []
        self._groups: dict[GroupKey, list[Entry]] = {}
        self._kinds: Counter[str] = Counter()
        self.ready = 0

    def __len__(self) -> int:
        return len(self.line)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.line)

    def join(self, entry: Entry) -> None:
        """Put a queued task into the line."""
        put_entry(self.line, entry)

    def leave(self, entry: Entry) -> None:
        """Take a task out of the line."""
        remove_entry(self.line, entry)

    def at(self, position: int) -> Entry:
        """The entry at ``position`` of the line."""
        return self.line[position]

    def make_ready(self, entry: Entry, requirement: Requirement, kind: str = "") -> GroupKey:
        """The task may start as soon as there is room for it; returns the group that it is in now."""
        own = kind if kind in self._kinds or len(self._kinds) < MOST_KINDS else ""
        key = group_key(requirement, own)
        put_entry(self._groups.setdefault(key, []), entry)
        self._kinds[own] += 1
        self.ready += 1
        return key

    def take_in(self, entry: Entry, key: GroupKey) -> None:
        """Put a ready task into the group in which it is in the queue that this one is a part of."""
        put_entry(self._groups.setdefault(key, []), entry)
        self._kinds[key[0]] += 1
        self.ready += 1

    def take_in_many(self, entries: Mapping[GroupKey, Sequence[Entry]]) -> None:
        """Put tasks into the line, and into groups that have ready ones already."""
        for key, more in entries.items():
            self.line.extend(more)
            # Runs that are sorted already are only merged.
            self._groups[key].extend(more)
            self._groups[key].sort()
            self._kinds[key[0]] += len(more)
            self.ready += len(more)
        self.line.sort()

    def unmake_ready(self, entry: Entry, key: GroupKey) -> None:
        """The task leaves its group: it starts now, waits for something else, or is gone."""
        group = self._groups[key]
        remove_entry(group, entry)
        if not group:
            del self._groups[key]
        self._kinds[key[0]] -= 1
        if not self._kinds[key[0]]:
            del self._kinds[key[0]]
        self.ready -= 1

    @property
    def group_count(self) -> int:
        """How many groups have ready tasks."""
        return len(self._groups)

    def groups(self) -> Iterator[GroupKey]:
        """The groups that have ready tasks."""
        return iter(tuple(self._groups))

    def first(self, key: GroupKey) -> Entry | None:
        """The first ready task of a group."""
        group = self._groups.get(key)
        return group[0] if group else None

    def firsts(self) -> Iterator[tuple[GroupKey, Entry]]:
        """The first ready task of each group."""
        return ((key, group[0]) for key, group in self._groups.items())

    def heads(self, most: int) -> Iterator[tuple[list[Entry], bool]]:
        """The first ``most`` ready tasks of each group, and whether it has more."""
        return ((group[:most], len(group) > most) for group in self._groups.values())

    def ready_before(self, entry: Entry) -> int:
        """How many ready tasks stand before ``entry``."""
        return sum(bisect_left(group, entry) for group in self._groups.values())

    def ready_entries(self) -> Iterator[tuple[GroupKey, Entry]]:
        """Every ready task with its group, in no order across groups."""
        for key, group in self._groups.items():
            for entry in group:
                yield key, entry
