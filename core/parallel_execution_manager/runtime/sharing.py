"""Managers of one data folder share one core.

Programs written for the original make a new manager at each click; a stop must then reach the tasks
that another instance started. This registry is the one thing in the library that the whole process
shares (docs/decisions/0006-one-core-a-data-folder.md).
"""

from __future__ import annotations

import atexit
import os
import threading
from pathlib import Path

from parallel_execution_manager.runtime.core import Core


class CoreRegistry:
    """The open cores by data folder, each with the number of managers that use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cores: dict[str, Core] = {}
        self._users: dict[str, int] = {}

    def open(self, config_path: Path, base_dir: Path, data_dir: Path) -> Core:
        """The core of ``data_dir``, made if there is none; to be given back with ``release``.

        Raises:
            DataDirError: the data folder cannot be used.
        """
        key = os.path.realpath(data_dir)
        with self._lock:
            if key not in self._cores:
                self._cores[key] = Core(config_path, base_dir, data_dir)
                self._users[key] = 0
            self._users[key] += 1
            return self._cores[key]

    def release(self, core: Core) -> None:
        """One manager less uses ``core``; the last one closes it."""
        with self._lock:
            key = next((key for key, known in self._cores.items() if known is core), None)
            if key is None:
                return
            self._users[key] -= 1
            if self._users[key]:
                return
            del self._cores[key], self._users[key]
        core.close()

    def close_all(self) -> None:
        """Close every core, so that no process outlives the program that started it."""
        with self._lock:
            cores = list(self._cores.values())
            self._cores.clear()
            self._users.clear()
        for core in cores:
            core.close()


CORES = CoreRegistry()
atexit.register(CORES.close_all)
