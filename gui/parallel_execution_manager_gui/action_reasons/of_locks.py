"""Why an action on a row of the files in use can do nothing. Pure but for Qt's translations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.lock_rows import LockKind, LockRow

translate = QCoreApplication.translate
_OF_ROW: Final = (
    ActionId.LOCK_GO_TO,
    ActionId.LOCK_CANCEL,
    ActionId.LOCK_RELEASE,
    ActionId.LOCK_COPY_PATH,
)


def holder_of(row: LockRow, of_file: Sequence[LockRow]) -> LockRow | str:
    """The row of a holder: this one, or the only one of the file's; else why there is none to name."""
    if row.kind is LockKind.HOLDER:
        return row
    holders = [each for each in of_file if each.kind is LockKind.HOLDER]
    if len(holders) == 1:
        return holders[0]
    if holders:
        return translate("ActionReasons", "several hold this file: choose one")
    return translate("ActionReasons", "nobody holds this file")


def lock_reasons(
    row: LockRow | None, of_file: Sequence[LockRow], task: TaskView | None
) -> Iterator[tuple[ActionId, str]]:
    """For each action on a row why it can do nothing; ``task`` is the holder's, if it is known."""
    if row is None:
        none = translate("ActionReasons", "choose a row of the files in use first")
        yield from ((action_id, none) for action_id in _OF_ROW)
        return
    yield ActionId.LOCK_COPY_PATH, ""
    yield (
        ActionId.LOCK_GO_TO,
        ""
        if row.task_id
        else translate("ActionReasons", "this row is about no task: choose a holder or one who waits"),
    )
    holder = holder_of(row, of_file)
    if isinstance(holder, str):
        yield from ((action_id, holder) for action_id in (ActionId.LOCK_CANCEL, ActionId.LOCK_RELEASE))
        return
    yield ActionId.LOCK_CANCEL, _not_cancelled(holder, task)
    yield ActionId.LOCK_RELEASE, _not_released(holder)


def _not_cancelled(holder: LockRow, task: TaskView | None) -> str:
    if holder.lease_id:
        told = translate(
            "ActionReasons",
            "{name} is no task of this manager: end the process, or let it release the lease",
        )
        return told.format(name=holder.who)
    if task is None or task.state.is_final:
        return translate("ActionReasons", "{name} has ended").format(name=holder.who)
    return ""


def _not_released(holder: LockRow) -> str:
    if holder.lease_id:
        return ""
    told = translate(
        "ActionReasons", "{name} is a task: its files are free when it ends; cancel it to free them now"
    )
    return told.format(name=holder.who)
