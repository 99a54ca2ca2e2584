"""Task files of the window: all tasks of one, or everything that is wrong with it. No Qt in here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager.control.task_file import TaskFileError, read_task_file
from parallel_execution_manager.roles.task_form import TaskProblem, to_mapping
from parallel_execution_manager.scheduling.model import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.masking import HIDDEN
from parallel_execution_manager.system.secret_values import secret_names

translate = QCoreApplication.translate

Check = Callable[[Sequence[Mapping[str, Any]]], Sequence[TaskProblem]]
_MOST_PROBLEMS = 15


class TaskFileRefused(Exception):
    """No task of the file can be queued; the message has the lines that are wrong and why."""


def tasks_of(path: str, check: Check) -> list[dict[str, Any]]:
    """All tasks of a file.

    Raises:
        TaskFileRefused: the file cannot be read, holds no task, or ``check`` finds one that is wrong.
    """
    if Path(path).exists() and not Path(path).is_file():
        raise TaskFileRefused(
            f"{Path(path).name} is a folder, a pipe or a device: nothing was queued. Choose a regular file."
        )
    try:
        file = read_task_file(path)
    except TaskFileError as error:
        raise TaskFileRefused(str(error)) from None
    tasks = [row.task for row in file.rows]
    wrong = [(problem.line, problem.message) for problem in file.problems]
    wrong += [(file.rows[problem.index].line, problem.message) for problem in check(tasks)]
    if wrong:
        raise TaskFileRefused(_told(Path(path).name, sorted(wrong)))
    if not tasks:
        raise TaskFileRefused(f"{Path(path).name} holds no task: nothing was queued. Choose another file.")
    return tasks


def lines_of(
    views: Iterable[TaskView], known: Callable[[str], TaskView | None], *, secrets: bool = False
) -> str:
    """Tasks as the text of a task file.

    What has succeeded already is left out of ``after``: it would be unknown where the file is opened. Of what
    in ``env`` may be a secret the value is hidden unless ``secrets``; a file with hidden values is refused
    where it is opened.
    """
    lines = (json.dumps(_line(view, known, secrets=secrets), ensure_ascii=False) for view in views)
    return "".join(f"{line}\n" for line in lines)


def secrets_of(views: Iterable[TaskView]) -> list[str]:
    """The variables of some tasks whose values may be secrets, each once, in order."""
    return sorted({name for view in views for name in secret_names(view.spec.env)})


def _line(view: TaskView, known: Callable[[str], TaskView | None], *, secrets: bool) -> dict[str, Any]:
    row = to_mapping(view.spec)
    if not secrets and (names := secret_names(view.spec.env)):
        row["env"] = {**view.spec.env, **dict.fromkeys(names, HIDDEN)}
    after = [task_id for task_id in view.spec.after if not _has_succeeded(known(task_id))]
    row.pop("after", None)
    return {**row, "after": after} if after else row


def _has_succeeded(view: TaskView | None) -> bool:
    return view is not None and view.state is TaskState.SUCCEEDED


def _told(name: str, wrong: Sequence[tuple[int, str]]) -> str:
    line = translate("TaskFiles", "line {line}: {message}")
    lines = [line.format(line=number, message=message) for number, message in wrong[:_MOST_PROBLEMS]]
    more = len(wrong) - _MOST_PROBLEMS
    rest = [translate("TaskFiles", "and {number} more").format(number=more)] if more > 0 else []
    nothing = translate("TaskFiles", "Nothing of {file} was queued; mend it and open it again:")
    return "\n".join([nothing.format(file=name), *lines, *rest])
