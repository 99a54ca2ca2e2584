"""The form of a task, made from the declarations of its role."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.roles.task_form import OWN_KEYS
from parallel_execution_manager.scheduling.admission.estimates import Estimate
from parallel_execution_manager.scheduling.settings.declarations import Field, RoleDeclaration
from parallel_execution_manager_gui.dialogs import common_fields as common
from parallel_execution_manager_gui.dialogs.faulty_field import go_to_faulty, in_words_of_form
from parallel_execution_manager_gui.dialogs.field_editors import (
    FieldEditor,
    follow_changes,
    follow_refusals,
    make_editor,
)
from parallel_execution_manager_gui.dialogs.files_page import FilesPage, Observed
from parallel_execution_manager_gui.dialogs.form import Form
from parallel_execution_manager_gui.dialogs.suggestion import Suggestion
from parallel_execution_manager_gui.dialogs.task_picker import Name
from parallel_execution_manager_gui.dialogs.task_row import row_of, values_of
from parallel_execution_manager_gui.dialogs.typed_text import TypedText
from parallel_execution_manager_gui.file_drops import FileDrops
from parallel_execution_manager_gui.part_style import give_room
from parallel_execution_manager_gui.translation.told import told_field, told_role
from parallel_execution_manager_gui.widgets import named, plain_label, problem_label

Accept = Callable[[Mapping[str, Any]], tuple[str, ...]]
Suggested = Callable[[Mapping[str, Any]], Estimate | None]


class TaskDialog(QDialog):
    """Asks for a task. Stays open, with the reasons, as long as ``accept_task`` gives problems back."""

    def __init__(
        self,
        title: str,
        verb: str,
        declarations: Mapping[str, RoleDeclaration],
        accept_task: Accept,
        parent: QWidget | None = None,
        *,
        known_tasks: Sequence[Name] = (),
        observed: Observed = lambda *_: (),
        suggested: Suggested = lambda _: None,
    ) -> None:
        super().__init__(parent)
        named(self, "task_dialog", title)
        self.setWindowTitle(title)
        self.resize(620, 520)
        self._declarations = {name: told_role(role) for name, role in declarations.items()}
        self._accept_task = accept_task
        self._observed = observed
        self._suggested = suggested
        self.check: Accept | None = None
        """Says what else is wrong with a task of which something cannot be read."""
        self._kept: dict[str, Any] = {}
        self._common: dict[str, FieldEditor] = {}
        self._of_role: dict[str, dict[str, FieldEditor]] = {}
        self._role = named(QComboBox(), "field_role", self.tr("Role"))
        self._work = named(QComboBox(), "field_work", self.tr("What the task does"))
        self._pages = QStackedWidget()
        self._summary = plain_label()
        self._problems = problem_label("task_problems", self.tr("What is wrong with the task"))
        self._arrange(verb, known_tasks)
        self._common["name"].widget.setFocus()
        self._typed = TypedText(self, self._entered)
        drops = FileDrops(self)
        drops.dropped.connect(self.add_files)

    def fill(self, row: Mapping[str, Any], *, keep_id: bool) -> None:
        """Show a task's line; what the form does not show is kept for the new line."""
        values = values_of(row)
        role = str(row.get("role", ""))
        self._role.setCurrentIndex(max(0, self._role.findData(role)))
        self._work.setCurrentIndex(1 if "command" in values else 0)
        editors = {**self._common, **self._of_role.get(role, {})}
        shown = {"files", "requirements", "role", "command"}
        for key, value in values.items():
            if key in editors and value is not None and editors[key].can_show(value):
                editors[key].set_value(value)
                shown.add(key)
        self._kept = {
            key: value for key, value in row.items() if key not in shown and (keep_id or key != "id")
        }

    def add_files(self, paths: Sequence[str]) -> None:
        """Let the task change files, too; a folder is everything in it."""
        if self._files.add_files(paths):
            self.show_field(common.WRITES.key)

    def show_field(self, key: str) -> None:
        """Go to the part of the form that a field common to all roles, or ``role``, is on.

        Raises:
            KeyError: there is no such field.
        """
        widget = self._role if key == "role" else self._common[key].widget
        for number in range(self._tabs.count()):
            page = self._tabs.widget(number)
            if page is not None and page.isAncestorOf(widget):
                self._tabs.setCurrentIndex(number)

    def row(self) -> dict[str, Any]:
        """The task's line as the form stands.

        Raises:
            ValueError: a number or the command cannot be read.
        """
        values = {key: editor.value() for key, editor in self._editors().items()}
        return row_of(self._role.currentData(), values, self._kept)

    def _entered(self) -> list[tuple[str, str]]:
        editors = (self._common, *self._of_role.values())
        return [(key, editor.text()) for each in editors for key, editor in each.items()]

    def accept(self) -> None:
        """Hand the task over; close only if it was taken."""
        editors = self._editors()
        required = self.tr("{field} is required: fill it in.")
        missing = [required.format(field=title) for title in self._missing()]
        values, problems = _read(editors)
        row: dict[str, Any] = {}
        try:
            row = row_of(self._role.currentData(), values, self._kept)
        except ValueError as error:
            problems.append(str(error))
        else:
            if problems and not missing and self.check is not None:
                # All else that is wrong with it, without what cannot be read.
                problems += self.check(row)
        problems = [*missing, *problems] or list(self._accept_task(row))
        problems = [in_words_of_form(problem, editors) for problem in problems]
        self._tell(problems)
        go_to_faulty(problems, editors, self._tabs)
        if not problems:
            super().accept()

    def _missing(self) -> list[str]:
        if self._kept.keys() - OWN_KEYS:
            # The line came with values of the role that the form does not show: the role judges those.
            return []
        return [editor.field.title for editor in self._editors().values() if editor.is_missing()]

    def _tell(self, problems: Sequence[str]) -> None:
        self._problems.setText("\n".join(problems))
        self._problems.setVisible(bool(problems))

    def _forget_problems(self) -> None:
        self._tell(())

    def _editors(self) -> dict[str, FieldEditor]:
        """The editors that count for the role and the kind of work that are chosen."""
        if self._work.currentIndex() != 0:
            return self._common
        common_to_all = {key: editor for key, editor in self._common.items() if key != common.COMMAND.key}
        return common_to_all | self._of_role[self._role.currentData()]

    def _arrange(self, verb: str, known_tasks: Sequence[Name]) -> None:
        self._tabs = tabs = named(QTabWidget(), "task_tabs", self.tr("Parts of the form"))
        give_room(tabs.tabBar())
        tabs.addTab(self._task_tab(), self.tr("&Task"))
        tabs.addTab(self._files_tab(known_tasks), self.tr("&Files and order"))
        tabs.addTab(self._limits_tab(), self.tr("&Limits"))
        buttons = QDialogButtonBox()
        buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole).setObjectName("task_accept")
        discard = buttons.addButton(self.tr("Discard"), QDialogButtonBox.ButtonRole.RejectRole)
        discard.setObjectName("task_discard")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(tabs, 1)
        layout.addWidget(self._problems)
        layout.addWidget(buttons)
        # What was wrong with the form as it stood need not be wrong any more.
        follow_changes(self, self._forget_problems)
        follow_refusals(self, self._tell_one)
        tabs.currentChanged.connect(self._suggestion.refresh)

    def _limits_tab(self) -> QWidget:
        page = QWidget()
        form = Form(page)
        for field in common.LIMIT_FIELDS[:2]:
            self._add(form, field)
        self._suggestion = Suggestion(self._ask_suggestion, page)
        self._suggestion.taken.connect(self._use_suggestion)
        form.add("", self._suggestion)
        for field in common.LIMIT_FIELDS[2:]:
            self._add(form, field)
        return page

    def _ask_suggestion(self) -> Estimate | None:
        try:
            return self._suggested(self.row())
        except (KeyError, ValueError):
            return None

    def _use_suggestion(self, cpu_cores: float, memory_mb: float) -> None:
        self._common[common.CPU_CORES.key].set_value(cpu_cores)
        self._common[common.MEMORY_MB.key].set_value(memory_mb)

    def _tell_one(self, problem: str) -> None:
        self._tell([problem])

    def _files_tab(self, known_tasks: Sequence[Name]) -> QWidget:
        page = self._files = FilesPage(known_tasks, self._observed, self._whose)
        page.refused.connect(self._tell_one)
        self._common.update(page.editors)
        return page

    def _whose(self) -> tuple[str, str]:
        """Role and name as the form stands."""
        return str(self._role.currentData()), str(self._common[common.NAME.key].value() or "")

    def _task_tab(self) -> QWidget:
        tab = QWidget()
        for declaration in self._declarations.values():
            self._role.addItem(declaration.title, declaration.name)
            self._pages.addWidget(self._role_page(declaration))
        self._work.addItems((self.tr("The role's own work"), self.tr("A command")))
        self._pages.addWidget(self._command_page())
        self._summary.setWordWrap(True)
        self._summary.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        form = Form(tab)
        self._add(form, common.NAME)
        form.add(self.tr("Role"), self._role)
        form.add("", self._summary)
        self._add(form, common.PRIORITY)
        form.add(self.tr("Does"), self._work)
        form.add_wide(self._pages)
        self._role.currentIndexChanged.connect(self._choose_page)
        self._work.currentIndexChanged.connect(self._choose_page)
        self._choose_page()
        return tab

    def _choose_page(self) -> None:
        declaration = self._declarations.get(str(self._role.currentData()))
        self._summary.setText("" if declaration is None else declaration.summary)
        own_work = self._work.currentIndex() == 0
        self._pages.setCurrentIndex(self._role.currentIndex() if own_work else self._pages.count() - 1)

    def _role_page(self, declaration: RoleDeclaration) -> QWidget:
        page = QWidget()
        form = Form(page, margin=0)
        editors: dict[str, FieldEditor] = {}
        for field in declaration.fields:
            if field.key not in OWN_KEYS:
                editors[field.key] = make_editor(field, page)
                form.add(field.title, editors[field.key].widget)
        self._of_role[declaration.name] = editors
        about = self.tr("Fields of {role}").format(role=declaration.title)
        area = named(QScrollArea(), f"fields_{declaration.name}", about)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(page)
        # The page of the tab has a colour of its own, which must show through.
        for layer in (page, area.viewport()):
            layer.setAutoFillBackground(False)
        return area

    def _command_page(self) -> QWidget:
        page = QWidget()
        form = Form(page, margin=0)
        self._add(form, common.COMMAND)
        return page

    def _add(self, form: Form, field: Field) -> None:
        editor = make_editor(told_field(field), self)
        self._common[field.key] = editor
        form.add(editor.field.title, editor.widget)


def _read(editors: Mapping[str, FieldEditor]) -> tuple[dict[str, Any], list[str]]:
    """What was entered, without what cannot be read, and what is wrong with that."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, editor in editors.items():
        try:
            values[key] = editor.value()
        except ValueError as error:
            problems.append(str(error))
    return values, problems
