"""Whether the system lets this process have more threads.

Limits of a user (``ulimit -u``), of a control group (``pids.max``) and of the whole system count threads
as processes. What is left of them is told nowhere in one place, so it is tried.
"""

from __future__ import annotations

import _thread
import math
import threading
import time
from collections.abc import Callable
from pathlib import Path

WAY_OUT = "end other programs, or raise 'ulimit -u' or the pids.max of the control group"

KEPT_FREE = 16
"""What is left to others: the supervisor with its connections, and what tasks consist of."""

NO_THREAD = "can't start new thread"
"""What Python says where it can make none."""

NO_ROOM = f"this computer allows no more threads or processes; {WAY_OUT}"

_AT_ONCE = 8
_VALID_S = 1.0
_THREADS = Path("/proc/self/task")
_GONE_WITHIN_S = 1.0
_LOOK_EVERY_S = 0.0002


def is_want_of_room(error: BaseException) -> bool:
    """Whether it says that a thread could not be made: Python has no kind of its own for that."""
    return type(error) is RuntimeError and str(error) == NO_THREAD


def room_for_threads(most: int) -> int:
    """How many threads can be made beside those that there are, ``most`` at most; they are gone at the end.

    Thirty take about a millisecond.
    """
    made, numbers, waiting = 0, list[int](), threading.Lock()
    with waiting:
        for _ in range(most):
            try:
                # Without what `threading` keeps of each, which takes five times as long.
                _thread.start_new_thread(_wait, (waiting, numbers))
            except RuntimeError:
                break
            made += 1
    latest = time.monotonic() + _GONE_WITHIN_S
    # Python's threads are over a moment before the kernel's, and until then they count.
    while (len(numbers) < made or _there() & set(numbers)) and time.monotonic() < latest:
        time.sleep(_LOOK_EVERY_S)
    return made


class ThreadAllowance:
    """Grants threads one by one, as long as there are `KEPT_FREE` more to be had. Any thread may ask.

    Where there was none it is not tried again for a second: to try takes for a moment the room that
    tasks may need.
    """

    def __init__(
        self, room: Callable[[int], int] = room_for_threads, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._room = room
        self._clock = clock
        self._lock = threading.Lock()
        self._found = self._granted = 0
        self._tried_at = -math.inf

    def grants_one(self) -> bool:
        """Whether one more may be made now."""
        with self._lock:
            now = self._clock()
            used_up = self._found and not self._granted
            if used_up or now - self._tried_at > _VALID_S:
                self._found = self._granted = max(0, self._room(_AT_ONCE + KEPT_FREE) - KEPT_FREE)
                self._tried_at = now
            granted = self._granted > 0
            self._granted -= granted
            return granted


def _wait(waiting: threading.Lock, numbers: list[int]) -> None:
    numbers.append(threading.get_native_id())
    with waiting:
        pass


def _there() -> set[int]:
    try:
        return {int(path.name) for path in _THREADS.iterdir()}
    except OSError:
        return set()
