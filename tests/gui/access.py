"""Looking at widgets as somebody does who cannot see them well, or has no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QTextEdit,
    QWidget,
)

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
LARGER = 2
"""Texts are drawn so many times as large to be looked at: thin letters never reach their colour."""
MOST_ROWS = 40
NEAR = 6
"""Pixels within which two things stand in one line."""


def controls(root: QWidget) -> Iterator[QWidget]:
    """What is in sight and can be used; parts of a control are Qt's own."""
    for widget in root.findChildren(QWidget):
        inner = isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar))
        if isinstance(widget, CONTROLS) and widget.isVisibleTo(root) and not inner:
            yield widget


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r} in {widget.parentWidget().objectName()!r}"


def nameless(root: QWidget) -> list[str]:
    """Those of which a screen reader says nothing, or that a test could not find."""
    found = []
    for widget in controls(root):
        spoken = QAccessible.queryAccessibleInterface(widget)
        name = spoken.text(QAccessible.Text.Name) if spoken is not None else ""
        if not name.strip() or spoken.role() == QAccessible.Role.NoRole:
            found.append(f"no name: {described(widget)}")
        # A header is found through its view.
        if not widget.objectName() and not isinstance(widget, QHeaderView):
            found.append(f"no object name: {described(widget)}")
    return found


def tab_order(root: QWidget) -> list[QWidget]:
    """The widgets in sight that Tab goes to one after the other."""
    found, widget = [], root.nextInFocusChain()
    while widget is not root and widget not in found:
        found.append(widget)
        widget = widget.nextInFocusChain()
    return [
        each
        for each in found
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.isVisibleTo(root)
        and each.isEnabled()
        and each.focusProxy() is None
        and root.isAncestorOf(each)
    ]


def not_reached_by_tab(root: QWidget) -> list[str]:
    """Controls that can be used and that Tab never comes to."""
    reached = set(tab_order(root))
    return [
        described(each)
        for each in controls(root)
        if each.isEnabled() and each not in reached and each.focusProxy() not in reached
    ]


def steps_back(root: QWidget) -> list[str]:
    """Where Tab goes up and not to the right, or to the left in a line: against the order of reading."""
    found = []
    for before, after in pairwise(tab_order(root)):
        around = _scrolling(before, root)
        together = around is not None and around is _scrolling(after, root)
        here, there = (_place(each, root, whole=together) for each in (before, after))
        is_up = there.bottom() < here.top() - NEAR and there.left() <= here.left() + NEAR
        in_line = abs(there.center().y() - here.center().y()) < NEAR
        if is_up or (in_line and there.right() < here.left()):
            found.append(f"from {described(before)} back to {described(after)}")
    return found


def _place(widget: QWidget, root: QWidget, *, whole: bool) -> QRect:
    """Where a widget is; one that is to be scrolled to is at the edge of what scrolls, unless ``whole``."""
    place = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
    around = _scrolling(widget, root)
    if around is not None and not whole:
        seen = QRect(around.mapTo(root, QPoint(0, 0)), around.size())
        place.moveTop(min(place.top(), seen.bottom() - place.height()))
    return place


def _scrolling(widget: QWidget, root: QWidget) -> QWidget | None:
    """What shows a part of a larger page with the widget on it."""
    around = widget.parentWidget()
    while around is not None and around is not root:
        if isinstance(around.parentWidget(), QScrollArea):
            return around
        around = around.parentWidget()
    return None


def rendered(root: QWidget) -> QImage:
    """A picture of a window that is large enough for letters to have their colour."""
    image = QImage(root.size() * LARGER, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(LARGER)
    image.fill(root.palette().window().color())
    root.render(image, QPoint(), QRegion(root.rect()))
    return image


def texts_in_sight(root: QWidget) -> Iterator[tuple[str, QRect]]:
    """Each text that is shown, and where in the window."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or widget.visibleRegion().isEmpty():
            continue
        seen = widget.visibleRegion().boundingRect()
        for text, rect in _texts(widget):
            part = rect & seen
            if text.strip() and part.width() > NEAR and part.height() >= rect.height() - 2:
                yield f"{text[:60]!r} of {described(widget)}", part.translated(widget.mapTo(root, QPoint()))


def _texts(widget: QWidget) -> Iterator[tuple[str, QRect]]:
    match widget:
        case QTabBar():
            yield from ((widget.tabText(n), widget.tabRect(n)) for n in range(widget.count()))
        case QLineEdit():
            yield widget.text() or widget.placeholderText(), widget.rect()
        case QLabel() | QAbstractButton():
            yield widget.text(), widget.rect()
        case QComboBox():
            yield widget.currentText(), widget.rect()
        case QGroupBox():
            yield widget.title(), QRect(0, 0, widget.width(), widget.fontMetrics().height())
        case QAbstractItemView() if not isinstance(widget, QHeaderView):
            yield from _cells(widget)


def _cells(view: QAbstractItemView) -> Iterator[tuple[str, QRect]]:
    # Their places are those within the view's own frame.
    shift = view.viewport().pos()
    model = view.model()
    if model is None:
        return
    # Lists and trees without columns keep this to themselves.
    columns = 1 if isinstance(view, QListView) else model.columnCount(QModelIndex())
    for row in range(min(model.rowCount(), MOST_ROWS)):
        for column in range(columns):
            index = model.index(row, column, QModelIndex())
            place = view.visualRect(index)
            # Of a row that is cut by the edge no letter may be in sight.
            if 2 * (place & view.viewport().rect()).height() >= place.height():
                yield str(index.data() or ""), place.translated(shift)


def contrast_in(image: QImage, rect: QRect) -> float:
    """How much what is drawn there stands out from its ground, as WCAG 2.2 reckons; 1 if nothing does."""
    part = image.copy(QRect(rect.topLeft() * LARGER, rect.size() * LARGER) & QRect(QPoint(), image.size()))
    pixels = np.frombuffer(part.constBits(), np.uint32) & 0xFFFFFF
    colours, counts = np.unique(pixels, return_counts=True)
    parts = np.stack([colours >> 16, colours >> 8 & 0xFF, colours & 0xFF], axis=1) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    light = linear @ np.array([0.2126, 0.7152, 0.0722])
    ground = light[counts.argmax()]
    # A few pixels may be a frame's or a cursor's.
    inks = light[counts >= max(4, counts.sum() // 20_000)]
    return float(np.max((np.maximum(inks, ground) + 0.05) / (np.minimum(inks, ground) + 0.05)))
