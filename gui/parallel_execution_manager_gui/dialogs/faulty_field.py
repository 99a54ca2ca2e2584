"""Which field of a form a problem is about, told in the words of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QTabWidget

from parallel_execution_manager_gui.dialogs.field_editors import FieldEditor

_FOLDER_KEY = "cwd"
_ENDS = (" ", ":", ",")

Editors = Mapping[str, FieldEditor]


def in_words_of_form(problem: str, editors: Editors) -> str:
    """A problem with the title of a field for the key that stands at its start, and for the task's folder."""
    folder = editors.get(_FOLDER_KEY)
    if folder is not None:
        problem = problem.replace(f"the task's {_FOLDER_KEY}", f"“{folder.field.title}”")
    for key, editor in editors.items():
        if problem.startswith(f"'{key}' "):
            return f"{editor.field.title} {problem[len(key) + 3 :]}"
        if problem.startswith(f"{key} ") and key != editor.field.title.casefold():
            return f"{editor.field.title} {problem[len(key) + 1 :]}"
    return problem


def go_to_faulty(problems: Sequence[str], editors: Editors, tabs: QTabWidget) -> None:
    """Show the page of the field that the first problem is about, if it names one, with the cursor in it."""
    start = problems[0].casefold() if problems else ""
    for editor in editors.values():
        if start.startswith(tuple(editor.field.title.casefold() + end for end in _ENDS)):
            for place in range(tabs.count()):
                page = tabs.widget(place)
                if page is not None and page.isAncestorOf(editor.widget):
                    tabs.setCurrentIndex(place)
            editor.widget.setFocus()
            return
