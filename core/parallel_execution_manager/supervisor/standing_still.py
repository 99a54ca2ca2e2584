"""A supervisor that somebody has stopped (SIGSTOP): whoever waits for it would wait for ever."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
from collections.abc import Callable
from typing import Any

from parallel_execution_manager.supervisor.messages import Connection
from parallel_execution_manager.system.linux_proc import read_stat

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
