"""Task files of the window: all tasks of one, or everything that is wrong with it. No widgets in here.

Reading and writing go step by step, for a thread that lets the window go on in between.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum, unique
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager.control.starting_folder import starting_at
from parallel_execution_manager.control.task_check import line_problems
from parallel_execution_manager.control.task_file import (
    LINES_A_STEP,
    LineProblem,
    Reading,
    Row,
    TaskFile,
    TaskFileError,
    reading_task_file,
)
from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.roles.task_form import TaskProblem, to_mapping
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.config.masking import secret_names, without_secrets
from parallel_execution_manager.system.files.atomic_write import PRIVATE, replace_bytes

translate = QCoreApplication.translate

Check = Callable[[Sequence[Mapping[str, Any]]], Sequence[TaskProblem]]
Tasks = list[dict[str, Any]]
_MOST_PROBLEMS = 100
"""More than anybody mends in one go; where they are told, they scroll and can be copied."""


class TaskFileRefused(Exception):
    """No task of the file can be queued; the message has the lines that are wrong and why."""


@unique
class Doing(StrEnum):
    """What is under way with a task file."""

    READ = "read"
    CHECK = "check"
    QUEUE = "queue"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done with how many tasks, and the share (0 to 1) that is done, if it is known."""

    doing: Doing
    tasks: int = 0
    share: float | None = None
    home: str = ""
    """The file's own folder, if the relative paths of its tasks start there."""


def reading_tasks(path: str, check: Check) -> Generator[Step, None, Tasks]:
    """Read all tasks of a file.

    Their relative paths start at the manager's folder, as everywhere; if something is not there, but beside
    the file, all start at the file's folder instead: a window has no current folder that one would know.

    Raises:
        TaskFileRefused: the file cannot be read, holds no task, or ``check`` finds one that is wrong.
    """
    name = Path(path).name
    if Path(path).exists() and not Path(path).is_file():
        told = translate(
            "TaskFiles", "{file} is a folder, a pipe or a device: nothing was queued. Choose a regular file."
        )
        raise TaskFileRefused(told.format(file=name))
    yield Step(Doing.READ, share=0)
    reading = reading_task_file(path)
    try:
        file = yield from _shares(reading)
    except TaskFileError as error:
        raise TaskFileRefused(str(error)) from None
    rows = file.rows
    yield Step(Doing.CHECK, len(rows))
    found, tried = _problems(file, rows, check), ""
    if found:
        home = Path(path).absolute().parent
        beside = tuple(Row(row.line, starting_at(row.task, home)) for row in rows)
        found_beside = _problems(file, beside, check)
        # Where no path is at fault, both say the same.
        tried = str(home) if found_beside != found else ""
        if len(found_beside) < len(found):
            rows, found = beside, found_beside
            yield Step(Doing.CHECK, len(rows), home=str(home))
    tasks = [row.task for row in rows]
    wrong = [(problem.line, problem.message) for problem in (*file.problems, *found)]
    if wrong:
        raise TaskFileRefused(_told(name, sorted(wrong), tried))
    if not tasks:
        told = translate("TaskFiles", "{file} holds no task: nothing was queued. Choose another file.")
        raise TaskFileRefused(told.format(file=name))
    return tasks


def _problems(file: TaskFile, rows: tuple[Row, ...], check: Check) -> list[LineProblem]:
    """What is wrong with tasks that could be read, told as on the command line."""
    return line_problems(TaskFile(file.name, rows, (), file.unreadable), check)


def _shares(reading: Reading) -> Generator[Step, None, TaskFile]:
    while True:
        try:
            share = next(reading)
        except StopIteration as end:
            file: TaskFile = end.value
            return file
        yield Step(Doing.READ, share=share)


@dataclass(frozen=True, slots=True)
class Saving:
    """What is to be written into a task file.

    What has ``succeeded`` already is left out of ``after``: it would be unknown where the file is opened. Of
    what in ``env`` may be a secret the value is hidden, also in the command, unless ``secrets``; a file with
    hidden values is refused where it is opened, and one with secrets is for this user alone.
    """

    views: Sequence[TaskView]
    succeeded: Collection[str]
    secrets: bool = False


def writing_tasks(saving: Saving, path: Path, may_end: Callable[[], bool]) -> Iterator[Step]:
    """Write tasks into a task file, which takes an old one's place when it is whole, if it ``may_end`` then.

    Raises:
        OSError: it cannot be written.
    """
    text, many = bytearray(), len(saving.views)
    for first in range(0, many, LINES_A_STEP):
        yield Step(Doing.WRITE, many, first / many)
        for view in saving.views[first : first + LINES_A_STEP]:
            text += _line(view, saving).encode()
    if may_end():
        replace_bytes(path, bytes(text), mode=PRIVATE if saving.secrets else None)


def secrets_of(views: Iterable[TaskView]) -> list[str]:
    """The variables of some tasks whose values may be secrets, each once, in order."""
    return sorted({name for view in views for name in secret_names(view.spec.env)})


def _line(view: TaskView, saving: Saving) -> str:
    row = to_mapping(view.spec)
    row = row if saving.secrets or not view.spec.env else without_secrets(row)
    after = [task_id for task_id in row.pop("after", ()) if task_id not in saving.succeeded]
    return json.dumps({**row, "after": after} if after else row, ensure_ascii=False) + "\n"


def _told(name: str, wrong: Sequence[tuple[int, str]], tried: str) -> str:
    line = translate("TaskFiles", "line {line}: {message}")
    lines = [line.format(line=number, message=message) for number, message in wrong[:_MOST_PROBLEMS]]
    more = len(wrong) - _MOST_PROBLEMS
    rest = [translate("TaskFiles", "and {number} more").format(number=more)] if more > 0 else []
    nothing = translate("TaskFiles", "Nothing of {file} was queued; mend it and open it again:")
    paths = translate(
        "TaskFiles",
        "Relative paths were looked for from the folder in which the window was started, and from the file's "
        "own, {folder}: correct them, or give the tasks another “cwd”.",
    )
    beside = [paths.format(folder=printable(tried))] if tried else []
    return "\n".join([nothing.format(file=name), *lines, *rest, *beside])
