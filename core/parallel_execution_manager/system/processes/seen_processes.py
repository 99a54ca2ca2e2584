"""The processes that were seen so far, found by session and by mark without a walk over all."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Hashable
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)


class Seen(NamedTuple):
    """What stays true of a process for all its life, found out when it was first seen.

    ``marks`` are its task marks, outermost first. ``settled`` is ``False`` while its environment was
    empty, as in the middle of an exec.
    """

    pid: int
    started: int
    session: int
    marks: tuple[str, ...]
    settled: bool = True


class SeenProcesses:
    """A register of processes; one thread changes it, any thread may look things up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: dict[int, Seen] = {}
        self._settled: set[int] = set()
        self._by_session: dict[int, dict[int, Seen]] = defaultdict(dict)
        self._by_mark: dict[str, dict[int, Seen]] = defaultdict(dict)

    @property
    def pids(self) -> AbstractSet[int]:
        """All registered pids."""
        return self._all.keys()

    @property
    def settled_pids(self) -> AbstractSet[int]:
        """The pids about which nothing more is to be found out."""
        return self._settled

    def get(self, pid: int) -> Seen | None:
        """The process that was seen with this pid."""
        return self._all.get(pid)

    def of(self, session: int, mark: str | None) -> dict[int, Seen]:
        """The processes of a session, and those that carry a mark, by pid."""
        with self._lock:
            marked = self._by_mark.get(mark, {}) if mark is not None else {}
            return {**self._by_session.get(session, {}), **marked}

    def add(self, seen: Seen) -> None:
        """Register a process in place of what was known of its pid."""
        with self._lock:
            self._discard(seen.pid)
            self._all[seen.pid] = seen
            self._by_session[seen.session][seen.pid] = seen
            for mark in seen.marks:
                self._by_mark[mark][seen.pid] = seen
            if seen.settled:
                self._settled.add(seen.pid)

    def discard(self, pid: int) -> None:
        """Forget a process, if it is known."""
        with self._lock:
            self._discard(pid)

    def _discard(self, pid: int) -> None:
        seen = self._all.pop(pid, None)
        if seen is None:
            return
        self._settled.discard(pid)
        _take_out(self._by_session, seen.session, pid)
        for mark in seen.marks:
            _take_out(self._by_mark, mark, pid)


def _take_out(index: dict[K, dict[int, Seen]], key: K, pid: int) -> None:
    # A mark may stand twice in an environment.
    index[key].pop(pid, None)
    if not index[key]:
        del index[key]
