"""A form for settings, made from their declarations: the settings of a role, or all that can be set.

How to use it::

    form = DeclaredForm(groups)            # ((title, (Setting, …)), …)
    form.show_file(wishes.settings_file()) # what the file holds, else the defaults
    form.problems()                        # what is wrong, one line each; also shown beside each setting
    form.changes()                         # {key path: value, None to take it out}: for ``save_settings``
    form.rebase(newer_file)                # "keep mine": other people's changes come in beside one's own
    form.go_to("Scheduling")               # scrolls to a group
    form.search("limit")                   # hides what does not match; gives back how many do

``changed`` is emitted whenever something is entered. A ``Setting`` (``settings_of_role.py``) says where a
value stands in the file and which declared ``Field`` it is; its editor follows from the field's type.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from parallel_execution_manager.system.config.edit import SettingsFile
from parallel_execution_manager_gui.dialogs.setting_editor import Values
from parallel_execution_manager_gui.dialogs.setting_row import SettingRow, values_in
from parallel_execution_manager_gui.settings_of_role import Setting
from parallel_execution_manager_gui.widgets import named, plain_label

Groups = Iterable[tuple[str, Sequence[Setting]]]
_MARGIN = 12


class DeclaredForm(QScrollArea):
    """Rows of settings below the titles of their groups."""

    changed = Signal()

    def __init__(self, groups: Groups, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "declared_form", self.tr("Settings"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.rows: list[SettingRow] = []
        self._groups: list[tuple[QLabel, list[SettingRow]]] = []
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, _MARGIN, _MARGIN, _MARGIN)
        for title, settings in groups:
            if settings:
                self._add_group(layout, title, settings)
        layout.addStretch(1)
        self.setWidget(page)
        page.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def show_file(self, file: SettingsFile) -> None:
        """Show what the file holds; what was entered is forgotten."""
        for row in self.rows:
            row.show_values(values_in(file.given, row.paths))

    def rebase(self, file: SettingsFile) -> None:
        """Keep what was entered, and take over what else has changed in the file."""
        for row in self.rows:
            row.rebase(values_in(file.given, row.paths))

    def changes(self) -> Values:
        """Everything that was entered and differs from the file.

        Raises:
            ValueError: something cannot be used; see ``problems``.
        """
        return {path: value for row in self.rows for path, value in row.changes().items()}

    def is_changed(self) -> bool:
        """Whether anything was entered that the file does not hold."""
        return any(row.is_changed() for row in self.rows)

    def problems(self) -> list[str]:
        """What is wrong with what was entered."""
        return [problem for row in self.rows if (problem := row.problem())]

    def tell(self, problems: Iterable[str]) -> list[str]:
        """Show the manager's problems beside the settings that they name; gives back the others."""
        others: list[str] = []
        for problem in problems:
            named_rows = [row for row in self.rows if any(".".join(path) in problem for path in row.paths)]
            for row in named_rows:
                row.tell(problem)
            if not named_rows:
                others.append(problem)
        return others

    def go_to_defaults(self) -> None:
        """Enter what counts while nothing is set, everywhere."""
        for row in self.rows:
            row.go_to_default()

    def search(self, text: str, *, only_set: bool = False) -> int:
        """Show only the settings in which all words of ``text`` are found; how many those are.

        With ``only_set`` also only those that are not what counts while nothing is set.
        """
        found = 0
        for title, rows in self._groups:
            matching = [row for row in rows if row.matches(text) and not (only_set and row.is_default())]
            for row in rows:
                row.setVisible(row in matching)
            title.setVisible(bool(matching))
            found += len(matching)
        return found

    def go_to(self, title: str) -> None:
        """Bring a group to the top."""
        for label, _ in self._groups:
            if label.text() == title and label.isVisibleTo(self):
                self.verticalScrollBar().setValue(label.y())

    def _add_group(self, layout: QVBoxLayout, title: str, settings: Sequence[Setting]) -> None:
        label = plain_label(title)
        font = label.font()
        font.setBold(True)
        label.setFont(font)
        label.setContentsMargins(0, 8 if self._groups else 0, 0, 2)
        layout.addWidget(label)
        rows = [SettingRow(setting) for setting in settings]
        for row in rows:
            layout.addWidget(row)
            row.changed.connect(self.changed)
        self._groups.append((label, rows))
        self.rows.extend(rows)
