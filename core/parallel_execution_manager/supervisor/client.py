"""A manager as its supervisor sees it: one connection, and whether anybody is still there."""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Callable
from typing import Any

from parallel_execution_manager.supervisor.attempt import Attempt
from parallel_execution_manager.supervisor.messages import Connection
from parallel_execution_manager.system.environment_block import EnvironmentBlock


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
