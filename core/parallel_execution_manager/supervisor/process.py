"""A task's process tree whose root is the supervisor's child, as the manager has it."""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from parallel_execution_manager.supervisor.protocol import Connection, MessageError
from parallel_execution_manager.system.processes.cgroups import TaskGroup
from parallel_execution_manager.system.processes.executor import AttemptLostError, Exit, LeftRunningError
from parallel_execution_manager.system.processes.linux_proc import read_stat
from parallel_execution_manager.system.processes.table import Origin, ProcessInfo, ProcessTable
from parallel_execution_manager.system.processes.tree import ProcessTree
from parallel_execution_manager.system.runs.run_files import Identity

_LOOK_AGAIN_S = 1.0
_PARTS = 2

Row = Mapping[str, Any]


class Root(NamedTuple):
    """What tells a root, and its tree, from all other processes; ``started`` is in clock ticks since boot.

    ``headless`` is whether the root is gone: this is the eldest of those that it left behind. ``file`` is
    which file the output was made as, where that is on record.
    """

    pid: int
    started: int
    mark: str
    output: str
    headless: bool = False
    file: Identity | None = None


def file_of(row: Row) -> Identity | None:
    """Which file the output of an attempt was made as, by its record; earlier versions did not write it."""
    file = row.get("file")
    # No pattern: it takes several times as long, and each start asks.
    if isinstance(file, list) and len(file) == _PARTS and all(isinstance(part, int) for part in file):
        return file[0], file[1]
    return None


class Caller(Protocol):
    """Who has the connections to supervisors."""

    @property
    def closed(self) -> bool:
        """Whether the manager closes."""

    def give_back(self, connection: Connection) -> None:
        """A connection may be used for something else."""

    def drop(self, connection: Connection) -> None:
        """A connection is of no use any more."""

    def next_message(self, connection: Connection) -> dict[str, Any] | None:
        """What the supervisor says next, however long it takes; one that was stopped is let go on."""

    def end_of(self, mark: str) -> Row | None:
        """What is known of an attempt whose connection broke; waits for its end if a supervisor sees it."""


class SupervisedProcess:
    """The `TaskProcess` that `SupervisedExecutor` gives.

    The supervisor sees the root's end and empties the tree; all else works on the tree from here.
    Without a connection it is a tree that has lost its supervisor.
    """

    def __init__(
        self,
        root: Root,
        connection: Connection | None,
        table: ProcessTable,
        caller: Caller,
        group: TaskGroup | None = None,
        origin: Origin | None = None,
    ) -> None:
        self._root = root
        self._connection = connection
        self._table = table
        self._caller = caller
        self._group = group
        self._tree = ProcessTree(table, root.pid, group)
        self._telling = threading.Lock()
        self._still = False
        self._stops = 0
        table.adopt(root.pid, root.mark, root.output, origin)

    @property
    def pid(self) -> int:
        """The process id of the tree's root, which is also the id of its session."""
        return self._root.pid

    @property
    def log(self) -> Identity | None:
        """Which file the output goes to; ``None`` where that is not on record."""
        return self._root.file

    @property
    def is_over(self) -> bool:
        """Whether the end was told together with the start."""
        return self._connection is not None and self._connection.has_line

    def wait(self) -> Exit:
        """Block until the root has ended and its tree is empty; called once, from one thread.

        Raises:
            AttemptLostError: the supervisor was killed, and the tree is gone now.
            LeftRunningError: the manager closes, and the tree goes on.
        """
        try:
            row = self._told_end() or self._caller.end_of(self._root.mark) or {}
            if row.get("state") != "ended":
                self._outlive()
            self._tree.close()
        finally:
            self._table.release(self.pid)
            if self._group is not None:
                self._group.remove()
        return exit_of(row)

    def suspend(self) -> None:
        """Stop every process of the tree; returns when all are stopped or gone.

        Raises:
            TreeError: a process did not stop in ten seconds.
        """
        # Said before it is done: if this program is killed in between, the tree runs on.
        self._still = True
        self._tell()
        self._tree.suspend()

    def resume(self) -> None:
        """Let every process of the tree run on.

        Raises:
            TreeError: a process did not run on in ten seconds.
        """
        self._tree.resume()
        self._still = False
        self._tell()

    def lower(self) -> None:
        """Let the tree have processor and disk only after everybody else, as far as the system can."""
        self._tree.lower()

    def restore(self) -> None:
        """Give the tree its ordinary share again."""
        self._tree.restore()

    def stop(self, grace_s: float) -> None:
        """Ask the tree to end (TERM), force it after ``grace_s`` seconds (KILL); blocks until empty.

        Raises:
            TreeError: a process is still there ten seconds after it was killed.
        """
        with self._telling:
            self._stops += 1
            self._tell()
        try:
            self._tree.stop(grace_s)
        finally:
            with self._telling:
                self._stops -= 1
                self._tell()

    def take_over(self) -> bool:
        """Have the tree from an earlier manager; whether any process of it is stopped."""
        self._still = any(member.stopped for member in self._table.trees((self.pid,))[self.pid])
        self._tell()
        return self._still

    def _told_end(self) -> Row | None:
        """The record with the end, from the supervisor; ``None`` if it cannot tell any more."""
        connection, told = self._connection, None
        if connection is None:
            return None
        with contextlib.suppress(OSError, MessageError):
            told = self._caller.next_message(connection)
        if told is not None and told.get("ended"):
            self._caller.give_back(connection)
            ended: Row = told["ended"]
            return ended
        self._connection = None
        self._caller.drop(connection)
        self._refuse_when_closed()
        return None

    def _outlive(self) -> None:
        """Nobody will be told how the root ends: wait for the end of the whole tree.

        Raises:
            AttemptLostError: always, in the end.
        """
        while not self._root.headless and self._root_lives():
            self._refuse_when_closed()
        self._tree.end_left_overs()
        raise AttemptLostError("the supervisor was killed while it ran; its exit code is unknown")

    def _root_lives(self) -> bool:
        """Whether the root lives, after a while in which it may have ended."""
        root = ProcessInfo(self.pid, self._root.started)
        self._table.wait_for_end(root, _LOOK_AGAIN_S)
        return root.identity in {member.identity for member in self._table.trees((self.pid,))[self.pid]}

    def _refuse_when_closed(self) -> None:
        if self._caller.closed:
            raise LeftRunningError("the manager has been closed, and the task goes on")

    def _tell(self) -> None:
        """Tell the supervisor what is done here: it must neither leave a tree still nor end it too early."""
        connection = self._connection
        if connection is not None:
            stopping = self._stops > 0
            message = {"do": "note", "mark": self._root.mark, "still": self._still, "stopping": stopping}
            with contextlib.suppress(OSError):
                connection.send(message)


