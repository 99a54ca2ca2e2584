"""What is on record of attempts, as a manager finds it: told by the supervisor, or read from its file."""

from __future__ import annotations

import contextlib
from typing import Any

from parallel_execution_manager.supervisor.connections import Connections
from parallel_execution_manager.supervisor.messages import MessageError
from parallel_execution_manager.supervisor.place import Place
from parallel_execution_manager.supervisor.records import read_log
from parallel_execution_manager.supervisor.standing_still import StandingStill
from parallel_execution_manager.system.executor import AttemptLostError, ExecutorError

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
