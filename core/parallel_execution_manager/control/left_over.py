"""What there is to do for a batch that goes on: what never ended, and what a signal has ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parallel_execution_manager.control.interruption import is_ended_by_signal
from parallel_execution_manager.control.wording import counted, printable
from parallel_execution_manager.scheduling.snapshot import TaskView

SHOWN = 20


@dataclass(frozen=True, slots=True)
class LeftOver:
    """The tasks of an earlier manager: how many are open, and which that were ended run again or do not."""

    total: int
    open: int
    again: tuple[TaskView, ...]
    given_up: tuple[TaskView, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is to be done."""
        return not self.open and not self.again

    def lines(self) -> Iterator[str]:
        """What becomes of it, for people."""
        if self.is_nothing:
            has = "has" if self.total == 1 else "have"
            yield f"nothing is left to do: {counted(self.total, 'task')} {has} ended"
        for task in self.again[:SHOWN]:
            yield f"{printable(task.id)} was {printable(task.detail)}: it runs again"
        if len(self.again) > SHOWN:
            yield f"and {counted(len(self.again) - SHOWN, 'more task')} run again"
        for task in self.given_up[:SHOWN]:
            yield (
                f"{printable(task.id)} was {printable(task.detail)} while it ran and is not rerunnable, so "
                "it does not run again; pem batch --resume --retry runs it"
            )
        if len(self.given_up) > SHOWN:
            yield f"and {counted(len(self.given_up) - SHOWN, 'more task')} of that kind"


def left_over(tasks: Sequence[TaskView], *, retry: bool) -> LeftOver:
    """What is left of ``tasks``.

    What ran when the signal came is run again only if it is rerunnable, or with ``retry``: it may have done
    half of its work, and nobody knows whether it may do it twice.
    """
    ended = [task for task in tasks if is_ended_by_signal(task)]
    again = tuple(task for task in ended if retry or task.spec.rerunnable)
    given_up = tuple(task for task in ended if not retry and not task.spec.rerunnable)
    return LeftOver(len(tasks), sum(not task.state.is_final for task in tasks), again, given_up)
