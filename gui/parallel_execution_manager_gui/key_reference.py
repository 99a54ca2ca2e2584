"""The keyboard map for the documentation, made from the table of actions. No Qt in here."""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.control.markdown import row
from parallel_execution_manager_gui.action_table import ACTIONS
from parallel_execution_manager_gui.actions import ActionRecord, Menu, Scope
from parallel_execution_manager_gui.plain_text import without_mnemonic

_HEADER: Final = ("| Key | Action | What it does | Where |", "|---|---|---|---|")
_WITHOUT: Final = "Without a key"
_WHERE: Final = {
    Scope.WINDOW: "everywhere",
    Scope.QUEUE: "in the queue",
    Scope.ROLES: "in the roles",
    Scope.LOCKS: "in the locks",
}


def key_reference() -> str:
    """Every action in Markdown, by menu; those that have no key stand below their menu's table."""
    lines: list[str] = []
    for menu in Menu:
        records = [record for record in ACTIONS if record.menu is menu]
        with_keys = [record for record in records if record.shortcut]
        if with_keys:
            lines += [f"## {without_mnemonic(menu.value)}", "", *_HEADER, *map(_row, with_keys), ""]
        rest = ", ".join(f"*{without_mnemonic(record.text)}*" for record in records if not record.shortcut)
        if rest:
            lines += [f"{_WITHOUT}: {rest}.", ""]
    return "\n".join(lines)


def _row(record: ActionRecord) -> str:
    return row(f"`{record.shortcut}`", without_mnemonic(record.text), record.tip, _WHERE[record.scope])
