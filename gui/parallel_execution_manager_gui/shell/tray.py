"""The icon in the system's tray: how things stand, pause, resume, the window, quit."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon, QWidget

from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.palette import LIGHT
from parallel_execution_manager_gui.shapes import SHAPES, draw
from parallel_execution_manager_gui.window_options import WindowKey
from parallel_execution_manager_gui.window_settings import WindowSettings

_SIZE, _BADGE = 64, 36
_MENU = (ActionId.PAUSE_ALL, ActionId.RESUME_ALL)


class Tray(QObject):
    """There only if the operator wants it and the system has a tray. The window is never hidden without it.

    A second start of the program shows the window too, so that the icon is not the only way back.
    """

    def __init__(self, window: QWidget, options: WindowSettings, actions: ActionSet) -> None:
        super().__init__(window)
        self._window = window
        self._options = options
        self._actions = actions
        self._look = Look.ACTIVE
        self._icon: QSystemTrayIcon | None = None
        self._menu = QMenu(window)
        self._menu.setObjectName("menu_tray")
        self._facts = QAction(self.tr("Not connected yet"), self)
        self._fill_menu()
        options.changed.connect(self._option_changed)
        self._follow_option()

    @property
    def is_shown(self) -> bool:
        """Whether there is an icon."""
        return self._icon is not None

    @property
    def is_missing(self) -> bool:
        """Whether one is wanted and the system has no place for it."""
        return self._icon is None and self._options.is_on(WindowKey.TRAY)

    def hides_window(self) -> bool:
        """Whether closing the window is to hide it."""
        return self.is_shown and self._options.is_on(WindowKey.TRAY_HIDES)

    @property
    def menu(self) -> QMenu:
        """The menu of the icon, for whoever has more to put into it."""
        return self._menu

    def show_state(self, look: Look, facts: str) -> None:
        """Show how things stand: as a shape, and in words as tooltip and first line of the menu."""
        self._facts.setText(facts)
        if self._icon is None:
            self._look = look
            return
        self._icon.setToolTip(f"{self._window.windowTitle()}\n{facts}")
        if look is not self._look:
            self._look = look
            self._icon.setIcon(_state_icon(look))

    def tell(self, text: str) -> bool:
        """Show a message of the desktop; ``False`` if there is no icon to show it with."""
        if self._icon is None or not QSystemTrayIcon.supportsMessages():
            return False
        self._icon.showMessage(self._window.windowTitle(), text, QSystemTrayIcon.MessageIcon.Information)
        return True

    def hide_window(self) -> None:
        """Leave only the icon."""
        QApplication.setQuitOnLastWindowClosed(False)
        self._window.hide()
        self.tell(self.tr("The program goes on in the tray. Quit it from the menu of this icon."))

    def show_window(self) -> None:
        """Bring the window back."""
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        QApplication.setQuitOnLastWindowClosed(True)

    def remove(self) -> None:
        """Take the icon away; a hidden window comes back."""
        # Others show the window too, such as a second start of the program.
        QApplication.setQuitOnLastWindowClosed(True)
        if self._icon is None:
            return
        self._icon.hide()
        self._icon.deleteLater()
        self._icon = None
        if not self._window.isVisible():
            self.show_window()

    def _fill_menu(self) -> None:
        self._facts.setEnabled(False)
        self._menu.addAction(self._facts)
        self._menu.addSeparator()
        show = self._menu.addAction(self.tr("&Show window"))
        show.setObjectName("tray_show")
        show.triggered.connect(self.show_window)
        for action_id in _MENU:
            self._menu.addAction(self._actions[action_id])
        self._menu.addSeparator()
        self._menu.addAction(self._actions[ActionId.QUIT])

    def _option_changed(self, key: str) -> None:
        if key == WindowKey.TRAY:
            self._follow_option()

    def _follow_option(self) -> None:
        wanted = self._options.is_on(WindowKey.TRAY) and QSystemTrayIcon.isSystemTrayAvailable()
        if wanted and self._icon is None:
            self._icon = QSystemTrayIcon(_state_icon(self._look), self)
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self._clicked)
            self._icon.show()
        elif not wanted:
            self.remove()

    def _clicked(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show_window()


def _state_icon(look: Look) -> QIcon:
    """The program's icon with the state's shape on a light disc, readable on any panel."""
    pixmap = QPixmap(_SIZE, _SIZE)
    pixmap.fill(Qt.GlobalColor.transparent)
    disc = QRectF(_SIZE - _BADGE, _SIZE - _BADGE, _BADGE, _BADGE)
    margin = _BADGE / 4
    shape = disc.adjusted(margin, margin, -margin, -margin)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        QGuiApplication.windowIcon().paint(painter, 0, 0, _SIZE, _SIZE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.base))
        painter.drawEllipse(disc)
        draw(painter, SHAPES[look], shape, QColor(LIGHT.looks[look]))
    return QIcon(pixmap)
