"""The question what becomes of running tasks when the window closes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum, unique

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QMessageBox, QPushButton, QWidget

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager_gui.dialogs.questions import CountedQuestions, listed

translate = QCoreApplication.translate


@unique
class Quit(StrEnum):
    """What is to be done with running tasks."""

    KEEP = "keep"
    STOP = "stop"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was chosen, and whether not to ask again."""

    choice: Quit
    remember: bool


def ask_quit(parent: QWidget, names: Sequence[str], *, may_keep: bool) -> Answer:
    """Ask before the window closes over running tasks; ``may_keep`` is whether they can go on without it."""
    box, choices = quit_box(parent, names, may_keep=may_keep)
    box.exec()
    choice = next((quit_ for button, quit_ in choices.items() if button is box.clickedButton()), Quit.STAY)
    again = box.checkBox()
    answer = Answer(choice, again.isChecked() and choice is not Quit.STAY)
    box.deleteLater()
    return answer


def quit_box(
    parent: QWidget, names: Sequence[str], *, may_keep: bool
) -> tuple[QMessageBox, dict[QPushButton, Quit]]:
    """The box of the question, and what each of its buttons means."""
    box = QMessageBox(parent)
    box.setObjectName("quit_question")
    box.setWindowTitle("Parallel Execution Manager")
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    waits = translate(
        "QuitQuestion",
        "What waits is kept for the next start, also what comes after these. "
        "If you stop them, those that may be repeated (rerunnable) start again then.",
    )
    box.setText(CountedQuestions().quit(len(names)))
    box.setInformativeText(f"{listed(names)}\n\n{waits}")
    again = QCheckBox(
        translate("QuitQuestion", "Do the same next time without asking (Reset layout asks again)"), box
    )
    again.setObjectName("answer_remembered")
    box.setCheckBox(again)
    stay = box.addButton(translate("QuitQuestion", "Keep working"), QMessageBox.ButtonRole.RejectRole)
    stop = box.addButton(
        translate("QuitQuestion", "Stop tasks and quit"), QMessageBox.ButtonRole.DestructiveRole
    )
    stay.setObjectName("answer_no")
    stop.setObjectName("answer_yes")
    choices = {stop: Quit.STOP}
    if may_keep:
        keep = box.addButton(
            translate("QuitQuestion", "Quit and let them run"), QMessageBox.ButtonRole.AcceptRole
        )
        keep.setObjectName("answer_keep")
        choices[keep] = Quit.KEEP
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    return box, choices
