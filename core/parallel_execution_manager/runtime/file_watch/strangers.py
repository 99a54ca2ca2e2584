"""Processes that belong to no task, looked for on the whole computer."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from typing import Final

from parallel_execution_manager.runtime.file_watch.accesses import Process
from parallel_execution_manager.runtime.file_watch.holdings import inode_of
from parallel_execution_manager.system.processes.linux_proc import read_stat
from parallel_execution_manager.system.processes.open_files import OpenFiles

SEARCH_EVERY_S: Final = 1.0


class Strangers:
    """Finds who has a file open to write, at most once a second because it takes some milliseconds.

    ``members`` gives the processes of all tasks, who are no strangers.
    """

    def __init__(
        self,
        files: OpenFiles,
        members: Callable[[], Collection[int]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._files = files
        self._members = members
        self._clock = clock
        self._searched_at = float("-inf")

    def writer_of(self, path: str) -> Process | None:
        """A stranger that has the file open to write; ``None`` if none is seen, or it was just searched."""
        inode, now = inode_of(path), self._clock()
        if inode is None or now - self._searched_at < SEARCH_EVERY_S:
            return None
        self._searched_at = now
        pid = self._files.writer_of(inode)
        if pid is None or pid == os.getpid() or pid in self._members():
            return None
        return Process(pid, self._files.name(pid))


def is_below(pid: int, ancestor: int) -> bool:
    """Whether a process is ``ancestor`` or descends from it, through parents that still live."""
    seen: set[int] = set()
    while pid > 1 and pid not in seen:
        if pid == ancestor:
            return True
        seen.add(pid)
        stat = read_stat(pid)
        if stat is None:
            return False
        pid = stat.parent
    return pid == ancestor
