"""The process of an attempt that had ended before anybody could do anything to it."""

from __future__ import annotations

from parallel_execution_manager.system.processes.executor import Exit
from parallel_execution_manager.system.runs.run_files import Identity


class EndedProcess:
    """The `TaskProcess` of a root that is reaped and has left nothing behind: there is nothing to work on.

    ``pid`` is the id that it had, 0 if that is not known, ``log`` the file that its output went to.
    """

    def __init__(self, end: Exit, pid: int = 0, log: Identity | None = None) -> None:
        self._end = end
        self.pid = pid
        self.log = log

    @property
    def is_over(self) -> bool:
        """Always."""
        return True

    def wait(self) -> Exit:
        """How it ended."""
        return self._end

    def suspend(self) -> None:
        """Nobody is left to be stopped."""

    def resume(self) -> None:
        """Nobody is left to run on."""

    def lower(self) -> None:
        """Nobody is left to be lowered."""

    def restore(self) -> None:
        """Nobody is left to get its share again."""

    def stop(self, grace_s: float) -> None:
        """Nobody is left to be ended."""
