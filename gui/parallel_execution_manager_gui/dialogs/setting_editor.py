"""What a setting is entered with: one editor, or two of which the operator chooses one by its unit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QStackedWidget, QWidget

from parallel_execution_manager.scheduling.settings.declarations import FieldType, may_be_unset, value_problem
from parallel_execution_manager_gui.dialogs.field_editors import FieldEditor, make_editor
from parallel_execution_manager_gui.settings_of_role import KeyPath, Setting
from parallel_execution_manager_gui.widgets import named, plain_label

_NUMBER_WIDTH_IN_LETTERS = 14
_EMPTY = {
    FieldType.TEXT: "",
    FieldType.FILE: "",
    FieldType.FOLDER: "",
    FieldType.TEXT_LIST: [],
}
translate = QCoreApplication.translate

Values = dict[KeyPath, Any]


class SettingEditor(Protocol):
    """Shows and reads one setting. ``None`` among values means that it does not stand in the file."""

    widget: QWidget

    @property
    def chosen(self) -> Setting:
        """The setting that is entered; of two that say the same the chosen one."""

    def show_values(self, values: Values) -> None:
        """Show what the file holds, or what counts while it holds nothing."""

    def values(self) -> Values:
        """What was entered, by key path.

        Raises:
            ValueError: it cannot be used; the message says why.
        """


class _WheelPasses(QObject):
    """The wheel scrolls the form, and changes no choice that happens to be under the pointer."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hand the wheel on, unless the choice has the focus."""
        is_wheel = event.type() == QEvent.Type.Wheel
        if is_wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def _leave_wheel_to_form(widget: QWidget) -> None:
    for box in widget.findChildren(QComboBox):
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.installEventFilter(_WheelPasses(box))


class PlainEditor:
    """One editor with its unit behind it."""

    def __init__(self, setting: Setting, parent: QWidget) -> None:
        self.setting = setting
        self.widget = QWidget(parent)
        self.editor = _editor_of(setting, self.widget)
        layout = QHBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor.widget)
        if _is_number(setting):
            layout.addWidget(plain_label(setting.field.unit, self.widget))
            layout.addStretch(1)
        _leave_wheel_to_form(self.widget)
        self.widget.setFocusProxy(self.editor.widget)

    @property
    def chosen(self) -> Setting:
        """The one there is."""
        return self.setting

    def show_values(self, values: Values) -> None:
        """Show the value."""
        given = values.get(self.setting.path)
        self.editor.set_value(self.setting.default if given is None else given)

    def values(self) -> Values:
        """The value; the default is the same as nothing set."""
        return {self.setting.path: _entered(self.setting, self.editor)}


class RivalsEditor:
    """Two editors for one thing in two units; the file holds one of them."""

    def __init__(self, setting: Setting, rival: Setting, parent: QWidget) -> None:
        self.settings = (setting, rival)
        self.widget = QWidget(parent)
        self._editors = tuple(_editor_of(each, self.widget) for each in self.settings)
        self._pages = QStackedWidget(self.widget)
        about = translate("SettingRow", "Unit of {}").format(setting.field.title)
        self._unit = named(QComboBox(self.widget), f"unit_{setting.id}", about)
        for each, editor in zip(self.settings, self._editors, strict=True):
            self._pages.addWidget(editor.widget)
            self._unit.addItem(each.field.unit)
        first = self._editors[0].widget
        self._pages.setFixedSize(first.minimumWidth(), first.sizeHint().height())
        layout = QHBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        layout.addWidget(self._unit)
        layout.addStretch(1)
        self._unit.currentIndexChanged.connect(self._pages.setCurrentIndex)
        _leave_wheel_to_form(self.widget)
        self.widget.setFocusProxy(self._editors[0].widget)

    @property
    def chosen(self) -> Setting:
        """The one whose unit is chosen."""
        return self.settings[self._unit.currentIndex()]

    def show_values(self, values: Values) -> None:
        """Show that of the two which is set, and the default if none is."""
        place = 1 if values.get(self.settings[1].path) is not None else 0
        for each, editor in zip(self.settings, self._editors, strict=True):
            given = values.get(each.path)
            editor.set_value(each.default if given is None else given)
        self._unit.setCurrentIndex(place)

    def values(self) -> Values:
        """The chosen one; the other is not set."""
        place = self._unit.currentIndex()
        chosen, other = self.settings[place], self.settings[1 - place]
        value = _entered(chosen, self._editors[place])
        if value is None and chosen.field.default is None:
            raise ValueError(translate("SettingRow", "{}: enter a value").format(chosen.field.title))
        return {chosen.path: value, other.path: None}


def setting_editor(setting: Setting, parent: QWidget) -> SettingEditor:
    """The editor that fits a setting."""
    if setting.rival is None:
        return PlainEditor(setting, parent)
    return RivalsEditor(setting, setting.rival, parent)


def _editor_of(setting: Setting, parent: QWidget) -> FieldEditor:
    # The unit of a number stands behind it, and need not be in it as long as it is empty.
    editor = make_editor(replace(setting.field, unit="") if _is_number(setting) else setting.field, parent)
    named(editor.widget, f"setting_{setting.id}", setting.field.title)
    if isinstance(editor.widget, QCheckBox):
        # Its prose stands below, as a label: the text of a box is never wrapped.
        editor.widget.setText(translate("SettingRow", "On"))
    if _is_number(setting):
        editor.widget.setFixedWidth(editor.widget.fontMetrics().averageCharWidth() * _NUMBER_WIDTH_IN_LETTERS)
    return editor


def _entered(setting: Setting, editor: FieldEditor) -> Any:
    """What was entered; ``None`` if that is what counts while nothing is set."""
    field, value = setting.field, editor.entered()
    if value is None:
        value = _EMPTY.get(field.type)
    if value in (None, "", []) and may_be_unset(field):
        return None
    if value is None:
        raise ValueError(translate("SettingRow", "{}: enter a value").format(field.title))
    problem = value_problem(field, value)
    if problem is not None:
        raise ValueError(f"{field.title} {problem}")
    return None if value == setting.default else value


def _is_number(setting: Setting) -> bool:
    return setting.field.type in (FieldType.INTEGER, FieldType.NUMBER)
