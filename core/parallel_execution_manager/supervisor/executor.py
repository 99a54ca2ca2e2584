"""Starts processes through the supervisor of a data folder, and finds them again after a crash."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.supervisor.client import Connections, Recorded, supervisor_command
from parallel_execution_manager.supervisor.paths import Place
from parallel_execution_manager.supervisor.process import (
    ANSWER_S,
    Root,
    StandingStill,
    SupervisedProcess,
    exit_of,
    file_of,
)
from parallel_execution_manager.supervisor.protocol import (
    MOST_BYTES,
    Connection,
    MessageError,
    StartOrder,
    explain_refusal,
    is_of_attempt,
    is_sound,
)
from parallel_execution_manager.supervisor.records import forget_rows, read_rows
from parallel_execution_manager.supervisor.recovery import Survivors, ended_root
from parallel_execution_manager.system.processes.cgroups import ControlGroups
from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    AttemptLostError,
    EndedAttempt,
    ExecutorError,
    Launch,
    LaunchError,
    LeftRunningError,
    LostAttempt,
    NoProcessError,
    NoRoomError,
    Recovered,
    RunningAttempt,
    explain_launch_failure,
    no_command,
)
from parallel_execution_manager.system.processes.process_executor import EndedProcess
from parallel_execution_manager.system.processes.table import Origin, ProcessTable

GRACE_S = 10.0
"""How long what a manager holds still stays so after the manager is gone without a word."""

_TRIES = 5
logger = logging.getLogger("ParallelExecutionManager")

Row = dict[str, Any]


class SupervisedExecutor:
    """The `Executor` that outlives its manager. Any thread may use it.

    ``table`` is the sampler's too, ``groups`` are to freeze trees in, ``command`` starts a supervisor.
    """

    def __init__(
        self,
        data_dir: Path,
        table: ProcessTable,
        groups: ControlGroups | None = None,
        command: Sequence[str] | None = None,
        grace_s: float = GRACE_S,
        answer_s: float = ANSWER_S,
    ) -> None:
        self._place = Place(data_dir)
        self._table = table
        self._groups = groups
        self._still = StandingStill(answer_s)
        self._connections = Connections(self._place, command or supervisor_command(), grace_s, self._still)
        self._lock = threading.Lock()
        self._booked: list[AttemptKey] = []
        self._survivors = Survivors()
        self._recorded = Recorded(self._place, self._connections, self._still)

    def expect(self) -> None:
        """Get a supervisor ready; see `Executor.expect`."""
        self._connections.expect()

    def start(
        self, launch: Launch, output: Path, mark: str, key: AttemptKey
    ) -> SupervisedProcess | EndedProcess:
        """Have ``launch`` started; see `Executor.start`.

        Raises:
            LaunchError: the program does not exist, is not executable, the system refuses, or there is no
                supervisor to be had.
            AttemptLostError: the supervisor was killed, and it cannot be known whether it has started it.
            LeftRunningError: the manager closes at this moment.
        """
        if not launch.argv or not launch.argv[0]:
            raise no_command()
        booked = self._take_booked()
        try:
            return self._start(StartOrder(launch, output, mark, key, booked))
        except (ExecutorError, MessageError) as error:
            self.booked(booked)
            kind = NoRoomError if isinstance(error, NoProcessError) else LaunchError
            raise kind(f"cannot start {launch.argv[0]!r}: {error}") from error

    @property
    def remembers(self) -> bool:
        """Always: each start is on record before its process is made."""
        return True

    @property
    def whole(self) -> bool:
        """Whether no record is damaged, as far as they have been read."""
        return self._recorded.whole

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the records, for people."""
        return self._recorded.problems

    def recover(self) -> Mapping[AttemptKey, Recovered]:
        """What became of what earlier managers started; see `Executor.recover`.

        Raises:
            ExecutorError: the records cannot be read, or the supervisor is of another version.
        """
        newest = {AttemptKey(*row["key"]): row for row in self._recorded.rows() if is_of_attempt(row)}
        return {key: self._recovered(row, self._survivors) for key, row in newest.items()}

    def find(self, mark: str, output: Path) -> RunningAttempt | None:
        """An attempt without a record that goes on; see `Executor.find`."""
        root = self._survivors.find({"mark": mark, "output": os.path.realpath(output)})
        process = None if root is None else self._process(root, None)
        return None if process is None else RunningAttempt(process, process.take_over())

    def tell_problems_to(self, tell: Callable[[str], None]) -> None:
        """See `Executor.tell_problems_to`."""
        self._still.tell = tell

    def booked(self, keys: Collection[AttemptKey]) -> None:
        """Forget attempts with the next start, or at the end; see `Executor.booked`."""
        with self._lock:
            self._booked.extend(keys)

    def close(self, *, keep: bool) -> None:
        """End the connections, and the supervisor unless tasks are kept running; see `Executor.close`."""
        if self.closed:
            return
        booked = self._take_booked()
        if not self._connections.close(booked, keep=keep) and booked:
            forget_rows(self._place, booked)

    @property
    def closed(self) -> bool:
        """Whether the manager closes."""
        return self._connections.closed

    def give_back(self, connection: Connection) -> None:
        """See `Caller.give_back`."""
        self._connections.give_back(connection)

    def drop(self, connection: Connection) -> None:
        """See `Caller.drop`."""
        self._connections.drop(connection)

    def next_message(self, connection: Connection) -> Row | None:
        """See `Caller.next_message`."""
        return self._still.next_message(connection)

    def end_of(self, mark: str) -> Row | None:
        """See `Caller.end_of`."""
        connection = answer = None
        with contextlib.suppress(ExecutorError, MessageError, OSError):
            connection = self._following(mark)
            answer = self.next_message(connection) if connection is not None else None
        if connection is not None and answer is not None:
            self.give_back(connection)
            row: Row | None = answer["ended"]
            return row
        if connection is not None:
            self.drop(connection)
        try:
            return read_rows(self._place.attempts).get(mark)
        except OSError as error:
            logger.warning("The records %s cannot be read: %s", self._place.attempts, error)
            return None

    def _start(self, order: StartOrder) -> SupervisedProcess | EndedProcess:
        for _ in range(_TRIES):
            connection = self._connections.take()
            try:
                line = order.line(connection.environment)
            except TypeError:
                # A role of somebody's own gave something else than texts.
                self.give_back(connection)
                self.booked(order.booked)
                raise
            if len(line) > MOST_BYTES:
                self.give_back(connection)
                self.booked(order.booked)
                raise explain_launch_failure(order.launch, OSError(errno.E2BIG, os.strerror(errno.E2BIG)))
            try:
                connection.send_line(line)
            except OSError:
                # The supervisor is dead and has got nothing: the next one is asked.
                self._connections.drop_all_idle(connection)
                continue
            connection.environment = order.environment
            answer = None
            with contextlib.suppress(OSError):
                # It fails where the manager has closed the connection meanwhile.
                answer = self.next_message(connection)
            if answer is not None:
                return self._started(connection, answer, order)
            self._connections.drop_all_idle(connection)
            if self.closed:
                raise LeftRunningError("the manager has been closed while the task was started")
            row = self._recorded.row_of_start(order.mark)
            if row is not None:
                return self._survivor(row, connection.peer)
        raise ExecutorError("its supervisor dies again and again")

    def _started(
        self, connection: Connection, answer: Row, order: StartOrder
    ) -> SupervisedProcess | EndedProcess:
        if "pid" not in answer:
            # One that has not understood the order does not know its variables either.
            (self.give_back if "refused" in answer else self.drop)(connection)
            raise explain_refusal(answer, order.launch, order.output, self._place.attempts)
        root = Root(answer["pid"], answer["ticks"], order.mark, answer["output"], file=file_of(answer))
        # Of one that was gone before the supervisor could look, nothing is known.
        origin = Origin(root.started, connection.peer) if root.started and connection.peer else None
        if "ended" in answer:
            self.give_back(connection)
            return self._ended(root, answer["ended"], origin)
        return self._process(root, connection, origin)

    def _survivor(self, row: Row, supervisor: int) -> SupervisedProcess | EndedProcess:
        """What the supervisor has started that was killed before it could say so."""
        if root := ended_root(row):
            return self._ended(root, row, Origin(root.started, supervisor))
        if root := Survivors().find(row):
            connection = None
            # It runs: whatever is wrong with the next supervisor, it must not be tried to start it again.
            with contextlib.suppress(ExecutorError):
                connection = self._following(root.mark)
            return self._process(root, connection)
        raise AttemptLostError(
            "the supervisor was killed while it started the task; whether it ran is unknown"
        )

    def _recovered(self, row: Row, survivors: Survivors) -> Recovered:
        if not is_sound(row):
            return LostAttempt(f"its record in {self._place.attempts} is damaged; whether it ran is unknown")
        if row["state"] == "ended":
            return EndedAttempt(exit_of(row), row["ended_at"])
        root = survivors.find(row)
        if root is not None:
            process = self._process(root, self._following(root.mark) if row.get("runs") else None)
            return RunningAttempt(process, process.take_over())
        if row.get("runs"):
            # It has ended at this very moment.
            end = self.end_of(row["mark"])
            if end is not None and end["state"] == "ended":
                return EndedAttempt(exit_of(end), end["ended_at"])
        return LostAttempt(
            "its supervisor was killed, or the computer went down, before its end was recorded; "
            "whether it has done its work is unknown"
        )

    def _ended(self, root: Root, end: Row, origin: Origin | None) -> EndedProcess:
        if origin is not None:
            # The table must know whose pid it was: it looks at all processes for one that is nobody's.
            self._table.adopt(root.pid, root.mark, origin=origin)
            self._table.release(root.pid)
        return EndedProcess(exit_of(end), root.pid, root.file)

    def _process(
        self, root: Root, connection: Connection | None, origin: Origin | None = None
    ) -> SupervisedProcess:
        group = self._groups.group() if self._groups else None
        return SupervisedProcess(root, connection, self._table, self, group, origin)

    def _following(self, mark: str) -> Connection | None:
        """A connection at which the end of an attempt will be told; ``None`` if no supervisor is there."""
        connection = self._connections.take_if_there()
        if connection is not None:
            try:
                connection.send({"do": "follow", "mark": mark})
            except OSError:
                # It has died at this very moment.
                self.drop(connection)
                return None
        return connection

    def _take_booked(self) -> list[AttemptKey]:
        with self._lock:
            booked, self._booked = self._booked, []
        return booked
