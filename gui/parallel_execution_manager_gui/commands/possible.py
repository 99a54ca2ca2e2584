"""An action that was possible when it was last looked at, and is not any more, says why nothing happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager_gui.action_reasons.keeper import MOST_LOOKED_AT
from parallel_execution_manager_gui.action_reasons.of_tasks import Chosen, task_reasons
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel

Handlers = dict[ActionId, Callable[[], None]]


def told_if_impossible(
    handlers: Mapping[ActionId, Callable[[], None]], queue: QueueModel, panel: QueuePanel
) -> Handlers:
    """The same handlers, each looking first at the selected tasks as they stand now."""

    def act(action_id: ActionId, handler: Callable[[], None]) -> None:
        ids, is_whole = panel.view.first_selected(MOST_LOOKED_AT)
        views = [view for view in map(queue.view, ids) if view is not None]
        reasons = dict(task_reasons(Chosen(views, is_whole, queue.place_of, queue.queue_length)))
        if reason := reasons.get(action_id):
            told = QCoreApplication.translate("RefusedKeys", "Not possible now: {reason}.")
            panel.notices.tell(told.format(reason=reason))
        else:
            handler()

    return {action_id: partial(act, action_id, handler) for action_id, handler in handlers.items()}
