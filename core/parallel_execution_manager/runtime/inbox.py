"""What waits for the engine's thread: wishes, questions and nudges."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from parallel_execution_manager.runtime.errors import ManagerClosed
from parallel_execution_manager.scheduling.events import Event
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

CLOSED = "the manager is closed; make a new one"


@dataclass(frozen=True, slots=True)
class Wish:
    """An event to be handled; ``answer`` is for whoever waits for that."""

    event: Event
    answer: Future[Any] | None


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be asked about the machine."""

    ask: Callable[[SchedulerMachine], Any]
    answer: Future[Any]


@dataclass(frozen=True, slots=True)
class Nudge:
    """Makes the engine's thread look at the time again."""


NUDGE = Nudge()
Message = Wish | Question | Nudge


class Inbox:
    """Messages of all threads for one. Nobody queues up for a lock to put one in."""

    def __init__(self) -> None:
        self._messages: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._closed = False
        self._ended = False

    def put(self, message: Message) -> bool:
        """Put a message in; ``False`` when closed, and then it is dropped."""
        if self._closed:
            return False
        self._messages.put(message)
        if self._ended:
            self._refuse_rest()
        return True

    def take(self, patience_s: float | None) -> Message | None:
        """The next message; a nudge if none comes in time, ``None`` when closed and all is taken."""
        try:
            return self._messages.get(timeout=patience_s)
        except queue.Empty:
            return NUDGE

    def close(self) -> None:
        """Take in no more; what is inside can still be taken."""
        self._closed = True
        self._messages.put(None)

    def end(self) -> None:
        """Nobody takes messages any more: whoever waits for an answer is told."""
        self._closed = self._ended = True
        self._refuse_rest()

    def _refuse_rest(self) -> None:
        while True:
            try:
                message = self._messages.get_nowait()
            except queue.Empty:
                return
            if isinstance(message, Wish | Question) and message.answer is not None:
                message.answer.set_exception(ManagerClosed(CLOSED))