def exit_of(row: Row) -> Exit:
    """The end that a record tells."""
    return Exit(row["code"], row["cpu_s"], row["max_memory_mb"], row["delay_s"], row["left_behind"])


_MS_PER_S = 1000


def wait_for_end(pid: int, patience_s: float) -> None:
    """Return when the process has ended, or after so many seconds.

    Raises:
        ProcessLookupError: there is none of this number.
        OSError: the kernel has no descriptor to give for it.
    """
    descriptor = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        poll.poll(patience_s * _MS_PER_S)
    finally:
        os.close(descriptor)


logger = logging.getLogger("ParallelExecutionManager")

ANSWER_S = 10.0
"""How long an answer may be late before it is looked whether the supervisor stands still."""


class StandingStill:
    """Lets a supervisor that stands still go on, and tells that. Any thread may use it.

    ``tell`` is told a sentence; until somebody is there to be told it is logged.
    """

    def __init__(self, answer_s: float = ANSWER_S) -> None:
        self._answer_s = answer_s
        self.tell: Callable[[str], None] = logger.warning

    def next_message(self, connection: Connection) -> dict[str, Any] | None:
        """The next message, however long it takes a supervisor that works; see `Connection.read`.

        Raises:
            MessageError: it is no message.
            OSError: this side has closed the connection.
        """
        while True:
            try:
                return connection.read(self._answer_s)
            except TimeoutError:
                self.end(connection.peer)

    def answer(self, connection: Connection, patience_s: float) -> dict[str, Any] | None:
        """The next message, for which nothing needs to be waited for.

        Raises:
            MessageError: it is no message.
            TimeoutError: it is not there after ``patience_s``, though the supervisor was let go on.
            OSError: this side has closed the connection.
        """
        try:
            return connection.read(min(self._answer_s, patience_s))
        except TimeoutError:
            self.end(connection.peer)
        return connection.read(patience_s)

    def end(self, pid: int) -> None:
        """Let the supervisor ``pid`` go on, if it is stopped."""
        stat = read_stat(pid) if pid else None
        if stat is None or stat.state != "T":
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
        self.tell(
            f"the supervisor of the tasks (process {pid}) was stopped by somebody, so that nothing could "
            "start or end; it was let go on. Pause roles or tasks instead of stopping it"
        )
