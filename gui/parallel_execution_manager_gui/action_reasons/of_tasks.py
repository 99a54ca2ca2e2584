"""Why an action of the queue can do nothing for the selected tasks. Pure but for Qt's translations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import Priority, TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.moving import Placed, steps_down, steps_up
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.reasons import blocking_task

translate = QCoreApplication.translate
Reasons = Iterator[tuple[ActionId, str]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The selected tasks. Of very many only the first: then anything may fit one of the others."""

    tasks: Sequence[TaskView]
    is_whole: bool
    place_of: Callable[[str], int | None]
    queue_length: Callable[[str], int]

    def any(self, holds: Callable[[TaskView], bool]) -> bool:
        """Whether one of them is so, or may be."""
        return not self.is_whole or any(map(holds, self.tasks))

    def placed(self) -> list[Placed]:
        """Those that stand in a queue."""
        places = ((view, self.place_of(view.id)) for view in self.tasks if _is_queued(view))
        return [Placed(view.id, view.spec.role, place) for view, place in places if place is not None]


def task_reasons(chosen: Chosen) -> Reasons:
    """For each action of the queue on selected tasks why it can do nothing; empty if it can."""
    if not chosen.tasks:
        none = translate("ActionReasons", "select a task first")
        yield from ((action_id, none) for action_id in (*_OF_ANY, *_OF_ONE))
        return
    for action_id, reason in _OF_ANY.items():
        yield action_id, reason(chosen)
    one = chosen.tasks[0] if len(chosen.tasks) == 1 and chosen.is_whole else None
    for action_id, reason_of_one in _OF_ONE.items():
        yield (
            action_id,
            translate("ActionReasons", "select one task") if one is None else reason_of_one(one, chosen),
        )


def _is_queued(view: TaskView) -> bool:
    return view.state is TaskState.QUEUED


def _never(_chosen: Chosen) -> str:
    return ""


def _pause(chosen: Chosen) -> str:
    if chosen.any(lambda view: not view.state.is_final):
        return ""
    return translate("ActionReasons", "what has ended cannot be paused; retry it (Ctrl+R) to run it again")


def _retry(chosen: Chosen) -> str:
    if chosen.any(lambda view: view.state.is_final):
        return ""
    return translate("ActionReasons", "it has not ended yet; only ended tasks are queued again")


def _edit(chosen: Chosen) -> str:
    if chosen.any(_is_queued):
        several = len(chosen.tasks) > 1 and chosen.is_whole
        alone = several and sum(map(_is_queued, chosen.tasks)) == 1
        return translate("ActionReasons", "only one of them is queued; select it alone") if alone else ""
    if len(chosen.tasks) > 1:
        return translate("ActionReasons", "none of them is queued, and only what is queued can be edited")
    told = translate("ActionReasons", "“{name}” is not queued: duplicate it (Ctrl+D) to run it changed")
    return told.format(name=shown_name(chosen.tasks[0]))


def _move(chosen: Chosen, *, up: bool) -> str:
    if not chosen.is_whole:
        return ""
    placed = chosen.placed()
    if not placed:
        return translate("ActionReasons", "only what is queued has a place to be moved from")
    lengths = {task.role: chosen.queue_length(task.role) for task in placed}
    if steps_up(placed) if up else steps_down(placed, lengths):
        return ""
    return (
        translate("ActionReasons", "it stands first already")
        if up
        else translate("ActionReasons", "it stands last already")
    )


def _up(chosen: Chosen) -> str:
    return _move(chosen, up=True)


def _down(chosen: Chosen) -> str:
    return _move(chosen, up=False)


def _priority(chosen: Chosen, end: Priority) -> str:
    if not chosen.any(_is_queued):
        return translate("ActionReasons", "the priority only of what is queued can be changed")
    if chosen.any(lambda view: _is_queued(view) and view.spec.priority is not end):
        return ""
    return (
        translate("ActionReasons", "it has the highest priority already")
        if end is Priority.HIGH
        else translate("ActionReasons", "it has the lowest priority already")
    )


def _raise(chosen: Chosen) -> str:
    return _priority(chosen, Priority.HIGH)


def _lower(chosen: Chosen) -> str:
    return _priority(chosen, Priority.LOW)


def _nothing(_view: TaskView, _chosen: Chosen) -> str:
    return ""


def _place(view: TaskView, chosen: Chosen) -> str:
    if chosen.place_of(view.id) is not None:
        return ""
    return translate("ActionReasons", "only what is queued has a place to be moved from")


def _folder(view: TaskView, _chosen: Chosen) -> str:
    if view.attempt:
        return ""
    return translate("ActionReasons", "there is no run folder yet: it is made at the first attempt")


def _blocker(view: TaskView, _chosen: Chosen) -> str:
    if blocking_task(view) is not None:
        return ""
    return translate("ActionReasons", "it does not wait for another task")


_OF_ANY: dict[ActionId, Callable[[Chosen], str]] = {
    ActionId.CANCEL: _never,
    ActionId.SHOW_DETAILS: _never,
    ActionId.TOGGLE_PAUSE: _pause,
    ActionId.RETRY: _retry,
    ActionId.EDIT_TASK: _edit,
    ActionId.MOVE_UP: _up,
    ActionId.MOVE_TOP: _up,
    ActionId.MOVE_DOWN: _down,
    ActionId.MOVE_BOTTOM: _down,
    ActionId.RAISE_PRIORITY: _raise,
    ActionId.LOWER_PRIORITY: _lower,
}
"""What is done to all that are selected and that it fits."""
_OF_ONE: dict[ActionId, Callable[[TaskView, Chosen], str]] = {
    ActionId.DUPLICATE_TASK: _nothing,
    ActionId.MOVE_TO: _place,
    ActionId.OPEN_FOLDER: _folder,
    ActionId.GO_TO_BLOCKER: _blocker,
}
