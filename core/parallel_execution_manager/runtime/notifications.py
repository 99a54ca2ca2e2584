"""News of the manager for whoever subscribed, called in the engine's thread."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable, Mapping
from enum import StrEnum, unique
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

logger = logging.getLogger("ParallelExecutionManager")


@unique
class NewsKind(StrEnum):
    """What a notification is about."""

    TASK_CHANGED = "task_changed"
    ROLE_THROTTLED = "role_throttled"
    ROLE_RESUMED = "role_resumed"
    ROLE_STATE_CHANGED = "role_state_changed"
    RESOURCES_SAMPLED = "resources_sampled"
    FILE_LOCKS_CHANGED = "file_locks_changed"
    COMPUTER_SLEPT = "computer_slept"
    SNAPSHOT_CHANGED = "snapshot_changed"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Notification:
    """One piece of news: its kind, the id or name that it is about (may be empty), and the data.

    The data is a ``TaskView``, ``Reason``, state word, ``ResourceSample``, tuple of ``LeaseView``,
    ``Snapshot``, sentence or, of a sleep, its seconds, by kind.
    """

    kind: NewsKind
    subject: str
    data: object


Subscriber = Callable[[Notification], None]


class Subscribers:
    """Who wants to be told. Subscribing and leaving may happen in any thread, also while told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: Mapping[NewsKind, tuple[Subscriber, ...]] = dict.fromkeys(NewsKind, ())

    def add(self, subscriber: Subscriber, *kinds: NewsKind) -> Callable[[], None]:
        """Tell ``subscriber`` from now on, of news of ``kinds`` if any are named.

        Call what is returned to be told no more.
        """
        with self._lock:
            known = self._subscribers
            self._subscribers = {**known, **{kind: (*known[kind], subscriber) for kind in kinds or NewsKind}}
        return lambda: self._remove(subscriber)

    def add_weakly(self, method: Subscriber, *kinds: NewsKind) -> Callable[[], None]:
        """Tell a bound method as long as its object lives, without keeping it alive.

        Programs make managers and forget them; they must not be told for ever.
        """
        bound: Any = method
        reference, function = weakref.ref(bound.__self__), bound.__func__

        def subscriber(news: Notification) -> None:
            alive = reference()
            if alive is None:
                self._remove(subscriber)
            else:
                function(alive, news)

        return self.add(subscriber, *kinds)

    def tell(self, news: Notification) -> None:
        """Tell everybody; a subscriber that raises is reported and does not keep others from hearing."""
        for subscriber in self._subscribers[news.kind]:
            try:
                subscriber(news)
            except Exception:
                logger.exception("A subscriber failed on %s of %r", news.kind, news.subject)

    def _remove(self, subscriber: Subscriber) -> None:
        with self._lock:
            self._subscribers = {
                kind: tuple(s for s in told if s is not subscriber)
                for kind, told in self._subscribers.items()
            }
