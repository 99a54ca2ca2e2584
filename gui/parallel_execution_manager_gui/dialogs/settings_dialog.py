"""Every setting of window and configuration in one dialog, with search."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager_gui.all_settings import Group
from parallel_execution_manager_gui.dialogs.settings_editor import SettingsEditor, SettingsKeeper
from parallel_execution_manager_gui.plain_text import without_mnemonic
from parallel_execution_manager_gui.widgets import LIST_SPACING, named, plain_label

_SIZE = (860, 640)
_AROUND_TITLES = 24


class SettingsDialog(QDialog):
    """Nothing is changed before Apply or OK."""

    def __init__(self, groups: tuple[Group, ...], keeper: SettingsKeeper, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "settings_dialog", self.tr("Settings"))
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self.editor = SettingsEditor(groups, keeper)
        self._search = named(QLineEdit(), "settings_search", self.tr("Search settings"))
        self._search.setPlaceholderText(self.tr("Search settings by name, key or meaning"))
        self._search.setClearButtonEnabled(True)
        self._list = named(QListWidget(), "settings_groups", self.tr("Groups of settings"))
        self._list.addItems([title for title, _ in groups])
        self._list.setSpacing(LIST_SPACING)
        self._list.setFixedWidth(self._list.sizeHintForColumn(0) + _AROUND_TITLES)
        self._only_set = named(
            QCheckBox(self.tr("Only what is &not the default")),
            "settings_only_set",
            self.tr("Only what is set"),
        )
        where = self.tr("Changes are saved in {file}").format(file=keeper.settings_file().path)
        self._where = named(plain_label(where), "settings_where", self.tr("File"))
        self._where.setWordWrap(True)
        self._where.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._buttons = QDialogButtonBox()
        self._ok = self._button("settings_ok", self.tr("&OK"))
        self._apply = self._button("settings_apply", self.tr("&Apply"))
        self._cancel = self._button("settings_cancel", self.tr("&Cancel"))
        self._ok.setDefault(True)
        self._arrange()
        self._connect()
        self._search.setFocus()

    def accept(self) -> None:
        """Save, and close if that went well."""
        if not self.editor.form.is_changed() or self.editor.apply():
            super().accept()

    def _button(self, name: str, text: str) -> QPushButton:
        button = named(QPushButton(text), name, without_mnemonic(text))
        button.setAutoDefault(False)
        self._buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return button

    def _arrange(self) -> None:
        parts = QHBoxLayout()
        parts.addWidget(self._list)
        parts.addWidget(self.editor, 1)
        layout = QVBoxLayout(self)
        above = QHBoxLayout()
        above.addWidget(self._search, 1)
        above.addWidget(self._only_set)
        layout.addLayout(above)
        layout.addLayout(parts, 1)
        layout.addWidget(self._where)
        layout.addWidget(self._buttons)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._find)
        self._only_set.toggled.connect(self._find)
        self._list.currentTextChanged.connect(self.editor.form.go_to)
        self.editor.changed.connect(self._offer_apply)
        self._ok.clicked.connect(self.accept)
        self._apply.clicked.connect(self.editor.apply)
        self._cancel.clicked.connect(self.reject)
        self._offer_apply()

    def _find(self) -> None:
        found = self.editor.form.search(self._search.text(), only_set=self._only_set.isChecked())
        self._search.setToolTip("" if found else self.tr("No setting is called so."))

    def _offer_apply(self) -> None:
        self._apply.setEnabled(self.editor.can_apply)
