"""How many open files and threads this process may have, and how many tasks that is enough for.

Limits of a user (``ulimit -u``), of a control group (``pids.max``) and of the whole system count threads
as processes. What is left of them is told nowhere in one place, so it is tried.
"""

from __future__ import annotations

import _thread
import math
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

# More is of no use, and some programs walk through all numbers that they may use. What macOS calls
# unlimited ends at OPEN_MAX: setrlimit(2) there.
_ENOUGH = 10_240 if sys.platform == "darwin" else 65_536
# For the program itself with its libraries, journal, window and a look at the processes.
_OWN_FILES = 64
# Two threads, whose event dispatchers have a descriptor each (Qt's documentation of QThread: every
# thread has a dispatcher), four while the process is started, two while it is controlled.
_FILES_PER_TASK = 8
_FEWEST_TASKS = 2
# Of what there is: files that tasks hold, kept open so that their inodes are not given out again.
_HELD_PART = 16
_MOST_HELD = 4_096
# Those who ask this program, each with a connection.
_CLIENTS_PART = 16
_FEWEST_CLIENTS = 2
_MOST_CLIENTS = 64


def raise_file_limit() -> int | None:
    """Raise this process's own limit of open files as far as it may and as is useful; never lower it.

    Processes that are started later inherit the limit. Returns the limit that is in force then, or
    ``None`` where there is none (Windows).
    """
    if sys.platform == "win32":
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return None
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft >= wanted:
        return soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        return soft
    return wanted


def most_tasks(file_limit: int | None) -> int | None:
    """How many tasks can run at a time without using up the open files; ``None`` means any number."""
    if file_limit is None:
        return None
    left = file_limit - _OWN_FILES - most_held_files(file_limit) - most_clients(file_limit)
    return max(_FEWEST_TASKS, left // _FILES_PER_TASK)


def most_clients(file_limit: int | None) -> int:
    """How many other programs can be connected at a time."""
    if file_limit is None:
        return _MOST_CLIENTS
    return min(_MOST_CLIENTS, max(_FEWEST_CLIENTS, file_limit // _CLIENTS_PART))


def most_held_files(file_limit: int | None) -> int:
    """How many files that tasks hold can be kept open for all of them together."""
    return _MOST_HELD if file_limit is None else min(_MOST_HELD, file_limit // _HELD_PART)


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
