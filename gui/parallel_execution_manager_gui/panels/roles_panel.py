"""The roles: state, work and priority of each, with buttons for the selected one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ROLE_MENU, ActionId, Scope
from parallel_execution_manager_gui.delegates.priority_delegate import PriorityDelegate
from parallel_execution_manager_gui.delegates.state_delegate import StateDelegate
from parallel_execution_manager_gui.models.role_model import RoleColumn, RoleModel
from parallel_execution_manager_gui.widgets import EmptyText, named, style_table

_ROW_HEIGHT = 22
_BUTTONS = (ActionId.START_ROLE, ActionId.TOGGLE_ROLE, ActionId.STOP_ROLE)
_WIDTHS = {RoleColumn.STATE: 87, RoleColumn.RUNNING: 28, RoleColumn.QUEUED: 44, RoleColumn.PRIORITY: 29}


class RolesPanel(QWidget):
    """One row a role."""

    def __init__(self, roles: RoleModel, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roles = roles
        self._actions = actions
        self.view = self._make_view()
        self._empty = EmptyText(self.view, "No roles are configured.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.view, 1)
        layout.addLayout(self._make_buttons())
        actions.give_keys(Scope.ROLES, self.view)

    def _make_view(self) -> QTableView:
        view = named(QTableView(self), "roles_view", "Roles")
        style_table(view, _ROW_HEIGHT)
        view.setModel(self._roles)
        view.setItemDelegate(StateDelegate(view))
        view.setItemDelegateForColumn(RoleColumn.PRIORITY, PriorityDelegate(view))
        view.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        header = view.horizontalHeader()
        header.setMinimumSectionSize(24)
        header.setAccessibleName("Columns of the roles")
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, width in _WIDTHS.items():
            view.setColumnWidth(column, width)
        header.setSectionResizeMode(RoleColumn.ROLE, QHeaderView.ResizeMode.Stretch)
        return view

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        for action_id in _BUTTONS:
            button = named(QToolButton(self), f"button_{action_id.value}", self._actions[action_id].toolTip())
            button.setDefaultAction(self._actions[action_id])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setAutoRaise(True)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def selected_role(self) -> str | None:
        """The name of the selected role."""
        index = self.view.currentIndex()
        return self._roles.role_at(index.row()).name if index.isValid() else None

    def _open_menu(self, place: QPoint) -> None:
        self._actions.menu(ROLE_MENU, self).popup(self.view.viewport().mapToGlobal(place))
