"""A task whose end was told together with its start, as most short ones are."""

from __future__ import annotations

from parallel_execution_manager.supervisor.supervised_process import Root
from parallel_execution_manager.system.executor import Exit
from parallel_execution_manager.system.run_files import Identity


class EndedProcess:
    """The `TaskProcess` of a root that is reaped and has left nothing behind: there is nothing to work on."""

    def __init__(self, root: Root, end: Exit) -> None:
        self._root = root
        self._end = end

    @property
    def pid(self) -> int:
        """The process id that the root had."""
        return self._root.pid

    @property
    def log(self) -> Identity | None:
        """Which file the output went to; ``None`` where that is not on record."""
        return self._root.file

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
