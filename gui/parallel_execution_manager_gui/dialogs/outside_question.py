"""Asks before a file that comes from outside of the window queues its commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.task_preview import Title, roles_of, works_of
from parallel_execution_manager_gui.widgets import named, plain_label

_LONGEST_NAME = 60
_LONGEST_FOLDER = 80
_WIDTH = 560
_HEIGHT = 340


class OutsideQuestion(QDialog):
    """Shows what the tasks of a file would do; accepted if they are to be queued, by default not."""

    def __init__(
        self, path: str, tasks: Sequence[Mapping[str, Any]], title_of: Title, parent: QWidget
    ) -> None:
        super().__init__(parent)
        named(self, "outside_question", self.tr("Queue the tasks of this file?"))
        self.setWindowTitle(self.tr("Queue the tasks of this file?"))
        file = Path(path)
        question = self.tr("Queue %n task(s) of {file}?", "", len(tasks)).format(
            file=printable(file.name, _LONGEST_NAME)
        )
        folder = self.tr("Folder: {folder}").format(folder=printable(str(file.parent), _LONGEST_FOLDER))
        roles = self.tr("Roles: {roles}").format(roles=roles_of(tasks, title_of))
        warning = self.tr("What they run has your rights: queue them only if you trust the file.")
        layout = QVBoxLayout(self)
        for name, text in (
            ("outside_file", question),
            ("outside_folder", folder),
            ("outside_roles", roles),
            ("outside_warning", warning),
        ):
            label = named(plain_label(text), name, text)
            label.setWordWrap(True)
            label.setToolTip(plain_tip(path) if name in ("outside_file", "outside_folder") else "")
            layout.addWidget(label)
        layout.addWidget(self._works(works_of(tasks, title_of)), 1)
        layout.addWidget(self._buttons(len(tasks)))
        self.resize(_WIDTH, _HEIGHT)
        self._stay.setFocus()

    def _works(self, text: str) -> QPlainTextEdit:
        works = named(
            QPlainTextEdit(text),
            "outside_works",
            self.tr("What the tasks run, where, and with which variables"),
        )
        works.setReadOnly(True)
        works.setTabChangesFocus(True)
        return works

    def _buttons(self, number: int) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        texts = self.tr("Queue %n task(s)", "", number), self.tr("Cancel")
        queue = named(QPushButton(texts[0]), "answer_yes", texts[0])
        stay = named(QPushButton(texts[1]), "answer_no", texts[1])
        buttons.addButton(queue, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(stay, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        queue.setAutoDefault(False)
        stay.setDefault(True)
        self._stay = stay
        return buttons
