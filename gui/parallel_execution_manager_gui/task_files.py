"""Task files of the window: all tasks of one, or everything that is wrong with it. No widgets in here.

Reading and writing go step by step, for a thread that lets the window go on in between.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager.control.task_file import (
    LINES_A_STEP,
    Reading,
    TaskFile,
    TaskFileError,
    reading_task_file,
)
from parallel_execution_manager.roles.task_form import TaskProblem, to_mapping
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.atomic_file import replace_bytes

translate = QCoreApplication.translate

Check = Callable[[Sequence[Mapping[str, Any]]], Sequence[TaskProblem]]
Tasks = list[dict[str, Any]]
_MOST_PROBLEMS = 15


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


def reading_tasks(path: str, check: Check) -> Generator[Step, None, Tasks]:
    """Read all tasks of a file.

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
    tasks = [row.task for row in file.rows]
    yield Step(Doing.CHECK, len(tasks))
    wrong = [(problem.line, problem.message) for problem in file.problems]
    wrong += [(file.rows[problem.index].line, problem.message) for problem in check(tasks)]
    if wrong:
        raise TaskFileRefused(_told(name, sorted(wrong)))
    if not tasks:
        told = translate("TaskFiles", "{file} holds no task: nothing was queued. Choose another file.")
        raise TaskFileRefused(told.format(file=name))
    return tasks


def _shares(reading: Reading) -> Generator[Step, None, TaskFile]:
    while True:
        try:
            share = next(reading)
        except StopIteration as end:
            file: TaskFile = end.value
            return file
        yield Step(Doing.READ, share=share)


def writing_tasks(
    views: Sequence[TaskView], succeeded: Collection[str], path: Path, may_end: Callable[[], bool]
) -> Iterator[Step]:
    """Write tasks into a task file, which takes an old one's place only when it is complete.

    It does not if ``may_end`` says so then. What has ``succeeded`` already is left out of ``after``: it would
    be unknown where the file is opened.

    Raises:
        OSError: it cannot be written.
    """
    text = bytearray()
    for first in range(0, len(views), LINES_A_STEP):
        yield Step(Doing.WRITE, len(views), first / len(views))
        for view in views[first : first + LINES_A_STEP]:
            text += _line(view, succeeded).encode()
    if may_end():
        replace_bytes(path, bytes(text))


def _line(view: TaskView, succeeded: Collection[str]) -> str:
    row = to_mapping(view.spec)
    after = [task_id for task_id in row.pop("after", ()) if task_id not in succeeded]
    return json.dumps({**row, "after": after} if after else row, ensure_ascii=False) + "\n"


def _told(name: str, wrong: Sequence[tuple[int, str]]) -> str:
    line = translate("TaskFiles", "line {line}: {message}")
    lines = [line.format(line=number, message=message) for number, message in wrong[:_MOST_PROBLEMS]]
    more = len(wrong) - _MOST_PROBLEMS
    rest = [translate("TaskFiles", "and {number} more").format(number=more)] if more > 0 else []
    nothing = translate("TaskFiles", "Nothing of {file} was queued; mend it and open it again:")
    return "\n".join([nothing.format(file=name), *lines, *rest])
