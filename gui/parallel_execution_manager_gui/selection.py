"""Feeds the panels below the queue with the selected task."""

from __future__ import annotations

from PySide6.QtCore import QObject

from parallel_execution_manager.scheduling.model.checks import Check
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.snapshot import RoleView, Snapshot, TaskView
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.models.role_model import RoleModel
from parallel_execution_manager_gui.panels.details_panel import DetailsPanel
from parallel_execution_manager_gui.panels.log_panel import LogPanel
from parallel_execution_manager_gui.reasons import check_words
from parallel_execution_manager_gui.task_facts import measured_facts, work_facts
from parallel_execution_manager_gui.translation.told import told
from parallel_execution_manager_gui.waiting_reasons import WaitingReasons
from parallel_execution_manager_gui.wishes import Wishes


class Selection(QObject):
    """Knows the selected task and shows it in the details and the log."""

    def __init__(
        self,
        wishes: Wishes,
        queue: QueueModel,
        roles: RoleModel,
        actions: ActionSet,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._wishes = wishes
        self._queue = queue
        self._roles = roles
        self._role_title = roles.title_of
        self._task_id, self._number = "", 0
        self._details_in_sight = False
        self._now, self._wall = 0.0, WallClock()
        self.details = DetailsPanel(self._words, queue.name_of, roles.title_of)
        self.reasons = WaitingReasons(wishes, self.details.why, self)
        self.log = LogPanel(wishes.run_folder, actions, queue.name_of)

    def choose(self, task_id: str) -> None:
        """Show this task."""
        self._task_id = task_id
        self.log.show_task(self._queue.view(task_id))
        self.tell_selected(self._number)
        self.refresh()

    def tell_selected(self, number: int) -> None:
        """So many tasks are selected, and one of them is shown."""
        self._number = number
        self.details.tell_selected(number, self._queue.known_name_of(self._task_id) or "")

    def apply(self, snapshot: Snapshot) -> None:
        """Show the task as it stands now."""
        self._now, self._wall = snapshot.at, snapshot.wall
        self.log.running.apply(snapshot)
        if any(view.id == self._task_id for view in snapshot.tasks) or self._task_id in snapshot.removed:
            self.log.show_task(self._queue.view(self._task_id))
        self.refresh()

    def show_details(self, in_sight: bool) -> None:
        """Feed the details from now on, or let them rest."""
        self._details_in_sight = in_sight
        self.refresh()

    def stop(self) -> None:
        """End what works in the background."""
        self.log.stop()
        self.reasons.stop()

    def refresh(self) -> None:
        """Feed the details, if they are in sight."""
        view = self._queue.view(self._task_id)
        if view is None:
            self.details.show_nothing()
            self.reasons.show_nothing()
            return
        if not self._details_in_sight:
            return
        folder = self._wishes.run_folder(view.id) if view.attempt else None
        self.details.show_task(
            work_facts(
                view,
                self._role_title(view.spec.role),
                str(folder or ""),
                self._wishes.base_folder,
                self._queue.known_name_of,
            ),
            measured_facts(view, self._now, self._wall, self._role_of(view)),
        )
        self.reasons.show(view, self._now)

    def _role_of(self, view: TaskView) -> RoleView | None:
        return next((role for role in self._roles.roles() if role.name == view.spec.role), None)

    def _words(self, check: Check) -> str:
        return told(check_words(check, self._queue.name_of, self._role_title, self._wall))
