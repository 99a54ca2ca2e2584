"""How much memory a process tree holds, shared pages counted once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from parallel_execution_manager.system.processes.process_table import ProcessInfo, ProcessTable

REFRESH_EVERY_S = 10.0
# What one refresh may take, so that trees of many large processes hold up no measurement for long.
_MOST_SECONDS = 0.005


class _Seen(NamedTuple):
    at: float
    proportional_mb: float | None
    resident_mb: float


class TreeMemory:
    """Sums proportional memory (PSS), which costs milliseconds for a large process, at long intervals.

    In between a member counts with what it had plus the growth of its resident memory, which is
    rarely shared; while that shrinks, in proportion. A tree of one process shares with nobody of its
    own: its resident memory is taken as it is, and also where proportions cannot be read.
    """

    def __init__(self, table: ProcessTable, clock: Callable[[], float] = time.monotonic) -> None:
        self._table = table
        self._clock = clock
        self._seen: dict[tuple[int, int], _Seen] = {}

    def refresh(self, at: float, trees: Iterable[Sequence[ProcessInfo]]) -> None:
        """Read anew what is older than ten seconds, the oldest first, as far as the time allows."""
        members = {member.identity: member for tree in trees if len(tree) > 1 for member in tree}
        self._seen = {identity: seen for identity, seen in self._seen.items() if identity in members}
        due = sorted(
            (seen.at if (seen := self._seen.get(identity)) else float("-inf"), identity)
            for identity in members
        )
        end = self._clock() + _MOST_SECONDS
        for read_at, identity in due:
            if at - read_at < REFRESH_EVERY_S or self._clock() >= end:
                return
            member = members[identity]
            self._seen[identity] = _Seen(at, self._table.proportional_mb(member), member.memory_mb)

    def of(self, members: Sequence[ProcessInfo]) -> float:
        """MiB that a tree holds now."""
        if len(members) == 1:
            return members[0].memory_mb
        return sum(map(self._share_mb, members))

    def _share_mb(self, member: ProcessInfo) -> float:
        seen = self._seen.get(member.identity)
        if seen is None or seen.proportional_mb is None or seen.resident_mb <= 0:
            return member.memory_mb
        if member.memory_mb >= seen.resident_mb:
            return seen.proportional_mb + member.memory_mb - seen.resident_mb
        return seen.proportional_mb * member.memory_mb / seen.resident_mb
