"""The queue as a Qt table model: fed by snapshots, ordered and filtered without a proxy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import filterfalse
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from parallel_execution_manager.scheduling.snapshot import Snapshot, TaskView
from parallel_execution_manager_gui.columns import COLUMNS, Column
from parallel_execution_manager_gui.held_files import HeldFiles
from parallel_execution_manager_gui.looks import Look, LookGroup
from parallel_execution_manager_gui.models.filter_query import parse
from parallel_execution_manager_gui.models.id_rows import MOST_SIGNALS
from parallel_execution_manager_gui.models.key_order import Key, KeyOrder
from parallel_execution_manager_gui.models.placed_rows import PlacedRows
from parallel_execution_manager_gui.models.queue_cells import OF_QUEUED, OF_ROW, QueueCells, head
from parallel_execution_manager_gui.models.runs import runs_of
from parallel_execution_manager_gui.models.task_table import TaskTable
from parallel_execution_manager_gui.wished_words import WishedWords

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_COLUMNS = tuple(Column)  # By number: making one takes longer, and Qt asks many times at each paint.


class QueueModel(PlacedRows):
    """The tasks that the filter lets through, one a row.

    Rows keep their place while anybody holds the order; values go on.
    """

    counts_changed = Signal()
    seen_anew = Signal()
    """Cells of any row may say something else: places and reasons follow other tasks and the roles."""

    def __init__(self, role_title: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = TaskTable(role_title)
        self._keys = []
        self._everything: KeyOrder | None = None
        self._matching: set[str] | None = None
        self._cells = QueueCells(self._table).by_role

    def apply(self, snapshot: Snapshot) -> None:
        """Take over what changed."""
        facts = self._table.facts
        facts.now, facts.wall, facts.held = snapshot.at, snapshot.wall, HeldFiles(snapshot.leases)
        gone = self._table.gone_in(snapshot)
        self._forget(gone)
        roles_before = facts.roles
        reordered, restated = self._table.take_roles(snapshot.roles)
        if reordered:
            self._keys = None
        changed = {view.id for view in snapshot.tasks} | self._table.drifting()
        before = self._table.keys_of(changed)
        shown_before = self._shown_of(before)
        moved = self._store(snapshot.tasks)
        refiltered = self._filter_changed(snapshot.tasks, everything=restated)
        after = self._table.keys_of(changed)
        if self._keys is None:
            # Touching 100,000 tasks costs more than a frame: only when a place can have changed.
            if moved or reordered or refiltered:
                self._order()
        else:
            if self._everything is not None:
                self._everything.replace(before, after)
            if restated and refiltered:
                self._show_sorted()
            else:
                self._place(shown_before, self._shown_of(after))
        self._tell_changed(snapshot.tasks)
        if gone or snapshot.tasks or restated:
            self.counts_changed.emit()
        if gone or snapshot.tasks or facts.roles != roles_before:
            self.seen_anew.emit()

    def tick(self, now: float) -> None:
        """Let running times go on. Views repaint by themselves: no row has changed."""
        self._table.facts.now = now

    @property
    def wished(self) -> WishedWords:
        """What was wished of tasks, until a snapshot tells what became of it."""
        return self._table.wished

    @property
    def now(self) -> float:
        """Monotonic time of what is shown."""
        return self._table.facts.now

    def freeze(self, holder: str) -> None:
        """Keep the order of rows until ``holder`` lets go."""
        self._freezers.add(holder)
        # Keys change from now on, and rows do not.
        self._keys = None

    def thaw(self, holder: str) -> None:
        """Let go of the order; what moved meanwhile is put in place when nobody holds it any more."""
        if holder in self._freezers:
            self._freezers.discard(holder)
            self._order()

    @property
    def group(self) -> LookGroup:
        """The chosen chip."""
        return self._table.filter.group

    @property
    def is_filtering(self) -> bool:
        """Whether anything is hidden on purpose."""
        return self._table.filter.is_active

    def choose(self, group: LookGroup) -> None:
        """Show only tasks of this chip."""
        self._table.filter.group = group
        self._filter_all()

    def search(self, text: str) -> None:
        """Show only tasks that have all that ``text`` asks for; see `parse`.

        Raises:
            FilterError: it is no filter; the one before stays.
        """
        self._table.ask(parse(text))
        self._filter_all()

    def view(self, task_id: str) -> TaskView | None:
        """The task as it stands, or ``None`` if it is not known."""
        return self._table.get(task_id)

    def views(self) -> tuple[TaskView, ...]:
        """All tasks, hidden ones too, in the order of the queue."""
        return self._table.in_queue_order()

    def name_of(self, task_id: str) -> str:
        """The task's name, or the id itself if the task is not known."""
        return self._table.name_of(task_id)

    def known_name_of(self, task_id: str) -> str | None:
        """The same, and ``None`` for what is no known task."""
        return self._table.known_name_of(task_id)

    def row_of(self, task_id: str) -> int | None:
        """The task's row, or ``None`` if it is not known or hidden by the filter."""
        return self._row(task_id, self._table.key(task_id))

    def place_of(self, task_id: str) -> int | None:
        """The task's place among its role's queued tasks, from 0; ``None`` if it is not queued."""
        return self._table.places.place_of(task_id)

    def queue_length(self, role: str) -> int:
        """How many tasks of the role are queued."""
        return self._table.places.length(role)

    def count(self, group: LookGroup) -> int:
        """How many tasks belong to a chip."""
        return self._table.count(group)

    def is_live(self) -> bool:
        """Whether any task runs, so that its time goes on."""
        return self._table.is_live

    def is_in_queue_order(self) -> bool:
        """Whether rows stand in the order in which they will run, so that dragging makes sense."""
        return self._table.order.column is Column.PLACE and not self._table.order.descending

    def text(self, row: int, column: Column) -> str:
        """What the cell shows."""
        return self._table.text(self._ids[row], column)

    def look(self, row: int) -> Look:
        """What the task in this row is seen doing."""
        return self._table.look(self._ids[row])

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Number of tasks that are shown."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles, their alignment and their explanation."""
        if orientation is not Qt.Orientation.Horizontal or section not in COLUMNS:
            return None
        return head(Column(section), role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, look, alignment, font and what a screen reader says."""
        cell = self._cells.get(role)
        if cell is None or not index.isValid():
            return None
        return cell(self._ids[index.row()], _COLUMNS[index.column()])

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Queued tasks can be dragged."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return OF_QUEUED if self._ids[index.row()] in self._table.places else OF_ROW

    def supportedDropActions(self) -> Qt.DropAction:
        """Dragging moves."""
        return Qt.DropAction.MoveAction

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order rows by a column; equal rows stand in queue order."""
        by = Column(column) if column in COLUMNS else Column.PLACE
        descending = order is Qt.SortOrder.DescendingOrder
        # Qt asks twice for what the program itself sorts by.
        if self._keys is None or not self._table.order.is_by(by, descending=descending):
            self._table.order_by(by, descending=descending)
            self._keys = None
            self._order()

    def _forget(self, gone: set[str]) -> None:
        keys = self._table.keys_of(gone)
        if self._everything is not None and self._keys is not None:
            self._everything.replace(keys, {})
        self._drop_placed(keys)
        for task_id in gone:
            self._table.remove(task_id)
        if self._matching is not None:
            self._matching -= gone

    def _store(self, views: Sequence[TaskView]) -> bool:
        # In their order, so that each is put at the end of what is known when many arrive at once.
        moved = [self._table.store(view) for view in sorted(views, key=attrgetter("order"))]
        return self._table.let_drift() or any(moved)

    def _filter_changed(self, views: Sequence[TaskView], *, everything: bool) -> bool:
        """Look at the changed tasks again; says whether others are shown than before."""
        if self._matching is None:
            return False
        if everything:
            before, self._matching = self._matching, self._table.shown()
            return self._matching != before
        shown = self._table.filter.shown(views)
        hidden = self._matching.intersection(view.id for view in views) - shown
        changed = bool(hidden) or not shown <= self._matching
        self._matching |= shown
        self._matching -= hidden
        return changed

    def _filter_all(self) -> None:
        before, self._matching = self._matching, self._table.shown()
        if self._keys is None:
            self._show_sorted()
        elif before is not None or self._matching is not None:
            whole = self._everything or self._placed(self._keys).copy()
            self._pick(whole, self._matching, self._table.ids() if before is None else before)
            self._everything = None if self._matching is None else whole

    def _tell_changed(self, views: Sequence[TaskView]) -> None:
        rows = sorted(row for view in views if (row := self.row_of(view.id)) is not None)
        for first, last in runs_of(rows, at_most=MOST_SIGNALS):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1), [])

    def _order(self) -> None:
        """Show what is wanted in its order; while it is frozen rows are only added, at the end."""
        if self._freezers:
            wanted = self._table.ids() if self._matching is None else self._matching
            self._append(list(filterfalse(self._rows.__contains__, wanted)))
        else:
            self._show_sorted()

    def _show_sorted(self) -> None:
        """Show what is wanted in its order; all that is known is kept in it, so that less is never sorted."""
        whole = self._whole()
        self._keys = None
        matching = self._matching
        shown = whole if matching is None else whole.part(matching)
        self._everything = None if matching is None else whole
        self._show(shown.ids, (self._table.ids() if matching is None else matching).__contains__)
        if not self._freezers:
            self._keys = shown.keys

    def _whole(self) -> KeyOrder:
        """All tasks in their order."""
        known = self._everything
        if self._keys is not None:
            # Copied, because rows change one by one on their way.
            return self._placed(self._keys).copy() if known is None else known
        before = self._ids if known is None else known.ids
        # The order so far comes first: what is nearly sorted is sorted quickly.
        new = filterfalse(set(before).__contains__, self._table.ids())
        return self._table.in_order([*filter(self._table.ids().__contains__, before), *new])

    def _shown_of(self, keys: Mapping[str, Key]) -> dict[str, Key]:
        """Those of tasks whose rows are shown, and none while rows have no keys."""
        if self._keys is None:
            return {}
        matching = self._matching
        return {task_id: key for task_id, key in keys.items() if matching is None or task_id in matching}
