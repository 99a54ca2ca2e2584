"""Tells what happened, over the foot of the queue: no row moves when it comes or goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.shapes import CROSS, icon
from parallel_execution_manager_gui.widgets import named, plain_label

_SHOWN_MS = 10_000
_MOST_PROBLEMS = 20
_MOST_HEIGHT = 0.7
_MARGIN = 4
_BESIDE_TEXTS = 6 * _MARGIN
_AROUND_TEXTS = 2 * _MARGIN


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done about the news: the words on its button, and what that does."""

    text: str
    act: Callable[[], None]


class NoticeBar(QFrame):
    """News go away by themselves; problems stay, one below the other, until they are closed."""

    def __init__(self, below: QAbstractScrollArea) -> None:
        super().__init__(below)
        self._view = below
        self._below = below.viewport()
        named(self, "notice_bar", self.tr("Notice"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._told: list[str] = []
        self._problems = self._label("notice_problems", self.tr("Problems"))
        self._news = self._label("notice_text", self.tr("News"))
        self._texts = QWidget()
        self._area = named(QScrollArea(), "notice_area", self.tr("Notice texts"))
        self._close = named(QToolButton(), "notice_close", self.tr("Close notice"))
        self._close.setAutoRaise(True)
        self._close.setToolTip(self.tr("Close"))
        self._close.clicked.connect(self.close_notice)
        self._offer: Offer | None = None
        self._button = named(QPushButton(), "notice_offer", self.tr("Offer"))
        self._button.clicked.connect(self._take_offer)
        self._arrange()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self._end_news)
        for watched in (self._below, self._button, self._close):
            watched.installEventFilter(self)
        self.hide()

    @property
    def offer_button(self) -> QPushButton:
        """What is offered beside the news, if anything is."""
        return self._button

    @property
    def text(self) -> str:
        """What is told at the moment."""
        return "\n".join(filter(None, ("\n".join(self._told), self._news.text())))

    def tell(self, text: str, offer: Offer | None = None) -> None:
        """Tell news for ten seconds, with something that can be done about it; screen readers say it."""
        self._news.setText(text)
        self._offer = offer
        self._timer.start()
        self._refresh()
        spoken = text if offer is None else f"{text} {offer.text}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

    def withdraw(self, offer: Offer) -> None:
        """What is offered means something else by now."""
        if self._offer is offer:
            self._offer = None
            self._refresh()

    def tell_problem(self, text: str) -> None:
        """Tell a problem until it is closed; told again it is not repeated."""
        self._told = [*(told for told in self._told if told != text), text][-_MOST_PROBLEMS:]
        self._problems.setText("\n".join(self._told))
        self._refresh()

    def close_notice(self) -> None:
        """Tell nothing any more."""
        self._timer.stop()
        self._told = []
        self._problems.clear()
        self._drop_news()

    def covers(self, y: int) -> bool:
        """Whether it hides what is at this height of the view below."""
        return self.isVisible() and y > self.y()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot, in the theme's colours.

        Keys without a modifier are the button's, and not the queue's behind it.
        """
        if watched in (self._button, self._close):
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
                event.setAccepted(event.modifiers() == Qt.KeyboardModifier.NoModifier)
                return event.isAccepted()
            return False
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        elif event.type() == QEvent.Type.PaletteChange and not self.isHidden():
            self._colour()
        return False

    def _label(self, name: str, title: str) -> QLabel:
        label = named(plain_label(), name, title)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _arrange(self) -> None:
        lines = QVBoxLayout(self._texts)
        lines.setContentsMargins(0, 3, 0, 3)
        lines.addWidget(self._problems)
        lines.addWidget(self._news)
        self._area.setWidget(self._texts)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for layer in (self._texts, self._area.viewport()):
            layer.setAutoFillBackground(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * _MARGIN, _MARGIN // 2, _MARGIN, _MARGIN // 2)
        row.setSpacing(_MARGIN)
        row.addWidget(self._area, 1)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def _end_news(self) -> None:
        if self.underMouse() or self._button.hasFocus():
            # Somebody reads it, or is about to take the offer.
            self._timer.start()
        else:
            self._drop_news()

    def _drop_news(self) -> None:
        self._news.clear()
        self._offer = None
        self._refresh()

    def _take_offer(self) -> None:
        offer = self._offer
        self._timer.stop()
        self._drop_news()
        if offer is not None:
            offer.act()

    def _show_offer(self) -> None:
        if self._offer is None and self._button.hasFocus():
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._offer is not None:
            self._button.setText(self._offer.text)
            self._button.setAccessibleName(self._offer.text)
        self._button.setVisible(self._offer is not None)

    def _refresh(self) -> None:
        self._show_offer()
        if not self.text:
            self.hide()
            return
        self._problems.setVisible(bool(self._told))
        self._news.setVisible(bool(self._news.text()))
        self._colour()
        self.show()
        self.raise_()
        self._place()

    def _colour(self) -> None:
        # Not the window's: that may take the new theme later.
        current = QApplication.palette()
        colours = colours_of(current)
        for widget, ink in ((self, colours.text), (self._problems, colours.warning)):
            palette = QPalette(current)
            palette.setColor(QPalette.ColorRole.Window, QColor(colours.button))
            palette.setColor(QPalette.ColorRole.WindowText, QColor(ink))
            widget.setPalette(palette)
        self._close.setIcon(icon(CROSS, QColor(colours.quiet), QColor(colours.disabled)))

    def _place(self) -> None:
        room = self._below.geometry()
        button = self._close.sizeHint()
        offer = QSize(0, 0) if self._offer is None else self._button.sizeHint()
        beside = button.width() + offer.width() + _BESIDE_TEXTS
        text_height = self._texts.heightForWidth(room.width() - beside)
        height = min(
            max(text_height, button.height(), offer.height()) + _AROUND_TEXTS,
            int(room.height() * _MOST_HEIGHT),
        )
        self.setGeometry(room.x(), room.y() + room.height() - height, room.width(), height)
