"""What of very large snapshots has not been shown yet: handed out piece by piece. No Qt in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress, islice
from operator import not_

from parallel_execution_manager.scheduling.snapshot import Snapshot, TaskView

_FEW = 100
"""A piece for which much had to be done before."""


class SnapshotBacklog:
    """Showing 100,000 tasks takes seconds, in which no key would be heard: so each piece has a few of them.

    All pieces, shown one after the other, leave what the snapshots themselves would. Tasks that have ended
    come last: until then nothing looks as if all was done.
    """

    def __init__(self) -> None:
        self._left: dict[str, TaskView] = {}
        self._unsorted: tuple[TaskView, ...] = ()
        self._newest: Snapshot | None = None

    def __bool__(self) -> bool:
        return bool(self._left or self._unsorted)

    def clear(self) -> None:
        """Hand out nothing more."""
        self._left.clear()
        self._unsorted = ()

    def first(self, snapshot: Snapshot, most: int) -> Snapshot:
        """What of ``snapshot``, the newest there is, is to be shown now; of its tasks at most so many."""
        if snapshot.full:
            self.clear()
        self._take_in()
        for task_id in snapshot.removed:
            self._left.pop(task_id, None)
        tasks = snapshot.tasks if len(snapshot.tasks) <= most else _open_first(snapshot.tasks)
        now, later = tasks[:most], tasks[most:]
        for view in now:
            self._left.pop(view.id, None)
        self._unsorted = later
        self._newest = snapshot if not later else replace(snapshot, tasks=now)
        return self._newest

    def more(self, most: int) -> Snapshot | None:
        """The next piece, with at most so many tasks; ``None`` if nothing is left."""
        if self._newest is None or not self:
            return None
        if self._unsorted:
            self._take_in()
            most = min(most, _FEW)
        ids = list(islice(self._left, most))
        tasks = tuple(self._left.pop(task_id) for task_id in ids)
        # All else in it was shown with the first piece.
        return replace(self._newest, full=False, tasks=tasks, removed=(), sample=None)

    def _take_in(self) -> None:
        """Know by their ids what was left of a large snapshot, for which its first piece did not wait."""
        if self._unsorted:
            left = {view.id: view for view in self._unsorted}
            self._left = self._left | left if self._left else left
            self._unsorted = ()


def _open_first(tasks: Sequence[TaskView]) -> tuple[TaskView, ...]:
    # Lists of flags, because to make 100,000 pairs has the garbage collector look through everything.
    over = [view.state.is_final for view in tasks]
    return (*compress(tasks, map(not_, over)), *compress(tasks, over)) if any(over) else tuple(tasks)
