"""Places at a manager's door: those who stay for long leave some to those who only ask something."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Iterable, Iterator

from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.door_protocol import DoorError

BUSY = "busy"
MOST_NAMED = 3


class LastingPlaces:
    """Lets half of all clients stay, as who follows the news does, and a quarter those of one process."""

    def __init__(self, most: int) -> None:
        self._most = max(1, most // 2)
        self._most_of_one = max(1, most // 4)
        self._lock = threading.Lock()
        self._taken: Counter[int] = Counter()

    @contextlib.contextmanager
    def taken(self, caller: Caller) -> Iterator[None]:
        """A place, until the end of the block.

        Raises:
            DoorError: there is none left; the message says who has them.
        """
        pid = 0 if caller.peer is None else caller.peer.pid
        with self._lock:
            self._refuse_one_too_many(pid)
            self._taken[pid] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[pid] -= 1
                # Or the numbers of all who were ever here would be kept.
                self._taken += Counter()

    def _refuse_one_too_many(self, pid: int) -> None:
        count = self._taken.total()
        if count >= self._most:
            what = f"{count} others wait for tasks or follow the news{told_by_number(self._taken.elements())}"
            raise DoorError(BUSY, f"{what}, and no more may; end some of those")
        if pid and self._taken[pid] >= self._most_of_one:
            what = f"process {pid} waits for tasks or follows the news {self._taken[pid]} times"
            raise DoorError(BUSY, f"{what}, and no process may more often; use one connection for all")


def told_by_number(numbers: Iterable[int]) -> str:
    """Who has most places, in brackets, by the numbers of the processes (0: not known)."""
    counts = [(pid, times) for pid, times in Counter(numbers).most_common(MOST_NAMED) if pid]
    return f" (most of process {', '.join(f'{pid}: {times}' for pid, times in counts)})" if counts else ""
