"""Small helpers that every panel needs: names for widgets and a text shown while a view is empty."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QStyle, QTableView, QWidget

from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.part_style import give_room

AnyWidget = TypeVar("AnyWidget", bound=QWidget)
ROW_HEIGHT = 24
LIST_SPACING = 2
"""Around each line of a list to choose from, in pixels."""
SMALL_ICON = 16
"""Of buttons with an icon beside their text: more is left empty behind the text, before an arrow."""


def named(widget: AnyWidget, object_name: str, accessible_name: str) -> AnyWidget:
    """The widget with a stable selector and the name that a screen reader says."""
    widget.setObjectName(object_name)
    widget.setAccessibleName(accessible_name)
    return widget


def plain_label(text: str = "", parent: QWidget | None = None) -> QLabel:
    """A label that shows its text letter by letter: whatever is foreign in it is never taken for markup."""
    return _made_plain(QLabel(text, parent))


def _made_plain(label: QLabel) -> QLabel:
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def problem_label(object_name: str, accessible_name: str) -> QLabel:
    """A hidden line for what is wrong with something that was entered, in the colour of warnings."""
    label = named(_made_plain(_ProblemLabel()), object_name, accessible_name)
    label.setWordWrap(True)
    label.hide()
    return label


class _ProblemLabel(QLabel):
    def event(self, event: QEvent) -> bool:
        """Take the colour of the theme when it is shown, and when the theme changes."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.PaletteChange):
            # The application's: what is around the label may hear of a new theme after it.
            ink = QColor(colours_of(QGuiApplication.palette()).warning)
            if self.palette().color(QPalette.ColorRole.WindowText) != ink:
                palette = QPalette()
                palette.setColor(QPalette.ColorRole.WindowText, ink)
                self.setPalette(palette)
        return super().event(event)


def tell(label: QLabel, text: str) -> None:
    """Show a text; one that stays is left alone, as even that would have the window laid out anew."""
    if label.text() != text:
        label.setText(text)


class StillPlace(QWidget):
    """Holds a widget whose size hint changes often, and has nobody around laid out anew for that."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self._inner = inner
        inner.setParent(self)
        self.setFixedHeight(inner.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill all of it."""
        super().resizeEvent(event)
        self._inner.setGeometry(self.rect())


def style_table(table: QTableView, row_height: int = ROW_HEIGHT) -> None:
    """Whole rows, no grid, quiet headers, rows of one height."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(row_height)
    table.horizontalHeader().setHighlightSections(False)
    give_room(table.horizontalHeader())
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)


def give_width(header: QHeaderView, column: int, width: int, longest: str = "") -> None:
    """Make a column so wide, and wider if its title, or the ``longest`` text in it, needs that."""
    beside = 2 * (header.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, header) + 1)
    text = header.fontMetrics().horizontalAdvance(longest) + 2 * beside if longest else 0
    header.resizeSection(column, max(width, text, header.sectionSizeHint(column)))


class EmptyText(QLabel):
    """Says what a view is for while it has no rows."""

    def __init__(self, view: QAbstractItemView, text: str) -> None:
        super().__init__(text, view.viewport())
        self._view = view
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMargin(16)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.viewport().installEventFilter(self)
        self._follow(view.model())

    def _follow(self, model: QAbstractItemModel) -> None:
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.layoutChanged):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the text if there are no rows."""
        self.setGeometry(self._view.viewport().rect())
        self.setVisible(self._view.model().rowCount() == 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the size of the view."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._view.viewport().rect())
        return False
