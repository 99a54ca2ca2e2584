"""A manager's connections to the supervisor of its data folder, which is started when it is needed."""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import math
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from parallel_execution_manager.supervisor.main import BEGIN, FIRST_CONNECTION
from parallel_execution_manager.supervisor.paths import APPENDING, Place
from parallel_execution_manager.supervisor.process import StandingStill, wait_for_end
from parallel_execution_manager.supervisor.protocol import PROTOCOL, SHORT, Connection, MessageError
from parallel_execution_manager.supervisor.records import read_log
from parallel_execution_manager.system.files.private_folders import PRIVATE_FILE
from parallel_execution_manager.system.ipc.local_socket import peer_of
from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    AttemptLostError,
    ExecutorError,
    LeftRunningError,
    NoProcessError,
)
from parallel_execution_manager.system.processes.limits import WAY_OUT

# What this program may ignore or catch, and the supervisor and its tasks must not inherit.
_SET_BACK = (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)


def supervisor_command() -> tuple[str, ...]:
    """How this interpreter runs a supervisor: alone with our modules, which is the quickest start."""
    root = str(Path(__file__).resolve().parents[2])
    code = (
        f"import sys; sys.path.insert(0, {root!r}); "
        "from parallel_execution_manager.supervisor.main import main; main()"
    )
    return (sys.executable, "-I", "-S", *(("-B",) if sys.dont_write_bytecode else ()), "-c", code)


class Newborn(NamedTuple):
    """The process of a supervisor, a child of this one, and the first connection to it."""

    pid: int
    end: socket.socket

    def begin(self) -> bool:
        """Have one that was started in advance do its work; ``False`` if it is not there any more."""
        try:
            self.end.sendall(BEGIN)
        except OSError:
            self.end.close()
            return False
        return True

    def give_up(self) -> None:
        """End one that was started in advance and has nothing to do: it has not touched anything yet."""
        self.end.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def give_birth(place: Place, command: Sequence[str], grace_s: float) -> Newborn:
    """Start a supervisor in a session of its own.

    Raises:
        OSError: its folder cannot be written, or the system refuses.
    """
    place.prepare()
    troubles = (os.POSIX_SPAWN_OPEN, 2, str(place.troubles), APPENDING, PRIVATE_FILE)
    return _spawn(command, _settings(place, grace_s), troubles)


