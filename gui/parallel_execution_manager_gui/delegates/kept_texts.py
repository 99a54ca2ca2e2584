"""Texts that are cut to their room and laid out once, however often they are painted."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QStaticText, QTextOption

from parallel_execution_manager.scheduling.late_dataclass import dataclass

MOST: Final = 4096
"""So many texts are kept; there are never nearly as many in sight."""


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text as it is painted, and its size in pixels."""

    laid_out: QStaticText
    width: float
    height: int


class KeptTexts:
    """Knows the texts of one view, all in its font."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], KeptText] = {}

    def get(self, text: str, room: int) -> KeptText | None:
        """What was put here of a line of text for so many pixels, if anything."""
        return self._known.get((text, room))

    def put(self, text: str, room: int, font: QFont) -> KeptText:
        """Lay out a line of text, cut at its end if it is wider than ``room`` pixels, and keep it."""
        if len(self._known) >= MOST:
            self._known.clear()
        made = self._known[text, room] = _laid_out(text, room, font)
        return made

    def forget(self) -> None:
        """The font is another."""
        self._known.clear()


def _laid_out(text: str, room: int, font: QFont) -> KeptText:
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
    made = QStaticText(shown)
    made.setTextFormat(Qt.TextFormat.PlainText)
    one_line = QTextOption()
    one_line.setWrapMode(QTextOption.WrapMode.NoWrap)
    one_line.setTextDirection(Qt.LayoutDirection.LeftToRight)
    made.setTextOption(one_line)
    made.prepare(font=font)
    return KeptText(made, QFontMetricsF(font).horizontalAdvance(shown), round(made.size().height()))
