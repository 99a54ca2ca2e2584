"""What has happened: decisions, wishes and ends of tasks, read from the journal on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from parallel_execution_manager.scheduling.model.rows import JournalEntry, JournalQuery
from parallel_execution_manager_gui.formatting import LONGEST_MOMENT
from parallel_execution_manager_gui.graphs.event_words import EventGroup, EventLevel, asked_for, title_of
from parallel_execution_manager_gui.models.event_model import EventColumn, EventModel
from parallel_execution_manager_gui.widgets import EmptyText, give_width, named, plain_label, style_table

PAGE = 500
_WIDTHS = {EventColumn.TIME: 140, EventColumn.WHAT: 150, EventColumn.WHO: 190}


class EventsPanel(QWidget):
    """A table with filters for group, level and role. ``wanted`` asks for entries; they come to `take`."""

    wanted = Signal(object)

    def __init__(self, name_of: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "events_panel", self.tr("Events"))
        self.model = EventModel(name_of, self)
        self.view = named(QTableView(self), "events_view", self.tr("Events"))
        self._groups = named(QComboBox(), "events_group", self.tr("Show events about"))
        self._levels = named(QComboBox(), "events_level", self.tr("Show events that matter so much"))
        self._roles = named(QComboBox(), "events_role", self.tr("Show events of"))
        self._note = named(plain_label(), "events_note", self.tr("State of the list"))
        self._page = self._newer = JournalQuery(limit=0)
        self._searched: int | None = None
        self._is_next_page = False
        self._fill()
        self._arrange()
        self.model.more_wanted.connect(self._fetch_older)

    def show_roles(self, titles: Mapping[str, str]) -> None:
        """Offer these roles, each with its title, in the filter."""
        known = {
            self._roles.itemData(row): self._roles.itemText(row) for row in range(1, self._roles.count())
        }
        if known == dict(titles):
            return
        chosen = self._roles.currentData()
        self._roles.blockSignals(True)
        while self._roles.count() > 1:
            self._roles.removeItem(1)
        for name, title in titles.items():
            self._roles.addItem(title, name)
        self._roles.setCurrentIndex(max(0, self._roles.findData(chosen)))
        self._roles.blockSignals(False)

    def reload(self) -> None:
        """Read anew what the filters ask for."""
        self._ask_page(self._query())

    def look_for_newer(self) -> None:
        """Read what has happened since."""
        if self._page.limit and self._page.before is None:
            self._newer = replace(self._query(), after=self.model.newest)
            self.wanted.emit(self._newer)

    def show_entry(self, number: int) -> None:
        """Select an entry, whatever the filters say."""
        row = self.model.row_of(number)
        if row is not None:
            self._select(row)
            return
        for box in self._filters():
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._searched = number
        # A few newer ones too, so that what came of it is in sight.
        self._ask_page(replace(self._query(), before=number + PAGE // 10))

    def take(self, query: JournalQuery, entries: Sequence[JournalEntry]) -> None:
        """Take what was read; what was asked by others is left alone."""
        if query is self._newer:
            self._take_newer(entries, is_all=len(entries) < query.limit)
        elif query is self._page:
            has_more = len(entries) == query.limit
            if self._is_next_page:
                self.model.add_older(entries, has_more=has_more)
            else:
                self.model.replace(entries, has_more=has_more)
            self._is_next_page = False
            self._after_page()

    def _take_newer(self, entries: Sequence[JournalEntry], *, is_all: bool) -> None:
        """Put them on top; rows that somebody has scrolled to stay where they are."""
        if not is_all:
            # Between these and what is shown there are more.
            self.model.replace(entries, has_more=True)
            return
        bar, before = self.view.verticalScrollBar(), self.model.rowCount()
        place = bar.value()
        self.model.add_newer(entries)
        if place:
            bar.setValue(place + self.model.rowCount() - before)

    def tell_problem(self, problem: str) -> None:
        """Say in place why nothing can be read."""
        self._note.setText(problem)

    def _nothing(self) -> str:
        if any(box.currentIndex() > 0 for box in self._filters()):
            return self.tr("No event fits. Choose all events, all levels, and all roles and tasks.")
        return self.tr("What roles and tasks did, and why roles were held back, is told here as it happens.")

    def _after_page(self) -> None:
        self._note.setText("")
        self._empty.setText(self._nothing())
        number, self._searched = self._searched, None
        if number is None:
            return
        row = self.model.row_of(number)
        if row is None:
            self._note.setText(self.tr("That moment is not kept any more."))
        else:
            self._select(row)

    def _select(self, row: int) -> None:
        self.view.selectRow(row)
        self.view.scrollTo(self.model.index(row, 0), QTableView.ScrollHint.PositionAtCenter)

    def _query(self) -> JournalQuery:
        group, level = EventGroup[self._groups.currentData()], EventLevel[self._levels.currentData()]
        role = self._roles.currentData()
        subjects = frozenset({str(role)}) if role else frozenset()
        return asked_for(group, level, JournalQuery(subjects=subjects, limit=PAGE))

    def _filters(self) -> tuple[QComboBox, ...]:
        return self._groups, self._levels, self._roles

    def _ask_page(self, query: JournalQuery, *, is_next: bool = False) -> None:
        self._page, self._is_next_page = query, is_next
        self.wanted.emit(query)

    def _fetch_older(self, before: int) -> None:
        self._ask_page(replace(self._query(), before=before), is_next=True)

    def _fill(self) -> None:
        for group in EventGroup:
            self._groups.addItem(title_of(group), group.name)
        for level in EventLevel:
            self._levels.addItem(title_of(level), level.name)
        self._roles.addItem(self.tr("All roles and tasks"), "")
        for box in self._filters():
            box.currentIndexChanged.connect(self.reload)

    def _arrange(self) -> None:
        self.view.setModel(self.model)
        style_table(self.view)
        self.view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        header = self.view.horizontalHeader()
        header.setAccessibleName(self.tr("Columns of the events"))
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in _WIDTHS.items():
            give_width(header, column, width, LONGEST_MOMENT if column is EventColumn.TIME else "")
        self._empty = EmptyText(self.view, self._nothing())
        row = QHBoxLayout()
        row.setContentsMargins(2, 0, 4, 0)
        for box in self._filters():
            row.addWidget(box)
        row.addWidget(self._note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 6, 2)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.view, 1)
