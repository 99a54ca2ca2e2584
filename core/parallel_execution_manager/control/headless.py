"""Tasks from their submission to their end without a window: what batch and demo have in common."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from parallel_execution_manager.control.drive import Drive
from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, SOME_FAILED, of_signal
from parallel_execution_manager.control.interruption import Interruption
from parallel_execution_manager.control.messages import tell
from parallel_execution_manager.control.progress import view_for
from parallel_execution_manager.control.report import BatchFacts
from parallel_execution_manager.runtime.batches import Batch
from parallel_execution_manager.runtime.errors import WishNotKept
from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView


@dataclass(frozen=True, slots=True)
class HeadlessRun:
    """What came of it: facts about the whole, and the tasks in the order in which they were given."""

    facts: BatchFacts
    tasks: tuple[TaskView, ...]


def run_headless(
    manager: ParallelExecutionManager,
    batch: Batch,
    submit: Callable[[], Sequence[str]],
    interruption: Interruption,
) -> HeadlessRun:
    """Start roles, let ``submit`` queue the tasks of ``batch``, and drive them to their end.

    Roles that were paused or held by hand stay so, and that is told.

    For one that goes on ``submit`` only says which tasks it has.

    ``interruption`` must be entered: it says when a signal wants the end sooner.

    Raises:
        WishRefused: the tasks cannot be queued; nothing was started.
    """
    start = time.monotonic()
    with Drive(manager, view_for(sys.stdout), interruption) as drive:
        for text in manager.begin_roles(stopped_too=True):
            tell(text)
        ids = _queued(manager, submit)
        ending = drive.to_the_end()
        snapshot = manager.snapshot()
    tasks = _in_order(snapshot.tasks, ids)
    facts = BatchFacts(
        task_file=batch.task_file,
        started_at=batch.started_at,
        start=min((start, *(task.queued_at for task in tasks))),
        end=max((task.ended_at for task in tasks if task.ended_at is not None), default=snapshot.at),
        exit_code=_exit_code(ending.signal_number, tasks),
        size=snapshot.policy.size,
        course=ending.course,
        signal_name=ending.signal_name,
    )
    return HeadlessRun(facts, tasks)


def _queued(manager: ParallelExecutionManager, submit: Callable[[], Sequence[str]]) -> Sequence[str]:
    """The ids of the tasks, also if the disk does not take them yet: that is told, and nothing starts."""
    try:
        return submit()
    except WishNotKept:
        return [view.id for view in manager.snapshot().tasks]


def _in_order(views: Sequence[TaskView], ids: Sequence[str]) -> tuple[TaskView, ...]:
    """The submitted tasks in their order, then those that they queued themselves."""
    place = {task_id: number for number, task_id in enumerate(ids)}
    return tuple(sorted(views, key=lambda view: (place.get(view.id, len(ids)), view.queued_at)))


def _exit_code(signal_number: int | None, tasks: Sequence[TaskView]) -> int:
    if signal_number is not None:
        return of_signal(signal_number)
    return ALL_SUCCEEDED if all(task.state is TaskState.SUCCEEDED for task in tasks) else SOME_FAILED
