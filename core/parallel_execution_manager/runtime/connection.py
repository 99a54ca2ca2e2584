"""A connection to a running manager: the protocol without its words."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from parallel_execution_manager.runtime.door_protocol import (
    DoorError,
    NoRequestError,
    read_message,
    write_request,
)
from parallel_execution_manager.system.ipc.local_socket import LONGEST_LINE, LineError, LineReader, send_line

PATIENCE_S = 30.0

Facts = Mapping[str, Any]


class ManagerConnection:
    """Asks, and reads what comes. Use it in one thread, and close it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = LineReader(connection)
        self._unread = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()

    def ask(self, kind: str, patience_s: float | None = PATIENCE_S, **fields: Any) -> Facts:
        """The manager's answer; ``None`` waits for it as long as it takes.

        Raises:
            DoorError: it gives none, and why; ``kind`` is ``gone`` if it ended or hangs.
        """
        self._send(kind, fields)
        while True:
            item, answer = self._read(patience_s)
            if item is None:
                return answer

    def stream(self, kind: str, patience_s: float | None = PATIENCE_S, **fields: Any) -> Iterator[Facts]:
        """The items of an answer, as they come, its last word being the last of them.

        Whoever stops in the middle may go on asking other things.

        Raises:
            DoorError: as for ``ask``, also in the middle.
        """
        self._send(kind, fields)
        self._unread = True
        while True:
            item, answer = self._read(patience_s)
            if item is None:
                self._unread = False
                yield answer
                return
            yield item

    def collect(
        self, kind: str, patience_s: float | None = PATIENCE_S, **fields: Any
    ) -> tuple[list[Facts], Facts]:
        """All items of an answer, and its last word.

        Raises:
            DoorError: as for ``ask``.
        """
        *items, last = self.stream(kind, patience_s, **fields)
        return items, last

    def close(self) -> None:
        """End the connection, also while another thread waits for an answer."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def _send(self, kind: str, fields: Facts) -> None:
        try:
            line = write_request(kind, fields)
        except (TypeError, ValueError) as error:
            raise DoorError("bad_request", f"that cannot be written as JSON: {error}") from error
        if len(line) > LONGEST_LINE:
            raise DoorError(
                "too_long", f"the request has more than {LONGEST_LINE:,} bytes; make several of it"
            )
        try:
            send_line(self._connection, line, PATIENCE_S)
            if self._unread:
                self._read_rest()
        except ConnectionError as error:
            # Whoever is turned away is told why before the door is shut, and may find out only by sending.
            self._read(PATIENCE_S)
            raise _gone(error) from error
        except OSError as error:
            raise _gone(error) from error

    def _read_rest(self) -> None:
        """Pass over what is left of a stream: the manager ends it when it sees the next request."""
        self._unread = False
        try:
            while self._read(PATIENCE_S)[0] is not None:
                pass
        except DoorError as error:
            if error.kind == "gone":
                raise

    def _read(self, patience_s: float | None) -> tuple[Facts | None, Facts]:
        """An item, or ``None`` and the answer."""
        try:
            line = self._lines.read(patience_s)
        except (OSError, LineError) as error:
            raise _gone(error) from error
        if line is None:
            raise DoorError("gone", "the manager has ended")
        message = read_message(line)
        problem, answer, item = message.get("error"), message.get("answer"), message.get("item")
        if isinstance(problem, dict):
            self._unread = False
            facts = {key: value for key, value in problem.items() if key not in ("kind", "message")}
            raise DoorError(str(problem.get("kind")), str(problem.get("message")), **facts)
        if isinstance(item, dict):
            return item, {}
        if not isinstance(answer, dict):
            raise NoRequestError("no_answer", "the manager answers in a way that is not known here")
        return None, answer


def _gone(error: Exception) -> DoorError:
    return DoorError("gone", f"the manager does not answer: {error}")
