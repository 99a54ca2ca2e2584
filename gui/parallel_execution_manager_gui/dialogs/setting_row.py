"""One setting in a form: its title, what it is entered with, what it is for, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from parallel_execution_manager.scheduling.settings.declarations import FieldType, describe_range
from parallel_execution_manager_gui.dialogs.field_editors import follow_changes
from parallel_execution_manager_gui.dialogs.setting_editor import Values, setting_editor
from parallel_execution_manager_gui.settings_of_role import KeyPath, Setting
from parallel_execution_manager_gui.translation.told import told
from parallel_execution_manager_gui.widgets import named, plain_label, problem_label

_LABEL_WIDTH_IN_LETTERS = 22


class SettingRow(QWidget):
    """Keeps what the file holds beside what was entered, so that it knows what is changed."""

    changed = Signal()

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self.paths: tuple[KeyPath, ...] = (
            (setting.path,) if setting.rival is None else (setting.path, setting.rival.path)
        )
        self._loaded: Values = dict.fromkeys(self.paths)
        self._told = ""
        self._editor = setting_editor(setting, self)
        self._title = plain_label(setting.field.title, self)
        self._prose = plain_label("", self)
        self._reset = named(
            QToolButton(self), f"reset_{setting.id}", self.tr("Default of {}").format(setting.field.title)
        )
        self._problem = problem_label(
            f"problem_{setting.id}", self.tr("What is wrong with {}").format(setting.field.title)
        )
        self._arrange()
        follow_changes(self._editor.widget, self._entered)
        self._refresh()

    def show_values(self, given: Values) -> None:
        """Show what the file holds at the row's paths; what was entered before is forgotten."""
        self._loaded = {path: given.get(path) for path in self.paths}
        self._editor.show_values(self._loaded)
        self._entered()

    def rebase(self, given: Values) -> None:
        """The file holds something else now: what was entered stays, the rest follows the file."""
        if self.is_changed():
            self._loaded = {path: given.get(path) for path in self.paths}
            self._entered()
        else:
            self.show_values(given)

    def changes(self) -> Values:
        """What differs from the file, ``None`` for what is to be taken out of it.

        Raises:
            ValueError: what was entered cannot be used; the message says why.
        """
        entered = self._editor.values()
        in_force = {path: self._or_nothing(path, value) for path, value in self._loaded.items()}
        return {path: value for path, value in entered.items() if value != in_force[path]}

    def is_changed(self) -> bool:
        """Whether something else was entered than the file holds, be it right or wrong."""
        try:
            return bool(self.changes())
        except ValueError:
            return True

    def problem(self) -> str:
        """What is wrong with what was entered; empty if nothing is."""
        try:
            self._editor.values()
        except ValueError as error:
            return str(error)
        return self._told

    def tell(self, problem: str) -> None:
        """Show what the manager has against the value, until it is changed."""
        self._told = problem
        self._refresh()

    def go_to_default(self) -> None:
        """Enter what counts while nothing is set."""
        self._editor.show_values({})

    def is_default(self) -> bool:
        """Whether what counts while nothing is set is entered."""
        try:
            return not any(value is not None for value in self._editor.values().values())
        except ValueError:
            return False

    def matches(self, text: str) -> bool:
        """Whether every word of ``text`` is found in the title, the key or the prose."""
        field = self.setting.field
        words = f"{field.title} {'.'.join(self.setting.path)} {field.prose}".casefold()
        return all(word in words for word in text.casefold().split())

    def _or_nothing(self, path: KeyPath, value: Any) -> Any:
        """A default that stands in the file is the same as nothing there."""
        by_path = {each.path: each for each in (self.setting, self.setting.rival) if each is not None}
        return None if value == by_path[path].default else value

    def _arrange(self) -> None:
        letters = self.fontMetrics().averageCharWidth()
        for label in (self._title, self._prose):
            label.setWordWrap(True)
        self._prose.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._title.setFixedWidth(letters * _LABEL_WIDTH_IN_LETTERS)
        self._title.setBuddy(self._editor.widget)
        self._title.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._reset.setText(self.tr("Default"))
        self._reset.clicked.connect(self.go_to_default)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 6)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._title, 0, 0, 2, 1)
        grid.addWidget(self._editor.widget, 0, 1)
        grid.addWidget(self._reset, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._prose, 1, 1, 1, 2)
        grid.addWidget(self._problem, 2, 1, 1, 2)

    def _tell_what_for(self) -> None:
        field = self._editor.chosen.field
        limits = told(describe_range(field)) if field.type in (FieldType.INTEGER, FieldType.NUMBER) else ""
        parts = (field.prose, f"({limits})" if limits else "")
        self._prose.setText(" ".join(filter(None, parts)))
        self._prose.setVisible(bool(self._prose.text()))

    def _entered(self) -> None:
        self._told = ""
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        font = self._title.font()
        font.setBold(self.is_changed())
        self._title.setFont(font)
        mark = self.tr("{} (changed)") if self.is_changed() else "{}"
        self._title.setText(mark.format(self.setting.field.title))
        self._tell_what_for()
        problem = self.problem()
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._reset.setEnabled(not self.is_default())


def values_in(given: Mapping[str, Any], paths: tuple[KeyPath, ...]) -> Values:
    """What stands in the data of a file at key paths."""
    found: Values = {}
    for path in paths:
        value: Any = given
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        found[path] = value
    return found
