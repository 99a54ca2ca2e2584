"""The demo queue: real tasks for all roles, on a copy of the demo's files in the data folder."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from parallel_execution_manager.control.task_file import read_task_file
from parallel_execution_manager.system.host import resource_path

if TYPE_CHECKING:
    from parallel_execution_manager.runtime.manager import ParallelExecutionManager

DEMO_QUEUE = "demo_queue.jsonl"


def load_demo(manager: ParallelExecutionManager) -> tuple[str, ...]:
    """Queue the demo's tasks, to run in a fresh copy of the demo's files; the ids of the tasks.

    Raises:
        OSError: the demo's files are missing or the data folder cannot be written.
        WishRefused: the demo is queued already.
    """
    folder = copy_demo(manager.data_dir)
    tasks = [{**row.task, "cwd": str(folder)} for row in read_task_file(str(folder / DEMO_QUEUE)).rows]
    return manager.submit(tasks)


def copy_demo(data_dir: Path) -> Path:
    """A fresh copy of the demo's files: ``demo-<n>`` in ``data_dir``."""
    source = resource_path("demo")
    number = 1
    while True:
        folder = data_dir / f"demo-{number}"
        try:
            shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__"))
        except FileExistsError:
            number += 1
        else:
            _make_writable(folder)
            return folder


def _make_writable(folder: Path) -> None:
    """What the program is installed from may be read-only, and permissions are copied, too."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)
