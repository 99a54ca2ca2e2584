"""A live graph as a widget: shows values under the pointer, and has its limits dragged or moved by keys."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QToolTip, QWidget

from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager_gui.graphs.graph_paint import (
    MARK_SIZE,
    Drawing,
    Place,
    ground,
    label,
    limit,
    paint,
)
from parallel_execution_manager_gui.graphs.limit_pair import Line, moved, nearest, value_of
from parallel_execution_manager_gui.graphs.marks import Mark
from parallel_execution_manager_gui.graphs.scale import value_text
from parallel_execution_manager_gui.palette import Colours, colours_of
from parallel_execution_manager_gui.translation.told import figure, local

_GRAB_PIXELS = 4.0
_STEPS = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0, Qt.Key.Key_PageUp: 5.0, Qt.Key.Key_PageDown: -5.0}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class GraphView(QWidget):
    """Draws a `Drawing`. A limit that is being moved is only wished when it is let go, or with Enter."""

    limits_wished = Signal(object)
    """The limit pair that somebody has set."""
    mark_chosen = Signal(object)

    def __init__(self, time_of: Callable[[float], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time_of = time_of
        self._drawing = Drawing()
        self._edited: LimitPair | None = None
        self._line: Line | None = None
        self._dragging = False
        self._pointer: QPointF | None = None
        self._ground = QPixmap()
        self._ground_key: tuple[object, ...] = ()
        self.words: Sequence[str] = ()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(40)

    @property
    def drawing(self) -> Drawing:
        """What is shown."""
        return self._drawing

    @property
    def edited(self) -> LimitPair | None:
        """The limit pair while it is being moved."""
        return self._edited

    def show_drawing(self, drawing: Drawing) -> None:
        """Show another picture; a limit that is being moved stays where it is."""
        self._drawing = drawing
        self.update()

    def give_up(self) -> None:
        """Leave the limits as they are."""
        self._edited = self._line = None
        self._dragging = False
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all of it."""
        with QPainter(self) as painter:
            self._paint(painter, colours_of(self.palette()))

    def _paint(self, painter: QPainter, colours: Colours) -> None:
        place = self._place()
        painter.drawPixmap(QPoint(0, 0), self._ground_picture(place, colours))
        if self.hasFocus():
            # Below readout and marks, which would be struck through.
            painter.setPen(QPen(QColor(colours.highlight), 2))
            painter.drawRect(place.plot)
        paint(painter, self._drawing, place, colours)
        if self._edited is not None and self._line is not None:
            for line in Line:
                limit(painter, place, line, value_of(self._edited, line), colours, width=2)
            at = QPointF(place.plot.left(), place.y(value_of(self._edited, self._line)))
            label(painter, place, at, self._told(self._edited, self._line), colours)
        elif self._pointer is not None and (text := self.value_at(self._pointer.x())):
            painter.setPen(QPen(QColor(colours.quiet), 1))
            x = self._pointer.x()
            painter.drawLine(QPointF(x, place.plot.top()), QPointF(x, place.plot.bottom()))
            label(painter, place, self._pointer, text, colours)

    def value_at(self, x: float) -> str:
        """Value and time at a column; empty where nothing was measured."""
        place, ages = self._place(), self._drawing.ages
        if not place.plot.left() <= x <= place.plot.right() or not len(ages):
            return ""
        age = place.age(x)
        number = int(np.argmin(np.abs(ages - age)))
        values = [float(line[number]) for line in self._drawing.lines]
        if not values or all(np.isnan(values)) or abs(place.x(float(ages[number])) - x) > 2 * _GRAB_PIXELS:
            return ""
        told = (
            f"{local(value_text(value, self._drawing.unit))} {word}".strip()
            for value, word in zip(values, self.words, strict=True)
            if not np.isnan(value)
        )
        return f"{', '.join(told)} · {self._time_of(float(ages[number]))}"

    def mark_at(self, point: QPointF) -> Mark | None:
        """The mark under a point."""
        place = self._place()
        if point.y() > MARK_SIZE + 3:
            return None
        near = [(abs(place.x(age) - point.x()), mark) for age, mark in self._drawing.marks]
        distance, mark = min(near, key=lambda one: one[0], default=(np.inf, None))
        return mark if distance <= MARK_SIZE else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a mark, or take hold of a limit line."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        mark = self.mark_at(event.position())
        if mark is not None:
            self.mark_chosen.emit(mark)
            return
        self._line = self._line_at(event.position())
        if self._line is not None:
            self._edited, self._dragging = self._drawing.limits, True
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move a limit line, or show the value under the pointer."""
        self._pointer = event.position()
        if self._dragging and self._edited is not None and self._line is not None:
            base = self._drawing.limits or self._edited
            self._edited = moved(base, self._line, self._place().value(event.position().y()))
        else:
            over_line = self._line_at(event.position()) is not None
            over_mark = self.mark_at(event.position()) is not None
            shape = Qt.CursorShape.PointingHandCursor if over_mark else Qt.CursorShape.SizeVerCursor
            self.setCursor(shape) if over_line or over_mark else self.unsetCursor()
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Set the limit where the line was let go."""
        if self._dragging:
            self._finish()

    def leaveEvent(self, event: QEvent) -> None:
        """Show no value any more."""
        super().leaveEvent(event)
        self._pointer = None
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keep Esc and the keys of the limits for the graph while it has use for them."""
        has_use = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Escape, *_ENTER, *_STEPS)
        if event.type() == QEvent.Type.ShortcutOverride and has_use and self._edited is not None:
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event.globalPos(), QPointF(event.pos()))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move the throttle line, with Shift the resume line; Enter sets it, Esc gives it up."""
        key = Qt.Key(event.key())
        if key in _STEPS and self._drawing.limits is not None and not self._dragging:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            pair = self._edited or self._drawing.limits
            self._line = Line.RESUME if shift else Line.THROTTLE
            self._edited = moved(pair, self._line, value_of(pair, self._line) + _STEPS[key])
            self.setAccessibleDescription(self._told(self._edited, self._line))
            self.update()
        elif key == Qt.Key.Key_Escape and self._edited is not None:
            self.give_up()
        elif key in _ENTER and self._edited is not None:
            self._finish()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was not set with Enter is given up."""
        super().focusOutEvent(event)
        if not self._dragging:
            self.give_up()

    def _finish(self) -> None:
        wished, before = self._edited, self._drawing.limits
        self.give_up()
        if wished is not None and wished != before:
            self.limits_wished.emit(wished)

    def _ground_picture(self, place: Place, colours: Colours) -> QPixmap:
        ratio = self.devicePixelRatioF()
        key = (self.size().toTuple(), ratio, self._drawing.span, self._drawing.top, colours.base)
        if key != self._ground_key:
            self._ground = QPixmap(self.size() * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(Qt.GlobalColor.transparent)
            with QPainter(self._ground) as painter:
                painter.setFont(self.font())
                ground(painter, self._drawing, place, colours)
            self._ground_key = key
        return self._ground

    def _place(self) -> Place:
        return Place(self.width(), self.height(), self._drawing)

    def _line_at(self, point: QPointF) -> Line | None:
        limits, place = self._drawing.limits, self._place()
        if limits is None or not place.plot.left() <= point.x() <= place.plot.right():
            return None
        within = _GRAB_PIXELS * self._drawing.top / place.plot.height()
        found = nearest(limits, place.value(point.y()), within)
        # Of a limit that is off only the upper edge can be drawn down.
        return None if found is Line.RESUME and limits.is_off else found

    def _told(self, pair: LimitPair, line: Line) -> str:
        if line is Line.THROTTLE:
            if pair.is_off:
                return self.tr("never throttle")
            return self.tr("throttle above {0} %, resume at {1} %").format(
                figure(pair.throttle), figure(pair.resume)
            )
        return self.tr("resume at {0} %").format(figure(pair.resume))

    def _show_tip(self, where: QPoint, point: QPointF) -> None:
        mark = self.mark_at(point)
        if mark is None:
            QToolTip.hideText()
            return
        words = self.tr("{role} was held back") if mark.throttled else self.tr("{role} was let go")
        age = next(age for age, one in self._drawing.marks if one is mark)
        lines = (f"{self._time_of(age)} {words.format(role=mark.role)}", mark.why)
        # What looks like markup in a name stays what it is.
        QToolTip.showText(where, "<p>" + "<br>".join(map(html.escape, lines)) + "</p>", self)
