"""Every setting of window and configuration in one dialog, with search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.runtime.errors import SettingsChanged
from parallel_execution_manager.system.config_edit import SettingsFile
from parallel_execution_manager_gui.all_settings import WINDOW, all_settings, for_file, for_form, of_window
from parallel_execution_manager_gui.dialogs.changed_banner import ChangedBanner
from parallel_execution_manager_gui.dialogs.declared_form import DeclaredForm
from parallel_execution_manager_gui.widgets import named
from parallel_execution_manager_gui.window_options import WINDOW_FIELDS, WindowKey
from parallel_execution_manager_gui.window_settings import WindowSettings
from parallel_execution_manager_gui.wishes import Wishes

_SIZE = (860, 640)
_LIST_WIDTH = 210
_LOOK_MS = 1000


class SettingsDialog(QDialog):
    """Nothing is changed before Apply or OK; each looks at the file again first."""

    def __init__(self, wishes: Wishes, options: WindowSettings, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "settings_dialog", self.tr("Settings"))
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._wishes, self._options = wishes, options
        groups = all_settings(wishes.role_declarations())
        self.form = DeclaredForm(groups)
        self._file = SettingsFile(wishes.settings_file().path, "")
        self._search = named(QLineEdit(), "settings_search", self.tr("Search settings"))
        self._search.setPlaceholderText(self.tr("Search settings by name, key or meaning"))
        self._search.setClearButtonEnabled(True)
        self._list = named(QListWidget(), "settings_groups", self.tr("Groups of settings"))
        self._list.addItems([title for title, _ in groups])
        self._list.setFixedWidth(_LIST_WIDTH)
        self._banner = ChangedBanner()
        self._said = named(QLabel(), "settings_said", self.tr("Message"))
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QDialogButtonBox()
        self._ok = self._button("settings_ok", self.tr("&OK"))
        self._apply = self._button("settings_apply", self.tr("&Apply"))
        self._cancel = self._button("settings_cancel", self.tr("&Cancel"))
        self._ok.setDefault(True)
        self._arrange()
        self._connect()
        self.reload()
        self._search.setFocus()

    def reload(self) -> None:
        """Show the file as it is now; what was entered is forgotten."""
        self._take(self._wishes.settings_file())
        self.form.show_file(self._shaped())

    def apply(self) -> bool:
        """Save what was entered, and put it in force; whether all of it is."""
        wrong = self.form.problems()
        if wrong:
            self._said.setText(self.tr("Not saved: {problem}").format(problem=wrong[0]))
            return False
        changes = self.form.changes()
        if not self._save_configuration(changes):
            return False
        problem = self._options.save({WindowKey(key): value for key, value in of_window(changes).items()})
        self.reload()
        self._said.setText(problem or self.tr("Saved and in force."))
        return not problem

    def _save_configuration(self, changes: Mapping[tuple[str, ...], object]) -> bool:
        try:
            values = for_file(changes, self._file.given)
            problems = self._wishes.save_settings(values, self._file.version) if values else ()
        except SettingsChanged:
            self._banner.tell(str(self._file.path))
            return False
        except ValueError as error:
            problems = (str(error),)
        if problems:
            others = self.form.tell(problems)
            self._said.setText("\n".join([self.tr("Not saved."), *others]))
        return not problems

    def _look(self) -> None:
        """Somebody may have changed the file; without anything entered here it is simply shown anew."""
        file = self._wishes.settings_file()
        if file.version == self._file.version or self._banner.isVisible():
            return
        if not self.form.is_changed():
            self.reload()
            self._said.setText(self.tr("The file was changed by another program; this is how it is now."))
        else:
            self._banner.tell(str(file.path))

    def _keep(self) -> None:
        self._take(self._wishes.settings_file())
        self.form.rebase(self._shaped())

    def _take(self, file: SettingsFile) -> None:
        self._file = file
        self._said.setText("")
        if file.problems:
            told = self.tr("The configuration has problems; put them right in the file first:")
            self._said.setText("\n".join([told, *file.problems[:3]]))

    def _shaped(self) -> SettingsFile:
        """The file and the window's options as one, in the shape of the form."""
        own = {field.key: self._options.given(WindowKey(field.key)) for field in WINDOW_FIELDS}
        return replace(self._file, given={**for_form(self._file.given), WINDOW: own})

    def _button(self, name: str, text: str) -> QPushButton:
        button = named(QPushButton(text), name, text.replace("&", ""))
        button.setAutoDefault(False)
        self._buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return button

    def _arrange(self) -> None:
        parts = QHBoxLayout()
        parts.addWidget(self._list)
        parts.addWidget(self.form, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self._search)
        layout.addLayout(parts, 1)
        for widget in (self._banner, self._said, self._buttons):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._find)
        self._list.currentTextChanged.connect(self.form.go_to)
        self._banner.reload_wished.connect(self.reload)
        self._banner.keep_wished.connect(self._keep)
        self.form.changed.connect(self._offer_apply)
        self._ok.clicked.connect(self._apply_and_close)
        self._apply.clicked.connect(self.apply)
        self._cancel.clicked.connect(self.reject)
        timer = QTimer(self)
        timer.timeout.connect(self._look)
        timer.start(_LOOK_MS)

    def _find(self, text: str) -> None:
        found = self.form.search(text)
        self._said.setText("" if found else self.tr("No setting is called so."))

    def _offer_apply(self) -> None:
        self._apply.setEnabled(self.form.is_changed())

    def _apply_and_close(self) -> None:
        if self.apply():
            self.accept()
