"""The pool of running attempts: one QRunnable each, and control of their processes beside it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from parallel_execution_manager.roles.results import Finding
from parallel_execution_manager.runtime.attempt import Attempt, Control
from parallel_execution_manager.runtime.attempt_pool import AttemptPool, Seat
from parallel_execution_manager.runtime.brief_outcomes import in_brief
from parallel_execution_manager.runtime.changed_files import changes_told
from parallel_execution_manager.runtime.engine_parts import Scheduler, Ticket
from parallel_execution_manager.runtime.task_files import AttemptFiles, FilesMoved
from parallel_execution_manager.runtime.under_way import UnderWay
from parallel_execution_manager.runtime.want_of_room import NO_MORE_THREADS, Report, WantOfRoom
from parallel_execution_manager.runtime.work import follow_adopted, run_attempt
from parallel_execution_manager.runtime.workshop import Onlooker, Watcher, Workshop
from parallel_execution_manager.scheduling.events import (
    AttemptEnded,
    ProcessResumed,
    ProcessStarted,
    ProcessSuspended,
)
from parallel_execution_manager.scheduling.model.task import FileClaim, Outcome, OutcomeKind, TaskSpec
from parallel_execution_manager.system.files.crash_points import reach
from parallel_execution_manager.system.processes.executor import LeftRunningError, TaskProcess
from parallel_execution_manager.system.processes.limits import NO_ROOM, ThreadAllowance

logger = logging.getLogger("ParallelExecutionManager")


class Attempts:
    """Runs attempts and carries out what is wished for their processes, in order for each attempt.

    ``unwanted`` says whether a task that is about to start is to be ended already.
    """

    def __init__(
        self,
        workshop: Workshop,
        scheduler: Scheduler,
        report: Report,
        most: int,
        under_way: UnderWay,
        onlooker: Onlooker,
        unwanted: Callable[[str], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workshop = workshop
        self._clock = clock
        self._onlooker = onlooker
        self._unwanted = unwanted
        self._closing = threading.Event()
        self._room = WantOfRoom(report, self._closing, unwanted, clock)
        self._scheduler = scheduler
        self._report = report
        self.under_way = under_way
        self._lock = self.under_way.lock
        self._here = Seat()
        allowance = ThreadAllowance()
        self._control = AttemptPool(most, allowance, self._tell_shortage)
        self._pool = AttemptPool(most, allowance, self._tell_shortage)

    def set_most(self, most: int) -> None:
        """Allow for ``most`` attempts at a time, and for as many to be stopped at a time."""
        for pool in (self._pool, self._control):
            pool.set_most(most)

    def use_room(self) -> None:
        """Look after attempts that wait for a thread: whether there is one by now, or they are unwanted."""
        for pool in (self._control, self._pool):
            pool.use_room()
        self._end_unwanted()

    def start(self, task: TaskSpec, attempt: int, fence: int, kept: Ticket | None = None) -> None:
        """Run an attempt whose files are leased under the number ``fence``; returns at once.

        Its process starts once ``kept`` is on disk.

        A pool thread that is telling that its attempt has ended is given it: to wake another one takes
        longer than to start a process.
        """
        job = Attempt(task, attempt, fence, kept)
        self.under_way.add(job)
        self._onlooker.attempt_begins()
        if self._here.free:
            self._here.free, self._here.job = False, job
        else:
            self._pool.start(lambda: self.run(job))

    def adopt(self, task: TaskSpec, attempt: int, fence: int, process: TaskProcess) -> Callable[[], None]:
        """Take over an attempt of an earlier manager; orders for it are carried out from now on.

        Returns what lets its end be waited for: to be called once the scheduler knows of the attempt.
        """
        job = Attempt(task, attempt, fence, None, process)
        self.under_way.add(job)
        self._onlooker.attempt_begins()
        return lambda: self._pool.start(lambda: self.run(job))

    def stop(self, task_id: str, attempt: int, grace_s: float) -> None:
        """End the attempt's process tree."""
        self._order(task_id, attempt, lambda process: process.stop(grace_s))

    def suspend(self, task_id: str, attempt: int) -> None:
        """Stop every process of the attempt, then post that they stand still."""
        self._order(
            task_id, attempt, lambda process: self._suspend(task_id, attempt, process), ProcessSuspended
        )

    def resume(self, task_id: str, attempt: int) -> None:
        """Let every process of the attempt run on, then post that they do."""
        self._order(task_id, attempt, lambda process: self._resume(task_id, attempt, process), ProcessResumed)

    def lower(self, task_id: str, attempt: int) -> None:
        """Let the attempt's processes have processor and disk only after everybody else."""
        self._order(task_id, attempt, lambda process: process.lower())

    def restore(self, task_id: str, attempt: int) -> None:
        """Give the attempt's processes their ordinary share again."""
        self._order(task_id, attempt, lambda process: process.restore())

    def kill_all(self) -> None:
        """End every process tree by force, in the calling thread: it waits for no order under way."""
        for process in self.under_way.processes():
            try:
                process.stop(0.0)
            except Exception:
                logger.exception("Process %s cannot be ended", process.pid)

    def forget(self, task_id: str) -> None:
        """Forget where the attempts of a task have their folders; the folders stay."""
        self._workshop.files.forget(task_id)
        self.under_way.forget(task_id)

    def wait_until_done(self) -> None:
        """Wait until every attempt is over and every order carried out; what waits for room gives up."""
        self._closing.set()
        self._pool.wait_until_done()
        self._control.wait_until_done()

    def run(self, job: Attempt) -> None:
        """An attempt from its start to its end in a pool thread, and those that this thread is given then."""
        following: Attempt | None = job
        while following is not None:
            following = self._through(following) if self.under_way.begins(following) else None

    def _through(self, job: Attempt) -> Attempt | None:
        """One attempt from its start to its end; the one that this thread is given to run next, if any."""
        try:
            find = self._workshop.files.take if job.process is None else self._workshop.files.take_over
            job.files = find(job.task, job.fence)
        except FilesMoved as moved:
            return self._end(job, Outcome(OutcomeKind.NOT_STARTED), moved.claims)
        except Exception as error:
            logger.exception("The files of task %r cannot be held", job.task.id)
            problem = f"its files cannot be held: {type(error).__name__}: {error}"
            if job.process is None:
                return self._end(job, Outcome(OutcomeKind.FAILED, None, problem))
            # It runs already: its end is waited for, only nobody sees what others do to its files.
            job.files = AttemptFiles(job.fence, told=[Finding("warning", problem)])
        try:
            outcome = self._outcome(job)
        finally:
            job.files.close()
        if outcome is None:
            # The manager closes and the attempt goes on without it: it has no end to be told of.
            self.under_way.remove(job)
            return None
        return self._end(job, in_brief(outcome))

    def _end(
        self, job: Attempt, outcome: Outcome, claims: tuple[FileClaim, ...] | None = None
    ) -> Attempt | None:
        """Tell that an attempt has ended; the attempt that this thread is given to run next, if any.

        ``claims`` are its files as they are, if they were others than those that it was granted.
        """
        reach("engine.before-end")
        here = self._here
        self.under_way.remove(job)
        here.free = True
        self._scheduler.settle(
            AttemptEnded,
            task_id=job.task.id,
            attempt=job.number,
            outcome=outcome,
            claims=claims,
            started_at=job.started_at,
        )
        here.free, given, here.job = False, here.job, None
        return given

    def _outcome(self, job: Attempt) -> Outcome | None:
        """How the attempt ended; ``None`` if it goes on without this manager."""
        watcher = Watcher(
            lambda folder: self.under_way.note_folder(job, folder),
            lambda process: self._note_process(job, process),
            lambda: self._onlooker.look_back(job.task, job.number),
            lambda: job.kept is None or job.kept.wait_long(lambda: self._is_given_up(job)),
            lambda problem: self._room.wait(job, problem),
            lambda: self.under_way.note_nothing_left(job),
        )
        try:
            if job.process is not None:
                return follow_adopted(job.task, job.number, job.process, self._workshop, watcher, job.files)
            return run_attempt(job.task, job.number, self._workshop, watcher, job.files)
        except LeftRunningError:
            return None
        except BaseException as error:
            logger.exception("Attempt %s of task %r broke", job.number, job.task.id)
            return Outcome(OutcomeKind.FAILED, None, f"{type(error).__name__}: {error}")

    def control(self, job: Attempt) -> None:
        """Carry out an attempt's orders one after the other, in a thread of the control pool."""
        while True:
            with self._lock:
                if not job.orders or job.process is None:
                    job.under_control = False
                    return
                order, answer = job.orders.popleft()
            try:
                order(job.process)
            except Exception as error:
                logger.exception("Process %s of task %r cannot be controlled", job.process.pid, job.task.id)
                self._report(job.task.id, f"Task {job.task.name!r} does not obey: {error}")
                continue
            if answer is not None:
                self._scheduler.post(answer, task_id=job.task.id, attempt=job.number)

    def _tell_shortage(self, threads: int) -> None:
        """Tell in a thread of the control pool: whoever starts an attempt may have the engine's turn."""
        text = NO_MORE_THREADS.format(threads)
        self._control.start(lambda: self._report("", text))

    def _end_unwanted(self) -> None:
        """End attempts that wait for a thread and are not wanted any more: the wait may take hours."""
        for job in self.under_way.without_thread():
            job.no_room = NO_ROOM
            if self._unwanted(job.task.id) and self.under_way.give_up(job):
                outcome = Outcome(OutcomeKind.NOT_STARTED)
                self._scheduler.post(AttemptEnded, task_id=job.task.id, attempt=job.number, outcome=outcome)

    def _is_given_up(self, job: Attempt) -> bool:
        return self._closing.is_set() or self._unwanted(job.task.id)

    def _suspend(self, task_id: str, attempt: int, process: TaskProcess) -> None:
        process.suspend()
        if told := changes_told(self.under_way.get(task_id, attempt), AttemptFiles.stands_still):
            self._report(task_id, told)

    def _resume(self, task_id: str, attempt: int, process: TaskProcess) -> None:
        told = changes_told(self.under_way.get(task_id, attempt), AttemptFiles.goes_on)
        process.resume()
        if told:
            self._report(task_id, told)

    def _note_process(self, job: Attempt, process: TaskProcess) -> None:
        if job.process is not None:
            return
        with self._lock:
            job.process = process
            waiting = bool(job.orders) and not job.under_control
            job.under_control |= waiting
        if process.is_over and job.task.command:
            # Told together with the end, which takes half as long as to tell one after the other. Not where
            # a role concludes it: that may take long, and ask what runs.
            job.started_at = self._clock()
        else:
            self._scheduler.settle(ProcessStarted, task_id=job.task.id, attempt=job.number)
            self._onlooker.process_runs()
        if waiting:
            self._control.start(lambda: self.control(job))

    def _order(self, task_id: str, attempt: int, order: Control, answer: Any = None) -> None:
        job = self.under_way.get(task_id, attempt)
        if job is None:
            return
        with self._lock:
            job.orders.append((order, answer))
            if job.process is None or job.under_control:
                return
            job.under_control = True
        self._control.start(lambda: self.control(job))
