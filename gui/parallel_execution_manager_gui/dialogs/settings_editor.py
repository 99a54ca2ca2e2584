"""Settings that are edited, checked and saved; what others write into the file meanwhile is never lost.

``SettingsEditor(groups, keeper)`` is a widget for any dialog: its ``apply`` saves what was entered, its
``form`` is the ``DeclaredForm``. The keeper is what reads and writes the file (the window's ``Wishes``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from parallel_execution_manager.runtime.errors import SettingsChanged
from parallel_execution_manager.system.config.edit import SettingsFile
from parallel_execution_manager_gui.dialogs.declared_form import DeclaredForm, Groups
from parallel_execution_manager_gui.file_watch import FileWatch
from parallel_execution_manager_gui.widgets import named, problem_label


class SettingsKeeper(Protocol):
    """Reads and writes the configuration's file."""

    def settings_file(self) -> SettingsFile:
        """The file as it stands."""

    def save_settings(self, changes: Mapping[tuple[str, ...], Any], version: str) -> Sequence[str]:
        """Write settings into the file of ``version``; what is wrong with them.

        Raises:
            SettingsChanged: the file is another by now.
        """


class SettingsEditor(QWidget):
    """A form over the file, a line that tells what became of the file, and what cannot be saved."""

    changed = Signal()
    """Something was entered, or whether it can be saved has changed."""

    def __init__(self, groups: Groups, keeper: SettingsKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._file = keeper.settings_file()
        self.form = DeclaredForm(groups, self)
        self._problems = problem_label("settings_problems", self.tr("What is wrong"))
        self._banner = named(QFrame(self), "settings_banner", self.tr("What became of the file"))
        self._told = problem_label("settings_banner_text", self.tr("What became of the file"))
        self._reload = named(QPushButton(self.tr("&Reload"), self), "settings_reload", self.tr("Reload"))
        self._keep = named(QPushButton(self.tr("&Keep mine"), self), "settings_keep", self.tr("Keep mine"))
        self._arrange()
        self._show_file()
        self.form.changed.connect(self._entered)
        self._watch = FileWatch(self._file.path, self)
        self._watch.changed.connect(self._look_at_file)

    @property
    def can_apply(self) -> bool:
        """Whether something was entered that can be saved."""
        return not self._file.problems and self.form.is_changed() and not self.form.problems()

    def apply(self) -> bool:
        """Save what was entered and put it in force; whether nothing is left to be saved."""
        if self._file.problems or self.form.problems():
            return False
        changes = self.form.changes()
        try:
            refused = self._keeper.save_settings(changes, self._file.version) if changes else ()
        except SettingsChanged:
            self._look_at_file()
            return False
        self._tell(self.form.tell(refused))
        if refused:
            self.changed.emit()
            return False
        self.reload()
        return True

    def reload(self) -> None:
        """Show the file as it stands; what was entered is forgotten."""
        self._file = self._keeper.settings_file()
        self._show_file()

    def keep_mine(self) -> None:
        """Keep what was entered, beside what others have written."""
        self._file = self._keeper.settings_file()
        self.form.rebase(self._file)
        self._tell_of_file("", offer=False)
        self.changed.emit()

    def _show_file(self) -> None:
        bad = bool(self._file.problems)
        if not bad:
            self.form.show_file(self._file)
        self.form.setEnabled(not bad)
        self._tell(())
        name = self._file.path.name
        text = self.tr(
            "{name} cannot be used as it is. Put it right, then it can be edited here:\n{problems}"
        )
        told = text.format(name=name, problems="\n".join(self._file.problems)) if bad else ""
        self._tell_of_file(told, offer=False)
        self.changed.emit()

    def _look_at_file(self) -> None:
        """Something was written: what nobody has touched follows the file, else it is asked."""
        file = self._keeper.settings_file()
        if file.version == self._file.version:
            return
        if not self.form.is_changed() or self._file.problems:
            self.reload()
            if not file.problems:
                text = self.tr("{} was changed on the disk and is shown as it is now.").format(file.path.name)
                self._tell_of_file(text, offer=False)
            return
        text = self.tr("{} was changed on the disk while you were editing.").format(file.path.name)
        if file.problems:
            text = "\n".join((text, self.tr("It cannot be used as it is:"), *file.problems))
        self._tell_of_file(text, offer=True)

    def _entered(self) -> None:
        self._tell(())
        self.changed.emit()

    def _tell(self, problems: Sequence[str]) -> None:
        self._problems.setText("\n".join(problems))
        self._problems.setVisible(bool(problems))

    def _tell_of_file(self, text: str, *, offer: bool) -> None:
        self._told.setText(text)
        self._told.setVisible(bool(text))
        self._banner.setVisible(bool(text))
        for button in (self._reload, self._keep):
            button.setVisible(offer)

    def _arrange(self) -> None:
        self._banner.setFrameShape(QFrame.Shape.StyledPanel)
        self._reload.setToolTip(self.tr("Show what is in the file now; what you have entered is lost"))
        self._keep.setToolTip(self.tr("Keep what you have entered; everything else follows the file"))
        self._reload.clicked.connect(self.reload)
        self._keep.clicked.connect(self.keep_mine)
        row = QHBoxLayout(self._banner)
        row.addWidget(self._told, 1)
        row.addWidget(self._reload)
        row.addWidget(self._keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._banner)
        layout.addWidget(self.form, 1)
        layout.addWidget(self._problems)
