"""News for one client, between the engine's thread that tells them and the client's that sends them."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Collection
from types import TracebackType
from typing import Self

from parallel_execution_manager.runtime.notifications import NewsKind, Notification, Subscribers

MOST_NEWS = 10_000


class NewsQueue:
    """Bounded: a client that reads slowly loses news, and is told how many; nobody waits for it.

    ``waker`` can be read when there is something to take.
    """

    def __init__(self, subscribers: Subscribers, kinds: Collection[NewsKind], most: int = MOST_NEWS) -> None:
        self._kinds = frozenset(kinds)
        self._most = most
        self._lock = threading.Lock()
        self._news: list[Notification] = []
        self._lost = 0
        self._called = False
        self.waker, self._bell = socket.socketpair()
        self._unsubscribe = subscribers.add(self._note)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._unsubscribe()
        with self._lock:
            self._called = True
            self._bell.close()
            self.waker.close()

    def take(self) -> tuple[list[Notification], int]:
        """The news since the last time, and how many behind them were lost."""
        with self._lock:
            taken, self._news = self._news, []
            lost, self._lost = self._lost, 0
            if self._called:
                self.waker.recv(1)
                self._called = False
        return taken, lost

    def _note(self, news: Notification) -> None:
        """Called in the engine's thread."""
        if news.kind not in self._kinds:
            return
        with self._lock:
            if len(self._news) < self._most:
                self._news.append(news)
            else:
                self._lost += 1
            if not self._called:
                self._called = True
                with contextlib.suppress(OSError):
                    self._bell.send(b"\0")
