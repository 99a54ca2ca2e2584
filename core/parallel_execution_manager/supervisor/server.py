"""The supervisor's work: it serves managers, follows roots to their ends, and outlives managers."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
from collections.abc import Iterator
from typing import Any

from parallel_execution_manager.supervisor.attempt import Attempt
from parallel_execution_manager.supervisor.attempt_book import AttemptBook
from parallel_execution_manager.supervisor.children import Accountant, Children
from parallel_execution_manager.supervisor.client import Client
from parallel_execution_manager.supervisor.complaints import complain
from parallel_execution_manager.supervisor.managers import Managers
from parallel_execution_manager.supervisor.messages import PROTOCOL, SHORT, MessageError
from parallel_execution_manager.supervisor.records import Row
from parallel_execution_manager.supervisor.starter import Starter, StartRefusedError
from parallel_execution_manager.supervisor.strangers import end_strangers

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
                from parallel_execution_manager.supervisor.trees import TreeKeeper

                self._trees = TreeKeeper()
            return self._trees


def _start_of(attempt: Attempt) -> Row:
    """What a manager is told of a start."""
    return {name: attempt.row[name] for name in ("pid", "ticks", "output", "file")}
