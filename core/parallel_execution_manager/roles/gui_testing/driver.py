"""What the probe does inside the tested program: wait for windows, look at them, close them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from parallel_execution_manager.roles.gui_testing.hooks import ExceptionWatch
from parallel_execution_manager.roles.gui_testing.record import (
    SHOTS_FOLDER,
    TREE_FILE,
    Phase,
    RecordFile,
    SeenWindow,
)
from parallel_execution_manager.roles.gui_testing.watcher import Watcher
from parallel_execution_manager.roles.reports import document
from parallel_execution_manager.roles.results import write_json
from parallel_execution_manager.roles.worker import RunningClock

_SEEN = "_pem_probe_has_seen_it"
_ASKED = "_pem_probe_has_asked_it"
_MOST_ASKED = 2
_SHORT_LIVED = (Qt.WindowType.ToolTip, Qt.WindowType.Popup)
_CONTROLS = (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)  # fmt: skip
_DEEPEST = 100


def visible_windows() -> list[QWidget]:
    """The program's windows on the screen, without menus, tool tips and widgets inside a scene."""
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.isVisible()
        and widget.graphicsProxyWidget() is None
        and widget.windowType() not in _SHORT_LIVED
    ]


def is_splash(window: QWidget) -> bool:
    """Whether the window only bridges the time until another comes."""
    return window.windowType() == Qt.WindowType.SplashScreen


def was_seen(window: QWidget) -> bool:
    """Whether ``look_at`` has been here; an address alone may be that of a newer window."""
    return bool(window.property(_SEEN))


def mark_seen(window: QWidget) -> None:
    """Remember, with the window itself, that it was looked at."""
    window.setProperty(_SEEN, True)


def ask_to_close(window: QWidget) -> None:
    """Close a window as its user would; one that refused is asked once more, then left alone."""
    asked = int(window.property(_ASKED) or 0)
    if asked < _MOST_ASKED:
        window.setProperty(_ASKED, asked + 1)
        window.close()


def look_at(
    window: QWidget, number: int, folder: Path, *, before_loop: bool
) -> tuple[SeenWindow, dict[str, Any]]:
    """What there is to see of a window, its picture stored below ``folder``, and its tree of widgets."""
    mark_seen(window)
    picture = window.grab()
    name = re.sub(r"\W+", "-", window.windowTitle() or window.metaObject().className()).strip("-")
    shot = f"{SHOTS_FOLDER}/{number:02}-{name[:40] or 'window'}.png"
    saved = _save(picture, folder / shot)
    widgets = [window, *window.findChildren(QWidget)]
    seen = SeenWindow(
        kind=window.metaObject().className(),
        title=window.windowTitle(),
        is_modal=window.isModal(),
        is_splash=is_splash(window),
        before_loop=before_loop,
        size=(window.width(), window.height()),
        widgets=len(widgets),
        shot=shot if saved else "",
        is_blank=_is_blank(picture.toImage()),
        unnamed=tuple(_locator(widget) for widget in widgets if _is_unnamed_control(widget)),
    )
    return seen, _tree(window)


def _save(picture: QPixmap, path: Path) -> bool:
    path.parent.mkdir(exist_ok=True)
    return picture.save(str(path))


