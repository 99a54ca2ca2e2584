"""An attempt under way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from parallel_execution_manager.runtime.engine_parts import Ticket
from parallel_execution_manager.runtime.task_files import AttemptFiles
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.system.processes.executor import TaskProcess

Control = Callable[[TaskProcess], None]


class Attempt:
    """One attempt under way: its files, its process once there is one, and the orders for it.

    ``started_at`` is when its process started, where that is to be told together with its end. ``no_room``
    says what there is no room for while it waits to start for that reason.
    """

    __slots__ = (
        *("fence", "files", "has_thread", "kept", "no_room", "number", "orders", "process"),
        *("started_at", "task", "under_control"),
    )

    def __init__(
        self,
        task: TaskSpec,
        number: int,
        fence: int,
        kept: Ticket | None = None,
        process: TaskProcess | None = None,
    ) -> None:
        self.task = task
        self.number = number
        self.fence = fence
        self.kept = kept
        self.files = AttemptFiles(fence)
        self.process = process
        self.started_at: float | None = None
        self.orders: deque[tuple[Control, Any]] = deque()
        self.under_control = False
        self.has_thread = False
        self.no_room = ""
