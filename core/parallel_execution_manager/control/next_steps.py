"""What would let a queue go on that stands still, for whoever reads the lines of a run without a window."""

from __future__ import annotations

from collections.abc import Iterator

from parallel_execution_manager.control.remedy_commands import command_of
from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import Snapshot, TaskView


def next_step(manager: ParallelExecutionManager) -> str:
    """The commands that would let a task start now, as it was tried; empty if none is known.

    Of the roles' first tasks in line, the most important one for which there are such.
    """
    for task in _first_in_line(manager.snapshot()):
        try:
            remedies = manager.explain(task.id, what_if=True).remedies
        except KeyError:
            continue  # it has been taken off the list meanwhile
        for remedy in remedies:
            actions = [{"verb": each.verb, "arguments": dict(each.arguments)} for each in remedy.actions]
            if actions:
                return "; ".join(command_of(action, manager.data_dir) for action in actions)
    return ""


def _first_in_line(snapshot: Snapshot) -> Iterator[TaskView]:
    """The first queued task of each role, the most important role first."""
    for role in sorted(snapshot.roles, key=lambda role: -role.priority):
        queued = (
            task
            for task in snapshot.tasks
            if task.spec.role == role.name and task.state is TaskState.QUEUED and not task.paused
        )
        yield from sorted(queued, key=lambda task: (-task.spec.priority, task.queued_at))[:1]
