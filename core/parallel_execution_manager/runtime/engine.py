"""The engine: one thread that owns the machine, takes events from one inbox and has effects done."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from parallel_execution_manager.runtime.errors import ManagerClosed, WishRefused
from parallel_execution_manager.scheduling.effects import Effect, Refused, WakeAt
from parallel_execution_manager.scheduling.events import Event, Woken
from parallel_execution_manager.scheduling.machine import SchedulerMachine

logger = logging.getLogger("ParallelExecutionManager")

CLOSED = "the manager is closed; make a new one"

T = TypeVar("T")
E = TypeVar("E", bound=Event)


class Shell(Protocol):
    """What the engine needs of its surroundings; all is called in the engine's thread."""

    def perform(self, effects: list[Effect]) -> None:
        """Do what the machine wants done."""

    def publish_due(self) -> float | None:
        """When (monotonic) collected changes are to be published; ``None`` if there are none."""

    def publish(self) -> None:
        """Publish the collected changes."""

    def report(self, problem: str) -> None:
        """Tell what a person must read."""


@dataclass(frozen=True, slots=True)
class _Wish:
    event: Event
    answer: Future[None] | None


@dataclass(frozen=True, slots=True)
class _Question:
    ask: Callable[[SchedulerMachine], Any]
    answer: Future[Any]


class Engine:
    """Runs the machine in a thread of its own. Any thread may post, wish and ask."""

    def __init__(self, machine: SchedulerMachine, clock: Callable[[], float] = time.monotonic) -> None:
        self._machine = machine
        self._clock = clock
        self._inbox: queue.SimpleQueue[_Wish | _Question | None] = queue.SimpleQueue()
        self._wake_at: float | None = None
        self._causes = itertools.count(1)
        self._shell: Shell | None = None
        self._thread: threading.Thread | None = None
        self._closed = False
        self._ended = False

    @property
    def thread(self) -> threading.Thread | None:
        """The engine's thread, once it runs."""
        return self._thread

    def start(self, shell: Shell) -> None:
        """Start the thread."""
        self._shell = shell
        # A daemon, so that a plain script that just ends is not kept alive by its manager; what runs
        # is ended by the manager's own exit handler.
        self._thread = threading.Thread(target=self._run, name="pem-engine", daemon=True)
        self._thread.start()

    def refuse_in_engine(self, what: str) -> None:
        """Raise where ``what`` would wait for the thread that it is called in.

        Raises:
            RuntimeError: the caller is a subscriber, in the engine's thread.
        """
        if self.is_current:
            raise RuntimeError(f"{what} in a subscriber would wait for itself; call it from another thread")

    def close(self) -> None:
        """Handle what has been posted, then end the thread; later wishes raise ``ManagerClosed``."""
        self._closed = True
        self._inbox.put(None)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def make(self, kind: Callable[..., E], **fields: Any) -> E:
        """An event that happens now, with a cause of its own."""
        return kind(at=self._clock(), cause=f"e{next(self._causes)}", **fields)

    def post(self, kind: Callable[..., Event], **fields: Any) -> None:
        """Let an event be handled soon; dropped when the engine is closed."""
        self._put(_Wish(self.make(kind, **fields), None))

    def wish(self, kind: Callable[..., Event], **fields: Any) -> None:
        """Let an event be handled and return when it has been.

        In the engine's own thread (in a subscriber) it is only posted: waiting would never end.

        Raises:
            WishRefused: the machine refused it.
            ManagerClosed: the engine has been closed.
        """
        if self.is_current:
            self.post(kind, **fields)
            return
        answer: Future[None] = Future()
        if not self._put(_Wish(self.make(kind, **fields), answer)):
            raise ManagerClosed(CLOSED)
        answer.result()

    def ask(self, question: Callable[[SchedulerMachine], T]) -> T:
        """What ``question`` answers about the machine, asked in the engine's thread.

        Raises:
            ManagerClosed: the engine has been closed.
        """
        if self.is_current:
            return question(self._machine)
        answer: Future[T] = Future()
        if not self._put(_Question(question, answer)):
            raise ManagerClosed(CLOSED)
        return answer.result()

    @property
    def is_current(self) -> bool:
        """Whether the caller runs in the engine's thread, as subscribers do."""
        return threading.current_thread() is self._thread

    def _put(self, message: _Wish | _Question) -> bool:
        """Put a message into the inbox without a lock: pool threads must not queue up for one."""
        if self._closed:
            return False
        self._inbox.put(message)
        if self._ended:
            self._refuse_rest()
        return True

    def _refuse_rest(self) -> None:
        """Answer what arrived after the end, so that nobody waits for ever."""
        while True:
            try:
                message = self._inbox.get_nowait()
            except queue.Empty:
                return
            if message is not None and message.answer is not None:
                message.answer.set_exception(ManagerClosed(CLOSED))

    def _run(self) -> None:
        shell = self._shell
        if shell is None:
            return
        try:
            while self._take_one(shell):
                self._on_time(shell)
            self._publish(shell)
        finally:
            self._closed = self._ended = True
            self._refuse_rest()

    def _take_one(self, shell: Shell) -> bool:
        """Handle the next message, if one comes in time; ``False`` at the end."""
        try:
            message = self._inbox.get(timeout=self._patience(shell))
        except queue.Empty:
            return True
        if isinstance(message, _Wish):
            self._handle(shell, message)
        elif message is not None:
            self._answer(message)
        return message is not None

    def _patience(self, shell: Shell) -> float | None:
        times = [when for when in (self._wake_at, shell.publish_due()) if when is not None]
        return max(0.0, min(times) - self._clock()) if times else None

    def _on_time(self, shell: Shell) -> None:
        now = self._clock()
        if self._wake_at is not None and now >= self._wake_at:
            self._wake_at = None
            self._handle(shell, _Wish(self.make(Woken), None))
        due = shell.publish_due()
        if due is not None and now >= due:
            self._publish(shell)

    @staticmethod
    def _publish(shell: Shell) -> None:
        try:
            shell.publish()
        except Exception:
            logger.exception("A snapshot cannot be published")

    def _handle(self, shell: Shell, wish: _Wish) -> None:
        try:
            effects = self._machine.handle(wish.event)
            self._note_wake(effects)
            shell.perform(effects)
        except Exception as error:
            # A fault in one event must not end the thread that everything else depends on.
            logger.exception("The engine failed on %r", wish.event)
            shell.report(f"{type(wish.event).__name__} failed: {type(error).__name__}: {error}")
            if wish.answer is not None:
                wish.answer.set_exception(error)
            return
        problems = [p for effect in effects if isinstance(effect, Refused) for p in effect.problems]
        if wish.answer is None:
            if problems:
                shell.report("\n".join(problems))
        elif problems:
            wish.answer.set_exception(WishRefused(problems))
        else:
            wish.answer.set_result(None)

    def _note_wake(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, WakeAt):
                self._wake_at = effect.when

    def _answer(self, question: _Question) -> None:
        try:
            question.answer.set_result(question.ask(self._machine))
        except Exception as error:  # noqa: BLE001 - whatever was raised belongs to whoever asked
            question.answer.set_exception(error)
