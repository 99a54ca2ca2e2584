"""What can be set for one role: priority, what its tasks need, and the options that it declares."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QVBoxLayout, QWidget

from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager_gui.dialogs.settings_editor import SettingsEditor, SettingsKeeper
from parallel_execution_manager_gui.plain_text import without_mnemonic
from parallel_execution_manager_gui.settings_of_role import settings_of_role
from parallel_execution_manager_gui.translation.told import shown
from parallel_execution_manager_gui.translation.told_settings import told_groups
from parallel_execution_manager_gui.widgets import named, plain_label

_SIZE = (620, 680)


class RoleOptionsDialog(QDialog):
    """Saves into the configuration's file; what is saved is in force at once."""

    def __init__(
        self,
        declaration: RoleDeclaration,
        keeper: SettingsKeeper,
        parent: QWidget | None = None,
        *,
        priority_now: int | None = None,
    ) -> None:
        super().__init__(parent)
        title = self.tr("Options of {}").format(declaration.title)
        named(self, "role_options_dialog", title)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.editor = SettingsEditor(told_groups(settings_of_role(declaration)), keeper, self)
        self._buttons = QDialogButtonBox(self)
        roles = QDialogButtonBox.ButtonRole
        self._save = self._buttons.addButton(self.tr("&OK"), roles.AcceptRole)
        self._apply = self._buttons.addButton(self.tr("&Apply"), roles.ApplyRole)
        self._close = self._buttons.addButton(self.tr("&Cancel"), roles.RejectRole)
        self._defaults = self._buttons.addButton(self.tr("All &defaults"), roles.ResetRole)
        for button, name in (
            (self._save, "save"),
            (self._apply, "apply"),
            (self._close, "close"),
            (self._defaults, "defaults"),
        ):
            named(button, f"role_options_{name}", without_mnemonic(button.text()))
        self._arrange(declaration, keeper, priority_now)
        self._follow()

    def accept(self) -> None:
        """Save, and close if that went well."""
        if not self.editor.form.is_changed() or self.editor.apply():
            super().accept()

    def reject(self) -> None:
        """Close; what was entered and not saved is asked about."""
        if not self.editor.form.is_changed() or self._may_discard():
            super().reject()

    def _follow(self) -> None:
        self._apply.setEnabled(self.editor.can_apply)
        self._save.setEnabled(self.editor.can_apply or not self.editor.form.is_changed())

    def _apply_now(self) -> None:
        self.editor.apply()

    def _may_discard(self) -> bool:
        box = named(QMessageBox(self), "discard_question", self.tr("Discard what you have entered?"))
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Discard what you have entered? It is not saved yet."))
        discard = box.addButton(self.tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(self.tr("Go on editing"), QMessageBox.ButtonRole.RejectRole)
        named(discard, "answer_yes", self.tr("Discard"))
        named(stay, "answer_no", self.tr("Go on editing"))
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.exec()
        agreed = box.clickedButton() is discard
        box.deleteLater()
        return agreed

    def _arrange(
        self, declaration: RoleDeclaration, keeper: SettingsKeeper, priority_now: int | None
    ) -> None:
        file = keeper.settings_file()
        in_file = file.value(("role_priorities", declaration.name)) or declaration.priority
        lines = [shown(declaration.summary)]
        if priority_now is not None and priority_now != in_file:
            text = self.tr("In force now is priority {}, which was set in the list of roles.")
            lines.append(text.format(priority_now))
        about = plain_label("\n".join(lines), self)
        saved = plain_label(self.tr("Changes are saved in {}, and in force at once.").format(file.path), self)
        saved.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        for label in (about, saved):
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(about)
        layout.addWidget(self.editor, 1)
        layout.addWidget(saved)
        layout.addWidget(self._buttons)
        self.resize(*_SIZE)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._apply.clicked.connect(self._apply_now)
        self._defaults.clicked.connect(self.editor.form.go_to_defaults)
        self.editor.changed.connect(self._follow)
