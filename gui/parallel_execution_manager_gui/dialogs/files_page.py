"""The part of a task's form with its files, the tasks that come before it, and the folder it works in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from parallel_execution_manager.scheduling.settings.declarations import Field
from parallel_execution_manager_gui.dialogs import common_fields as common
from parallel_execution_manager_gui.dialogs.field_editors import FieldEditor, make_editor
from parallel_execution_manager_gui.dialogs.form import Form
from parallel_execution_manager_gui.dialogs.task_picker import Name, TaskPicker
from parallel_execution_manager_gui.dropped_files import MOST_DROPPED, entries_of
from parallel_execution_manager_gui.translation.told import count, told_field
from parallel_execution_manager_gui.widgets import named

Observed = Callable[[str, str], Sequence[Mapping[str, str]]]
"""The files that the last tasks of a role and name worked with, each with path and mode."""


class FilesPage(QWidget):
    """Its ``editors`` are by key; ``whose`` gives role and name of the task as the form stands."""

    refused = Signal(str)
    """Why nothing could be filled in."""

    def __init__(
        self,
        known_tasks: Sequence[Name],
        observed: Observed,
        whose: Callable[[], tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._observed = observed
        self._whose = whose
        self._form = Form(self)
        self.editors: dict[str, FieldEditor] = {}
        self._add(common.WRITES)
        self._add(common.READS)
        self._form.add("", self._make_button())
        self._add(common.AFTER)
        picker = TaskPicker(known_tasks, self)
        picker.chosen.connect(self._run_after)
        self._form.add(self.tr("Find a task"), picker)
        self._add(common.FOLDER)

    def add_files(self, paths: Sequence[str]) -> bool:
        """Let the task change files, too; a folder is everything in it. Whether they were not too many."""
        if len(paths) > MOST_DROPPED:
            many = self.tr(
                "At most {most} files can be dropped at once, and these are {number}. "
                "Drop their folder instead: that is everything in it."
            )
            self.refused.emit(many.format(most=MOST_DROPPED, number=count(len(paths))))
            return False
        self._add_to(common.WRITES, entries_of(paths))
        return True

    def _make_button(self) -> QPushButton:
        use = named(
            QPushButton(self.tr("&Use observed files")), "use_observed", self.tr("Use observed files")
        )
        use.setToolTip(
            self.tr("Add the files that the last tasks of this role and name were seen to work with.")
        )
        use.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        use.clicked.connect(self._use_observed)
        return use

    def _use_observed(self) -> None:
        """Add the files that tasks of this role and name had open, which the operator may change then."""
        role, name = self._whose()
        found = self._observed(role, name)
        for mode, field in (("write", common.WRITES), ("read", common.READS)):
            self._add_to(field, [row["path"] for row in found if row["mode"] == mode])
        if not found:
            none = self.tr("No task '{name}' of this role was seen with files open: enter the files by hand.")
            nameless = self.tr("The task has no name yet: give it one, or enter the files by hand.")
            self.refused.emit(none.format(name=name) if name else nameless)

    def _run_after(self, task_id: str) -> None:
        self._add_to(common.AFTER, [task_id])

    def _add_to(self, field: Field, entries: Sequence[str]) -> None:
        """Put into a list what is not in it yet."""
        editor = self.editors[field.key]
        editor.set_value(list(dict.fromkeys([*(editor.value() or []), *entries])))

    def _add(self, field: Field) -> None:
        editor = self.editors[field.key] = make_editor(told_field(field), self)
        self._form.add(editor.field.title, editor.widget)
