"""Samples the machine at an interval, in a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping

from parallel_execution_manager.scheduling.sample import ResourceSample
from parallel_execution_manager.system.sampler import Sampler

logger = logging.getLogger("ParallelExecutionManager")


class Monitor:
    """Takes a sample every ``interval_s`` seconds while it runs; a failed sample is a gap."""

    def __init__(
        self,
        sampler: Sampler,
        roots: Callable[[], Mapping[str, int]],
        take: Callable[[ResourceSample], None],
        interval_s: float,
    ) -> None:
        self._sampler = sampler
        self._roots = roots
        self._take = take
        self._interval_s = interval_s
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def thread(self) -> threading.Thread | None:
        """The thread while it runs."""
        return self._thread

    def set_interval(self, interval_s: float) -> None:
        """Sample at another interval, at once."""
        self._interval_s = interval_s
        self._wake.set()

    def start(self) -> bool:
        """Start sampling; ``False`` if it runs already."""
        with self._lock:
            if self._thread is not None:
                return False
            self._thread = threading.Thread(target=self._run, name="pem-monitor", daemon=True)
            self._thread.start()
            return True

    def stop(self, *, wait: bool = True) -> bool:
        """Stop sampling; ``False`` if it did not run.

        ``wait`` for the thread's end, which must not be done by whoever the thread may wait for.
        """
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is None:
            return False
        self._wake.set()
        if wait and thread is not threading.current_thread():
            thread.join()
        return True

    def _run(self) -> None:
        while self._thread is threading.current_thread():
            started = time.monotonic()
            try:
                self._take(self._sampler.sample(started, self._roots()))
            except Exception:
                logger.exception("A sample is missing")
            self._wake.wait(max(0.0, self._interval_s - (time.monotonic() - started)))
            self._wake.clear()
