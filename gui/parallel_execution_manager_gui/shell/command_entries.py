"""Everything that the command palette can do: each entry of the menus, and going to a task or role."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.models.role_model import RoleModel
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel
from parallel_execution_manager_gui.panels.roles_panel import RolesPanel
from parallel_execution_manager_gui.plain_text import shown_name, without_mnemonic
from parallel_execution_manager_gui.shell.palette_entries import TASK, Entry, TaskSearch

_ROLE = "role:"
_BETWEEN = " ▸ "


class CommandEntries(QObject):
    """Makes the entries anew each time, because what is possible changes; carries out the chosen one."""

    def __init__(
        self,
        bar: QMenuBar,
        actions: ActionSet,
        queue: QueueModel,
        roles: RoleModel,
        queue_panel: QueuePanel,
        roles_panel: RolesPanel,
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        self._actions = actions
        self._queue = queue
        self._roles = roles
        self._queue_panel = queue_panel
        self._roles_panel = roles_panel

    def commands(self) -> tuple[Entry, ...]:
        """All entries of all menus, then the roles."""
        actions = tuple(self._entry(action, path) for action, path in _all_actions(self._bar))
        place = self.tr("go to role")
        roles = (
            Entry(f"{_ROLE}{role.name}", self._roles.title_of(role.name), place)
            for role in self._roles.roles()
        )
        return (*actions, *roles)

    def tasks(self) -> TaskSearch:
        """Every task of the list."""
        return TaskSearch(
            [(view.id, shown_name(view)) for view in self._queue.views()], self.tr("go to task")
        )

    def carry_out(self, entry_id: str) -> None:
        """Do what an entry stands for. A task that is gone by now is told of."""
        if entry_id.startswith(TASK):
            self._go_to_task(entry_id.removeprefix(TASK))
        elif entry_id.startswith(_ROLE):
            self._go_to_role(entry_id.removeprefix(_ROLE))
        else:
            action = next((a for a, path in _all_actions(self._bar) if _id_of(a, path) == entry_id), None)
            if action is not None:
                action.trigger()

    def _go_to_task(self, task_id: str) -> None:
        if self._queue_panel.show_task(task_id):
            self._queue_panel.view.setFocus()
        elif self._queue.view(task_id) is None:
            self._queue_panel.notices.tell(self.tr("The task is not in the list any more."))
        else:
            self._queue_panel.notices.tell(self.tr("The task is hidden by the filter. Esc clears it."))

    def _go_to_role(self, name: str) -> None:
        row = next((row for row, role in enumerate(self._roles.roles()) if role.name == name), None)
        if row is not None:
            self._roles_panel.view.selectRow(row)
            self._roles_panel.view.setFocus()

    def _entry(self, action: QAction, path: str) -> Entry:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        return Entry(_id_of(action, path), without_mnemonic(action.text()), path, keys, self._refusal(action))

    def _refusal(self, action: QAction) -> str:
        if action.isEnabled():
            return ""
        return self._actions.reason(action.objectName()) or self.tr("there is nothing to do it to")


def _all_actions(bar: QMenuBar) -> Iterator[tuple[QAction, str]]:
    for title in bar.actions():
        menu = title.menu()
        if isinstance(menu, QMenu):
            yield from _of_menu(menu, without_mnemonic(title.text()))


def _of_menu(menu: QMenu, path: str) -> Iterator[tuple[QAction, str]]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _of_menu(inner, f"{path}{_BETWEEN}{without_mnemonic(action.text())}")
        elif not action.isSeparator() and action.isVisible():
            yield action, path


def _id_of(action: QAction, path: str) -> str:
    return action.objectName() or f"{path}{_BETWEEN}{without_mnemonic(action.text())}"