def _is_blank(image: QImage) -> bool:
    """Whether all pixels have one colour."""
    pixels = bytes(image.convertToFormat(QImage.Format.Format_RGB32).constBits())
    return pixels == pixels[:4] * (len(pixels) // 4)


def _tree(widget: QWidget, depth: int = 0) -> dict[str, Any]:
    box = widget.geometry()
    row: dict[str, Any] = {
        "class": widget.metaObject().className(),
        "object_name": widget.objectName(),
        "accessible_name": _accessible_name(widget),
        "geometry": [box.x(), box.y(), box.width(), box.height()],
        "visible": widget.isVisible(),
        "enabled": widget.isEnabled(),
    }
    if depth < _DEEPEST:
        row["children"] = [_tree(child, depth + 1) for child in _child_widgets(widget)]
    return row


def _child_widgets(widget: QWidget) -> Iterator[QWidget]:
    children = (child for child in widget.children() if isinstance(child, QWidget))
    return (child for child in children if not child.isWindow())


def _is_unnamed_control(widget: QWidget) -> bool:
    """Whether a screen reader would not know what a visible control is for.

    Parts that Qt itself puts into a control (``qt_…``, the editor of a combo box) have its name.
    """
    if not isinstance(widget, _CONTROLS) or isinstance(widget, QScrollBar) or not widget.isVisible():
        return False
    is_part = widget.objectName().startswith("qt_") or isinstance(
        widget.parent(), (QComboBox, QAbstractSpinBox)
    )
    hints = (_accessible_name(widget), widget.toolTip(), _placeholder(widget))
    return not is_part and not any(hint.strip() for hint in hints)


def _accessible_name(widget: QWidget) -> str:
    """The name as assistive programs get it: set outright, or from its text or its label."""
    # Qt has no interface for some classes, whatever its stubs say.
    interface = cast("QAccessibleInterface | None", QAccessible.queryAccessibleInterface(widget))
    return widget.accessibleName() if interface is None else interface.text(QAccessible.Text.Name)


def _placeholder(widget: QWidget) -> str:
    if isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox)):
        return widget.placeholderText()
    return ""


def _locator(widget: QWidget) -> str:
    """Where a widget is: its name if it has one, else its class and number among its siblings."""
    steps: list[str] = []
    current: QWidget | None = widget
    while current is not None and not current.isWindow():
        steps.append(_step(current))
        if current.objectName():
            break
        current = current.parentWidget()
    return " > ".join(reversed(steps))


def _step(widget: QWidget) -> str:
    kind = widget.metaObject().className()
    if widget.objectName():
        return f"{kind} {widget.objectName()!r}"
    parent = widget.parentWidget()
    alike = (
        [] if parent is None else [c for c in _child_widgets(parent) if c.metaObject().className() == kind]
    )
    return f"{kind} {alike.index(widget) + 1}" if widget in alike else kind


BEAT_MS = 20
RETRY_S = 0.1
MOST_WINDOWS = 20
# The event loop notices a deadline itself; the watcher only if the loop does not turn any more.
HANG_GRACE_S = 2.0


class _Step(Enum):
    WAIT = auto()
    SETTLE = auto()
    CLOSE = auto()
    QUIT = auto()


