"""Labels and texts of the details: texts can be selected, paths are shortened and can be copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from parallel_execution_manager_gui.plain_text import harmless, plain_tip
from parallel_execution_manager_gui.task_facts import PATHS, Fact
from parallel_execution_manager_gui.translation.told import shown, told_fact
from parallel_execution_manager_gui.widgets import named, plain_label


class FactLabel(QLabel):
    """A wrapped text that can be selected."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setWordWrap(True)

    def show_fact(self, text: str) -> None:
        """Show another text."""
        text = harmless(text)
        if self.text() != text:
            self.setText(text)
            self.setToolTip(plain_tip(text))


class PathLabel(QLabel):
    """A path that loses its middle where there is no room; whole in the tooltip and when copied."""

    def __init__(self) -> None:
        super().__init__()
        self._path = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction(self.tr("&Copy"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.addAction(copy)

    def show_fact(self, text: str) -> None:
        """Show another path."""
        if self._path != text:
            self._path = text
            hint = self.tr("Click and press Ctrl+C, or right-click, to copy it.")
            self.setToolTip(plain_tip(f"{text}\n{hint}"))
            self._shorten()

    def copy(self) -> None:
        """Put the whole path on the clipboard."""
        QGuiApplication.clipboard().setText(self._path)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the new width."""
        super().resizeEvent(event)
        self._shorten()

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def _shorten(self) -> None:
        middle = Qt.TextElideMode.ElideMiddle
        self.setText(self.fontMetrics().elidedText(harmless(self._path), middle, self.contentsRect().width()))


class FactList(QWidget):
    """The same labels are used again for each task."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._values: dict[str, FactLabel | PathLabel] = {}
        # Not a form layout: that one keeps the old heights when a text grows.
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 6, 8, 6)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        named(self, name, title)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts."""
        for label, text in facts:
            (self._values.get(label) or self._add(label)).show_fact(told_fact(label, text))

    def _add(self, label: str) -> FactLabel | PathLabel:
        value = PathLabel() if label in PATHS else FactLabel()
        named(value, f"{self._name}_{label.lower().replace(' ', '_')}", shown(label))
        title = plain_label(shown(label))
        title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        title.setBuddy(value)
        title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        row = len(self._values)
        self._grid.addWidget(title, row, 0)
        self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.setRowStretch(row, 0)
        self._grid.setRowStretch(row + 1, 1)
        self._values[label] = value
        return value
