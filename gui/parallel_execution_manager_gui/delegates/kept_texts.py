"""Texts that are cut to their room and laid out once, however often they are written."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QStaticText, QTextOption

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

MOST: Final = 4096
"""So many texts are kept; there are never nearly as many in sight."""


@dataclass(frozen=True, slots=True)
class _KeptText:
    """A text as it is painted, and its size in pixels."""

    laid_out: QStaticText
    width: float
    height: int


class KeptTexts:
    """The texts of one view that are in one font; in another font all are laid out anew."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], _KeptText] = {}
        self._font = QFont()
        self._metrics, self._exact = QFontMetrics(self._font), QFontMetricsF(self._font)
        self._one_line = QTextOption()
        self._one_line.setWrapMode(QTextOption.WrapMode.NoWrap)
        self._one_line.setTextDirection(Qt.LayoutDirection.LeftToRight)

    def draw(self, painter: QPainter, room: QRect, text: str, font: QFont, *, right: bool) -> None:
        """Write a line in the middle of the height of ``room``, cut at its end if that is too narrow.

        ``font`` is that of the painter.
        """
        if font != self._font:
            self._take_font(font)
        kept = self._known.get((text, room.width())) or self._put(text, room.width())
        left = room.left() + (max(0.0, room.width() - kept.width) if right else 0.0)
        # Halved one by one, as the style does.
        top = room.top() + room.height() // 2 - kept.height // 2
        painter.drawStaticText(QPointF(left, top), kept.laid_out)

    def _take_font(self, font: QFont) -> None:
        self._known.clear()
        # A copy: a font that belongs to an option is gone with it.
        self._font = QFont(font)
        self._metrics, self._exact = QFontMetrics(self._font), QFontMetricsF(self._font)

    def _put(self, text: str, room: int) -> _KeptText:
        """Lay out a line of text for so many pixels, and keep it."""
        if len(self._known) >= MOST:
            self._known.clear()
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        made = QStaticText(shown)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setTextOption(self._one_line)
        height = self._metrics.height()
        if not text.isascii():
            # Letters of other fonts may be higher.
            made.prepare(font=self._font)
            height = round(made.size().height())
        kept = _KeptText(made, self._exact.horizontalAdvance(shown), height)
        self._known[text, room] = kept
        return kept
