"""The history in the window: its panel and what can be done there, put together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.commands.history_commands import HistoryCommands
from parallel_execution_manager_gui.models.history_model import HistoryModel
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.notice_bar import NoticeBar
from parallel_execution_manager_gui.panels.history_panel import HistoryPanel
from parallel_execution_manager_gui.translation.told import shown
from parallel_execution_manager_gui.wishes import Wishes

_BUTTONS = (ActionId.RUN_AGAIN, ActionId.EXPORT_HISTORY)
_MENU = (ActionId.SHOW_ATTEMPTS, *_BUTTONS)


class HistoryParts(QObject):
    """Tells the panel when something has ended."""

    def __init__(
        self,
        wishes: Wishes,
        queue: QueueModel,
        actions: ActionSet,
        notices: NoticeBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        declared = wishes.role_declarations()
        titles = {name: shown(declaration.title) for name, declaration in declared.items()}

        def title(name: str) -> str:
            return titles.get(name, name)

        self.panel = HistoryPanel(
            HistoryModel(wishes.history, title),
            wishes.history_statistics,
            titles,
            [actions[action_id] for action_id in _MENU],
            [actions[action_id] for action_id in _BUTTONS],
        )
        self._commands = HistoryCommands(wishes, queue, self.panel, notices, title)
        self.panel.run_chosen.connect(self._commands.show_run)

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        return self._commands.handlers()

    def apply(self, snapshot: Snapshot) -> None:
        """Note whether something has ended."""
        if any(view.state.is_final or view.attempt for view in snapshot.tasks if not view.state.is_live):
            self.panel.note_ends()

    def stop(self) -> None:
        """End what works in the background."""
        self.panel.stop()
        self._commands.stop()
