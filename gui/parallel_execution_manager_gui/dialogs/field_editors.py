"""An editor for each type of declared field, so that a role's form is made from its declaration."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, plain_number
from parallel_execution_manager_gui.dialogs.bounded_edits import (
    MOST_IN_A_LINE,
    MOST_IN_A_LIST,
    BoundedLine,
    BoundedText,
)
from parallel_execution_manager_gui.translation.told import is_ambiguous, local, plain, shown
from parallel_execution_manager_gui.widgets import named

translate = QCoreApplication.translate
_LIST_HEIGHT = 62
_SHORT_PROSE = 60


class FieldEditor:
    """A widget for one field.

    ``value`` is ``None`` while the operator has entered nothing or the default: so what the
    configuration sets for the role stays in force.
    """

    def __init__(
        self, field: Field, widget: QWidget, value: Callable[[], Any], set_value: Callable[[Any], None]
    ) -> None:
        self.field = field
        self.widget = widget
        self._value = value
        self._set_value = set_value

    def set_value(self, value: Any) -> None:
        """Show ``value``; ``None`` is nothing entered."""
        self._set_value(self._nothing if value is None else value)

    @property
    def _nothing(self) -> Any:
        is_list = self.field.type is FieldType.TEXT_LIST
        return () if is_list else (False if self.field.type is FieldType.BOOLEAN else "")

    def entered(self) -> Any:
        """What was entered, also if it is the default; ``None`` if nothing was.

        Raises:
            ValueError: the text cannot be read as a number; the message names the field.
        """
        return self._value()

    def can_show(self, value: Any) -> bool:
        """Whether the widget can hold ``value``; arguments given as an object, and books, do not fit."""
        if self.field.type is FieldType.TEXT_LIST:
            return isinstance(value, (list, tuple)) and sum(map(len, map(str, value))) <= MOST_IN_A_LIST
        return len(str(value)) <= MOST_IN_A_LINE

    def value(self) -> Any:
        """What was entered, in the field's own type.

        Raises:
            ValueError: the text cannot be read as a number; the message names the field.
        """
        value = self._value()
        return None if value == self.field.default else value

    def text(self) -> str:
        """What is entered as it stands, also if it cannot be read."""
        try:
            return str(self._value())
        except ValueError as error:
            return str(error)

    def is_missing(self) -> bool:
        """Whether the field is required and nothing was entered."""
        return self.field.required and self._value() is None


def follow_refusals(widget: QWidget, slot: Callable[[str], None]) -> None:
    """Call ``slot`` (a bound method of a QObject) with the reason when a field takes no more."""
    for line in widget.findChildren(BoundedLine):
        line.refused.connect(slot)
    for text in widget.findChildren(BoundedText):
        text.refused.connect(slot)


def follow_changes(widget: QWidget, slot: Callable[[], None]) -> None:
    """Call ``slot`` (a bound method of a QObject) when anything that is entered in ``widget`` changes."""
    for line in widget.findChildren(QLineEdit):
        line.textChanged.connect(slot)
    for text in widget.findChildren(QPlainTextEdit):
        text.textChanged.connect(slot)
    for choice in widget.findChildren(QComboBox):
        choice.currentIndexChanged.connect(slot)
    for box in widget.findChildren(QCheckBox):
        box.toggled.connect(slot)


def make_editor(field: Field, parent: QWidget) -> FieldEditor:
    """The editor that fits the field's type."""
    editor = _MAKERS[field.type](field, parent)
    named(editor.widget, f"field_{field.key}", field.title)
    unit = f" ({field.unit})" if field.unit else ""
    editor.widget.setToolTip(f"{field.prose}{unit}")
    if field.type in (FieldType.BOOLEAN, FieldType.CHOICE) and field.default is not None:
        editor.set_value(field.default)
    return editor


def _line(field: Field, parent: QWidget) -> FieldEditor:
    edit = BoundedLine(parent)
    edit.setPlaceholderText(_hint(field))
    return FieldEditor(
        field, edit, lambda: edit.text().strip() or None, lambda value: edit.setText(str(value))
    )


