"""How a queue's progress is shown: the form that every view has, and plain lines for files and pipes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self, TextIO

from parallel_execution_manager.control.tally import Change, Tally

DUMB_TERMINALS = frozenset({"dumb", "unknown"})


class ProgressView(Protocol):
    """Shows a queue's progress between ``__enter__`` and ``__exit__``. Used from one thread."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    def show(self, tally: Tally, changes: Sequence[Change]) -> None:
        """Show the state of things and what has changed since the call before."""

    def say(self, line: str) -> None:
        """Show a line that stays."""


class PlainProgress:
    """One line per change, for a file, a pipe or a terminal that cannot move its cursor.

    A reader that goes away (``pem batch … | head``) or a disk that is full ends the lines, never the
    tasks.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        return None

    def show(self, tally: Tally, changes: Sequence[Change]) -> None:
        """Write the changes in one go."""
        if changes:
            self._write("".join(f"{change_line(change, tally)}\n" for change in changes))

    def say(self, line: str) -> None:
        """Write the line."""
        self._write(f"{line}\n")

    def _write(self, text: str) -> None:
        try:
            self._out.write(text)
            self._out.flush()
        except OSError as error:
            _send_to_nowhere(self._out)
            if not isinstance(error, BrokenPipeError):
                print(f"pem: going on without progress lines: {error.strerror}", file=sys.stderr)


def _send_to_nowhere(out: TextIO) -> None:
    """Let whatever is still written to ``out`` vanish, also what it flushes when the program ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, out.fileno())
    os.close(nowhere)


def view_for(out: TextIO) -> ProgressView:
    """The live view on a terminal that can move its cursor, plain lines everywhere else."""
    if not out.isatty() or os.environ.get("TERM", "") in DUMB_TERMINALS:
        return PlainProgress(out)
    from rich.console import Console

    from parallel_execution_manager.control.live_progress import LiveProgress

    return LiveProgress(Console(file=out, highlight=False))


def change_line(change: Change, tally: Tally) -> str:
    """``    12.3 s  failed     t7 build (agent_simulations): exit code 2, 3.1 s``."""
    text = f": {change.text}" if change.text else ""
    # What a manager before it has begun may become news a moment later.
    since = max(0.0, change.at - tally.start)
    return f"{since:8.1f} s  {change.word:<9}  {change.subject}{text}"
