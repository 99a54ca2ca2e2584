"""Waiting for a time, for a call from another thread, or for a descriptor to have something to read."""

from __future__ import annotations

import os
import select
import threading
from contextlib import suppress
from typing import Protocol


class NewsAlarm(Protocol):
    """What a thread sleeps on that also listens for news. One thread waits, any thread rings."""

    def wait(self, timeout_s: float | None, *, listen: bool) -> None:
        """Sleep until rung, for at most so long, or until there is news if it is to ``listen``."""

    def ring(self) -> None:
        """Wake whoever waits, or will wait next."""

    def close(self) -> None:
        """Give back what it holds; only when nobody waits."""


class DeafAlarm:
    """An alarm that hears no news."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def wait(self, timeout_s: float | None, *, listen: bool) -> None:
        """See `NewsAlarm.wait`."""
        self._event.wait(timeout_s)
        self._event.clear()

    def ring(self) -> None:
        """See `NewsAlarm.ring`."""
        self._event.set()

    def close(self) -> None:
        """Do nothing: it holds nothing."""


class ListeningAlarm:
    """Sleeps in poll(2), which has a bell of its own and the descriptor."""

    def __init__(self, descriptor: int) -> None:
        self._lock = threading.Lock()
        self._bell: int | None = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._deaf, self._hearing = select.poll(), select.poll()
        self._deaf.register(self._bell, select.POLLIN)
        self._hearing.register(self._bell, select.POLLIN)
        self._hearing.register(descriptor, select.POLLIN)

    def wait(self, timeout_s: float | None, *, listen: bool) -> None:
        """See `NewsAlarm.wait`."""
        poll = self._hearing if listen else self._deaf
        poll.poll(None if timeout_s is None else max(0.0, timeout_s) * 1000)
        with suppress(BlockingIOError):
            if self._bell is not None:
                os.eventfd_read(self._bell)

    def ring(self) -> None:
        """See `NewsAlarm.ring`."""
        with self._lock, suppress(BlockingIOError):
            if self._bell is not None:
                os.eventfd_write(self._bell, 1)

    def close(self) -> None:
        """See `NewsAlarm.close`."""
        with self._lock:
            if self._bell is not None:
                os.close(self._bell)
            self._bell = None


def news_alarm(descriptor: int | None) -> NewsAlarm:
    """One that listens where there is something to listen to."""
    if descriptor is None or not hasattr(os, "eventfd"):
        return DeafAlarm()
    return ListeningAlarm(descriptor)
