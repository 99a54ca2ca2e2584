"""What the tasks of a file would do, to be read before they are queued. No widgets."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.system.config.masking import HIDDEN, is_secret

translate = QCoreApplication.translate

MOST_SHOWN = 5_000
"""Nobody reads on behind so many; that there are more is said."""
_LONGEST = 2_000
_INDENT = "    "

Title = Callable[[str], str]


def works_of(tasks: Sequence[Mapping[str, Any]], title_of: Title) -> str:
    """The commands or scripts of the tasks, harmless and one a line; below each its folder and variables."""
    lines = [line for task in tasks[:MOST_SHOWN] for line in (_work(task, title_of), *_around(task))]
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


def _around(task: Mapping[str, Any]) -> Iterator[str]:
    """What makes the same command do something else: where it runs, and what it is told by variables."""
    if cwd := task.get("cwd"):
        told = translate("TaskPreview", "in the folder {folder}").format(folder=cwd)
        yield _INDENT + printable(told, _LONGEST)
    env = task.get("env")
    if isinstance(env, Mapping) and env:
        shown = (f"{name}={HIDDEN if is_secret(str(name)) else shlex.quote(str(env[name]))}" for name in env)
        told = translate("TaskPreview", "with {variables}").format(variables=" ".join(shown))
        yield _INDENT + printable(told, _LONGEST)


def _arguments(given: object) -> list[str]:
    """Arguments are a list, or an object whose entries become ``--key value``."""
    if isinstance(given, Mapping):
        return [text for key, value in given.items() for text in (f"--{key}", str(value))]
    return [str(text) for text in given] if isinstance(given, (list, tuple)) else []
