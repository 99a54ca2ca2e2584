"""The engine: one machine, one thread at a time that uses it, and one thread that tells the news."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from parallel_execution_manager.runtime.engine_parts import Keeper, Shell, Ticket
from parallel_execution_manager.runtime.errors import ManagerClosed, WishRefused
from parallel_execution_manager.runtime.inbox import CLOSED, NUDGE, Inbox, Message, Question, Wish
from parallel_execution_manager.runtime.kept_wishes import refuse_what_cannot_be_kept, wait_until_kept
from parallel_execution_manager.scheduling.effects import Effect, Refused, StartAttempt, WakeAt
from parallel_execution_manager.scheduling.events import ComputerSlept, Event, ProcessStarted, Woken
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.system.metrics.sleep import SleepWatch

logger = logging.getLogger("ParallelExecutionManager")

NEWS_WAIT_S = 0.03
"""How long news may wait while one task follows the other: a switch of threads takes longer than a step."""

T = TypeVar("T")
E = TypeVar("E", bound=Event)


class Engine:
    """Runs the machine. Any thread may post, wish, ask, order and settle.

    What is posted, wished, asked and ordered is done in the engine's own thread, as is all telling. Only what
    an attempt's thread has to say, or what was measured, is settled there and then: to hand it over, and the
    next task back, would take longer than a short task runs.

    With a ``keeper`` a wish has been kept on disk when it returns, and a process starts only after its
    start has been kept.
    """

    def __init__(
        self,
        machine: SchedulerMachine,
        clock: Callable[[], float] = time.monotonic,
        sleep: SleepWatch | None = None,
        keeper: Keeper | None = None,
    ) -> None:
        self._machine = machine
        self._clock = clock
        self._sleep = sleep or SleepWatch()
        self._keeper = keeper
        self._inbox = Inbox()
        self._turn = threading.Lock()
        self._wake_at: float | None = None
        self._tell_at: float | None = None
        self._causes = itertools.count(1)
        self._shell: Shell | None = None
        self._thread: threading.Thread | None = None
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
        self._thread = threading.Thread(target=self._run, args=(shell,), name="pem-engine", daemon=True)
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
        self._inbox.close()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def make(self, kind: Callable[..., E], **fields: Any) -> E:
        """An event that happens now, with a cause of its own."""
        return kind(at=self._clock(), cause=f"e{next(self._causes)}", **fields)

    def post(self, kind: Callable[..., Event], **fields: Any) -> None:
        """Let an event be handled soon; dropped when the engine is closed."""
        self._inbox.put(Wish(self.make(kind, **fields), None))

    def settle(self, kind: Callable[..., Event], **fields: Any) -> None:
        """Handle news of an attempt, or a measurement, in this thread; dropped once the engine has ended.

        What other threads have posted earlier may be handled later.
        """
        with self._turn:
            shell = self._shell
            if shell is None or self._ended:
                return
            event, wake_at = self.make(kind, **fields), self._wake_at
            effects = self._guarded_step(shell, event)
            starts = isinstance(event, ProcessStarted) or StartAttempt in map(type, effects)
            must_tell = shell.has_news and self._sooner(event.at + NEWS_WAIT_S if starts else event.at)
        if must_tell or (self._wake_at is not None and (wake_at is None or self._wake_at < wake_at)):
            self._inbox.put(NUDGE)

    def wish(self, kind: Callable[..., Event], **fields: Any) -> None:
        """Let an event be handled and return when it has been, its news is told and it is kept on disk.

        In the engine's own thread (in a subscriber) it is only posted: waiting would never end.

        Raises:
            WishRefused: the machine refused it.
            WishNotKept: it was carried out, and the disk does not take it.
            ManagerClosed: the engine has been closed.
        """
        if self.is_current:
            self.post(kind, **fields)
            return
        answer: Future[Ticket | None] = Future()
        if not self._inbox.put(Wish(self.make(kind, **fields), answer)):
            raise ManagerClosed(CLOSED)
        wait_until_kept(answer.result())

    def ask(self, question: Callable[[SchedulerMachine], T]) -> T:
        """What ``question`` answers about the machine; all news of what was before is told then.

        The question changes nothing, and must not itself ask or tell.

        Raises:
            ManagerClosed: the engine has been closed.
        """
        if self.is_current:
            with self._turn:
                return question(self._machine)
        answer: Future[T] = Future()
        if not self._inbox.put(Question(question, answer)):
            raise ManagerClosed(CLOSED)
        return answer.result()

    def order(self, call: Callable[[], object]) -> None:
        """Have something done to the shell between two events; its news is told when this returns.

        Raises:
            ManagerClosed: the engine has been closed.
        """
        self.ask(lambda _: call())

    def catch_up(self) -> None:
        """Return when all that was posted before has been handled, and its news told.

        Raises:
            ManagerClosed: the engine has been closed.
        """
        self.order(lambda: None)

    def look(self, question: Callable[[SchedulerMachine], T]) -> T:
        """What ``question`` answers between two events, asked in the calling thread.

        Quicker than ``ask``, but what was posted before may not have been handled yet.

        Raises:
            ManagerClosed: the engine has been closed.
        """
        with self._turn:
            if self._ended:
                raise ManagerClosed(CLOSED)
            return question(self._machine)

    @property
    def is_current(self) -> bool:
        """Whether the caller runs in the engine's thread, as subscribers do."""
        return threading.current_thread() is self._thread

    def _run(self, shell: Shell) -> None:
        try:
            while (message := self._inbox.take(self._patience(shell))) is not None:
                self._take_in(shell, message)
                self._on_time(shell)
            self._publish(shell)
        finally:
            with self._turn:
                self._ended = True
            self._inbox.end()

    def _take_in(self, shell: Shell, message: Message) -> None:
        if isinstance(message, Wish):
            self._handle(shell, message)
        elif isinstance(message, Question):
            self._answer(shell, message)

    def _patience(self, shell: Shell) -> float | None:
        times = [when for when in (self._wake_at, self._tell_at, shell.publish_due()) if when is not None]
        return max(0.0, min(times) - self._clock()) if times else None

    def _on_time(self, shell: Shell) -> None:
        now, tell_at, due = self._clock(), self._tell_at, shell.publish_due()
        if self._wake_at is not None and now >= self._wake_at:
            self._wake_at = None
            self._handle(shell, Wish(self.make(Woken), None))
        if due is not None and now >= due:
            self._publish(shell)
        if tell_at is not None and now >= tell_at:
            self._tell(shell)

    def _publish(self, shell: Shell) -> None:
        try:
            with self._turn:
                shell.publish()
        except Exception:
            logger.exception("A snapshot cannot be published")
        self._tell(shell)

    def _tell(self, shell: Shell) -> None:
        # Taken back first: what becomes news from here on calls for another telling.
        self._tell_at = None
        shell.tell()

    def _sooner(self, when: float) -> bool:
        """Whether news is to be told earlier than the engine's thread has planned; it is planned then."""
        planned = self._tell_at
        if planned is not None and planned <= when:
            return False
        self._tell_at = when
        return True

    def _handle(self, shell: Shell, wish: Wish) -> None:
        kept: Ticket | None = None
        failure: Exception | None = None
        with self._turn:
            try:
                refuse_what_cannot_be_kept(wish, "" if self._keeper is None else self._keeper.problem)
                effects, kept = self._step(shell, wish.event)
                if problems := [
                    p for effect in effects if isinstance(effect, Refused) for p in effect.problems
                ]:
                    failure = WishRefused(problems)
                    if wish.answer is None:
                        shell.report("\n".join(problems))
            except WishRefused as refusal:
                failure = refusal
            except Exception as error:  # noqa: BLE001 - told there
                failure = self._failed(shell, wish.event, error)
        self._tell(shell)
        if wish.answer is None:
            return
        if failure is None:
            wish.answer.set_result(kept)
        else:
            wish.answer.set_exception(failure)

    def _guarded_step(self, shell: Shell, event: Event) -> list[Effect]:
        try:
            return self._step(shell, event)[0]
        except Exception as error:  # noqa: BLE001 - told there
            self._failed(shell, event, error)
            return []

    def _step(self, shell: Shell, event: Event) -> tuple[list[Effect], Ticket | None]:
        if slept_s := self._sleep.slept_s():
            # First of all: whatever is measured or due now must be judged by a machine that knows.
            self._take_in_turn(shell, self.make(ComputerSlept, slept_s=slept_s))
        return self._take_in_turn(shell, event)

    def _take_in_turn(self, shell: Shell, event: Event) -> tuple[list[Effect], Ticket | None]:
        effects = self._machine.handle(event)
        for effect in effects:
            if type(effect) is WakeAt:
                self._wake_at = effect.when
        kept = None if self._keeper is None else self._keeper.keep(event, effects)
        shell.perform(effects, kept)
        return effects, kept

    @staticmethod
    def _failed(shell: Shell, event: Event, error: Exception) -> Exception:
        """A fault in one event must not end the thread that everything else depends on."""
        logger.error("The engine failed on %r", event, exc_info=error)
        shell.report(f"{type(event).__name__} failed: {type(error).__name__}: {error}")
        return error

    def _answer(self, shell: Shell, question: Question) -> None:
        result, failure = None, None
        try:
            with self._turn:
                result = question.ask(self._machine)
        except Exception as error:  # noqa: BLE001 - whatever was raised belongs to whoever asked
            failure = error
        self._tell(shell)
        if failure is None:
            question.answer.set_result(result)
        else:
            question.answer.set_exception(failure)
