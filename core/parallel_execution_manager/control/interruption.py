"""Signals that ask ``pem`` to end: the first ends in order, the second at once."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Self

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView

SIGNAL_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


ENDED_BY = "ended by SIG"
"""How the reason begins that stands with a task which was ended because a signal came."""


def ended_by(signal_name: str) -> str:
    """What stands with the tasks that a signal to the manager has ended."""
    return f"ended by {signal_name}"


def is_ended_by_signal(task: TaskView) -> bool:
    """Whether a task was ended only because its manager was."""
    return task.state is TaskState.CANCELLED and task.detail.startswith(ENDED_BY)


class Interruption:
    """Counts the signals that arrive between ``__enter__`` and ``__exit__``; for the main thread.

    A signal that whoever started us set to be ignored (``nohup``, a job in the background of a
    script) stays ignored.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self.count = 0
        self._before: dict[int, signal._HANDLER] = {}

    def __enter__(self) -> Self:
        for name in SIGNAL_NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._arrived)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @property
    def name(self) -> str:
        """The first signal's name, empty if none came."""
        return "" if self.number is None else signal.Signals(self.number).name

    def _arrived(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        if self.number is None:
            self.number = number
