"""What was seen lately of undeclared access to files that somebody holds, for those who look at the files."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from parallel_execution_manager.runtime.file_watch.accesses import Access
from parallel_execution_manager.scheduling.leases.claims import name_of
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

MOST_SEEN: Final = 500
"""The newest are kept; each is also told when it is seen, and in the run folders of those it concerns."""


@dataclass(frozen=True, slots=True)
class SeenAccess:
    """Somebody did ``words`` to ``path``, which falls under the claim on ``leased`` of ``holder``.

    ``at`` is monotonic seconds. ``task_id`` is the task that did it, empty if it was none or is unknown, and
    ``pid`` the process that was seen.
    """

    path: str
    leased: str
    holder: str
    words: str
    at: float
    task_id: str = ""
    pid: int | None = None


class SeenAccesses:
    """The newest of them; any thread may note and ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: deque[SeenAccess] = deque(maxlen=MOST_SEEN)

    def note(self, access: Access) -> None:
        """Remember an access."""
        seen = SeenAccess(
            access.path,
            name_of(access.hold.claim),
            access.hold.holder.id,
            f"{access.deed.value} {access.by_whom}",
            self._clock(),
            "" if access.writer is None else access.writer.id,
            None if access.process is None else access.process.pid,
        )
        with self._lock:
            self._seen.append(seen)

    def all(self) -> tuple[SeenAccess, ...]:
        """The newest last."""
        with self._lock:
            return tuple(self._seen)
