"""A text of a few lines that ends in an ellipsis where it is cut; the tooltip has all of it."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QWidget

from parallel_execution_manager_gui.plain_text import plain_tip

_TWO_BYTES = "utf-16-le"


def cut(text: str, font: QFont, width: int, lines: int) -> str:
    """The text as far as it fits into so many wrapped lines of ``width`` pixels."""
    found = _lines(text, font, width)
    if len(found) <= lines:
        return text
    return f"{''.join(found[: lines - 1])}{_last(found[lines - 1 :], font, width)}"


def wrapped(text: str, font: QFont, width: int, lines: int) -> str:
    """The same for what does not wrap by itself: with a line break where each line ends."""
    found = _lines(text, font, width)
    kept = [line.strip() for line in found[: lines - 1]]
    return "\n".join([*kept, _last(found[lines - 1 :], font, width)] if len(found) >= lines else kept)


def _lines(text: str, font: QFont, width: int) -> list[str]:
    """The text in the lines that it takes, none of it left out."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    # Qt counts in units of two bytes.
    starts: list[int] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(2 * line.textStart())
    layout.endLayout()
    units = text.encode(_TWO_BYTES)
    return [units[at:end].decode(_TWO_BYTES) for at, end in pairwise([*starts, len(units)])]


def _last(lines: list[str], font: QFont, width: int) -> str:
    rest = " ".join("".join(lines).split())
    return QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)


class ElidedLabel(QLabel):
    """Always of the height of ``lines``, so that nothing around it moves with the words."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines)

    def show_text(self, text: str) -> None:
        """Show another text."""
        if text != self._whole:
            self._whole = text
            self.setToolTip(plain_tip(text))
            self.setAccessibleDescription(text)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(cut(self._whole, self.font(), self.contentsRect().width(), self._lines))
