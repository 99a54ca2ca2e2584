"""Living processes of tasks, found by what their environment says: where no record tells of them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from parallel_execution_manager.system.processes.linux_proc import PROC, read_marks, read_stat, read_variable
from parallel_execution_manager.system.processes.process_table import MARK_SEPARATOR, MARK_VARIABLE
from parallel_execution_manager.system.processes.psutil_module import load_psutil
from parallel_execution_manager.system.processes.task_variables import RUN_DIR_VARIABLE

_READS_PROC = sys.platform.startswith("linux")
_DATA_DIR = 2
"""Of the parents of a run folder the data folder: `runs/<task>/<attempt>` is below it."""
_EXEC_S = 0.01


class _Marked(NamedTuple):
    marks: tuple[str, ...]
    run_dir: str


def marked_run_folders(data_dir: Path, known: Collection[str]) -> list[Path]:
    """The run folders, below a data folder, of attempts that have living processes.

    Attempts with a mark in ``known`` are left out. A folder may be gone or be something else by now; a
    task of another manager's task is found by the folder of the inner one only.
    """
    found: dict[Path, None] = {}
    own = os.path.realpath(data_dir)
    for process in _marked_processes():
        folder = Path(process.run_dir)
        if len(folder.parents) <= _DATA_DIR or not set(process.marks).isdisjoint(known):
            continue
        # Not the folder itself: the task may have put a link in its place.
        if os.path.realpath(folder.parents[_DATA_DIR]) == own:
            found[folder] = None
    return list(found)


def _marked_processes() -> Iterator[_Marked]:
    if not _READS_PROC:
        yield from _told_by_psutil()
        return
    for name in filter(str.isdecimal, os.listdir(PROC)):  # noqa: PTH208 - names are wanted, no paths
        pid = int(name)
        marks = read_marks(pid)
        if marks is None and _has_environment(pid):
            # In the middle of an exec it shows none for a moment.
            time.sleep(_EXEC_S)
            marks = read_marks(pid)
        if marks:
            yield _Marked(marks, read_variable(pid, RUN_DIR_VARIABLE) or "")


def _has_environment(pid: int) -> bool:
    stat = read_stat(pid)
    return stat is not None and stat.alive and not stat.is_kernel_thread


def _told_by_psutil() -> Iterator[_Marked]:
    psutil = load_psutil()
    if psutil is None:
        return
    for process in psutil.process_iter(["environ"]):
        env = process.info["environ"] or {}
        if MARK_VARIABLE in env:
            marks = tuple(env[MARK_VARIABLE].split(MARK_SEPARATOR))
            yield _Marked(marks, env.get(RUN_DIR_VARIABLE, ""))
