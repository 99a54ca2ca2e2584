"""Shown over the empty queue until the first task is there: what the program is, and three ways to begin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.plain_text import without_mnemonic
from parallel_execution_manager_gui.stored_settings import flag
from parallel_execution_manager_gui.widgets import named, plain_label

_DONE = "first_page/done"
_WIDTH = 560
_TITLE_SCALE = 1.5


class FirstPage(QScrollArea):
    """Goes away for good with the first task, at this start or an earlier one."""

    def __init__(self, view: QAbstractItemView, actions: ActionSet, settings: QSettings) -> None:
        super().__init__(view)
        named(self, "first_page", self.tr("Welcome"))
        self._view = view
        self._settings = settings
        self._actions = actions
        self._is_done = flag(settings, _DONE, default=False)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._page())
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.viewport().setAutoFillBackground(True)
        view.viewport().installEventFilter(self)
        view.model().rowsInserted.connect(self.leave)
        view.model().modelReset.connect(self._leave_if_full)
        self.hide()

    def offer(self) -> None:
        """Show it, if nothing is queued and nothing ever was."""
        if self._is_done:
            return
        if self._view.model().rowCount():
            self.leave()
            return
        if self.isHidden():
            self.setGeometry(self._view.viewport().geometry())
            self.show()

    def leave(self) -> None:
        """There are tasks: hide, and never come again."""
        if not self._is_done:
            self._is_done = True
            self._settings.setValue(_DONE, True)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the size of the view."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._view.viewport().geometry())
        return False

    def _leave_if_full(self) -> None:
        if self._view.model().rowCount():
            self.leave()

    def _page(self) -> QWidget:
        page = QWidget()
        page.setAutoFillBackground(False)
        column = QVBoxLayout()
        column.setSpacing(10)
        for widget in (
            self._text("first_title", self.tr("Many tasks at once, on a usable computer"), big=True),
            self._text(
                "first_text",
                self.tr(
                    "Tasks of several roles run side by side as real processes. The manager starts what "
                    "fits, the most important first, holds roles back when the machine gets too busy, and "
                    "never lets two tasks work on one file."
                ),
            ),
            self._button(ActionId.LOAD_DEMO, self.tr("eleven small tasks of all roles")),
            self._button(ActionId.ADD_TASK, self.tr("a form for each role, or a command of your own")),
            self._button(ActionId.OPEN_TASKS, self.tr("one task a line, in JSON")),
            self._button(ActionId.USER_GUIDE, self.tr("how everything works")),
        ):
            column.addWidget(widget)
        frame = QWidget()
        frame.setMaximumWidth(_WIDTH)
        frame.setLayout(column)
        around = QVBoxLayout(page)
        around.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(frame, 100)
        row.addStretch(1)
        around.addLayout(row)
        around.addStretch(2)
        return page

    def _text(self, name: str, text: str, *, big: bool = False) -> QLabel:
        label = named(plain_label(text), name, text)
        label.setWordWrap(True)
        if big:
            font = label.font()
            font.setBold(True)
            font.setPointSizeF(font.pointSizeF() * _TITLE_SCALE)
            label.setFont(font)
        return label

    def _button(self, action_id: ActionId, meaning: str) -> QWidget:
        action = self._actions[action_id]
        text = without_mnemonic(action.text())
        button = named(QPushButton(text), f"first_{action_id.value}", f"{text}: {meaning}")
        button.clicked.connect(action.trigger)
        about = plain_label(meaning)
        about.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        about.setWordWrap(True)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        button.setFixedWidth(button.fontMetrics().averageCharWidth() * 26)
        layout.addWidget(button)
        layout.addWidget(about, 1)
        return row
