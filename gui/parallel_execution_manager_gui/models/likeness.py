"""Which tasks of the queue are seen alike, so that what is said of one is said of all. No Qt in here."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.role_queue import GroupKey
from parallel_execution_manager.scheduling.model.task import Requirement, TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView

Likeness = tuple[str, GroupKey | None, Requirement]
"""A role, a group of its queue, and what is needed."""


def likeness_of(view: TaskView) -> Likeness | None:
    """What the task has in common with all that share look and reason with it; ``None`` if it may be none."""
    if view.state is not TaskState.QUEUED or view.waits_for is not None or view.paused:
        return None
    return view.spec.role, view.group, view.requirement
