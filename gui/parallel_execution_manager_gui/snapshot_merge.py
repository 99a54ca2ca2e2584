"""Two snapshots that follow each other as one. No Qt in here."""

from __future__ import annotations

from dataclasses import replace

from parallel_execution_manager.scheduling.snapshot import Snapshot, TaskView


def merge(older: Snapshot, newer: Snapshot) -> Snapshot:
    """The snapshot that, shown once, leaves what showing ``older`` and then ``newer`` would.

    A task that was removed and came again stands among both the removed and the changed ones: views
    take the removed ones out first.
    """
    return replace(
        newer,
        full=older.full or newer.full,
        tasks=_tasks(older, newer),
        removed=tuple(dict.fromkeys((*older.removed, *newer.removed))),
        sample=older.sample if newer.sample is None else newer.sample,
    )


def _tasks(older: Snapshot, newer: Snapshot) -> tuple[TaskView, ...]:
    if newer.full:
        return newer.tasks
    gone = set(newer.removed)
    kept = {view.id: view for view in older.tasks if view.id not in gone}
    return tuple((kept | {view.id: view for view in newer.tasks}).values())
