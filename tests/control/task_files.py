"""What a task file says, all at once."""

from __future__ import annotations

from parallel_execution_manager.control.task_file import TaskFile, parsing


def parse_lines(content: bytes, name: str) -> TaskFile:
    """The tasks in ``content``, with ``name`` for messages."""
    reading = parsing(content, name)
    while True:
        try:
            next(reading)
        except StopIteration as end:
            file: TaskFile = end.value
            return file
