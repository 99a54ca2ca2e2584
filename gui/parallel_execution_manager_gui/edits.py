"""What an edit of the queue has changed, so that it can be undone. No Qt in here."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, unique

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.rows import TaskChange, TaskRow

Rows = Mapping[str, TaskRow | None]


@unique
class EditKind(StrEnum):
    """What was done to tasks."""

    ADD = "add"
    EDIT = "edit"
    MOVE = "move"
    PRIORITY = "priority"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RETRY = "retry"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Edit:
    """Something that was done to one task or to several at once."""

    kind: EditKind
    changes: tuple[TaskChange, ...]

    @property
    def name(self) -> str:
        """The name of the first task."""
        row = self.changes[0].before or self.changes[0].after
        return "" if row is None else row.spec.name

    @property
    def ids(self) -> tuple[str, ...]:
        """The tasks, in the order in which they were named."""
        return tuple(change.task_id for change in self.changes)


@dataclass(frozen=True, slots=True)
class Queued:
    """What came of the wish to queue tasks: their ids and what changed, or why it was refused.

    ``not_kept`` says why they are queued, but not on disk yet.
    """

    task_ids: tuple[str, ...] = ()
    changes: tuple[TaskChange, ...] = ()
    refused: tuple[str, ...] = ()
    not_kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancelling:
    """What came of the wish to cancel tasks: their ids, and whether some of it can be undone.

    ``along`` are others that came after them, and so were cancelled with them.
    """

    done: tuple[str, ...]
    along: tuple[str, ...] = ()
    had_ended: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    can_be_undone: bool = False


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What came of the wish to take tasks off the list.

    ``gone`` are the ids of those that left, ``kept`` says of each of the others why it stays.
    """

    gone: tuple[str, ...]
    kept: Mapping[str, str]
    can_be_undone: bool = False


def changes_between(before: Rows, after: Rows) -> tuple[TaskChange, ...]:
    """What is different. Left out is a task whose process was ended: nothing brings that back."""
    changes = (TaskChange(name, before[name], after.get(name)) for name in before)
    return tuple(change for change in changes if _is_different(change) and not _has_ended(change))


def _is_different(change: TaskChange) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return before is not after
    if before.state.is_live and after.state.is_live:
        # What its process does meanwhile is no edit.
        return (before.attempt, before.paused) != (after.attempt, after.paused)
    return before._replace(waited=()) != after._replace(waited=())


def _has_ended(change: TaskChange) -> bool:
    before, after = change.before, change.after
    return before is not None and before.state.is_live and (after is None or not after.state.is_live)
