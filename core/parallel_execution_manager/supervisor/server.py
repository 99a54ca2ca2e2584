"""The supervisor's work: it serves managers, follows roots to their ends, and outlives managers."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from parallel_execution_manager.supervisor.protocol import (
    PROTOCOL,
    SHORT,
    Connection,
    MessageError,
    check_start,
)
from parallel_execution_manager.supervisor.records import Attempt, AttemptBook, Row, complain
from parallel_execution_manager.supervisor.recovery import Accountant, Children, end_strangers
from parallel_execution_manager.system.files.crash_points import reach
from parallel_execution_manager.system.files.private_folders import NO_LINK, PRIVATE_FILE
from parallel_execution_manager.system.processes.identity import boot_id
from parallel_execution_manager.system.processes.linux_proc import PROC, StartTicks, read_stat
from parallel_execution_manager.system.processes.spawn import EnvironmentBlock, PosixSpawn


class Client:
    """A connection of a manager, and whether that is still there.

    ``environment`` has the variables of the last start; of the next one only the differences are told.
    """

    def __init__(self, end: socket.socket, gone: Callable[..., None]) -> None:
        self.connection = Connection(end)
        self.on_purpose = False
        self._gone = gone
        self._there = True
        self.environment = EnvironmentBlock({})

    def read(self) -> dict[str, Any] | None:
        """The next message, or ``None`` once the manager is gone."""
        message = self.connection.read() if self._there else None
        if message is None:
            self.leave()
        return message

    def tell(self, message: dict[str, Any]) -> None:
        """Say something, if anybody is there."""
        if self._there:
            try:
                self.connection.send(message)
            except OSError:
                self.leave()

    def leave(self) -> None:
        """The manager is gone."""
        if self._there:
            self._there = False
            self._gone(on_purpose=self.on_purpose)

    def wait_for(self, attempt: Attempt, pidfd: int | None) -> None:
        """Return when the root has ended and the manager is done with the tree; listen to it meanwhile.

        Raises:
            MessageError, OSError: it cannot be listened to; then it hinders the attempt no longer.
        """
        try:
            self._wait_for(attempt, pidfd)
        except BaseException:
            attempt.unhindered.set()
            raise

    def _wait_for(self, attempt: Attempt, pidfd: int | None) -> None:
        if pidfd is None:
            os.waitid(os.P_PID, attempt.pid, os.WEXITED | os.WNOWAIT)
            return
        if self.connection.has_line:
            # It came together with the order before, so that the socket has nothing to tell of it.
            self._listen(attempt)
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        if self._there:
            poll.register(self.connection.socket, select.POLLIN)
        has_ended = False
        while not has_ended:
            ready = {number for number, _ in poll.poll()}
            has_ended = pidfd in ready
            # First: what it does to the tree is said before it is done, and may have brought about this end.
            if ready - {pidfd}:
                self._listen(attempt)
                if not self._there:
                    poll.unregister(self.connection.socket)
        while self._there and not attempt.unhindered.is_set():
            self._listen(attempt)

    def _listen(self, attempt: Attempt) -> None:
        """Take in what the manager says of the attempt; one that is late for another one is let pass."""
        message = self.read()
        while message is not None:
            if message.get("mark") == attempt.row["mark"]:
                attempt.still = bool(message.get("still", attempt.still))
                if message.get("stopping"):
                    attempt.unhindered.clear()
                else:
                    attempt.unhindered.set()
            message = self.read() if self.connection.has_line else None
        if not self._there:
            attempt.unhindered.set()


APPENDING = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | NO_LINK


class StartRefusedError(Exception):
    """A root was not started. ``answer`` is what the manager is told."""

    def __init__(self, what: str, error: OSError | ValueError) -> None:
        super().__init__(what)
        number = error.errno if isinstance(error, OSError) else None
        text = (error.strerror if isinstance(error, OSError) else None) or str(error)
        self.answer = {"refused": what, "errno": number, "text": text}


class Starter:
    """Starts roots in sessions of their own, output going straight to a file, each recorded before."""

    def __init__(self, book: AttemptBook, library: PosixSpawn) -> None:
        self._book = book
        self._library = library
        self._boot = boot_id()

    def start(self, wanted: dict[str, Any], env: EnvironmentBlock) -> Attempt:
        """Start what a manager wants; ``env`` is that of its start before, and is changed to that of this.

        Raises:
            StartRefusedError: the output cannot be opened, the start cannot be recorded, or the system
                refuses the program.
            MessageError: something in ``wanted`` is missing or of the wrong kind.
        """
        check_start(wanted)
        key, mark, argv, cwd = wanted["key"], wanted["mark"], wanted["argv"], wanted["cwd"]
        env.change(wanted["env"], wanted.get("without", ()))
        try:
            output = os.open(wanted["output"], APPENDING, PRIVATE_FILE)
        except (OSError, ValueError) as error:
            raise StartRefusedError("output", error) from error
        try:
            name = os.readlink(f"{PROC}/self/fd/{output}")  # noqa: PTH115 - done often: no Path is made of it
            status = os.fstat(output)
            # The name may be given to another file by the task, the file itself stays what it is.
            file = [status.st_dev, status.st_ino]
            row = {
                "mark": mark,
                "state": "starting",
                "key": key,
                "output": name,
                "at": time.time(),
                "file": file,
            }
            self._expect(row)
            clock = StartTicks()
            pid = self._spawn(row, argv, cwd, env, output)
            ticks = clock.between()
        finally:
            os.close(output)
        if ticks is None:
            stat = read_stat(pid)
            ticks = stat.started if stat else 0
        attempt = Attempt(pid, _pidfd(pid), row)
        facts = {"pid": pid, "ticks": ticks, "boot": self._boot}
        self._book.begin(attempt, facts)
        return attempt

    def _expect(self, row: Row) -> None:
        try:
            reach("supervisor.before-starting-record")
            self._book.expect(row)
        except OSError as error:
            raise StartRefusedError("record", error) from error

    def _spawn(self, row: Row, argv: list[str], cwd: str, env: EnvironmentBlock, output: int) -> int:
        try:
            reach("supervisor.before-spawn")
            return self._library.start(argv, cwd, env, output)
        except (OSError, ValueError) as error:
            self._book.refuse(row)
            raise StartRefusedError("program", error) from error
        except BaseException:
            # Whatever it is, nothing was started, and nobody must wait for its end.
            self._book.refuse(row)
            raise


def _pidfd(pid: int) -> int | None:
    """A descriptor that can be read once the root has ended; ``None`` if there is none left to have."""
    try:
        return os.pidfd_open(pid)
    except OSError:
        return None


class Managers:
    """Counts connections. Any thread may use it. ``clock`` gives seconds that never jump."""

    def __init__(self, grace_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._connections = 0
        self._grace_s = grace_s
        self._leaving = False
        self._patience_ends: float | None = None

    def come(self) -> None:
        """A connection is there."""
        with self._lock:
            self._connections += 1
            self._leaving, self._patience_ends = False, None

    def go(self, *, on_purpose: bool) -> None:
        """A connection is gone; ``on_purpose`` is whether its manager said that it leaves."""
        with self._lock:
            self._connections -= 1
            self._leaving |= on_purpose
            if not self._connections:
                self._patience_ends = self._clock() + (0.0 if self._leaving else self._grace_s)

    def others_than(self, own: int) -> int:
        """How many connections are there besides ``own``."""
        return self._connections - own

    @property
    def are_gone(self) -> bool:
        """Whether no connection is there."""
        return not self._connections

    def patience_s(self) -> float | None:
        """Seconds until what they hold still is to run on; ``None`` if nothing is to be done."""
        with self._lock:
            return None if self._patience_ends is None else max(0.0, self._patience_ends - self._clock())

    def is_over(self) -> bool:
        """Whether the patience with them has just ended; true once, until one comes and goes again."""
        with self._lock:
            over = self._patience_ends is not None and self._clock() >= self._patience_ends
            if over:
                self._patience_ends = None
            return over


_STACK_BYTES = 512 * 1024
_MS_PER_S = 1000
_KEPT_S = 0.005
"""How long the news of a start waits for that of the end: both at once cost less to record and to tell."""
_BRIEF_S = 0.1
"""How long the processor kept a root waiting that ended sooner tells nothing of what it needs."""


class Supervisor:
    """Serves each connection in a thread of its own.

    So a start that hangs, as of a program on a network drive that does not answer, holds up nobody else.
    """

    def __init__(
        self, listener: socket.socket, book: AttemptBook, starter: Starter, managers: Managers
    ) -> None:
        self._listener = listener
        self._book = book
        self._starter = starter
        self._managers = managers
        self._children = Children()
        self._accountant = Accountant()
        self._making_trees = threading.Lock()
        self._ending_strangers = threading.Lock()
        self._has_strangers = False
        self._turns_away = False
        self._trees: Any = None
        self._wake = os.eventfd(0)
        threading.stack_size(_STACK_BYTES)

    def run(self, first: socket.socket) -> None:
        """Serve ``first`` and whoever connects; return when no manager is there and nothing runs."""
        self._take_in(first)
        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        letting_run_on: list[threading.Thread] = []
        while not self._is_done:
            patience = self._managers.patience_s()
            ready = dict(poll.poll(None if patience is None else patience * _MS_PER_S))
            if self._wake in ready:
                os.eventfd_read(self._wake)
            if self._listener.fileno() in ready:
                with contextlib.suppress(OSError):
                    self._take_in(self._listener.accept()[0])
            if self._managers.is_over():
                thread = threading.Thread(target=self._let_run_on, name="pem-resume", daemon=True)
                try:
                    thread.start()
                except RuntimeError:  # no thread is left: newcomers wait meanwhile
                    self._let_run_on()
                else:
                    letting_run_on = [*(each for each in letting_run_on if each.is_alive()), thread]
        for thread in letting_run_on:
            thread.join()
        # Once this process is gone nobody can tell any more that they were of a task.
        self._end_strangers()

    @property
    def _is_done(self) -> bool:
        """Whether nobody needs this process: also what earlier ones have left must not stay held still."""
        if not (self._managers.are_gone and self._book.is_idle):
            return False
        return self._managers.patience_s() is None or not self._book.left_by_others()

    def _take_in(self, end: socket.socket) -> None:
        self._managers.come()
        client = Client(end, self._gone)
        try:
            threading.Thread(target=self._serve, args=(client,), name="pem-serve", daemon=True).start()
        except RuntimeError as error:
            # What runs must not lose its supervisor because this computer has no thread left for a newcomer.
            if not self._turns_away:
                # Once: they come again each second.
                complain("A manager cannot be served", error)
            self._turns_away = True
            client.tell({"error": str(error), SHORT: True})
            client.leave()
            client.connection.close()
        else:
            self._turns_away = False

    def _gone(self, *, on_purpose: bool) -> None:
        self._managers.go(on_purpose=on_purpose)
        os.eventfd_write(self._wake, 1)

    def _serve(self, client: Client) -> None:
        try:
            client.connection.send({"supervisor": PROTOCOL, "pid": os.getpid()})
            while (message := client.read()) is not None:
                self._obey(client, message)
        except OSError as error:
            complain("A connection has failed", error)
        except Exception as error:  # noqa: BLE001 - nonsense of one must not cost the others their supervisor
            complain("A message is not understood", error)
            client.tell({"error": f"{type(error).__name__}: {error}"})
        finally:
            client.leave()
            client.connection.close()

    def _obey(self, client: Client, message: dict[str, Any]) -> None:
        if booked := message.get("booked"):
            self._book.forget(booked)
        wanted = message.get("do")
        if wanted == "start":
            self._start(client, message)
        elif wanted == "follow":
            self._follow_another(client, message["mark"])
        elif wanted == "list":
            running = {attempt.row["mark"]: attempt for attempt in self._book.running()}
            rows = self._book.rows()
            client.tell({"attempts": [{**row, "runs": row["mark"] in running} for row in rows]})
        elif wanted == "leave":
            client.on_purpose = True
            client.tell({"others": self._managers.others_than(message["own"])})
        elif wanted != "note":
            raise MessageError(f"{wanted!r} is nothing that can be done")

    def _start(self, client: Client, message: dict[str, Any]) -> None:
        try:
            attempt = self._starter.start(message, client.environment)
        except StartRefusedError as refusal:
            client.tell(refusal.answer)
            return
        try:
            if not attempt.ends_within(_KEPT_S):
                self._tell_start(attempt, client)
                client.wait_for(attempt, attempt.pidfd)
        except Exception as error:  # noqa: BLE001 - whatever it is, the root's end must be seen
            complain("A manager cannot be served", error)
            client.leave()
            os.waitid(os.P_PID, attempt.pid, os.WEXITED | os.WNOWAIT)
        end = self._end(attempt, client)
        client.tell({"ended": end} if attempt.is_told else {**_start_of(attempt), "ended": end})
        if self._has_strangers:
            self._end_strangers()

    def _tell_start(self, attempt: Attempt, client: Client) -> None:
        self._book.record_start(attempt)
        client.tell(_start_of(attempt))
        attempt.is_told = True

    def _follow_another(self, client: Client, mark: str) -> None:
        """Tell a manager of the end of an attempt that another connection has started."""
        attempt = next((each for each in self._book.running() if each.row["mark"] == mark), None)
        if attempt is not None:
            with contextlib.suppress(ProcessLookupError):
                pidfd = os.pidfd_open(attempt.pid)
                try:
                    client.wait_for(attempt, pidfd)
                finally:
                    os.close(pidfd)
            attempt.over.wait()
        row = next((row for row in self._book.rows() if row["mark"] == mark), None)
        client.tell({"ended": row})

    def _end(self, attempt: Attempt, client: Client) -> Row:
        """The root has ended: end what it left behind, then reap it and record its end, which is returned."""
        is_brief = attempt.age_s < _BRIEF_S
        attempt.unhindered.wait()
        left = 0
        orphans, alone = self._book.orphans_and_solitude(self._children.orphans)
        if orphans:
            # To end them takes its time, and meanwhile the manager may want them stopped.
            if not attempt.is_told:
                self._tell_start(attempt, client)
            # Those of attempts that end at the same time cannot be told from each other.
            self._has_strangers |= not alone
            try:
                left = self._keeper().empty(attempt, orphans if alone else ())
            except Exception as error:  # noqa: BLE001 - the exit code must not be lost over it
                complain(f"What process {attempt.pid} left behind cannot be ended", error)
        account = self._accountant.reap(attempt.pid, was_brief=is_brief)
        if attempt.pidfd is not None:
            os.close(attempt.pidfd)
        end = self._book.end(attempt, {**account, "left_behind": left})
        if self._managers.are_gone:
            os.eventfd_write(self._wake, 1)
        return end

    def _end_strangers(self) -> None:
        """End what attempts have left that ended while others ran; puts it off while one is under way."""
        with self._ending_strangers:
            if self._book.is_idle:
                end_strangers(lambda: self._book.orphans_of_nobody(self._children.orphans))
                self._has_strangers = not self._book.is_idle

    def _let_run_on(self) -> None:
        """No manager is there to do it: what was held still must not stay so."""
        for attempt in self._held_still():
            try:
                self._keeper().resume(attempt)
                attempt.still = False
                self._book.note_resumed(attempt, "its manager was gone")
            except Exception as error:  # noqa: BLE001 - the others must run on
                complain(f"Process {attempt.pid} cannot be resumed", error)

    def _held_still(self) -> Iterator[Attempt]:
        """What is to stand still; of what earlier supervisors have started nobody knows, so that is all."""
        yield from (attempt for attempt in self._book.running() if attempt.still)
        if left := self._book.left_by_others():
            yield from self._keeper().survivors(left)

    def _keeper(self) -> Any:
        """Loaded when it is first needed: most supervisors never have a tree to look after."""
        with self._making_trees:
            if self._trees is None:
                from parallel_execution_manager.supervisor.recovery import TreeKeeper

                self._trees = TreeKeeper()
            return self._trees


def _start_of(attempt: Attempt) -> Row:
    """What a manager is told of a start."""
    return {name: attempt.row[name] for name in ("pid", "ticks", "output", "file")}
