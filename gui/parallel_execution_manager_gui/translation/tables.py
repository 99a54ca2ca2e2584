"""Which texts of tables are translated: written as marked texts for lupdate, which reads only source files.

``python -m parallel_execution_manager_gui.translation.tables`` prints them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import chain

from parallel_execution_manager.roles.registry import load_roles
from parallel_execution_manager.scheduling.model.task import Priority
from parallel_execution_manager.scheduling.settings import sections
from parallel_execution_manager.scheduling.settings.declarations import Field
from parallel_execution_manager_gui import window_options
from parallel_execution_manager_gui.action_table import ACTIONS
from parallel_execution_manager_gui.actions import Menu
from parallel_execution_manager_gui.all_settings import ROLES_FIELD, all_settings
from parallel_execution_manager_gui.columns import COLUMNS
from parallel_execution_manager_gui.dialogs import common_fields
from parallel_execution_manager_gui.looks import Look, LookGroup, Wished
from parallel_execution_manager_gui.settings_of_role import settings_of_role
from parallel_execution_manager_gui.task_facts import LABELS
from parallel_execution_manager_gui.theme import ThemeChoice
from parallel_execution_manager_gui.translation.ends import ENDS
from parallel_execution_manager_gui.translation.facts import TEMPLATES
from parallel_execution_manager_gui.translation.sentences import QUOTED, SENTENCES
from parallel_execution_manager_gui.translation.told import CORE, TABLES
from parallel_execution_manager_gui.window_options import AT_ONCE, NEXT_START


def main() -> int:
    """Print each text once, marked."""
    lines = ["from PySide6.QtCore import QT_TRANSLATE_NOOP"]
    for context, texts in (
        (TABLES, _tables()),
        (CORE, (QUOTED, *SENTENCES, *ENDS, *chain(*TEMPLATES.values()))),
    ):
        lines += [f"QT_TRANSLATE_NOOP({context!r}, {text!r})" for text in dict.fromkeys(texts) if text]
    sys.stdout.buffer.write(("\n".join(lines) + "\n").encode())
    return 0


def _tables() -> Iterator[str]:
    for record in ACTIONS:
        yield from (record.text, record.tip, record.button_text)
    for words in (Menu, Look, Wished, LookGroup, ThemeChoice):
        yield from (word.value for word in words)
    for column in COLUMNS.values():
        yield from (column.title, column.tip)
    yield from (priority.word for priority in Priority)
    yield from LABELS
    yield from _declared()


def _declared() -> Iterator[str]:
    roles = {name: role.declaration for name, role in load_roles({}).roles.items()}
    for title, _ in all_settings({}):
        yield title
    for declared in (vars(sections), vars(common_fields), vars(window_options)):
        for value in declared.values():
            yield from _fields((value,) if isinstance(value, Field) else value)
    for section in sections.PLAIN_SECTIONS:
        yield from _fields(section.fields)
    for role in roles.values():
        yield from (role.title, role.summary)
        yield from _fields((*role.options, *role.fields))
        for title, part in settings_of_role(role):
            yield title
            yield from _fields(each.field for each in part)
            yield from _fields(each.rival.field for each in part if each.rival is not None)
    yield from _fields((ROLES_FIELD,))


def _fields(fields: object) -> Iterator[str]:
    """Of whatever stands in a module; a sentence that is added to a field's prose has its own template."""
    if not isinstance(fields, Iterable) or isinstance(fields, str):
        return
    for field in fields:
        if isinstance(field, Field):
            prose = field.prose.removesuffix(f" {AT_ONCE}").removesuffix(f" {NEXT_START}")
            yield from (field.title, prose, field.unit)
            yield from (choice for choice in field.choices if len(choice) > 1)


if __name__ == "__main__":
    sys.exit(main())
