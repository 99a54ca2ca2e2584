"""Asking managers that run in other processes. Needs neither Qt nor a manager of its own."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from parallel_execution_manager.runtime.door_protocol import (
    DoorError,
    NoRequestError,
    read_message,
    write_request,
)
from parallel_execution_manager.system.local_socket import LineError, LineReader, connections, send_line

PATIENCE_S = 30.0


class ManagerClient:
    """A connection to one running manager. Use it in one thread, and close it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = LineReader(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()

    def ask(self, kind: str, patience_s: float = PATIENCE_S, **fields: Any) -> Mapping[str, Any]:
        """The manager's answer.

        Raises:
            DoorError: it gives none, and why; ``kind`` is ``gone`` if it ended or hangs.
        """
        try:
            send_line(self._connection, write_request(kind, fields), patience_s)
            line = self._lines.read(patience_s)
        except (OSError, LineError) as error:
            raise DoorError("gone", f"the manager does not answer: {error}") from error
        if line is None:
            raise DoorError("gone", "the manager has ended")
        message = read_message(line)
        problem, answer = message.get("error"), message.get("answer")
        if isinstance(problem, dict):
            facts = {key: value for key, value in problem.items() if key not in ("kind", "message")}
            raise DoorError(str(problem.get("kind")), str(problem.get("message")), **facts)
        if not isinstance(answer, dict):
            raise NoRequestError("no_answer", "the manager answers in a way that is not known here")
        return answer

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def managers_of(data_dir: Path) -> tuple[ManagerClient, ...]:
    """A client for each manager that runs in the data folder, the newest first; empty if none does."""
    return tuple(map(ManagerClient, connections(data_dir)))
