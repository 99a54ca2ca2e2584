"""What a window or a dialog says: the texts of its widgets, actions, headers and lists, with their places."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)

Text = tuple[str, str]
"""Where a text stands, and the text."""
_SAID = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


def texts_of(root: QWidget) -> Iterator[Text]:
    """All texts of a widget and of what is in it."""
    for widget in (root, *root.findChildren(QWidget)):
        if _is_of_pyqtgraph(widget):
            continue
        where = f"{type(widget).__name__} {widget.objectName()}"
        for text in (*_own(widget), widget.toolTip(), widget.accessibleName(), widget.windowTitle()):
            yield where, text
        for action in widget.actions():
            for text in (action.text(), action.toolTip(), action.statusTip(), action.iconText()):
                yield f"action {action.objectName()}", text


def _is_of_pyqtgraph(widget: QWidget | None) -> bool:
    """Its context menus exist, but are switched off: they never speak."""
    while widget is not None:
        if type(widget).__module__.startswith("pyqtgraph"):
            return True
        widget = widget.parentWidget()
    return False


def _own(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, (QLabel, QAbstractButton)):
        yield widget.text()
    elif isinstance(widget, (QLineEdit, QPlainTextEdit)):
        yield widget.placeholderText()
    elif isinstance(widget, QGroupBox):
        yield widget.title()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(at) for at in range(widget.count()))
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _headings(widget)
        yield from _cells(widget.model(), QModelIndex())


def _headings(view: QAbstractItemView) -> Iterator[str]:
    if isinstance(view, (QTableView, QTreeView)):
        model = view.model()
        for column in range(model.columnCount()):
            for role in _SAID:
                yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")


def _cells(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    # A list's own number of columns is private in Qt.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            yield from (str(index.data(role) or "") for role in _SAID)
        if not isinstance(model, QAbstractListModel):
            yield from _cells(model, model.index(row, 0, parent))
