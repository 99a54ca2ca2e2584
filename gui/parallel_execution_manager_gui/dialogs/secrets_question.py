"""The question whether values that may be secrets are written into a file."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum, unique

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager_gui.dialogs.questions import listed

translate = QCoreApplication.translate


@unique
class Secrets(StrEnum):
    """What is to be done with them."""

    HIDE = "hide"
    WRITE = "write"
    SAVE_NOTHING = "save nothing"


def ask_secrets(parent: QWidget, names: Sequence[str]) -> Secrets:
    """Ask before the values of the variables ``names`` are written into a file."""
    box, choices = secrets_box(parent, names)
    box.exec()
    choice = next(
        (secrets for button, secrets in choices.items() if button is box.clickedButton()),
        Secrets.SAVE_NOTHING,
    )
    box.deleteLater()
    return choice


def secrets_box(parent: QWidget, names: Sequence[str]) -> tuple[QMessageBox, dict[QPushButton, Secrets]]:
    """The box of the question, and what each of its buttons means."""
    box = QMessageBox(parent)
    box.setObjectName("secrets_question")
    box.setWindowTitle("Parallel Execution Manager")
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(translate("SecretsQuestion", "Save values that may be secrets?"))
    told = translate(
        "SecretsQuestion",
        "Variables of the queued tasks are called like a secret, or hold an address with a password. Without "
        "their values the tasks can be opened again only once you have written them into the file.",
    )
    box.setInformativeText(f"{told}\n\n{listed([printable(name) for name in names])}")
    hide = box.addButton(
        translate("SecretsQuestion", "Save without these values"), QMessageBox.ButtonRole.AcceptRole
    )
    write = box.addButton(
        translate("SecretsQuestion", "Save with these values"), QMessageBox.ButtonRole.DestructiveRole
    )
    stay = box.addButton(translate("SecretsQuestion", "Save nothing"), QMessageBox.ButtonRole.RejectRole)
    hide.setObjectName("answer_hide")
    write.setObjectName("answer_yes")
    stay.setObjectName("answer_no")
    box.setDefaultButton(hide)
    box.setEscapeButton(stay)
    return box, {hide: Secrets.HIDE, write: Secrets.WRITE}
