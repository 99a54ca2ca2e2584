"""The documentation's keyboard map is the table of actions."""

from __future__ import annotations

from parallel_execution_manager_gui.action_table import ACTIONS
from parallel_execution_manager_gui.key_reference import key_reference

TEXT = key_reference()


def test_every_action_stands_in_it_with_its_key():
    for record in ACTIONS:
        text = record.text.replace("&", "")
        assert (f"| `{record.shortcut}` | {text} | " if record.shortcut else f"*{text}*") in TEXT


def test_it_says_where_a_key_works():
    assert "| `Ctrl+C` | Copy path of the lock | Copy the path of the file in Locks | in the locks |" in TEXT


def test_the_menus_stand_in_their_order():
    menus = [line.removeprefix("## ") for line in TEXT.splitlines() if line.startswith("## ")]
    assert menus == ["File", "Edit", "Task", "Role", "View", "Help"]
