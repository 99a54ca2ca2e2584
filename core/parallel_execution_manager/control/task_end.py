"""Whether a task of a running manager has ended, for whoever does something else until then."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from parallel_execution_manager.control.asking import manager_ended
from parallel_execution_manager.runtime.client import DoorError, ManagerClient, managers_of

LOOK_AGAIN_S = 0.2


class TaskEnd:
    """Waits in a thread and on a connection of its own.

    A manager that ends before the task ends the waiting too, and ``manager_ended`` says so.
    """

    def __init__(self, data_dir: Path, task_id: str) -> None:
        self._managers = managers_of(data_dir)
        self._task_id = task_id
        self._over = threading.Event()
        self.manager_ended: DoorError | None = None
        self._thread = threading.Thread(target=self._wait_for_end, name="pem-task-end", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        for manager in self._managers:
            manager.close()
        self._thread.join()

    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._over.is_set()

    def wait(self) -> None:
        """Return when it has ended, or after a while."""
        self._over.wait(LOOK_AGAIN_S)

    def _wait_for_end(self) -> None:
        for manager in self._managers:
            self._wait_at(manager)
        self._over.set()

    def _wait_at(self, manager: ManagerClient) -> None:
        try:
            _, end = manager.wait([self._task_id])
        except DoorError as error:
            if error.kind == "gone":
                self.manager_ended = manager_ended("follow it again", killed=True)
            return
        if end["open"]:
            self.manager_ended = manager_ended("follow it again", killed=False)
