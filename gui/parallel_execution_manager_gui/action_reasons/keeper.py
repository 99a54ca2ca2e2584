"""Greys out what can do nothing for what is selected, and says why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from parallel_execution_manager_gui.action_reasons.of_locks import holder_of, lock_reasons
from parallel_execution_manager_gui.action_reasons.of_roles import all_roles_reasons, role_reasons
from parallel_execution_manager_gui.action_reasons.of_tasks import Chosen, task_reasons
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.looks import LookGroup
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.models.role_model import RoleModel
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel
from parallel_execution_manager_gui.panels.roles_panel import RolesPanel

if TYPE_CHECKING:
    from parallel_execution_manager_gui.models.lock_model import LockModel
    from parallel_execution_manager_gui.panels.history_panel import HistoryPanel
    from parallel_execution_manager_gui.panels.locks_panel import LocksPanel

MOST_LOOKED_AT = 200
"""Selected tasks. A selection may hold 100,000, and is looked at several times a second."""
_ENDED = (LookGroup.SUCCEEDED, LookGroup.FAILED, LookGroup.CANCELLED)


class ActionReasons(QObject):
    """Follows what is selected in each panel; what changes with snapshots is looked at by ``refresh``."""

    def __init__(
        self,
        actions: ActionSet,
        queue: tuple[QueueModel, QueuePanel],
        roles: tuple[RoleModel, RolesPanel],
    ) -> None:
        super().__init__(actions)
        self._actions = actions
        self._queue, self._queue_panel = queue
        self._roles, self._roles_panel = roles
        self._locks: tuple[LockModel, LocksPanel] | None = None
        self._history: HistoryPanel | None = None
        self._queue_panel.view.selectionModel().selectionChanged.connect(self._look_at_tasks)
        self._roles_panel.view.selectionModel().currentChanged.connect(self._look_at_roles)
        self._roles.modelReset.connect(self._look_at_roles)
        self._queue.counts_changed.connect(self._look_at_list)
        self.refresh()

    def follow_rest(self, locks: tuple[LockModel, LocksPanel], history: HistoryPanel) -> None:
        """Follow the panels too that are made later; until then nothing is selected there."""
        self._locks, self._history = locks, history
        locks[1].view.selectionModel().currentChanged.connect(self._look_at_locks)
        history.view.selectionModel().selectionChanged.connect(self._look_at_runs)
        history.runs.modelReset.connect(self._look_at_runs)
        self.refresh()

    def refresh(self) -> None:
        """Look at everything: what is selected may be something else by now."""
        self._look_at_tasks()
        self._look_at_roles()
        self._look_at_locks()
        self._look_at_runs()
        self._look_at_list()

    def _look_at_tasks(self) -> None:
        ids, is_whole = self._queue_panel.view.first_selected(MOST_LOOKED_AT)
        views = [view for view in map(self._queue.view, ids) if view is not None]
        chosen = Chosen(views, is_whole, self._queue.place_of, self._queue.queue_length)
        self._take(task_reasons(chosen))

    def _look_at_roles(self) -> None:
        name = self._roles_panel.selected_role()
        roles = tuple(self._roles.roles())
        role = next((role for role in roles if role.name == name), None)
        self._take(role_reasons(role, self._roles.title_of(name or "")))
        self._take(all_roles_reasons(roles))

    def _look_at_locks(self) -> None:
        locks, panel = self._locks or (None, None)
        row = None if panel is None else panel.current()
        of_file = () if row is None or locks is None else locks.rows_of_file(row.key[0])
        holder = "" if row is None else holder_of(row, of_file)
        task = None if isinstance(holder, str) else self._queue.view(holder.task_id)
        self._take(lock_reasons(row, of_file, task))

    def _look_at_runs(self) -> None:
        view = None if self._history is None else self._history.view
        runs = 0 if view is None else len(view.selectionModel().selectedRows())
        some = self.tr("select a run in the history first")
        one = some if not runs else self.tr("select one run in the history")
        self._actions.refuse(ActionId.SHOW_ATTEMPTS, "" if runs == 1 else one)
        self._actions.refuse(ActionId.RUN_AGAIN, "" if runs else some)

    def _look_at_list(self) -> None:
        """What is done to the list as a whole."""
        failed = self._queue.count(LookGroup.FAILED)
        ended = sum(map(self._queue.count, _ENDED))
        retry = self._actions[ActionId.RETRY_FAILED]
        many = self.tr("Retry all &failed ({number})").format(number=failed)
        retry.setText(many if failed else self.tr("Retry all &failed"))
        self._actions.refuse(ActionId.RETRY_FAILED, "" if failed else self.tr("no task has failed"))
        self._actions.refuse(ActionId.FORGET_ENDED, "" if ended else self.tr("no task of the list has ended"))

    def _take(self, reasons: Iterable[tuple[ActionId, str]]) -> None:
        for action_id, reason in reasons:
            self._actions.refuse(action_id, reason)
