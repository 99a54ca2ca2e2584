"""Commits in groups: what several threads put in while the disk was busy goes to it in one transaction.

Whoever waits commits for all who wait, instead of waking another thread for it: that would take longer
than the disk does. A thread of its own commits what nobody waits for.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from parallel_execution_manager.system.storage.errors import NotKeptError

LINGER_S: Final = 0.05
"""What nobody waits for is left to those who wait for so long, and is off the disk at most twice as long."""

RETRY_S: Final = 1.0

T = TypeVar("T")
Commit = Callable[[Sequence[T]], None]


class Ticket:
    """A place in the order of commits: what was put in until here."""

    __slots__ = ("_committer", "_number")

    def __init__(self, committer: Committer[T], number: int) -> None:
        self._committer = committer
        self._number = number

    def wait(self) -> None:
        """Return when it is on disk.

        Raises:
            NotKeptError: the disk does not take it. It is tried again until it does.
        """
        self._committer.commit_until(self._number)

    def wait_long(self, given_up: Callable[[], bool]) -> bool:
        """Wait through failures of the disk; ``False`` once ``given_up`` says that it is of no use."""
        while True:
            try:
                self.wait()
            except NotKeptError:
                if given_up() or not self._committer.pause():
                    return False
                continue
            return True


class Committer(Generic[T]):
    """Collects things and has them committed in order, by one thread at a time.

    ``commit`` raises `NotKeptError` if nothing of what it was given is on disk. ``failed`` and
    ``mended`` are called when that begins and when it is over, by whichever thread found out.
    """

    def __init__(
        self,
        commit: Commit[T],
        failed: Callable[[str], None] = lambda _: None,
        mended: Callable[[], None] = lambda: None,
    ) -> None:
        self._commit = commit
        self._failed = failed
        self._mended = mended
        # Taken directly where nobody waits: the condition only calls it.
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._committing = threading.Lock()
        self._pending: list[T] = []
        self._put = 0
        self._done = 0
        self._closed = False
        self._rests = False
        self._problem = ""
        self._thread = threading.Thread(target=self._run, name="pem-store", daemon=True)
        self._thread.start()

    @property
    def problem(self) -> str:
        """Why the last commit failed; empty if it did not."""
        return self._problem

    def put(self, thing: T) -> Ticket:
        """Have ``thing`` committed soon; returns at once."""
        with self._lock:
            if self._rests:
                # Not while it lingers: under load it would be woken for each thing, and find nothing to do.
                self._changed.notify_all()
            self._pending.append(thing)
            self._put += 1
            return Ticket(self, self._put)

    def commit_until(self, number: int) -> None:
        """Return when the first ``number`` things are on disk.

        Raises:
            NotKeptError: the disk does not take them.
        """
        if self._done >= number:
            return
        with self._committing:
            if self._done < number:
                self._commit_pending()

    def pause(self) -> bool:
        """Wait before another try; ``False`` when there will be none."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed, RETRY_S)
            return not self._closed

    def close(self) -> None:
        """Commit what is left and end the thread.

        Raises:
            NotKeptError: the disk does not take it.
        """
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()
        self.commit_until(self._put)

    def _commit_pending(self) -> None:
        with self._lock:
            things, self._pending = self._pending, []
            number = self._put
        try:
            self._commit(things)
        except BaseException as error:
            with self._lock:
                self._pending[:0] = things
            if isinstance(error, Exception):
                self._note(str(error) or type(error).__name__)
            raise
        self._done = number
        self._note("")

    def _note(self, problem: str) -> None:
        before, self._problem = self._problem, problem
        if problem and not before:
            self._failed(problem)
        elif before and not problem:
            self._mended()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._rests = True
                self._changed.wait_for(lambda: self._pending or self._closed)
                self._rests = False
                if self._closed:
                    return
                # Only until here: under load somebody has committed that by then, and will what comes later.
                number = self._put
                if self._changed.wait_for(lambda: self._closed, RETRY_S if self._problem else LINGER_S):
                    return
            # It is told where it fails, and tried again here: whatever was raised, this thread goes on.
            with contextlib.suppress(Exception):
                self.commit_until(number)
