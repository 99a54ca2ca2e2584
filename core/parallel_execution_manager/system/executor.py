"""What the runtime expects of whoever starts processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Launch:
    """A process to start: program with arguments, whole environment, absolute working directory."""

    argv: tuple[str, ...]
    cwd: str
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exit:
    """How a process ended.

    ``code`` is negative for a signal. ``cpu_s`` and ``max_memory_mb`` are the kernel's account of
    the process and of the children it waited for (``None`` where there is none). ``delay_s`` is how
    long the process was ready and had to wait for a processor. ``left_behind`` counts processes of its
    tree that outlived it and had to be ended.
    """

    code: int
    cpu_s: float | None = None
    max_memory_mb: float | None = None
    delay_s: float | None = None
    left_behind: int = 0


class LaunchError(Exception):
    """The process could not be started; the message names the program, the reason, the way out."""


class TaskProcess(Protocol):
    """One running process with its whole tree. All methods may be called from any thread."""

    @property
    def pid(self) -> int:
        """The process id of the tree's root."""

    def wait(self) -> Exit:
        """Block until the root has ended and its tree is empty; called once, from one thread."""

    def suspend(self) -> None:
        """Stop every process of the tree; returns when all are stopped or gone."""

    def resume(self) -> None:
        """Let every process of the tree run on."""

    def lower(self) -> None:
        """Let the tree have processor and disk only after everybody else, as far as the system can."""

    def restore(self) -> None:
        """Give the tree its ordinary share again."""

    def stop(self, grace_s: float) -> None:
        """Ask the tree to end (TERM), force it after ``grace_s`` seconds (KILL); blocks until empty.

        A suspended tree is resumed first, so that it can end in order.
        """


class Executor(Protocol):
    """Starts processes in a session of their own, output going straight to a file."""

    def start(self, launch: Launch, output: Path, mark: str) -> TaskProcess:
        """Start ``launch`` with stdout and stderr appended to ``output``.

        ``mark`` is put into the environment as ``PEM_TASK_MARK``, so that members of the tree that
        left their session are still found.

        Raises:
            LaunchError: the program does not exist, is not executable, or the system refuses.
        """
