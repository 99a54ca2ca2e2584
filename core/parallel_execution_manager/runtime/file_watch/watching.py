"""The thread that looks: at intervals, soon after a task begins, and when the kernel has news."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from parallel_execution_manager.system.metrics.alarms import NewsAlarm

logger = logging.getLogger("ParallelExecutionManager")

LOOK_EVERY_S: Final = 1.0
YOUNG_FOR_S: Final = 1.0
YOUNG_EVERY_S: Final = 0.25
"""How often is looked while something has begun a moment ago: short tasks open their files at once."""
QUICKEST_S: Final = 0.1
"""Between two looks at least; news is not heard meanwhile, so that a busy folder costs ten looks a second."""
LARGEST_SHARE: Final = 0.01
"""Of one core: after a look that took long the next is put off."""
LONGEST_PAUSE_S: Final = 5.0


class WatchThread:
    """Calls ``look``, which returns how many are watched, until it is closed. It rests while none is."""

    def __init__(self, look: Callable[[], int], alarm: NewsAlarm) -> None:
        self._look = look
        self._alarm = alarm
        self._begun = False
        self._listening = False
        self._closing = False
        self._begun_at = float("-inf")
        self._thread = threading.Thread(target=self._run, name="pem-file-watch", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Something has begun; cheap while looks follow one another anyway."""
        self._begun = True
        if self._listening:
            self._alarm.ring()

    def close(self) -> None:
        """End the thread and wait for it."""
        self._closing = True
        self._alarm.ring()
        self._thread.join()
        self._alarm.close()

    def _run(self) -> None:
        failed = False
        while not self._closing:
            if self._begun:
                self._begun, self._begun_at = False, time.monotonic()
            used, watched = time.thread_time(), 1
            try:
                watched, failed = self._look(), False
            except Exception:
                # The same once a second would bury everything else in the log.
                if not failed:
                    logger.exception("Files cannot be watched")
                failed = True
            self._pause((time.thread_time() - used) / LARGEST_SHARE)
            self._listen(watched)

    def _pause(self, seconds: float) -> None:
        if not self._closing:
            self._alarm.wait(min(max(QUICKEST_S, seconds), LONGEST_PAUSE_S), listen=False)

    def _listen(self, watched: int) -> None:
        """Wait for the next look. Listening is set before the question, so that whoever wakes it is heard."""
        self._listening = True
        if not self._begun and not self._closing:
            young = time.monotonic() - self._begun_at < YOUNG_FOR_S
            interval = YOUNG_EVERY_S if young else LOOK_EVERY_S
            self._alarm.wait(interval if watched else None, listen=True)
        self._listening = False
