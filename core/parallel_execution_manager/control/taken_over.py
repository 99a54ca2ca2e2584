"""What a manager without a window says of the queue that it finds when it begins."""

from __future__ import annotations

from collections.abc import Sequence

from parallel_execution_manager.control.wording import counted
from parallel_execution_manager.scheduling.snapshot import TaskView


def taken_over(tasks: Sequence[TaskView], begun: float) -> str:
    """``goes on with 6 tasks of the manager before: 1 still runs, 3 wait, 2 are paused``; empty without any.

    ``begun`` is when this manager did (monotonic seconds).
    """
    left = [task for task in tasks if not task.state.is_final]
    if not left:
        return ""
    paused = sum(task.paused for task in left)
    running = sum(
        task.state.is_live and not task.paused and task.started_at is not None and task.started_at < begun
        for task in left
    )
    parts = [
        *_part(running, "still runs", "still run"),
        *_part(len(left) - running - paused, "waits", "wait"),
        *_part(paused, "is paused", "are paused"),
    ]
    return f"goes on with {counted(len(left), 'task')} of the manager before: {', '.join(parts)}"


def _part(number: int, one: str, many: str) -> list[str]:
    return [f"{number:,} {one if number == 1 else many}"] if number else []
