"""Questions asked before work is lost: the verbs are on the buttons, keeping is the default."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from parallel_execution_manager_gui.formatting import counted

_SHOWN_NAMES = 5


def may_cancel_running(parent: QWidget, names: Sequence[str]) -> bool:
    """Ask before running tasks are ended."""
    question = f"End {counted(len(names), 'running task')}?"
    return _ask(
        parent,
        "cancel_question",
        question,
        listed(names),
        "Cancel the tasks" if len(names) > 1 else "Cancel it",
    )


def may_stop_roles(parent: QWidget, names: Sequence[str]) -> bool:
    """Ask before stopping roles ends their running tasks."""
    question = f"Stopping ends {counted(len(names), 'running task')}. Stop?"
    return _ask(parent, "stop_question", question, listed(names), "Stop and end the tasks")


def listed(names: Sequence[str]) -> str:
    """The first few names, one a line, and how many more there are."""
    shown = list(names[:_SHOWN_NAMES])
    if len(names) > _SHOWN_NAMES:
        shown.append(f"and {len(names) - _SHOWN_NAMES} more")
    return "\n".join(shown)


def _ask(parent: QWidget, object_name: str, question: str, names: str, verb: str) -> bool:
    box = QMessageBox(parent)
    box.setObjectName(object_name)
    box.setWindowTitle("Parallel Execution Manager")
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.setInformativeText(names)
    go = box.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton("Keep running", QMessageBox.ButtonRole.RejectRole)
    go.setObjectName("answer_yes")
    stay.setObjectName("answer_no")
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    agreed = box.clickedButton() is go
    box.deleteLater()
    return agreed
