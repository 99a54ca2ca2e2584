"""All attempts that a supervisor knows: what runs, and what has ended and is not forgotten yet."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from parallel_execution_manager.supervisor.attempt import Attempt
from parallel_execution_manager.supervisor.complaints import complain
from parallel_execution_manager.supervisor.records import AttemptLog, Row
from parallel_execution_manager.system.crash_points import reach


class AttemptBook:
    """Keeps memory and records in step. Any thread may use it.

    ``rows`` is what earlier supervisors have left: what of that did not end has nobody who saw its end.
    """

    def __init__(self, log: AttemptLog, rows: dict[str, Row]) -> None:
        self._log = log
        self._rows = rows
        self._marks: dict[tuple[Any, ...], set[str]] = {}
        for row in rows.values():
            self._marks.setdefault(tuple(row["key"]), set()).add(row["mark"])
        self._running: dict[str, Attempt] = {}
        self._lock = threading.Lock()
        self._busy: set[str] = set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs, starts or ends."""
        return not self._busy

    def expect(self, row: Row) -> None:
        """Note that an attempt is about to start; on return that survives this process.

        Raises:
            OSError: it cannot be recorded, and so must not start.
        """
        with self._lock:
            self._rows[row["mark"]] = row
            self._marks.setdefault(tuple(row["key"]), set()).add(row["mark"])
            self._busy.add(row["mark"])
        try:
            self._log.add(row)
        except OSError:
            self.refuse(row)
            raise

    def refuse(self, row: Row) -> None:
        """Note that the attempt was not started after all."""
        with self._lock:
            self._drop(row["mark"])
            self._busy.discard(row["mark"])
        with _noting(row, "refused"):
            reach("supervisor.before-refused-record")
            self._log.add({"mark": row["mark"], "state": "refused"})

    def begin(self, attempt: Attempt, facts: Row) -> None:
        """Note that the root runs; ``facts`` tell it from every other process, and are due to be recorded."""
        attempt.due = {**facts, "state": "started"}
        with self._lock:
            attempt.row.update(attempt.due)
            self._running[attempt.row["mark"]] = attempt

    def record_start(self, attempt: Attempt) -> None:
        """Record that the root runs: before that is told to anybody, and so only where it is told."""
        due, attempt.due = attempt.due, {}
        with _noting(attempt.row, "started"):
            reach("supervisor.before-started-record")
            self._log.add({**due, "mark": attempt.row["mark"]})

    def end(self, attempt: Attempt, account: Row) -> Row:
        """Note how the attempt ended: its tree is empty and its root is reaped. Returns what that adds.

        What is due of its start is recorded in the same line.
        """
        facts = {**account, "state": "ended", "ended_at": time.time()}
        mark = attempt.row["mark"]
        with self._lock:
            attempt.row.update(facts)
        with _noting(attempt.row, "ended"):
            reach("supervisor.before-ended-record")
            self._log.add({**attempt.due, **facts, "mark": mark})
        with self._lock:
            del self._running[mark]
            self._busy.discard(mark)
        attempt.over.set()
        return facts

    def note_resumed(self, attempt: Attempt, why: str) -> None:
        """Note that the attempt was let run on without a manager."""
        attempt.row["resumed"] = why
        with _noting(attempt.row, "resumed"):
            reach("supervisor.before-resumed-record")
            self._log.add({"mark": attempt.row["mark"], "resumed": why, "resumed_at": time.time()})

    def orphans_and_solitude(self, look: Callable[[Collection[int]], list[int]]) -> tuple[list[int], bool]:
        """What ``look`` finds besides all roots, and whether one attempt alone is under way meanwhile."""
        with self._lock:
            roots = {attempt.pid for attempt in self._running.values()}
            return look(roots), len(self._busy) == 1

    def left_by_others(self) -> list[Row]:
        """The records of what earlier supervisors have started and not seen the end of."""
        with self._lock:
            return [
                row for mark, row in self._rows.items() if row["state"] != "ended" and mark not in self._busy
            ]

    def orphans_of_nobody(self, look: Callable[[Collection[int]], list[int]]) -> list[int]:
        """What ``look`` finds while no attempt is under way: of whom that was does not matter any more."""
        with self._lock:
            return [] if self._busy else look(())

    def forget(self, keys: Sequence[Sequence[Any]]) -> None:
        """Forget what has ended of these attempts, also what earlier supervisors have left."""
        with self._lock:
            for key in keys:
                for mark in self._marks.get(tuple(key), set()) - self._busy:
                    self._drop(mark)
        if self._log.is_long:
            self._log.shorten(self.rows)

    def rows(self) -> list[Row]:
        """A copy of what is known of each attempt, in order of their starts."""
        with self._lock:
            return [dict(row) for row in self._rows.values()]

    def running(self) -> list[Attempt]:
        """The attempts whose roots this process has not reaped."""
        with self._lock:
            return list(self._running.values())

    def _drop(self, mark: str) -> None:
        key = tuple(self._rows.pop(mark)["key"])
        self._marks[key].discard(mark)
        if not self._marks[key]:
            del self._marks[key]

    def close(self) -> None:
        """Leave on disk what is of use to the next supervisor, and nothing else."""
        self._log.shorten(self.rows)
        self._log.close()


@contextlib.contextmanager
def _noting(row: Row, what: str) -> Iterator[None]:
    """Write down what has happened already: if that fails it is known here all the same."""
    try:
        yield
    except OSError as error:
        complain(f"Attempt {row['key']} cannot be recorded as {what}", error)
