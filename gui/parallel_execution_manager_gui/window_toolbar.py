"""The toolbar: the most used actions, and the filter box at its end."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolBar, QToolButton, QWidget

from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.widgets import SMALL_ICON, named

_FILTER_WIDTH = 260
_BETWEEN = 8


class WindowToolbar(QToolBar):
    """Stays where it is; ``filter_box`` takes what is looked for."""

    def __init__(self, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        title = self.tr("Toolbar")
        self.setWindowTitle(title)
        named(self, "toolbar", title)
        self.setMovable(False)
        self.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
        if (layout := self.layout()) is not None:
            # So that an arrow is nearer to its own button than to the next.
            layout.setSpacing(_BETWEEN)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        actions.fill_toolbar(self)
        self._spacer = QWidget()
        self._spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(self._spacer)
        self.filter_box = named(
            QLineEdit(), "filter_box", self.tr("Filter tasks by name, role, state or reason")
        )
        self.filter_box.setPlaceholderText(self.tr("Filter tasks  (Ctrl+F)"))
        self.filter_box.setClearButtonEnabled(True)
        self.filter_box.setFixedWidth(_FILTER_WIDTH)
        self.addWidget(self.filter_box)
        # Qt's own button for what does not fit has a name for programs only.
        for button in self.findChildren(QToolButton, "qt_toolbar_ext_button"):
            button.setAccessibleName(self.tr("More of the toolbar"))