def start_in_advance(place: Place, command: Sequence[str], grace_s: float) -> Newborn:
    """Start a supervisor that loads what it needs, and then does nothing at all until it is told to begin.

    It takes no lock and makes no file, and ends when this process does.

    Raises:
        OSError: the system refuses.
    """
    nowhere = (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
    return _spawn(command, {**_settings(place, grace_s), "waits": True}, nowhere)


def _settings(place: Place, grace_s: float) -> dict[str, Any]:
    return {"data_dir": str(place.folder.parent), "grace_s": grace_s}


def _spawn(command: Sequence[str], settings: Mapping[str, Any], errors: tuple[Any, ...]) -> Newborn:
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            pid = os.posix_spawn(
                command[0],
                [*command, json.dumps(settings)],
                os.environ,
                file_actions=[
                    # First this, as it may have a number of the standard streams where this program has none.
                    (os.POSIX_SPAWN_DUP2, theirs.fileno(), FIRST_CONNECTION),
                    errors,
                    (os.POSIX_SPAWN_DUP2, 2, 1),
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                ],
                setsid=True,
                setsigmask=(),
                setsigdef=_SET_BACK,
            )
    except OSError:
        ours.close()
        raise
    return Newborn(pid, ours)


logger = logging.getLogger("ParallelExecutionManager")

_PATIENCE_S = 60.0
"""How long a supervisor may take to begin, or to end."""

_TRIES = 5

_TRY_AGAIN_S = 1.0
"""Where there was no room for a supervisor or its thread, all who ask within this time are told so.

Each try may start a program, and many tasks may wait.
"""


class _StillbornError(ExecutorError):
    """A new supervisor has ended without a word."""


class Connections:
    """Those that wait to be used, and those in use. Any thread may use it."""

    def __init__(self, place: Place, command: Sequence[str], grace_s: float, still: StandingStill) -> None:
        self._place = place
        self._still = still
        self._command = command
        self._grace_s = grace_s
        self._lock = threading.Lock()
        self._reaching = threading.Lock()
        self._idle: list[Connection] = []
        self._all: set[Connection] = set()
        self._pids: list[int] = []
        self._expected: Newborn | None = None
        self._no_process, self._tried_at = "", -math.inf
        self.closed = False

    def expect(self) -> None:
        """One will be taken soon: a supervisor is started in advance, unless one is there or may be."""
        with self._reaching:
            if self.closed or self._all or self._expected or self._place.is_held():
                return
            # Where that fails it is tried again when it is needed, and told.
            with contextlib.suppress(OSError):
                self._expected = start_in_advance(self._place, self._command, self._grace_s)

    def take(self) -> Connection:
        """One for a single user. It may turn out that the supervisor at its end is dead.

        Raises:
            ExecutorError: no supervisor can be reached or started.
            LeftRunningError: the manager closes.
        """
        with self._lock:
            self._refuse_when_closed()
            if self._idle:
                return self._idle.pop()
        with self._reaching:
            self._refuse_when_closed()
            if time.monotonic() < self._tried_at + _TRY_AGAIN_S:
                raise NoProcessError(self._no_process)
            try:
                return self._reach()
            except NoProcessError as error:
                self._no_process, self._tried_at = str(error), time.monotonic()
                raise

    def take_if_there(self) -> Connection | None:
        """A new one to a supervisor that is there already.

        Raises:
            ExecutorError: it is there but cannot be used.
            LeftRunningError: the manager closes.
        """
        try:
            end = self._place.connect()
            peer = None if end is None else peer_of(end)
            return None if end is None else self._greeted(end, peer.pid if peer else 0)
        except OSError as error:
            raise ExecutorError(
                f"the supervisor in {self._place.folder} cannot be reached: {error}"
            ) from error

    def give_back(self, connection: Connection) -> None:
        """The user has read the answer to all that it has asked."""
        with self._lock:
            if not self.closed:
                self._idle.append(connection)

    def drop(self, connection: Connection) -> None:
        """The supervisor at its end is gone."""
        with self._lock:
            self._all.discard(connection)
        connection.close()

    def drop_all_idle(self, connection: Connection) -> None:
        """This one has shown that the supervisor is dead, so that the idle ones are of no use either."""
        with self._lock:
            dead, self._idle = [connection, *self._idle], []
        for each in dead:
            self.drop(each)

    def close(self, booked: Sequence[AttemptKey], *, keep: bool) -> bool:
        """End all connections; wait for the supervisor's end unless it is kept or has other managers.

        Returns whether the supervisor was told to forget what is ``booked``.
        """
        # Not while a supervisor is being started: it would be left to itself, and never be reaped.
        with self._reaching:
            expected, self._expected = self._expected, None
            if expected is not None:
                expected.give_up()
            anchor = self._anchor(wanted=bool(booked))
            with self._lock:
                self.closed = True
                self._idle.clear()
                others, self._all = self._all - {anchor}, set()
        leave = {"do": "leave", "own": len(others) + 1, "booked": booked}
        answer = self._take_leave(anchor, leave) if anchor is not None else None
        for connection in others:
            connection.close()
        if anchor is not None:
            anchor.close()
        if answer is not None and not answer["others"] and not keep:
            self._wait_for_its_end()
        else:
            self._bury(os.WNOHANG)
        return answer is not None

    def _anchor(self, *, wanted: bool) -> Connection | None:
        """A connection that nobody uses, if there is a supervisor, and it was used or is ``wanted``."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
            wanted |= bool(self._all)
        try:
            return self.take_if_there() if wanted else None
        except ExecutorError as error:
            logger.warning("No leave can be taken: %s", error)
            return None

    def _take_leave(self, anchor: Connection, message: dict[str, Any]) -> dict[str, Any] | None:
        """Say that this manager leaves; ``None`` if the supervisor has gone before, or does not answer."""
        try:
            anchor.send(message)
            return self._still.answer(anchor, _PATIENCE_S)
        except (OSError, MessageError):
            return None

    def _wait_for_its_end(self) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        for pid in self._pids:
            # The kernel tells the end of a child at once; the lock has to be looked at again and again.
            _wait_for_child(pid, _PATIENCE_S)
        try:
            lock = self._place.take(deadline - time.monotonic())
        except OSError:
            # The folder was removed meanwhile; then only its own end tells.
            self._bury(0)
            return
        if lock is None:
            logger.warning("The supervisor in %s does not end: tasks run there still", self._place.folder)
            return
        os.close(lock)
        self._bury(0)

    def _bury(self, options: int) -> None:
        """Reap the supervisors that this program has started."""
        for pid in tuple(self._pids):
            with contextlib.suppress(ChildProcessError):
                if not os.waitpid(pid, options)[0]:
                    continue
            self._pids.remove(pid)

    def _reach(self) -> Connection:
        found = ExecutorError(
            f"the supervisor in {self._place.folder} is there but does not listen: try again"
        )
        for _ in range(_TRIES):
            try:
                connection = self.take_if_there() or self._begin()
            except _StillbornError as error:
                # It was told of no task yet, so that the next one may be asked without doing anything twice.
                found = error
                continue
            if connection is not None:
                return connection
        raise found

    def _begin(self) -> Connection | None:
        """The first connection to a new supervisor; ``None`` if another one is there after all."""
        self._bury(os.WNOHANG)
        try:
            newborn = self._newborn()
        except OSError as error:
            problem = f"no supervisor can be started in {self._place.folder}: {error}"
            if error.errno == errno.EAGAIN:
                raise NoProcessError(f"{problem}; {WAY_OUT}") from error
            raise ExecutorError(problem) from error
        return self._greeted(newborn.end, newborn.pid, newborn=True)

    def _newborn(self) -> Newborn:
        if self._expected is not None:
            self._place.prepare()
            expected, self._expected = self._expected, None
            self._pids.append(expected.pid)
            if expected.begin():
                return expected
        newborn = give_birth(self._place, self._command, self._grace_s)
        self._pids.append(newborn.pid)
        return newborn

    def _greeted(self, end: socket.socket, pid: int, *, newborn: bool = False) -> Connection | None:
        """A connection at whose end a supervisor has said that it serves it."""
        connection = Connection(end, pid)
        try:
            hello = self._still.answer(connection, _PATIENCE_S)
            if hello is not None and hello.get("supervisor") == PROTOCOL:
                with self._lock:
                    if not self.closed:
                        self._all.add(connection)
                        return connection
                connection.close()
                self._refuse_when_closed()
        except (TimeoutError, MessageError) as error:
            connection.close()
            raise ExecutorError(
                f"the supervisor in {self._place.folder} (process {pid}) cannot be asked: {error}; "
                "look what it waits for, or end it: its tasks then go on, and their ends are not known"
            ) from error
        connection.close()
        if hello is None and not newborn:
            # It ended at this very moment, as its last task and its last manager did.
            return None
        self._check(hello)
        return None

    def _refuse_when_closed(self) -> None:
        if self.closed:
            raise LeftRunningError("the manager has been closed; nothing is started or asked for any more")

    def _check(self, hello: dict[str, Any] | None) -> None:
        if hello is not None and hello.get("busy"):
            return
        if hello is not None and "supervisor" in hello:
            raise ExecutorError(
                f"the supervisor in {self._place.folder} is of another version of this program and has tasks "
                "that run; wait for their end, or use another data folder"
            )
        what = f"no supervisor can be started in {self._place.folder}"
        if hello is None:
            raise _StillbornError(f"{what}: it has ended; {self._place.troubles} may tell why")
        if hello.get(SHORT):
            what = f"the supervisor in {self._place.folder} can serve nobody else"
            raise NoProcessError(f"{what}: {hello.get('error')}; {WAY_OUT}")
        raise ExecutorError(f"{what}: {hello.get('error')}")


def _wait_for_child(pid: int, patience_s: float) -> None:
    """Return when it has ended, or after so many seconds; at once where that cannot be told."""
    with contextlib.suppress(OSError):
        # It fails where the program has reaped it itself: the number may be of somebody else then.
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        wait_for_end(pid, patience_s)


Row = dict[str, Any]


class Recorded:
    """Looks at the records when it is asked.

    ``whole`` is whether there was a file without a damaged line when it was read last, ``problems`` says
    what was wrong with it, for people.
    """

    def __init__(self, place: Place, connections: Connections, still: StandingStill) -> None:
        self._place = place
        self._connections = connections
        self._still = still
        self.whole = True
        self.problems: tuple[str, ...] = ()

    def row_of_start(self, mark: str) -> Row | None:
        """The record of a start whose supervisor has died; ``None`` if it did not begin with it.

        Raises:
            AttemptLostError: the records cannot be read.
        """
        try:
            return next((row for row in self.rows() if row["mark"] == mark), None)
        except ExecutorError as error:
            raise AttemptLostError(
                f"the supervisor was killed while it started the task, and {error}; whether it ran is unknown"
            ) from error

    def rows(self) -> list[Row]:
        """All records, from the supervisor if one is there.

        Raises:
            ExecutorError: they cannot be read, or the supervisor is there but cannot be used.
        """
        connection = self._connections.take_if_there()
        if connection is not None:
            answer = None
            with contextlib.suppress(OSError, MessageError):
                connection.send({"do": "list"})
                answer = self._still.next_message(connection)
            if answer is not None:
                self._connections.give_back(connection)
                rows: list[Row] = answer["attempts"]
                return rows
            self._connections.drop(connection)
        try:
            found, damaged = read_log(self._place.attempts)
        except OSError as error:
            raise ExecutorError(f"the records {self._place.attempts} cannot be read: {error}") from error
        self.whole = damaged == 0
        if damaged:
            what = f"{damaged} lines of the records {self._place.attempts} are damaged"
            self.problems = (f"{what}: a task whose end is not known by that is lost; look at the disk",)
        return list(found.values())
