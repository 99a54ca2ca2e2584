"""The chips above the queue: how many tasks are in each state, and a filter for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from parallel_execution_manager_gui.flow_layout import FlowLayout
from parallel_execution_manager_gui.looks import Look, LookGroup
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.shapes import SHAPES, icon
from parallel_execution_manager_gui.still_text import show_still
from parallel_execution_manager_gui.translation.told import shown
from parallel_execution_manager_gui.widgets import named


class Chips(QWidget):
    """One chip a group, exactly one chosen."""

    chosen = Signal(object)

    def __init__(self, queue: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._group = QButtonGroup(self)
        self._buttons: dict[LookGroup, QToolButton] = {}
        flow = FlowLayout(self, 2)
        flow.setContentsMargins(0, 0, 0, 0)
        for number, group in enumerate(LookGroup):
            button = named(_Chip(), f"chip_{group.name.lower()}", self._tip(group))
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setToolTip(button.accessibleName())
            button.setIconSize(QSize(14, 14))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._buttons[group] = button
            self._group.addButton(button, number)
            flow.addWidget(button)
        self._buttons[LookGroup.ALL].setChecked(True)
        self._buttons[LookGroup.ALL].setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._group.idClicked.connect(self._clicked)
        queue.counts_changed.connect(self.refresh)
        self._draw_icons()
        self.refresh()

    def choose_all(self) -> None:
        """Choose the chip of all tasks, as if it had been clicked."""
        self._buttons[LookGroup.ALL].setChecked(True)
        self.chosen.emit(LookGroup.ALL)

    def refresh(self) -> None:
        """Show the counts."""
        for group, button in self._buttons.items():
            show_still(button, f"{shown(group.value)} {self._queue.count(group)}")

    def _tip(self, group: LookGroup) -> str:
        if group is LookGroup.ALL:
            return self.tr("Show all tasks")
        return self.tr("Show only tasks that are: {state}").format(state=shown(group.value))

    def _clicked(self, number: int) -> None:
        self.chosen.emit(tuple(LookGroup)[number])

    def changeEvent(self, event: QEvent) -> None:
        """Draw the shapes in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()

    def _draw_icons(self) -> None:
        colours = colours_of(self.palette())
        for group, button in self._buttons.items():
            if group is not LookGroup.ALL:
                look = Look(group.value)
                button.setIcon(icon(SHAPES[look], QColor(colours.looks[look]), QColor(colours.disabled)))


class _Chip(QToolButton):
    def sizeHint(self) -> QSize:
        """Without the two spaces that the style leaves behind a text: nine chips are a long row."""
        behind = 2 * self.fontMetrics().horizontalAdvance(" ")
        return super().sizeHint() - QSize(0 if self.icon().isNull() else behind, 0)
