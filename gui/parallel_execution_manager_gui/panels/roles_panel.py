"""The roles: state, work, use and priority of each, the last decision about one, and buttons for it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager.scheduling.snapshot import RoleView
from parallel_execution_manager_gui.action_layouts import ROLE_MENU
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId, Scope
from parallel_execution_manager_gui.delegates.priority_delegate import PriorityDelegate
from parallel_execution_manager_gui.delegates.role_delegate import ROW_HEIGHT, RoleDelegate, note_font
from parallel_execution_manager_gui.looks import Wished
from parallel_execution_manager_gui.models.role_model import RoleColumn, RoleModel
from parallel_execution_manager_gui.panels.elided_label import ElidedLabel
from parallel_execution_manager_gui.role_texts import longest_note
from parallel_execution_manager_gui.timed_menus import TimedRoleMenus
from parallel_execution_manager_gui.widgets import SMALL_ICON, EmptyText, named, style_table

_QUIET = frozenset({RoleState.ACTIVE, RoleState.STOPPED})
_BUTTONS = (ActionId.START_ROLE, ActionId.TOGGLE_ROLE, ActionId.STOP_ROLE, ActionId.ROLE_OPTIONS)
_WIDTHS = {RoleColumn.STATE: 99, RoleColumn.USE: 65, RoleColumn.PRIORITY: 30}
_DECISION_LINES = 5
_BESIDE_NOTE = 8


class RolesPanel(QWidget):
    """One row a role."""

    def __init__(self, roles: RoleModel, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roles = roles
        self._actions = actions
        self.timed = TimedRoleMenus(actions, self)
        self.view = self._make_view()
        self._empty = EmptyText(self.view, self.tr("No roles are configured."))
        self.decision = self._make_decision()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.decision)
        layout.addLayout(self._make_buttons())
        roles.dataChanged.connect(self._show_decision)
        roles.modelReset.connect(self._show_decision)
        self.view.selectionModel().currentChanged.connect(self._show_decision)
        actions.give_keys(Scope.ROLES, self.view)

    def _make_view(self) -> QTableView:
        view = named(QTableView(self), "roles_view", self.tr("Roles"))
        style_table(view, ROW_HEIGHT)
        view.setModel(self._roles)
        view.setItemDelegate(RoleDelegate(view))
        view.setItemDelegateForColumn(RoleColumn.PRIORITY, PriorityDelegate(view))
        triggers = QAbstractItemView.EditTrigger
        view.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        header = view.horizontalHeader()
        header.setMinimumSectionSize(24)
        header.setAccessibleName(self.tr("Columns of the roles"))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        note = QFontMetrics(note_font(view.font())).horizontalAdvance(longest_note())
        use = view.fontMetrics().horizontalAdvance(self._roles.longest_use())
        for column, width in _WIDTHS.items():
            least = {RoleColumn.STATE: note, RoleColumn.USE: use}.get(column, 0) + _BESIDE_NOTE
            view.setColumnWidth(column, max(width, least))
        header.setSectionResizeMode(RoleColumn.ROLE, QHeaderView.ResizeMode.Stretch)
        return view

    def _make_decision(self) -> ElidedLabel:
        return named(
            ElidedLabel(_DECISION_LINES, self), "role_decision", self.tr("Last decision about the role")
        )

    def _show_decision(self) -> None:
        """Of the selected role; without one, of the first that is held back or held."""
        index = self.view.currentIndex()
        roles = self._roles.roles()
        if index.isValid():
            view: RoleView | None = self._roles.role_at(index.row())
        else:
            view = next((role for role in roles if role.state not in _QUIET), None)
        text = self.tr("Select a role to see the last decision about it.")
        text = text if view is None else self._roles.decision(view)
        self.decision.show_text(text)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        for action_id in _BUTTONS:
            button = named(QToolButton(self), f"button_{action_id.value}", self._actions[action_id].toolTip())
            button.setDefaultAction(self._actions[action_id])
            has_icon = action_id is not ActionId.ROLE_OPTIONS
            styles = Qt.ToolButtonStyle
            button.setToolButtonStyle(
                styles.ToolButtonTextBesideIcon if has_icon else styles.ToolButtonTextOnly
            )
            button.setAutoRaise(True)
            button.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
            if action_id is ActionId.TOGGLE_ROLE:
                self.timed.split(button, of_all=False)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def show_wished(self, names: Iterable[str], word: Wished) -> None:
        """Say in their rows what is wished of roles. Painted before this returns: the manager may be busy."""
        self._roles.show_wished(names, word)
        self.view.viewport().repaint()

    def selected_role(self) -> str | None:
        """The name of the selected role."""
        index = self.view.currentIndex()
        return self._roles.role_at(index.row()).name if index.isValid() else None

    def _open_menu(self, place: QPoint) -> None:
        menu = self._actions.menu(ROLE_MENU, self)
        self.timed.add_to(menu)
        menu.popup(self.view.viewport().mapToGlobal(place))
