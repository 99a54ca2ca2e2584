"""Stores for the tests: how to fill one, and how to damage it. Light, as killed programs use it, too."""

from __future__ import annotations

import os
from pathlib import Path

from parallel_execution_manager.scheduling.model.rows import Changes, TaskRow
from parallel_execution_manager.scheduling.model.task import TaskSpec, TaskState
from parallel_execution_manager.system.storage.store import Clocks, open_queue

NOW = Clocks(monotonic=1000.0, wall=1_700_000_000.0, boot="first")


def spec(name: str) -> TaskSpec:
    """A task of this id."""
    return TaskSpec(id=name, role="middle", name=name, command=("true", "ü\n"))


def row(number: int, name: str, **fields: object) -> TaskRow:
    """A queued task as it is kept."""
    return TaskRow(number, spec(name), TaskState.QUEUED, 5.0 * number, 900.0)._replace(**fields)


def fill(folder: Path, *names: str) -> None:
    """A store with these tasks, closed in order."""
    store = open_queue(folder, NOW)
    store.put(Changes(written=tuple(row(number, name) for number, name in enumerate(names, 1)))).wait()
    store.close()


def damage(path: Path) -> None:
    """Overwrite the middle of a file."""
    with path.open("r+b") as file:
        file.seek(100)
        file.write(os.urandom(path.stat().st_size - 100))
