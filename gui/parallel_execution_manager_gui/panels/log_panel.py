"""The output of the selected task (follow, page through, find, wrap), or that of all running ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.logs.reader import LogReader
from parallel_execution_manager.system.logs.search import Hit
from parallel_execution_manager.system.logs.text import LogText
from parallel_execution_manager.system.runs.folders import OUTPUT_FILE
from parallel_execution_manager.system.runs.retention import missing_told
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.panels.log_bar import LogBar
from parallel_execution_manager_gui.panels.log_copy import CopyWithContext
from parallel_execution_manager_gui.panels.log_finder import LogFinder
from parallel_execution_manager_gui.panels.log_highlights import Highlights
from parallel_execution_manager_gui.panels.log_pager import LONGEST_LINE, LogPager
from parallel_execution_manager_gui.panels.log_view import MAX_LINES, LogView
from parallel_execution_manager_gui.panels.running_logs import RunningLogs
from parallel_execution_manager_gui.plain_text import shown_name

_POLL_MS = 250
RunFolder = Callable[[str, int | None], Path | None]


class LogPanel(QWidget):
    """Reads only while it is in sight: the end of the file, and pages of it that are scrolled to or found."""

    def __init__(
        self,
        run_folder: RunFolder,
        actions: ActionSet,
        name_of: Callable[[str], str] = str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._run_folder = run_folder
        self._name_of = name_of
        self._view: TaskView | None = None
        self._source: tuple[str, int] | None = None
        self._reader: LogReader | None = None
        self._lines = LogText(LONGEST_LINE)
        self._missing: str | None = None
        self._has_earlier = self._in_sight = False
        self.text = LogView(self)
        self.running = RunningLogs(run_folder, name_of, self)
        self._pager = LogPager(self.text)
        self.finder = LogFinder(self._log_path, self)
        self._highlights = Highlights(self.text)
        self._copy = CopyWithContext(self.text, self._origin)
        self._bar = LogBar(self.finder, actions, self)
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.poll)
        self._arrange(actions)

    def _arrange(self, actions: ActionSet) -> None:
        follow = actions[ActionId.FOLLOW_LOG]
        follow.toggled.connect(self._follow)
        self.text.follow_changed.connect(follow.setChecked)
        self._bar.earlier.clicked.connect(self._show_earlier)
        self._bar.unseen.clicked.connect(self._go_to_end)
        self._bar.attempts.chosen.connect(self._choose_attempt)
        self._bar.wrap.toggled.connect(self._wrap)
        self.text.unseen_changed.connect(self._bar.show_unseen)
        self.text.edge_reached.connect(self._reach_edge)
        self.text.colours_changed.connect(self._read_again)
        self.finder.chosen.connect(self._show_hit)
        self.finder.pattern_changed.connect(self._highlights.show_pattern)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 6, 2)
        layout.setSpacing(4)
        layout.addWidget(self._bar)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.running, 1)
        self.running.hide()
        self._bar.of_all.toggled.connect(self._show_all)

    def _show_all(self, of_all: bool) -> None:
        self._bar.show_all(of_all=of_all)
        self.text.setVisible(not of_all)
        self.running.setVisible(of_all)
        self.running.set_in_sight(self._in_sight and of_all)

    def show_task(self, view: TaskView | None) -> None:
        """Show the output of this task; the same attempt of the same task reads on."""
        self._view = view
        chosen = self._bar.attempts.follow(
            "" if view is None else view.id, 0 if view is None else view.attempt
        )
        source = None if view is None else (view.id, chosen)
        if source != self._source:
            self._source, self._missing = source, None
            self._restart()
            self.finder.forget()
            self._bar.show_name(None if view is None else self._name_of(view.id))
        if self._in_sight:
            self._timer.start()
            self.poll()

    def poll(self) -> None:
        """Read what is new."""
        view = self._view
        if view is None or self._source is None:
            self.text.setPlaceholderText(self.tr("Select a task to see its output."))
            return
        if self._reader is None:
            path = self._log_path()
            self._reader = None if path is None else LogReader(path)
            self._lines = LogText(LONGEST_LINE, self.text.marks)
        self._read(view)

    def _read(self, view: TaskView) -> None:
        self.text.setPlaceholderText(self._missing or self._nothing_yet(view))
        if self._reader is None or self._missing:
            return
        # Asked before reading: what was written before the end is read then for sure.
        is_over = view.state.is_final or self._is_earlier_attempt(view)
        try:
            before = self._reader.position
            chunk = self._reader.read_newest()
        except FileNotFoundError:
            # Whoever reads the last lines of a task may go on reading them when its folder is removed.
            self._missing = missing_told(self._reader.path.parent)
            return
        except OSError as error:
            self._show_unreadable(error)
            return
        text = self._lines.shown(chunk)
        if is_over and not chunk.text:
            text += self._lines.rest()
            self._timer.stop()
        self._has_earlier |= not before and bool(chunk.left_out or chunk.dropped)
        if text:
            self._add(text, before)
        self._show_edges()

    def _add(self, text: str, position: int) -> None:
        many = text.count("\n")
        if not self._pager.is_parked and not self.text.follows and self.text.blockCount() + many > MAX_LINES:
            # Lines above what is being read must not go away under the reader.
            self._park(position)
        if self._pager.is_parked:
            self.text.count_unseen(many)
            return
        self.text.append_text(text)
        self._has_earlier |= self.text.blockCount() >= MAX_LINES

    def _restart(self) -> None:
        self._reader = None
        self._pager.leave()
        self.text.restart()
        self._has_earlier = False
        self._show_edges()

    def _show_unreadable(self, error: OSError) -> None:
        # The words stand in an empty view only. What was shown is read again when it can be read.
        self._reader = None
        if self._pager.is_parked or not self.text.document().isEmpty():
            self._restart()
        self.text.setPlaceholderText(self.tr("The output cannot be read: {reason}").format(reason=error))

    def _log_path(self) -> Path | None:
        if self._view is None or self._source is None or not self._view.attempt:
            return None
        newest = self._source[1] == self._view.attempt
        folder = self._run_folder(self._view.id, None if newest else self._source[1])
        return None if folder is None else folder / OUTPUT_FILE

    def _is_earlier_attempt(self, view: TaskView) -> bool:
        return self._source is not None and self._source[1] < view.attempt

    def _origin(self) -> tuple[str, str]:
        """Whose output is shown, and from which file."""
        name = "" if self._view is None else f"{shown_name(self._view)} ({self._view.id})"
        attempt = 0 if self._source is None else self._source[1]
        return self.tr("{task}, attempt {number}").format(task=name, number=attempt), str(
            self._log_path() or ""
        )

    def _choose_attempt(self) -> None:
        self.show_task(self._view)

    def _park(self, position: int) -> None:
        """Show pages from now on; the lines that are shown end at byte ``position``."""
        if self._reader is not None:
            lines_below = self.text.blockCount() - 1 - self.text.firstVisibleBlock().blockNumber()
            self._pager.park(self._reader.path, position, lines_below)

    def _show_earlier(self) -> None:
        bar = self.text.verticalScrollBar()
        if bar.value() == bar.minimum():
            self._page(is_earlier=True)
        else:
            bar.setValue(bar.minimum())

    def _reach_edge(self, is_top: bool) -> None:
        if is_top and (self._pager.is_parked or self._has_earlier):
            self._page(is_earlier=True)
        elif not is_top and self._pager.is_parked:
            self._page(is_earlier=False)

    def _page(self, *, is_earlier: bool) -> None:
        try:
            if is_earlier and not self._pager.is_parked:
                self._park(0 if self._reader is None else self._reader.position)
            elif is_earlier:
                self._pager.earlier()
            elif not self._pager.later():
                self._go_to_end()
        except OSError as error:
            self._show_unreadable(error)
        self._show_edges()

    def _show_hit(self, hit: Hit) -> None:
        path = self._log_path()
        if path is None:
            return
        try:
            self._pager.show_hit(path, hit)
        except OSError as error:
            self._show_unreadable(error)
        self._show_edges()

    def _show_edges(self) -> None:
        parked = self._pager.is_parked
        self._bar.earlier.setVisible(not self._pager.is_at_start if parked else self._has_earlier)

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        return {ActionId.FIND_NEXT: self.find_next, ActionId.FIND_PREVIOUS: self.find_previous}

    def find_next(self) -> None:
        """Go to the next place that contains the text of the find box."""
        if not self.finder.box.text():
            self.finder.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.finder.find_next()

    def find_previous(self) -> None:
        """Go to the place before that contains the text of the find box."""
        self.finder.find_previous()

    def _go_to_end(self) -> None:
        self.text.set_follow(True)

    def _follow(self, follow: bool) -> None:
        if follow and self._pager.is_parked:
            self._restart()
            self.poll()
        self.text.set_follow(follow)

    def _wrap(self, wrap: bool) -> None:
        mode = QPlainTextEdit.LineWrapMode
        for text in (self.text, self.running.text):
            text.setLineWrapMode(mode.WidgetWidth if wrap else mode.NoWrap)

    def set_in_sight(self, in_sight: bool) -> None:
        """Read while in sight. Qt counts a panel behind another tab as visible; its dock knows better."""
        self._in_sight = in_sight
        self.running.set_in_sight(in_sight and self._bar.of_all.isChecked())
        if in_sight:
            self._timer.start()
            self.poll()
        else:
            self._timer.stop()

    def stop(self) -> None:
        """Read no more, and end what looks through the file."""
        self._timer.stop()
        self.running.stop()
        self.finder.stop()

    def _read_again(self) -> None:
        """In the colours of another palette."""
        if self._reader is not None:
            self._restart()
            if self._in_sight:
                self.poll()

    def _nothing_yet(self, view: TaskView) -> str:
        if view.state.is_live:
            return self.tr("No output yet.")
        if view.attempt:
            return self.tr("The task wrote no output.")
        return self.tr("The task has not started: no output.")
