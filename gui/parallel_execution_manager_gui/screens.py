"""Keeping windows where somebody can see them, also when a display goes away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget


def inside(frame: QRect, screens: Sequence[QRect]) -> QRect:
    """``frame`` moved, and made smaller if need be, so that it lies on one screen: the one it is most on.

    The first screen is the primary one; it takes what is on none.
    """
    if not screens or any(screen.contains(frame) for screen in screens):
        return frame
    best = max(screens, key=lambda screen: _area(screen.intersected(frame)))
    width, height = min(frame.width(), best.width()), min(frame.height(), best.height())
    left = min(max(frame.left(), best.left()), best.left() + best.width() - width)
    top = min(max(frame.top(), best.top()), best.top() + best.height() - height)
    return QRect(left, top, width, height)


def _area(rect: QRect) -> int:
    return rect.width() * rect.height() if rect.isValid() else 0


def bring_back(widget: QWidget) -> None:
    """Move a window, with its frame, onto a screen that exists."""
    if widget.isMaximized() or widget.isFullScreen():
        return
    primary = QGuiApplication.primaryScreen()
    others = (screen for screen in QGuiApplication.screens() if screen is not primary)
    frame, client = widget.frameGeometry(), widget.geometry()
    wanted = inside(frame, [screen.availableGeometry() for screen in (primary, *others)])
    if wanted == frame:
        return
    around = frame.size() - client.size()
    widget.resize(wanted.size() - around)
    widget.move(wanted.topLeft())


class OnScreen(QObject):
    """Brings a window and its floating panels back when a display goes away or becomes smaller."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        # Qt itself moves windows at such moments; this comes after it.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.check)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenRemoved.connect(self._look_soon)
            application.primaryScreenChanged.connect(self._look_soon)

    def check(self) -> None:
        """Look now."""
        bring_back(self._window)
        for dock in self._window.findChildren(QDockWidget):
            if dock.isFloating() and dock.isVisible():
                bring_back(dock)

    def _look_soon(self) -> None:
        self._soon.start(0)
