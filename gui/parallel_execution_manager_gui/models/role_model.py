"""The roles as a Qt table model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum, unique
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from parallel_execution_manager.scheduling.model.rows import RoleUse
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.scheduling.settings.sections import HIGHEST_PRIORITY, LOWEST_PRIORITY
from parallel_execution_manager.scheduling.snapshot import RoleView, Snapshot
from parallel_execution_manager_gui.formatting import NOTHING, cores, memory
from parallel_execution_manager_gui.looks import Look, Wished, look_of_role
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, LOOK_ROLE, NOTE_ROLE
from parallel_execution_manager_gui.models.runs import runs_of
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.role_texts import decision, note, tasks_of
from parallel_execution_manager_gui.role_usage import RoleUsage
from parallel_execution_manager_gui.translation.told import local, shown
from parallel_execution_manager_gui.wished_words import WishedWords

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@unique
class RoleColumn(IntEnum):
    """The columns from left to right."""

    ROLE = 0
    STATE = 1
    USE = 2
    PRIORITY = 3


_TITLES = (
    QT_TRANSLATE_NOOP("RoleModel", "Role"),
    QT_TRANSLATE_NOOP("RoleModel", "State"),
    QT_TRANSLATE_NOOP("RoleModel", "Uses"),
    QT_TRANSLATE_NOOP("RoleModel", "Prio"),
)
_TIPS = (
    QT_TRANSLATE_NOOP("RoleModel", "The role, and how many of its tasks run, stand still and are queued"),
    QT_TRANSLATE_NOOP("RoleModel", "What the role may do, and until when if that ends by itself"),
    QT_TRANSLATE_NOOP("RoleModel", "Processor cores and memory that its running tasks use together"),
    QT_TRANSLATE_NOOP("RoleModel", "Priority from 1 to 10, higher first. Double-click or F2 to change it."),
)


class RoleModel(QAbstractTableModel):
    """One row a role, in the order in which the manager gives them."""

    priority_wished = Signal(str, int)

    def __init__(self, declarations: Mapping[str, RoleDeclaration], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._declarations = declarations
        self._roles: tuple[RoleView, ...] = ()
        self._usage = RoleUsage()
        self._wished = WishedWords()
        self._uses: Mapping[str, RoleUse] = {}
        self._wall = WallClock()
        self._now = 0.0
        self._resume_after_s = 0.0
        self._cells: Mapping[int, Callable[[RoleView, RoleColumn], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.EditRole: self._edited,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.ToolTipRole: self._tooltip,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            Qt.ItemDataRole.AccessibleDescriptionRole: self._description,
            NOTE_ROLE: self._note,
            LOOK_ROLE: self._shape,
            ID_ROLE: self._name,
        }

    def apply(self, snapshot: Snapshot) -> None:
        """Take over the roles; rows keep their place as long as the same roles are there."""
        self._wall, self._now = snapshot.wall, snapshot.at
        late = self._wished.expire(snapshot.at)
        self._resume_after_s = snapshot.policy.resume_after_s
        self._usage.apply(snapshot)
        used, self._uses = self._uses, self._usage.by_role()
        by_name = {role.name: role for role in snapshot.roles}
        if set(by_name) != {role.name for role in self._roles}:
            self.beginResetModel()
            self._roles = snapshot.roles
            self.endResetModel()
            return
        before, self._roles = self._roles, tuple(by_name[role.name] for role in self._roles)
        rows = range(len(self._roles))
        changed = [row for row in rows if before[row] != self._roles[row]]
        for row in changed:
            self._wished.settle(self._roles[row].name)
        self._tell(rows if late else changed, RoleColumn.ROLE, RoleColumn.PRIORITY)
        names = [role.name for role in self._roles]
        moved = [row for row in rows if used.get(names[row]) != self._uses.get(names[row])]
        self._tell(moved, RoleColumn.USE, RoleColumn.USE)

    def show_wished(self, names: Iterable[str], word: Wished) -> None:
        """Say in their rows what was wished of roles, until a snapshot tells what became of it."""
        self._wished.put(names, word, self._now)
        self._tell_states()

    def forget_wished(self) -> None:
        """Show all roles as they are: a wish was refused."""
        if self._wished.forget():
            self._tell_states()

    def role_at(self, row: int) -> RoleView:
        """The role of a row."""
        return self._roles[row]

    def roles(self) -> tuple[RoleView, ...]:
        """All roles in the order shown."""
        return self._roles

    def title_of(self, name: str) -> str:
        """The role's title, or a readable form of its name if nothing declares it."""
        declaration = self._declarations.get(name)
        return name.replace("_", " ").title() if declaration is None else shown(declaration.title)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Number of roles."""
        return 0 if parent.isValid() else len(self._roles)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(RoleColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles and their explanation."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr(str(_TITLES[section]))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr(str(_TIPS[section]))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section >= RoleColumn.USE else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, look, alignment and tooltip."""
        cell = self._cells.get(role)
        if cell is None or not index.isValid():
            return None
        return cell(self._roles[index.row()], RoleColumn(index.column()))

    def _shape(self, view: RoleView, column: RoleColumn) -> Look | None:
        return look_of_role(view) if column is RoleColumn.STATE else None

    def _edited(self, view: RoleView, column: RoleColumn) -> int | None:
        return view.priority if column is RoleColumn.PRIORITY else None

    def _alignment(self, _view: RoleView, column: RoleColumn) -> Qt.AlignmentFlag | None:
        return _RIGHT if column >= RoleColumn.USE else None

    def _name(self, view: RoleView, _column: RoleColumn) -> str:
        return view.name

    def _tooltip(self, view: RoleView, _column: RoleColumn) -> str:
        return plain_tip(self.decision(view))

    def _description(self, view: RoleView, _column: RoleColumn) -> str:
        return self.decision(view)

    def _text(self, view: RoleView, column: RoleColumn) -> str:
        if column is RoleColumn.ROLE:
            return self.title_of(view.name)
        if column is RoleColumn.STATE:
            word = self._wished.get(view.name) or look_of_role(view)
            return shown(word.value)
        if column is RoleColumn.PRIORITY:
            return str(view.priority)
        use = self._use(view)
        return self.tr("{} cores").format(local(cores(use.cpu_cores))) if use is not None else NOTHING

    def longest_use(self) -> str:
        """The longest of what the roles use on computers as most are."""
        return self.tr("{} cores").format("127")

    def _note(self, view: RoleView, column: RoleColumn) -> str:
        if column is RoleColumn.ROLE:
            return tasks_of(view)
        if column is RoleColumn.STATE:
            return note(view, self._wall, self._now)
        use = self._use(view) if column is RoleColumn.USE else None
        return local(memory(use.memory_mb)) if use is not None else ""

    def _tell_states(self) -> None:
        self._tell(range(len(self._roles)), RoleColumn.STATE, RoleColumn.STATE)

    def _tell(self, changed: Sequence[int], left: RoleColumn, right: RoleColumn) -> None:
        """Tell of some columns of the rows that have changed."""
        for first, last in runs_of(changed):
            self.dataChanged.emit(self.index(first, left), self.index(last, right), [])

    def _spoken(self, view: RoleView, column: RoleColumn) -> str:
        return ", ".join(filter(None, (self._text(view, column), self._note(view, column))))

    def _use(self, view: RoleView) -> RoleUse | None:
        return self._uses.get(view.name)

    def decision(self, view: RoleView) -> str:
        """The last decision about the role, in words, with its time and when it ends."""
        return decision(view, self.title_of(view.name), self._wall, self._now, self._resume_after_s)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Priorities can be edited in place."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == RoleColumn.PRIORITY else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Wish another priority; the row changes when the manager has agreed."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or index.column() != RoleColumn.PRIORITY:
            return False
        priority = min(HIGHEST_PRIORITY, max(LOWEST_PRIORITY, int(value)))
        self.priority_wished.emit(self._roles[index.row()].name, priority)
        return True
