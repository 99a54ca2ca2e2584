"""Lets a finding of an assessment pass from now on, with a reason, which the configuration keeps."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QWidget

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.runtime.errors import SettingsChanged
from parallel_execution_manager_gui.notice_bar import NoticeBar
from parallel_execution_manager_gui.wishes import Wishes

_KEY: Final = ("role_options", "script_assessment", "ignore")


class IgnoredFindings(QObject):
    """The list is the option ``ignore`` of the role; the next assessment obeys it."""

    def __init__(self, wishes: Wishes, notices: NoticeBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._wishes = wishes
        self._notices = notices
        self._parent = parent

    def ask(self, finding: str) -> None:
        """Ask why the finding may pass, and note it."""
        title = self.tr("Ignore a finding")
        label = self.tr("Why may “{finding}” pass?").format(finding=printable(finding, 80))
        reason, agreed = QInputDialog.getText(self._parent, title, label)
        if agreed and reason.strip():
            self._note(finding, reason.strip())

    def _note(self, finding: str, reason: str) -> None:
        file = self._wishes.settings_file()
        known = file.value(_KEY)
        entries = map(str, known if isinstance(known, list | tuple) else ())
        others = [entry for entry in entries if not entry.startswith(f"{finding} =")]
        try:
            problems = self._wishes.save_settings({_KEY: [*others, f"{finding} = {reason}"]}, file.version)
        except SettingsChanged:
            problems = (self.tr("The configuration was changed meanwhile: try it again."),)
        if problems:
            self._notices.tell_problem("\n".join(problems))
        else:
            told = self.tr("“{finding}” is ignored from the next assessment on; Role options has the list.")
            self._notices.tell(told.format(finding=printable(finding, 80)))
