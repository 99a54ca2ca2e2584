"""A text of a few lines that ends in an ellipsis where it is cut; the tooltip has all of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QWidget

from parallel_execution_manager_gui.plain_text import plain_tip

_TWO_BYTES = "utf-16-le"


def cut(text: str, font: QFont, width: int, lines: int) -> str:
    """The text as far as it fits into so many wrapped lines of ``width`` pixels."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    starts: list[int] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    if len(starts) <= lines:
        return text
    # Qt counts in units of two bytes.
    units, end = text.encode(_TWO_BYTES), 2 * starts[lines - 1]
    kept, rest = units[:end].decode(_TWO_BYTES), units[end:].decode(_TWO_BYTES)
    last = QFontMetrics(font).elidedText(" ".join(rest.split()), Qt.TextElideMode.ElideRight, width)
    return f"{kept}{last}"


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
