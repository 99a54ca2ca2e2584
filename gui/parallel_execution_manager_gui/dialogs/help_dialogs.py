"""The sheet of keyboard shortcuts, made from the table of actions, and the about box."""

from __future__ import annotations

import platform
from html import escape
from importlib.metadata import version

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QTextBrowser, QVBoxLayout, QWidget

from parallel_execution_manager_gui.action_table import ACTIONS
from parallel_execution_manager_gui.actions import ActionRecord, Menu, Scope
from parallel_execution_manager_gui.plain_text import without_mnemonic
from parallel_execution_manager_gui.translation.told import shown
from parallel_execution_manager_gui.widgets import named

translate = QCoreApplication.translate
_WHERE = {
    Scope.WINDOW: "",
    Scope.QUEUE: QT_TRANSLATE_NOOP("HelpDialogs", " (in the queue)"),
    Scope.ROLES: QT_TRANSLATE_NOOP("HelpDialogs", " (in the roles)"),
    Scope.LOCKS: QT_TRANSLATE_NOOP("HelpDialogs", " (in the locks)"),
}


def shortcut_sheet() -> str:
    """All keys as HTML, by menu."""
    parts = []
    for menu in Menu:
        rows = [_row(record) for record in ACTIONS if record.menu is menu and record.shortcut]
        if rows:
            title = without_mnemonic(shown(menu.value))
            parts.append(f"<h4>{title}</h4><table cellpadding='2'>{''.join(rows)}</table>")
    still = translate("HelpDialogs", "Hold Ctrl over the queue to keep its rows from moving.")
    parts.append(f"<p>{escape(still)}</p>")
    return "".join(parts)


def _row(record: ActionRecord) -> str:
    keys = QKeySequence(record.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    text = without_mnemonic(shown(record.text)).rstrip("…")
    where = translate("HelpDialogs", str(_WHERE[record.scope])) if _WHERE[record.scope] else ""
    return f"<tr><td width='170'>{escape(keys)}</td><td>{escape(text)}{escape(where)}</td></tr>"


def shortcuts_dialog(parent: QWidget) -> QDialog:
    """The sheet in a dialog that does not block the window."""
    dialog = named(QDialog(parent), "shortcuts_dialog", translate("HelpDialogs", "Keyboard shortcuts"))
    dialog.setWindowTitle(translate("HelpDialogs", "Keyboard shortcuts"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(480, 560)
    text = named(QTextBrowser(), "shortcuts_text", translate("HelpDialogs", "All keyboard shortcuts"))
    text.setHtml(shortcut_sheet())
    buttons = QDialogButtonBox()
    # No standard button: on some desktops those have an icon that cannot be seen on a dark ground.
    close = buttons.addButton(translate("HelpDialogs", "Close"), QDialogButtonBox.ButtonRole.RejectRole)
    named(close, "shortcuts_close", translate("HelpDialogs", "Close"))
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(text)
    layout.addWidget(buttons)
    return dialog


def show_about(parent: QWidget) -> None:
    """Name, version and licence."""
    box = QMessageBox(parent)
    box.setObjectName("about_dialog")
    box.setWindowTitle(translate("HelpDialogs", "About"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Parallel Execution Manager {version('parallel-execution-manager')}")
    uses = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()}"
    box.setInformativeText(
        translate(
            "HelpDialogs",
            "Runs the tasks of several AI-manager roles side by side on one workstation, keeps it usable, "
            "and never lets two tasks work on one file.\n\n"
            "{versions}\n\n"
            "MIT licence. Help ▸ Save diagnostics… writes what helps to find a fault into one file.",
        ).format(versions=uses)
    )
    close = box.addButton(translate("HelpDialogs", "OK"), QMessageBox.ButtonRole.AcceptRole)
    named(close, "about_close", translate("HelpDialogs", "OK"))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
