"""Which texts of tables are translated: written as marked texts for lupdate, which reads only source files.

``python -m parallel_execution_manager_gui.translation.tables`` prints them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from parallel_execution_manager.roles.registry import load_roles
from parallel_execution_manager.scheduling.declarations import Field
from parallel_execution_manager.scheduling.model import Priority
from parallel_execution_manager_gui.actions import ACTIONS, Menu
from parallel_execution_manager_gui.all_settings import all_settings
from parallel_execution_manager_gui.columns import COLUMNS
from parallel_execution_manager_gui.dialogs import common_fields
from parallel_execution_manager_gui.looks import Look, LookGroup
from parallel_execution_manager_gui.theme import ThemeChoice
from parallel_execution_manager_gui.translation.sentences import SENTENCES
from parallel_execution_manager_gui.translation.told import CORE, TABLES


def main() -> int:
    """Print each text once, marked."""
    lines = ["from PySide6.QtCore import QT_TRANSLATE_NOOP"]
    for context, texts in ((TABLES, _tables()), (CORE, SENTENCES)):
        lines += [f"QT_TRANSLATE_NOOP({context!r}, {text!r})" for text in dict.fromkeys(texts) if text]
    sys.stdout.buffer.write(("\n".join(lines) + "\n").encode())
    return 0


def _tables() -> Iterator[str]:
    for record in ACTIONS:
        yield from (record.text, record.tip, record.button_text)
    for words in (Menu, Look, LookGroup, ThemeChoice):
        yield from (word.value for word in words)
    for column in COLUMNS.values():
        yield from (column.title, column.tip)
    yield from (priority.word for priority in Priority)
    yield from _declared()


def _declared() -> Iterator[str]:
    declarations = {name: role.declaration for name, role in load_roles({}).roles.items()}
    for title, settings in all_settings(declarations):
        yield title
        yield from _fields(each.field for each in settings)
        yield from _fields(each.rival.field for each in settings if each.rival is not None)
    for declaration in declarations.values():
        yield from (declaration.title, declaration.summary)
        yield from _fields((*declaration.options, *declaration.fields))
    yield from _fields(value for value in vars(common_fields).values() if isinstance(value, Field))


def _fields(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        yield from (field.title, field.prose, field.unit)


if __name__ == "__main__":
    sys.exit(main())
