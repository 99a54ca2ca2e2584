"""What each cell of the queue gives Qt, by role of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from parallel_execution_manager_gui.columns import COLUMNS, Column
from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, LINK_ROLE, LINKED_ROLE, LOOK_ROLE
from parallel_execution_manager_gui.models.task_table import TaskTable
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.reasons import link_in
from parallel_execution_manager_gui.translation.told import shown

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
# Made once: Qt asks for the flags of each selected row at each paint.
OF_ROW = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
OF_QUEUED = OF_ROW | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled


def head(column: Column, role: int) -> Any:
    """What the head of a column gives Qt: title, alignment and explanation."""
    info = COLUMNS[column]
    texts: dict[int, Any] = {
        Qt.ItemDataRole.DisplayRole: shown(info.title),
        Qt.ItemDataRole.ToolTipRole: shown(info.tip),
        Qt.ItemDataRole.TextAlignmentRole: RIGHT if info.is_number else LEFT,
    }
    return texts.get(role)


class QueueCells:
    """Text, look, alignment, font and what a screen reader says of a task's cells."""

    def __init__(self, table: TaskTable) -> None:
        self._table = table
        self._struck_out = QFont()
        self._struck_out.setStrikeOut(True)
        self.by_role: Mapping[int, Callable[[str, Column], Any]] = {
            Qt.ItemDataRole.DisplayRole: table.text,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.FontRole: self._font,
            Qt.ItemDataRole.ToolTipRole: self._tooltip,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            LOOK_ROLE: self._shape,
            ID_ROLE: self._id,
            LINK_ROLE: self._link,
            LINKED_ROLE: self._linked,
        }

    def _id(self, task_id: str, _column: Column) -> str:
        return task_id

    def _linked(self, task_id: str, column: Column) -> str | None:
        """The task that this one waits for."""
        return self._table.facts.blocker(self._table[task_id]) if column is Column.WHY else None

    def _link(self, task_id: str, column: Column) -> tuple[int, int] | None:
        blocker = self._linked(task_id, column)
        if blocker is None:
            return None
        return link_in(self._table.text(task_id, column), self._table.name_of(blocker))

    def _shape(self, task_id: str, column: Column) -> Look | None:
        return self._table.look(task_id) if column is Column.STATE else None

    def _alignment(self, _task_id: str, column: Column) -> Qt.AlignmentFlag | None:
        return RIGHT if COLUMNS[column].is_number else None

    def _font(self, task_id: str, column: Column) -> QFont | None:
        is_cancelled = column is Column.TASK and self._table.look(task_id) is Look.CANCELLED
        return self._struck_out if is_cancelled else None

    def _tooltip(self, task_id: str, column: Column) -> str | None:
        return plain_tip(self._table.text(task_id, column)) if COLUMNS[column].has_tooltip else None

    def _spoken(self, task_id: str, column: Column) -> str | None:
        if column is not Column.STATE:
            return None
        return f"{self._table.text(task_id, column)}, {self._table.text(task_id, Column.WHY)}".rstrip(", ")
