"""The output of all running tasks in one view: new lines as they come, each behind the name of its task."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.scheduling.snapshot import Snapshot, TaskView
from parallel_execution_manager.system.logs.reader import LogReader
from parallel_execution_manager.system.logs.text import LogText
from parallel_execution_manager.system.runs.folders import OUTPUT_FILE
from parallel_execution_manager_gui.panels.log_pager import LONGEST_LINE
from parallel_execution_manager_gui.panels.log_view import LogView
from parallel_execution_manager_gui.widgets import named

_POLL_MS: Final = 250
_MOST_TASKS: Final = 64
"""Of more running tasks only so many are read; those that began first."""
_PIECE_BYTES: Final = 32 << 10
_FIRST_LINES: Final = 10
_LONGEST_NAME: Final = 28
RunFolder = Callable[[str, int | None], Path | None]


class _Tail:
    """What is new in the output of one attempt, in whole lines."""

    def __init__(self, path: Path) -> None:
        self._reader = LogReader(path, _PIECE_BYTES)
        self._text = LogText(LONGEST_LINE)
        self._rest = ""
        self._is_new = True
        self.is_over = False

    def lines(self, *, is_over: bool) -> list[str]:
        """The lines that are complete since the last call; with ``is_over`` an unfinished one too."""
        try:
            chunk = self._reader.read_newest()
        except OSError:
            # Nothing is written yet, or the folder was removed; the task's own view says so.
            self.is_over = is_over
            return []
        text = self._rest + self._text.shown(chunk)
        if is_over and not chunk.text:
            self.is_over = True
            text += self._text.rest()
            return text.splitlines()
        *whole, self._rest = text.split("\n")
        if self._is_new and whole:
            self._is_new = False
            return whole[-_FIRST_LINES:]
        return whole


class RunningLogs(QWidget):
    """Reads only while it is in sight. Of a task that it meets anew the last lines are shown."""

    def __init__(
        self, run_folder: RunFolder, name_of: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        named(self, "running_logs", self.tr("Output of all running tasks"))
        self._run_folder = run_folder
        self._name_of = name_of
        self._running: dict[str, TaskView] = {}
        self._tails: dict[tuple[str, int], _Tail] = {}
        self.text = named(LogView(self), "running_logs_view", self.tr("Output of all running tasks"))
        self.text.setPlaceholderText(self.tr("No task runs. What running tasks write appears here."))
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.poll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)

    @property
    def number(self) -> int:
        """How many tasks run."""
        return len(self._running)

    def apply(self, snapshot: Snapshot) -> None:
        """Take over which tasks run."""
        if snapshot.full:
            self._running.clear()
        for view in snapshot.tasks:
            if view.state.is_live:
                self._running[view.id] = view
            else:
                self._running.pop(view.id, None)
        for task_id in snapshot.removed:
            self._running.pop(task_id, None)

    def set_in_sight(self, in_sight: bool) -> None:
        """Read while in sight."""
        if in_sight:
            self._timer.start()
            self.poll()
        else:
            self._timer.stop()

    def stop(self) -> None:
        """Read no more."""
        self._timer.stop()

    def poll(self) -> None:
        """Show what is new, task by task; what ended since is read to its end."""
        wanted = [(view.id, view.attempt) for view in [*self._running.values()][:_MOST_TASKS]]
        for key in wanted:
            folder = None if key in self._tails else self._run_folder(*key)
            if folder is not None:
                self._tails[key] = _Tail(folder / OUTPUT_FILE)
        told = [self._told(key, tail, is_over=key not in wanted) for key, tail in self._tails.items()]
        self._tails = {key: tail for key, tail in self._tails.items() if not tail.is_over}
        if text := "".join(told):
            self.text.append_text(text)

    def _told(self, key: tuple[str, int], tail: _Tail, *, is_over: bool) -> str:
        name = printable(self._name_of(key[0]), _LONGEST_NAME)
        return "".join(f"{name} │ {line}\n" for line in tail.lines(is_over=is_over))
