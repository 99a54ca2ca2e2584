"""What there is to do for a batch that goes on: what never ended, and what a signal has ended."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from parallel_execution_manager.control.interruption import is_ended_by_signal
from parallel_execution_manager.control.stranded import stranded
from parallel_execution_manager.control.wording import counted, printable
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.snapshot import TaskView

SHOWN = 20


@dataclass(frozen=True, slots=True)
class LeftOver:
    """The tasks of an earlier manager: which that were ended run again or do not, and what that means.

    ``open`` is how many have not ended and can go on; ``behind`` are those that have not ended and cannot, as
    they come after one that is given up.
    """

    total: int
    open: int
    again: tuple[TaskView, ...]
    given_up: tuple[TaskView, ...]
    behind: tuple[TaskView, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is to be done."""
        return not self.open and not self.again

    def lines(self, data_dir: Path) -> Iterator[str]:
        """What becomes of it, for people; ``data_dir`` is that of the batch."""
        if self.is_nothing:
            ended = self.total - len(self.behind)
            without = " without --retry" if self.behind else ""
            yield f"nothing is left to do{without}: {counted(ended, 'task')} {_has(ended)} ended"
        for task in self.again[:SHOWN]:
            yield f"{printable(task.id)} was {printable(task.detail)}: it runs again"
        if len(self.again) > SHOWN:
            yield f"and {counted(len(self.again) - SHOWN, 'more task')} run again"
        for task in self.given_up[:SHOWN]:
            yield (
                f"{printable(task.id)} was {printable(task.detail)} while it ran and is not rerunnable, so "
                f"it does not run again; {_go_on(data_dir, retry=True)} runs it"
            )
        if len(self.given_up) > SHOWN:
            yield f"and {counted(len(self.given_up) - SHOWN, 'more task')} of that kind"
        if self.behind:
            yield f"{_named(self.behind)} behind what does not run again, and {_waits(self.behind)} for it"


def left_over(tasks: Sequence[TaskView], *, retry: bool) -> LeftOver:
    """What is left of ``tasks``.

    What ran when the signal came is run again only if it is rerunnable, or with ``retry``: it may have done
    half of its work, and nobody knows whether it may do it twice.
    """
    ended = [task for task in tasks if is_ended_by_signal(task)]
    again = tuple(task for task in ended if retry or task.spec.rerunnable)
    given_up = tuple(task for task in ended if not retry and not task.spec.rerunnable)
    tried_again = {task.id for task in again}
    behind = stranded([task for task in tasks if task.id not in tried_again])
    unended = sum(not task.state.is_final for task in tasks)
    return LeftOver(len(tasks), unended - len(behind), again, given_up, behind)


def way_on(tasks: Sequence[TaskView], data_dir: Path) -> str:
    """How a batch goes on that has ended with these tasks; empty if there is nothing to go on with."""
    left = left_over(tasks, retry=False)
    if left.is_nothing and not left.given_up:
        return ""
    retry = left.is_nothing
    command = _go_on(data_dir, retry=retry)
    more = "" if retry or not left.given_up else " (with --retry also what was ended while it ran)"
    return f"go on with: {command}{more}"


def _go_on(data_dir: Path, *, retry: bool) -> str:
    return (
        f"pem batch --resume{' --retry' if retry else ''} --data-dir {shlex.quote(printable(str(data_dir)))}"
    )


def _named(tasks: Sequence[TaskView]) -> str:
    names = ", ".join(printable(task.id) for task in tasks[:SHOWN])
    more = f" and {counted(len(tasks) - SHOWN, 'more task')}" if len(tasks) > SHOWN else ""
    return f"{names}{more} {'comes' if len(tasks) == 1 else 'come'}"


def _waits(tasks: Sequence[TaskView]) -> str:
    return "waits" if len(tasks) == 1 else "wait"


def _has(number: int) -> str:
    return "has" if number == 1 else "have"
