"""What the selected task brought, shown in place."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QImageReader, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSplitter,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager_gui.delegates.state_delegate import StateDelegate
from parallel_execution_manager_gui.models.row_tree_model import RowFilter, RowTreeModel
from parallel_execution_manager_gui.panels.milestone_chart import MilestoneChart
from parallel_execution_manager_gui.panels.sweep_plot import SweepPlot
from parallel_execution_manager_gui.part_style import give_room
from parallel_execution_manager_gui.plain_text import harmless
from parallel_execution_manager_gui.results.document import MOST_ROWS, Document, Row, Section
from parallel_execution_manager_gui.translation.told import count
from parallel_execution_manager_gui.widgets import EmptyText, named, plain_label

_LARGEST_PICTURE = 4_000
_PICTURE_WIDTH = 260
_FEW = 30


class ResultsPanel(QWidget):
    """One section at a time as a tree; beside it a picture or a plot, where the result has one."""

    opened = Signal(str, object)
    ignore_wished = Signal(str)
    """A finding, as it is called in the list of ignored ones, is to be ignored from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = Document(None, "")
        self._chosen: dict[str, str] = {}
        self._summary = named(plain_label(), "results_summary", self.tr("Summary of the result"))
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sections = named(QComboBox(), "results_section", self.tr("Part of the result"))
        self._search = named(QLineEdit(), "results_search", self.tr("Find in the result"))
        self._note = named(plain_label(), "results_note", self.tr("Note on this part of the result"))
        self._note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._rows = RowTreeModel(self)
        self._shown = RowFilter(self._rows)
        self.view = self._make_view()
        self._empty = EmptyText(self.view, "")
        self._picture = _Picture(self)
        self._plot = SweepPlot(self)
        self._chart = MilestoneChart(self)
        self._arrange()
        self.show_nothing(self.tr("Select a task that has ended to see what it brought."))

    def _make_view(self) -> QTreeView:
        view = named(QTreeView(self), "results_view", self.tr("Rows of the result"))
        view.setModel(self._shown)
        view.setItemDelegate(StateDelegate(view))
        view.setUniformRowHeights(True)
        view.setAlternatingRowColors(True)
        view.setSortingEnabled(True)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.header().setAccessibleName(self.tr("Columns of the result"))
        give_room(view.header())
        view.doubleClicked.connect(self._open)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        return view

    def _arrange(self) -> None:
        self._search.setPlaceholderText(self.tr("Find in the result"))
        self._search.setClearButtonEnabled(True)
        self._search.setMaximumWidth(200)
        self._search.setMaxLength(200)
        self._search.textChanged.connect(self._shown.setFilterFixedString)
        self._sections.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._sections.currentIndexChanged.connect(self._choose_section)
        row = QHBoxLayout()
        row.setContentsMargins(2, 0, 4, 0)
        row.addWidget(self._summary, 1)
        for widget in (self._note, self._sections, self._search):
            row.addWidget(widget)
        beside = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.view, self._plot, self._chart, self._picture):
            beside.addWidget(part)
        beside.setStretchFactor(0, 3)
        beside.setStretchFactor(1, 2)
        beside.setStretchFactor(2, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 6, 2)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(beside, 1)

    def show_nothing(self, why: str) -> None:
        """There is no result to be shown, and why."""
        self.show_document(Document(None, ""))
        self._empty.setText(harmless(why))

    def show_document(self, document: Document) -> None:
        """Show a result, its own part first unless another was chosen for results of this kind."""
        self._document = document
        sign = {True: "✓ ", False: "✗ ", None: ""}[document.ok]
        self._summary.setText(f"{sign}{harmless(document.summary)}" if document.summary else "")
        chosen = self._chosen.get(_kind_of(document), "")
        self._sections.blockSignals(True)
        self._sections.clear()
        self._sections.addItems([section.title for section in document.sections])
        self._sections.setCurrentIndex(max(0, self._sections.findText(chosen)))
        self._sections.blockSignals(False)
        for widget in (self._sections, self._search):
            widget.setVisible(bool(document.sections))
        self._empty.setText(self.tr("The task brought a summary only: no findings, no files."))
        self._show_section()

    def _choose_section(self) -> None:
        self._chosen[_kind_of(self._document)] = self._sections.currentText()
        self._show_section()

    def _show_section(self) -> None:
        place = self._sections.currentIndex()
        sections = self._document.sections
        section = sections[place] if 0 <= place < len(sections) else Section("", (), ())
        # In the order of the result until another one is chosen.
        self.view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._rows.show(section)
        for number, column in enumerate(section.columns):
            self.view.setColumnWidth(number, column.width)
        self.view.setRootIsDecorated(any(row.children for row in section.rows))
        if len(section.rows) <= _FEW:
            self.view.expandAll()
        many = len(section.rows) >= MOST_ROWS
        limit = self.tr("The first {count} rows are shown.").format(count=count(MOST_ROWS)) if many else ""
        self._note.setText(harmless(" ".join(filter(None, (section.note, limit)))))
        self._picture.show_first(section.pictures)
        self._plot.setVisible(bool(self._document.points) and place == 0)
        if self._plot.isVisibleTo(self):
            self._plot.show_points(self._document.points)
        self._chart.setVisible(bool(self._document.bars) and place == 0)
        if self._chart.isVisibleTo(self):
            self._chart.show_bars(self._document.bars)

    def _open_menu(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        row = self._rows.row_at(self._shown.mapToSource(index)) if index.isValid() else Row(())
        if not row.finding:
            return
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("&Ignore with a reason…"), partial(self.ignore_wished.emit, row.finding))
        menu.popup(self.view.viewport().mapToGlobal(place))

    def _open(self, index: QModelIndex) -> None:
        row = self._rows.row_at(self._shown.mapToSource(index))
        if row.path:
            self.opened.emit(row.path, row.line)


def _kind_of(document: Document) -> str:
    """Results whose own part is the same are of one kind."""
    return document.sections[0].title if document.sections else ""


class _Picture(QLabel):
    """A picture as large as its place allows; one that cannot be read is left out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "results_picture", self.tr("Picture of the window under test"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumWidth(_PICTURE_WIDTH // 2)
        self._whole = QPixmap()

    def show_first(self, paths: tuple[Path, ...]) -> None:
        """Show the first of some pictures, or nothing."""
        self._whole = QPixmap()
        for path in paths[:1]:
            reader = QImageReader(str(path))
            size = reader.size()
            if size.isValid() and max(size.width(), size.height()) <= _LARGEST_PICTURE:
                self._whole = QPixmap.fromImage(reader.read())
        self.setVisible(not self._whole.isNull())
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the picture's form."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._whole.isNull():
            self.clear()
            return
        size = self._whole.size().boundedTo(self.size())
        mode = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self.setPixmap(self._whole.scaled(size, *mode))