def _number(field: Field, parent: QWidget) -> FieldEditor:
    edit = BoundedLine(parent)
    edit.setPlaceholderText(_hint(field))
    convert = int if field.type is FieldType.INTEGER else _plain
    is_whole = field.type is FieldType.INTEGER

    def value() -> int | float | None:
        text = edit.text().strip()
        if not is_whole and is_ambiguous(text):
            two = translate(
                "FieldEditors", "{field}: {text} can be read in two ways; write {whole} or {fraction}"
            )
            whole, fraction = text.replace(".", ""), text.replace(".", ",", 1)
            raise ValueError(two.format(field=field.title, text=repr(text), whole=whole, fraction=fraction))
        try:
            return convert(text) if text else None
        except ValueError:
            wrong = (
                translate("FieldEditors", "{field}: {text} is not a whole number")
                if is_whole
                else translate("FieldEditors", "{field}: {text} is not a number")
            )
            raise ValueError(wrong.format(field=field.title, text=repr(text))) from None

    return FieldEditor(
        field,
        edit,
        value,
        lambda given: edit.setText(local(f"{given:.12g}") if isinstance(given, float) else str(given)),
    )


def _plain(text: str) -> float:
    """A number as it was written: what is whole stays whole."""
    value = float(plain(text))
    return plain_number(value) if math.isfinite(value) else value


def _boolean(field: Field, parent: QWidget) -> FieldEditor:
    box = QCheckBox(field.prose, parent)
    return FieldEditor(field, box, box.isChecked, lambda value: box.setChecked(bool(value)))


def _choice(field: Field, parent: QWidget) -> FieldEditor:
    box = QComboBox(parent)
    if field.default is None:
        box.addItem("")
    for choice in field.choices:
        box.addItem(shown(choice), choice)
    return FieldEditor(
        field,
        box,
        lambda: box.currentData() or None,
        lambda value: box.setCurrentIndex(box.findData(str(value))),
    )


def _path(field: Field, parent: QWidget) -> FieldEditor:
    row = QWidget(parent)
    edit = named(BoundedLine(row), f"field_{field.key}_text", field.title)
    edit.setPlaceholderText(_hint(field))
    about = translate("FieldEditors", "Choose: {field}").format(field=field.title)
    browse = named(QToolButton(row), f"field_{field.key}_browse", about)
    browse.setText(translate("FieldEditors", "Browse…"))
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(edit, 1)
    layout.addWidget(browse)
    row.setFocusProxy(edit)
    row.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def choose() -> None:
        if field.type is FieldType.FOLDER:
            path = QFileDialog.getExistingDirectory(row, field.title, edit.text())
        else:
            path, _ = QFileDialog.getOpenFileName(row, field.title, edit.text())
        if path:
            edit.setText(path)

    browse.clicked.connect(choose)
    return FieldEditor(
        field, row, lambda: edit.text().strip() or None, lambda value: edit.setText(str(value))
    )


def _text_list(field: Field, parent: QWidget) -> FieldEditor:
    edit = BoundedText(parent)
    short = len(field.prose) <= _SHORT_PROSE and not field.default
    a_line = translate("FieldEditors", "{prose} One a line.").format(prose=field.prose)
    edit.setPlaceholderText(a_line if short else f"{_hint(field)}; {_a_line(field)}")
    edit.setFixedHeight(_LIST_HEIGHT)
    edit.setTabChangesFocus(True)
    return FieldEditor(
        field,
        edit,
        lambda: [line.strip() for line in edit.toPlainText().splitlines() if line.strip()] or None,
        lambda values: edit.setPlainText("\n".join(map(str, values))),
    )


def _hint(field: Field) -> str:
    if field.required:
        return translate("FieldEditors", "required")
    if field.default in (None, "", ()):
        optional = translate("FieldEditors", "optional, in {unit}").format(unit=field.unit)
        return optional if field.unit else translate("FieldEditors", "optional")
    if isinstance(field.default, (list, tuple)):
        usual = ", ".join(map(str, field.default))
        return translate("FieldEditors", "usually {value}").format(value=usual)
    usual = f"{field.default:g}" if isinstance(field.default, float) else str(field.default)
    usual = f"{usual} {field.unit}".strip()
    return translate("FieldEditors", "usually {value}").format(value=usual)


def _a_line(field: Field) -> str:
    noun = field.title.lower()
    if noun.isalpha() and noun.endswith("s"):
        return translate("FieldEditors", "one {thing} a line").format(thing=noun[:-1])
    return translate("FieldEditors", "one a line")


_MAKERS: dict[FieldType, Callable[[Field, QWidget], FieldEditor]] = {
    FieldType.TEXT: _line,
    FieldType.INTEGER: _number,
    FieldType.NUMBER: _number,
    FieldType.BOOLEAN: _boolean,
    FieldType.CHOICE: _choice,
    FieldType.FILE: _path,
    FieldType.FOLDER: _path,
    FieldType.TEXT_LIST: _text_list,
}