class Driver(QObject):
    """Goes through its steps by a timer, so in whatever event loop the program runs, nested ones too.

    The timer's slot never opens or closes a window itself: that may start a nested event loop, in
    which a timer whose slot has not returned does not fire.
    """

    def __init__(
        self,
        clock: RunningClock,
        file: RecordFile,
        watcher: Watcher,
        errors: ExceptionWatch,
        settings: dict[str, Any],
    ) -> None:
        super().__init__()
        self._clock = clock
        self._file = file
        self._watcher = watcher
        self._errors = errors
        self._settings = settings
        self._step = _Step.WAIT
        self._deadline: float = settings["show_timeout_s"]
        self._next_try = 0.0
        self._trees: list[dict[str, Any]] = []
        self._closing_until = 0.0
        self._turns = {
            _Step.WAIT: self._wait,
            _Step.SETTLE: self._settle,
            _Step.CLOSE: self._close,
            _Step.QUIT: self._quit,
        }
        self._loop_runs = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._turn)

    def start(self) -> None:
        """The script is about to run: it must show a window in time."""
        self._file.enter(Phase.SHOWING)
        self._go(_Step.WAIT, self._clock.now(), self._settings["show_timeout_s"], "show a window")

    def application_made(self, kind: str) -> None:
        """Begin to turn, or begin again with a new application object."""
        self._file.record.application = kind
        self._timer.start()

    def loop_entered(self) -> None:
        """From here on the event loop must turn."""
        # A slot may fail before the first turn, and the script may have set a hook of its own by now.
        self._errors.keep()
        self._file.record.loop_entered = self._loop_runs = True
        self._watcher.beat()

    def loop_left(self, code: int) -> None:
        """Look at what is still there: the program may have quit before its windows had settled."""
        self._loop_runs = False
        self._watcher.rest()
        self._file.record.loop_code = code
        if self._step in (_Step.WAIT, _Step.SETTLE):
            self._look_at(window for window in visible_windows() if not was_seen(window))
        self._watcher.expect("end after its event loop", self._settings["close_timeout_s"] + HANG_GRACE_S)
        self._file.enter(Phase.ENDING)

    def script_ended(self, code: int) -> None:
        """The script's own code is over; what is left is the end of the process."""
        self._timer.stop()
        record = self._file.record
        record.script_ended, record.script_code = True, code
        others = (thread for thread in threading.enumerate() if thread is not threading.main_thread())
        record.threads_left = [thread.name for thread in others if not thread.daemon]
        self._watcher.expect("end after its script", self._settings["close_timeout_s"] + HANG_GRACE_S)
        self._file.enter(Phase.ENDED)

    def _turn(self) -> None:
        if self._loop_runs:
            self._watcher.beat()
        self._errors.keep()
        self._turns[self._step](self._clock.now())

    def _wait(self, now: float) -> None:
        fresh = [window for window in visible_windows() if not was_seen(window)]
        if fresh:
            if self._file.record.first_shown_s is None:
                self._file.record.first_shown_s = now
            self._go(_Step.SETTLE, now, self._settings["settle_s"], "react to events")
        elif now > self._deadline:
            self._file.record.no_window = not self._file.record.windows
            self._give_up(now)

    def _settle(self, now: float) -> None:
        if now < self._deadline:
            return
        windows = visible_windows()
        fresh = [window for window in windows if not was_seen(window)]
        with self._watcher.resting():
            self._look_at(fresh)
        if all(is_splash(window) for window in windows):
            self._go(_Step.WAIT, now, self._settings["show_timeout_s"], "show a window")
            return
        if self._gives_time_to_close(fresh):
            self._closing_until = now + self._settings["close_timeout_s"]
        self._file.enter(Phase.CLOSING)
        self._go(_Step.CLOSE, now, max(0.0, self._closing_until - now), "close its windows and end")

    def _gives_time_to_close(self, fresh: list[QWidget]) -> bool:
        """A new window gives time anew; a dialog that comes up while others are closed does not."""
        return self._file.record.phase is not Phase.CLOSING or any(not window.isModal() for window in fresh)

    def _close(self, now: float) -> None:
        windows = visible_windows()
        if not self._file.record.unshown and any(not was_seen(window) for window in windows):
            self._go(_Step.SETTLE, now, self._settings["settle_s"], "react to events")
        elif now > self._deadline:
            self._file.record.refused_to_close = [_title(window) for window in windows]
            self._file.record.forced_to_quit = not windows
            self._give_up(now)
        elif now >= self._next_try:
            self._next_try = now + RETRY_S
            QTimer.singleShot(0, self, self._close_topmost)

    def _close_topmost(self) -> None:
        """Close what a user could close now: the popup, else the modal dialog, else each window."""
        blocking = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        for window in [blocking] if blocking else visible_windows():
            ask_to_close(window)

    def _look_at(self, windows: Iterable[QWidget]) -> None:
        record = self._file.record
        for window in windows:
            number = len(record.windows) + 1
            if number > MOST_WINDOWS:
                mark_seen(window)
                record.unshown += 1
                continue
            seen, tree = look_at(window, number, self._file.folder, before_loop=not self._loop_runs)
            record.windows.append(seen)
            self._trees.append(tree)
        write_json(self._file.folder / TREE_FILE, document("widget_tree", {"windows": self._trees}))
        self._file.save()

    def _go(self, step: _Step, now: float, within_s: float, what: str) -> None:
        self._step = step
        self._deadline = now + within_s
        self._watcher.expect(what, within_s + HANG_GRACE_S)

    def _give_up(self, now: float) -> None:
        """End every event loop by force: the program does not do so by itself."""
        self._file.save()
        self._go(_Step.QUIT, now, self._settings["close_timeout_s"], "leave its event loops")

    def _quit(self, now: float) -> None:
        """More than once: after one event loop the program may start another."""
        if now >= self._next_try:
            self._next_try = now + RETRY_S
            QTimer.singleShot(0, self, _leave_all_loops)


def _leave_all_loops() -> None:
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.done(0)
    QCoreApplication.exit(0)


def _title(window: QWidget) -> str:
    return window.windowTitle() or window.metaObject().className()
