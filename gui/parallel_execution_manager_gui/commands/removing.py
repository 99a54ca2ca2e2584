"""Takes ended tasks off the list, and tells which have left and why the others stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject

from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.edits import Forgetting
from parallel_execution_manager_gui.naming import Named
from parallel_execution_manager_gui.notice_bar import Offer
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel
from parallel_execution_manager_gui.plain_text import harmless
from parallel_execution_manager_gui.translation.told import count, told_problem
from parallel_execution_manager_gui.wishes import Wishes

_MOST_TOLD = 3


class Removing(QObject):
    """Wishes that tasks be forgotten. The machine keeps what others come after, and says so."""

    def __init__(self, wishes: Wishes, panel: QueuePanel, undo: Offer, named: Named) -> None:
        super().__init__(panel)
        self._wishes = wishes
        self._panel = panel
        self._undo = undo
        self._named = named

    def remove(self, views: Sequence[TaskView]) -> None:
        """Take ended tasks off the list."""
        if not views:
            return
        outcome = self._wishes.forget([view.id for view in views])
        if told := "\n".join(self._told(outcome)):
            self._panel.notices.tell(told, self._undo if outcome.can_be_undone else None)

    def _told(self, outcome: Forgetting) -> Iterator[str]:
        if outcome.gone:
            one = self.tr("Removed 1 ended task from the list.")
            many = self.tr("Removed {count} ended tasks from the list.")
            yield one if len(outcome.gone) == 1 else many.format(count=count(len(outcome.gone)))
        reasons = list(outcome.kept.values())
        yield from (harmless(told_problem(reason, self._named)) for reason in reasons[:_MOST_TOLD])
        if len(reasons) > _MOST_TOLD:
            more = len(reasons) - _MOST_TOLD
            yield self.tr("Others that stay, too: {count}.").format(count=count(more))
