"""The find box of the log: what is looked for, how many places there are, and which of them is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from parallel_execution_manager.system.logs.search import MOST_HITS, Hit, Looked, search
from parallel_execution_manager_gui.background import Background
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.text_finder import LONGEST_TEXT, PatternError, TextFinder, Wanted
from parallel_execution_manager_gui.translation.told import count
from parallel_execution_manager_gui.widgets import named, plain_label

_PAUSE_MS = 250


class LogFinder(QWidget):
    """Looks through the whole file in a thread; ``chosen`` gives the place to show."""

    chosen = Signal(object)
    pattern_changed = Signal(object)

    def __init__(self, log_path: Callable[[], Path | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log_path = log_path
        self._hits: list[Hit] = []
        self._current = -1
        self._step_wanted = 0
        self._percent = 0
        self._problem = ""
        self._is_known = False
        self._search: Background[Looked] = Background(self._take, self._done, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._begin)
        self.box = named(QLineEdit(), "log_find", self.tr("Find in the log"))
        self._case = self._toggle("Aa", "log_find_case", self.tr("Tell capital letters from small ones"))
        self._regex = self._toggle(".*", "log_find_regex", self.tr("The text is a regular expression"))
        self._previous = self._button("↑", "log_find_previous", self.tr("Previous place (Shift+F3)"))
        self._next = self._button("↓", "log_find_next", self.tr("Next place (F3)"))
        self._told = named(plain_label(), "log_find_count", self.tr("Places found in the log"))
        self._stop = self._button("✕", "log_find_stop", self.tr("Stop looking"))
        self._arrange()

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """What Tab goes through, in its order."""
        return self.box, self._case, self._regex, self._previous, self._next, self._stop

    def _arrange(self) -> None:
        self.box.setPlaceholderText(self.tr("Find in log (F3)"))
        self.box.setClearButtonEnabled(True)
        self.box.setMaxLength(LONGEST_TEXT)
        self.box.setMinimumWidth(140)
        self.box.setMaximumWidth(200)
        self.box.textChanged.connect(self._changed)
        self.box.returnPressed.connect(self.find_next)
        self._case.toggled.connect(self._changed)
        self._regex.toggled.connect(self._changed)
        self._previous.clicked.connect(self.find_previous)
        self._next.clicked.connect(self.find_next)
        self._stop.clicked.connect(self._give_up)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for widget in (self.box, self._case, self._regex, self._previous, self._next, self._told, self._stop):
            row.addWidget(widget)
        self._tell()

    def _button(self, text: str, name: str, tip: str) -> QToolButton:
        button = named(QToolButton(), name, tip)
        button.setText(text)
        button.setToolTip(tip)
        button.setAutoRaise(True)
        return button

    def _toggle(self, text: str, name: str, tip: str) -> QToolButton:
        button = self._button(text, name, tip)
        button.setCheckable(True)
        return button

    def wanted(self) -> Wanted:
        """What is looked for."""
        return Wanted(self.box.text(), self._regex.isChecked(), self._case.isChecked())

    def find_next(self) -> None:
        """Go to the next place, from the first one again after the last."""
        self._step(1)

    def find_previous(self) -> None:
        """Go to the place before, from the last one again before the first."""
        self._step(-1)

    def forget(self) -> None:
        """The log is another one; look through it when a place is asked for."""
        self._pause.stop()
        self._search.cancel()
        self._hits, self._current, self._step_wanted = [], -1, 0
        self._is_known, self._problem = False, ""
        self._tell()

    def stop(self) -> None:
        """End the search and its thread."""
        self._pause.stop()
        self._search.stop()

    def _changed(self) -> None:
        self.forget()
        self.pattern_changed.emit(self.wanted())
        if self.box.text():
            self._pause.start()

    def _step(self, step: int) -> None:
        if not self.box.text():
            return
        if not self._is_known:
            self._step_wanted = step
            self._begin()
        elif self._hits:
            self._go(self._current + step if self._current >= 0 or step > 0 else -1)
        else:
            self._step_wanted = step

    def _go(self, number: int) -> None:
        self._current = number % len(self._hits)
        self._step_wanted = 0
        self._tell()
        self.chosen.emit(self._hits[self._current])

    def _begin(self) -> None:
        self._pause.stop()
        path = self._log_path()
        if path is None:
            self._fail(self.tr("there is no output"))
            return
        try:
            finder = TextFinder(self.wanted())
        except PatternError as error:
            self._fail(str(error))
            return
        self._is_known, self._percent = True, 0
        self._search.start(_looking(path, finder))
        self._tell()

    def _take(self, looked: Looked) -> None:
        self._hits.extend(looked.hits)
        self._percent = 100 * looked.done // max(1, looked.size)
        if self._hits and self._step_wanted > 0:
            self._go(0)
        self._tell()

    def _done(self, error: Exception | None) -> None:
        if error is not None:
            self._fail(str(error))
        elif self._hits and self._step_wanted < 0:
            self._go(-1)
        self._step_wanted = 0
        self._tell()

    def _fail(self, problem: str) -> None:
        self._problem = problem
        self._tell()

    def _give_up(self) -> None:
        self._search.cancel()
        self._tell()

    def _tell(self) -> None:
        is_busy = self._search.is_busy
        self._stop.setVisible(is_busy)
        has_text = bool(self.box.text())
        self._previous.setEnabled(has_text)
        self._next.setEnabled(has_text)
        text = self._count_told() if has_text else ""
        looked = self.tr("{told} ({percent} % looked through)").format(told=text, percent=self._percent)
        self._told.setText(looked.lstrip() if is_busy else text)
        self._told.setToolTip(plain_tip(self._problem))
        self._told.setAccessibleDescription(self._problem or self._told.text())

    def _count_told(self) -> str:
        if self._problem:
            return self.tr("cannot look")
        if not self._is_known:
            return ""
        many = len(self._hits)
        if not many:
            return self.tr("looking …") if self._search.is_busy else self.tr("not found")
        told = count(many) + ("+" if many >= MOST_HITS else "")
        if self._current < 0:
            return self.tr("{count} found").format(count=told)
        return self.tr("{number} of {count}").format(number=count(self._current + 1), count=told)


def _looking(path: Path, finder: TextFinder) -> Iterator[Looked]:
    return search(path, finder, finder.needle)
