"""A button that carries out what would start a waiting task."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from parallel_execution_manager.control.remedy_commands import command_of
from parallel_execution_manager.scheduling.snapshot import Remedy
from parallel_execution_manager_gui.panels.elided_label import wrapped
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.translation.told import told
from parallel_execution_manager_gui.widgets import named

_BESIDE_TEXT = 20
"""Room for the button's frame, in pixels."""
_MOST_LINES = 3


class RemedyButton(QPushButton):
    """Says in ``words`` what it does, on a few lines if need be; its tooltip has all of it and the command.

    ``data_dir`` is named in the command unless it is the one that every command uses.
    """

    chosen = Signal(object)

    def __init__(self, remedy: Remedy, words: str, object_name: str, data_dir: Path | None = None) -> None:
        super().__init__()
        self.remedy = remedy
        words = told(words)
        self._words = words[:1].upper() + words[1:]
        actions = ({"verb": each.verb, "arguments": each.arguments} for each in remedy.actions)
        commands = (command_of(action, data_dir) for action in actions)
        named(self, object_name, self._words)
        self.setToolTip(plain_tip("\n".join((self._words, *commands))))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setStyleSheet("text-align: left; padding: 2px 8px;")
        self.clicked.connect(lambda: self.chosen.emit(self.remedy))

    def sizeHint(self) -> QSize:
        """As wide as all words would be."""
        return QSize(
            self.fontMetrics().horizontalAdvance(self._words) + _BESIDE_TEXT, super().sizeHint().height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words to the new width: two remedies often begin alike."""
        super().resizeEvent(event)
        shown = wrapped(self._words, self.font(), self.width() - _BESIDE_TEXT, _MOST_LINES)
        self.setText(shown.replace("&", "&&"))
