"""The form for several queued tasks at once: only what all of them have, and only what is filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from parallel_execution_manager_gui.dialogs import common_fields as common
from parallel_execution_manager_gui.dialogs.field_editors import follow_changes, follow_refusals, make_editor
from parallel_execution_manager_gui.dialogs.form import Form
from parallel_execution_manager_gui.widgets import named, problem_label

Accept = Callable[[Mapping[str, Any]], tuple[str, ...]]
# Without a default nothing is filled in at first, and what is left so stays with each task.
_FIELDS = (
    replace(common.PRIORITY, default=None),
    replace(common.RETRIES, default=None),
    common.TIME_LIMIT,
)


class SeveralDialog(QDialog):
    """Asks what shall be other; stays open with the reasons as long as ``accept_changes`` gives problems."""

    def __init__(self, number: int, accept_changes: Accept, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = self.tr("Edit %n tasks", "", number)
        named(self, "several_dialog", title)
        self.setWindowTitle(title)
        self.resize(440, 200)
        self._accept_changes = accept_changes
        self._problems = problem_label("several_problems", self.tr("What is wrong with the changes"))
        page = QWidget()
        form = Form(page)
        self._editors = {field.key: make_editor(field, page) for field in _FIELDS}
        as_it_is = self.tr("as it is with each task")
        for editor in self._editors.values():
            form.add(editor.field.title, editor.widget)
            if isinstance(editor.widget, QLineEdit):
                editor.widget.setPlaceholderText(as_it_is)
            elif isinstance(editor.widget, QComboBox):
                editor.widget.setItemText(0, as_it_is)
        buttons = QDialogButtonBox()
        save = buttons.addButton(self.tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setObjectName("several_accept")
        discard = buttons.addButton(self.tr("Discard"), QDialogButtonBox.ButtonRole.RejectRole)
        discard.setObjectName("several_discard")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(page, 1)
        layout.addWidget(self._problems)
        layout.addWidget(buttons)
        follow_changes(self, self._problems.hide)
        follow_refusals(self, self._tell)

    def accept(self) -> None:
        """Hand the changes over; close only if they were taken, or if there are none."""
        try:
            values = {key: editor.entered() for key, editor in self._editors.items()}
        except ValueError as error:
            self._tell(str(error))
            return
        changes = {key: value for key, value in values.items() if value is not None}
        problems = self._accept_changes(changes) if changes else ()
        if problems:
            self._tell("\n".join(problems))
        else:
            super().accept()

    def _tell(self, text: str) -> None:
        self._problems.setText(text)
        self._problems.show()
