"""The row above the log: whose output it is, which attempt, ways to other lines, the find box."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QWidget

from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.panels.attempt_box import AttemptBox
from parallel_execution_manager_gui.panels.log_finder import LogFinder
from parallel_execution_manager_gui.translation.told import count
from parallel_execution_manager_gui.widgets import named, plain_label

_LEAST_TITLE_WIDTH = 40


class LogBar(QWidget):
    """Holds the controls; what they do is connected from outside."""

    def __init__(self, finder: LogFinder, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.of_all = self._button("log_of_all", self.tr("Output of all running tasks"))
        self.of_all.setText(self.tr("All"))
        self.of_all.setToolTip(self.tr("Show what all running tasks write, as it comes"))
        self.of_all.setCheckable(True)
        self.of_all.show()
        self._title = named(plain_label(), "log_title", self.tr("Task whose output is shown"))
        self._title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._title.setMinimumWidth(_LEAST_TITLE_WIDTH)
        self.attempts = AttemptBox(self)
        self.earlier = self._button("log_earlier", self.tr("Show the lines before"))
        self.earlier.setText(self.tr("Earlier lines ↑"))
        self.unseen = self._button("log_unseen", self.tr("Go to the new lines"))
        self.wrap = named(QCheckBox(self.tr("Wrap")), "log_wrap", self.tr("Wrap long lines"))
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(self.of_all)
        row.addWidget(self._title, 1)
        self._of_one = QWidget(self)
        inner = QHBoxLayout(self._of_one)
        inner.setContentsMargins(0, 0, 0, 0)
        for widget in (self.attempts, self.earlier, self.unseen, finder):
            inner.addWidget(widget)
        row.addWidget(self._of_one)
        row.addWidget(self.wrap)
        self._buttons_of_one: list[QToolButton] = []
        for action_id, name, said in (
            (ActionId.FOLLOW_LOG, "log_follow", self.tr("Follow new lines")),
            (ActionId.OPEN_FOLDER, "log_folder", self.tr("Open the run folder")),
        ):
            button = self._button(name, said)
            button.setDefaultAction(actions[action_id])
            button.show()
            row.addWidget(button)
            self._buttons_of_one.append(button)
        self._order_tabs(finder)
        self.show_name(None)

    def _order_tabs(self, finder: LogFinder) -> None:
        """By place: the find box was made before this row, and Tab would begin with it."""
        before = (self.of_all, self.attempts, self.earlier, self.unseen)
        for one, next_one in pairwise((*before, *finder.controls, self.wrap, *self._buttons_of_one)):
            QWidget.setTabOrder(one, next_one)

    def _button(self, name: str, said: str) -> QToolButton:
        button = named(QToolButton(self), name, said)
        button.setAutoRaise(True)
        button.hide()
        return button

    def show_all(self, *, of_all: bool) -> None:
        """Have only what goes for the output of all running tasks, or what goes for that of one."""
        self._of_one.setVisible(not of_all)
        self._title.setText(self.tr("All running tasks") if of_all else self._name)
        for button in self._buttons_of_one:
            button.setVisible(not of_all)

    def show_name(self, name: str | None) -> None:
        """Say whose output it is."""
        self._name = self.tr("No task selected") if name is None else name
        if not self.of_all.isChecked():
            self._title.setText(self._name)

    def show_unseen(self, lines: int) -> None:
        """Say how many lines are new and not in sight."""
        one, many = self.tr("1 new line ↓"), self.tr("{count} new lines ↓")
        self.unseen.setVisible(lines > 0)
        self.unseen.setText(one if lines == 1 else many.format(count=count(lines)))
