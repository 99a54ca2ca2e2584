"""Asks for values of variables that the history does not have, before such a task runs again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QInputDialog, QLabel, QLineEdit, QWidget

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.system.config.masking import HIDDEN

translate = QCoreApplication.translate


def with_values(task: Mapping[str, Any], name: str, parent: QWidget) -> Mapping[str, Any] | None:
    """A task, called ``name``, with the values that the operator gives; ``None`` if he gives one up.

    The task has the form of a task file's line.
    """
    values = {}
    for variable in [key for key, value in task["env"].items() if value == HIDDEN]:
        value = _asked(name, printable(variable), parent)
        if value is None:
            return None
        values[variable] = value
    return {**task, "env": {**task["env"], **values}}


def _asked(name: str, variable: str, parent: QWidget) -> str | None:
    told = translate("ValuesQuestion", "{task} ran with a value of {variable} that is not kept. Give it:")
    dialog = QInputDialog(parent)
    dialog.setObjectName("value_question")
    dialog.setWindowTitle(translate("ValuesQuestion", "Run again"))
    dialog.setLabelText(told.format(task=name, variable=variable))
    dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
    for label in dialog.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.textValue() if agreed else None
