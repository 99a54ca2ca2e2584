"""Managers of one data folder share one core.

Programs written for the original make a new manager at each click; a stop must then reach the tasks
that another instance started. This registry is the one thing in the library that the whole process
shares (docs/decisions/0006-one-core-a-data-folder.md). Another process is kept out by a lock of the folder.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from pathlib import Path

from parallel_execution_manager.runtime.core import Core
from parallel_execution_manager.system.ipc.instance_lock import InstanceLock
from parallel_execution_manager.system.processes.limits import NO_ROOM, is_want_of_room
from parallel_execution_manager.system.runs.folders import DataDirError, prepare_data_dir

logger = logging.getLogger("ParallelExecutionManager")


class CoreRegistry:
    """The open cores by data folder, each with the number of managers that use it.

    A core stays listed until it is closed to the end: a folder never has two cores, of which one
    could start a task on a file that a dying task of the other still has.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._cores: dict[str, Core] = {}
        self._locks: dict[str, InstanceLock] = {}
        self._users: dict[str, int] = {}

    def open(self, config_path: Path, base_dir: Path, data_dir: Path) -> Core:
        """The core of ``data_dir``, made if there is none; to be given back with ``release``.

        Waits for one that is being closed.

        Raises:
            ManagerRunsError: another process has a manager on ``data_dir``.
            DataDirError: the data folder cannot be used, or this computer allows too few threads.
        """
        key = os.path.realpath(data_dir)
        with self._changed:
            self._changed.wait_for(lambda: key not in self._cores or self._users[key] > 0)
            if key not in self._cores:
                self._cores[key] = self._make(key, config_path, base_dir, data_dir)
                self._users[key] = 0
            self._users[key] += 1
            return self._cores[key]

    def release(self, core: Core, *, keep_running: bool = False) -> None:
        """One manager less uses ``core``; the last one closes it, and says whether its tasks go on."""
        with self._changed:
            key = next((key for key, known in self._cores.items() if known is core), None)
            if key is None or not self._users[key]:
                return
            self._users[key] -= 1
            if self._users[key]:
                return
        self._close(key, core, keep_running=keep_running)

    def close_all(self) -> None:
        """Close every core, so that no process outlives the program that started it."""
        with self._changed:
            cores = dict(self._cores)
            self._users.update(dict.fromkeys(cores, 0))
        for key, core in cores.items():
            try:
                self._close(key, core)
            except Exception:
                logger.exception("The manager of %s cannot be closed in order", core.data_dir)

    def _make(self, key: str, config_path: Path, base_dir: Path, data_dir: Path) -> Core:
        prepare_data_dir(data_dir)
        lock = InstanceLock(data_dir)
        try:
            core = Core(config_path, base_dir, data_dir)
        except BaseException as error:
            lock.release()
            if is_want_of_room(error):
                raise DataDirError(f"no manager can be made in {data_dir}: {NO_ROOM}") from error
            raise
        self._locks[key] = lock
        return core

    def _close(self, key: str, core: Core, *, keep_running: bool = False) -> None:
        try:
            core.close(keep=keep_running)
        finally:
            with self._changed:
                if self._cores.pop(key, None) is not None:
                    self._locks.pop(key).release()
                self._changed.notify_all()


CORES = CoreRegistry()
atexit.register(CORES.close_all)
