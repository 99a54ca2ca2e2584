"""Questions asked before work is lost: the verbs are on the buttons, keeping is the default."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

_SHOWN_NAMES = 5
_LONGEST_NAME = 56
"""Characters."""


class CountedQuestions(QObject):
    """Questions about so many tasks, in an object because lupdate finds plurals in ``tr`` alone."""

    def cancel(self, number: int) -> str:
        """Whether to end running tasks."""
        return self.tr("End %n running task(s)?", "", number)

    def stop(self, number: int) -> str:
        """Whether to stop roles with running tasks."""
        return self.tr("Stopping ends %n running task(s). Stop?", "", number)

    def quit(self, number: int) -> str:
        """Whether to close the window over running tasks."""
        return self.tr("%n task(s) run(s). Quit?", "", number)


def may_cancel_running(parent: QWidget, names: Sequence[str]) -> bool:
    """Ask before running tasks are ended."""
    question = CountedQuestions().cancel(len(names))
    return _ask(
        parent,
        "cancel_question",
        question,
        listed(names),
        QCoreApplication.translate("Questions", "Cancel the tasks")
        if len(names) > 1
        else QCoreApplication.translate("Questions", "Cancel it"),
    )


def may_stop_roles(parent: QWidget, names: Sequence[str]) -> bool:
    """Ask before stopping roles ends their running tasks."""
    question = CountedQuestions().stop(len(names))
    verb = QCoreApplication.translate("Questions", "Stop and end the tasks")
    return _ask(parent, "stop_question", question, listed(names), verb)


def may_cancel_holder(parent: QWidget, name: str, lost: str) -> bool:
    """Ask before the task that holds a file is cancelled; ``lost`` says what goes with it."""
    question = QCoreApplication.translate("Questions", "Cancel “{name}”?").format(name=name)
    verb = QCoreApplication.translate("Questions", "Cancel it")
    return _ask(parent, "holder_question", question, lost, verb)


def may_release_lease(parent: QWidget, name: str, path: str) -> bool:
    """Ask before the lease of a program is ended."""
    question = QCoreApplication.translate("Questions", "Release the lease of {name}?").format(name=name)
    told = QCoreApplication.translate(
        "Questions",
        "That is done only if all of its processes have ended. Others get its files then, among them:",
    )
    verb = QCoreApplication.translate("Questions", "Release it")
    stay = QCoreApplication.translate("Questions", "Keep it")
    return _ask(parent, "release_question", question, f"{told}\n{path}", verb, stay)


def may_discard(parent: QWidget) -> bool:
    """Ask before what was typed into a form is lost."""
    question = QCoreApplication.translate("Questions", "Discard what you have entered?")
    verb = QCoreApplication.translate("Questions", "Discard it")
    stay = QCoreApplication.translate("Questions", "Go on editing")
    return _ask(parent, "discard_question", question, "", verb, stay)


def listed(names: Sequence[str]) -> str:
    """The first few names, one a line, and how many more there are."""
    shown = [_shortened(name) for name in names[:_SHOWN_NAMES]]
    if len(names) > _SHOWN_NAMES:
        more = QCoreApplication.translate("Questions", "and {number} more")
        shown.append(more.format(number=len(names) - _SHOWN_NAMES))
    return "\n".join(shown)


def _shortened(name: str) -> str:
    """A name on one line of a box: of a long one the middle is left out, as names mostly differ at an end."""
    half = _LONGEST_NAME // 2
    return name if len(name) <= _LONGEST_NAME else f"{name[:half]}…{name[-half:]}"


def _ask(parent: QWidget, object_name: str, question: str, names: str, verb: str, keep: str = "") -> bool:
    box = QMessageBox(parent)
    box.setObjectName(object_name)
    box.setWindowTitle("Parallel Execution Manager")
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(question)
    box.setInformativeText(names)
    keep = keep or QCoreApplication.translate("Questions", "Keep running")
    go = box.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(keep, QMessageBox.ButtonRole.RejectRole)
    go.setObjectName("answer_yes")
    stay.setObjectName("answer_no")
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    agreed = box.clickedButton() is go
    box.deleteLater()
    return agreed
