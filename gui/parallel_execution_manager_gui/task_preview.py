"""What the tasks of a file would do, in a few lines, to be read before they are queued. No widgets."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager.control.wording import printable

translate = QCoreApplication.translate

MOST_SHOWN = 5
_LONGEST = 2_000

Title = Callable[[str], str]


def works_of(tasks: Sequence[Mapping[str, Any]], title_of: Title) -> str:
    """The commands or scripts of the first tasks, harmless and one a line, and how many more there are."""
    lines = [_work(task, title_of) for task in tasks[:MOST_SHOWN]]
    more = len(tasks) - MOST_SHOWN
    if more > 0:
        lines.append(translate("TaskPreview", "and {number} more").format(number=more))
    return "\n".join(lines)


def roles_of(tasks: Sequence[Mapping[str, Any]], title_of: Title) -> str:
    """The titles of the roles in the order of the file, each with the number of its tasks."""
    counts = Counter(str(task.get("role", "")) for task in tasks)
    return ", ".join(f"{printable(title_of(role))} ({number})" for role, number in counts.items())


def _work(task: Mapping[str, Any], title_of: Title) -> str:
    command = task.get("command")
    if command:
        return printable(shlex.join(map(str, command)), _LONGEST)
    script = task.get("script_path") or task.get("script")
    if isinstance(script, str):
        return printable(shlex.join([script, *_arguments(task.get("args"))]), _LONGEST)
    own = translate("TaskPreview", "own work of {role}: {name}")
    role = title_of(str(task.get("role", "")))
    return printable(own.format(role=role, name=task.get("name") or "—"), _LONGEST)


def _arguments(given: object) -> list[str]:
    """Arguments are a list, or an object whose entries become ``--key value``."""
    if isinstance(given, Mapping):
        return [text for key, value in given.items() for text in (f"--{key}", str(value))]
    return [str(text) for text in given] if isinstance(given, (list, tuple)) else []
