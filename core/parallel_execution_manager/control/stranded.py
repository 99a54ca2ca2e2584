"""Queued tasks that cannot start by themselves: what they come after was ended, and nobody tries it again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView


def stranded(tasks: Sequence[TaskView]) -> tuple[TaskView, ...]:
    """Those queued that come, directly or not, after one of ``tasks`` that has ended without success.

    Such a task is left where a signal has ended what it comes after: it starts once that is retried.
    """
    behind = defaultdict[str, list[str]](list)
    for task in tasks:
        if task.state is TaskState.QUEUED:
            for name in task.spec.after:
                behind[name].append(task.id)
    found = set[str]()
    pending = [task.id for task in tasks if task.state.is_final and task.state is not TaskState.SUCCEEDED]
    while pending:
        for name in behind.get(pending.pop(), ()):
            if name not in found:
                found.add(name)
                pending.append(name)
    return tuple(task for task in tasks if task.id in found)


def is_all_stranded(tasks: Sequence[TaskView]) -> bool:
    """Whether nothing runs and nothing that is queued can start, however long one waits."""
    return sum(not task.state.is_final for task in tasks) == len(stranded(tasks))
