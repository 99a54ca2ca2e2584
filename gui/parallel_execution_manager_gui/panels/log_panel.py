"""The output of the selected task: follow, find, wrap."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.log_reader import LogReader
from parallel_execution_manager.system.log_text import LogText
from parallel_execution_manager.system.removed_runs import missing_told
from parallel_execution_manager.system.run_names import OUTPUT_FILE
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.panels.log_view import LogView
from parallel_execution_manager_gui.widgets import named

_POLL_MS = 250
# The rest of a longer line is only counted: Qt lays out a line as a whole, which takes seconds for megabytes.
_LONGEST_LINE = 2_000


class LogPanel(QWidget):
    """Reads only while it is in sight, and only the end of the file."""

    def __init__(
        self, run_folder: Callable[[str], Path | None], actions: ActionSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._run_folder = run_folder
        self._view: TaskView | None = None
        self._source: tuple[str, int] | None = None
        self._reader: LogReader | None = None
        self._lines = LogText(_LONGEST_LINE)
        self._missing: str | None = None
        self.text = LogView(self)
        self._title = named(QLabel("No task selected"), "log_title", "Task whose output is shown")
        self._find = named(QLineEdit(), "log_find", "Find in the log")
        self._unseen = named(QToolButton(), "log_unseen", "Go to the new lines")
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.poll)
        self._arrange(actions)

    def _arrange(self, actions: ActionSet) -> None:
        self._title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._find.setPlaceholderText("Find (F3 for the next)")
        self._find.setClearButtonEnabled(True)
        self._find.setFixedWidth(200)
        self._find.returnPressed.connect(self.find_next)
        self._unseen.setAutoRaise(True)
        self._unseen.hide()
        self._unseen.clicked.connect(self._go_to_end)
        self.text.unseen_changed.connect(self._show_unseen)
        wrap = named(QCheckBox("Wrap"), "log_wrap", "Wrap long lines")
        wrap.toggled.connect(self._wrap)
        actions[ActionId.FOLLOW_LOG].setCheckable(True)
        actions[ActionId.FOLLOW_LOG].setChecked(True)
        actions[ActionId.FOLLOW_LOG].toggled.connect(self._follow)
        self.text.follow_changed.connect(actions[ActionId.FOLLOW_LOG].setChecked)
        follow = named(QToolButton(), "log_follow", "Follow new lines")
        follow.setDefaultAction(actions[ActionId.FOLLOW_LOG])
        follow.setAutoRaise(True)
        row = QHBoxLayout()
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(self._title, 1)
        for widget in (self._unseen, self._find, wrap, follow):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 6, 2)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.text, 1)

    def show_task(self, view: TaskView | None) -> None:
        """Show the output of this task; the same attempt of the same task reads on."""
        self._view = view
        source = None if view is None else (view.id, view.attempt)
        if source != self._source:
            self._source, self._reader, self._missing = source, None, None
            self.text.restart()
            self._title.setText("No task selected" if view is None else view.spec.name)
        if self._timer.isActive():
            self.poll()

    def poll(self) -> None:
        """Read what is new."""
        view = self._view
        if view is None:
            self.text.setPlaceholderText("Select a task to see its output.")
            return
        if self._reader is None:
            folder = self._run_folder(view.id) if view.attempt else None
            self._reader = None if folder is None else LogReader(folder / OUTPUT_FILE)
            self._lines = LogText(_LONGEST_LINE)
        self._read(view)

    def _read(self, view: TaskView) -> None:
        self.text.setPlaceholderText(self._missing or _nothing_yet(view))
        if self._reader is None or self._missing:
            return
        try:
            chunk = self._reader.read_newest()
        except FileNotFoundError:
            # Whoever reads the last lines of a task may go on reading them when its folder is removed.
            self._missing = missing_told(self._reader.path.parent)
            return
        except OSError as error:
            self._show_unreadable(error)
            return
        if text := self._lines.shown(chunk):
            self.text.append_text(text)

    def _show_unreadable(self, error: OSError) -> None:
        # The words stand in an empty view only. What was shown is read again when it can be read.
        self._reader = None
        if not self.text.document().isEmpty():
            self.text.restart()
        self.text.setPlaceholderText(f"The output cannot be read: {error}")

    def find_next(self) -> None:
        """Go to the next place that contains the text of the find box."""
        if not self._find.text():
            self._find.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            found = self.text.find_from_here(self._find.text())
            self._find.setToolTip("" if found else f"“{self._find.text()}” is not in the lines shown")

    def _show_unseen(self, lines: int) -> None:
        self._unseen.setVisible(lines > 0)
        self._unseen.setText(f"{lines} new lines ↓" if lines != 1 else "1 new line ↓")

    def _go_to_end(self) -> None:
        self.text.set_follow(True)

    def _follow(self, follow: bool) -> None:
        self.text.set_follow(follow)

    def _wrap(self, wrap: bool) -> None:
        mode = QPlainTextEdit.LineWrapMode
        self.text.setLineWrapMode(mode.WidgetWidth if wrap else mode.NoWrap)

    def set_in_sight(self, in_sight: bool) -> None:
        """Read while in sight. Qt counts a panel behind another tab as visible; its dock knows better."""
        if in_sight:
            self.poll()
            self._timer.start()
        else:
            self._timer.stop()


def _nothing_yet(view: TaskView) -> str:
    if view.state.is_live:
        return "No output yet."
    return "The task wrote no output." if view.attempt else "The task has not started: no output."
