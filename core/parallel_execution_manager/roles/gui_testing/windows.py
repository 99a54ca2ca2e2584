"""Looking at the windows of a program: which there are, their pictures, their trees of widgets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from parallel_execution_manager.roles.gui_testing.record import SHOTS_FOLDER, SeenWindow

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
