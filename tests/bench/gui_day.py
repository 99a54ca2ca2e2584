"""An invented day of very many tasks, as the snapshots that a window gets; the same each time."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import replace

from PySide6.QtCore import QObject, QThread, Signal

from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import Snapshot, TaskView
from parallel_execution_manager_gui import scene

RUNNING = 30
KEPT = 200
ROLES = (scene.AGENTS, scene.SCRIPTS, scene.GUI, scene.RESOURCES, scene.PROJECT, scene.TASKS)


class WindowDay:
    """Tasks start, use more and less, and end; the ended are removed in time, and as many new ones come."""

    def __init__(self, queued: int) -> None:
        self._made = 0
        self._at = scene.NOW
        self._queued = deque(self._new() for _ in range(queued))
        self._running: deque[TaskView] = deque()
        self._ended: deque[TaskView] = deque()

    def all(self) -> Snapshot:
        """Everything as it stands."""
        tasks = (*self._running, *self._queued, *self._ended)
        return scene.snapshot(at=self._at, tasks=tasks, leases=())

    def changes(self, count: int) -> Snapshot:
        """The next ``count`` changes: a third each of tasks that end, that start, and of what they use."""
        self._at += count / 1000
        tasks = [self._next(step) for step in range(count)]
        gone = [self._ended.popleft().id for _ in range(max(0, len(self._ended) - KEPT))]
        last = {view.id: view for view in tasks if view.id not in gone}
        new = [self._new() for _ in gone]
        self._queued.extend(new)
        return scene.snapshot(
            at=self._at, full=False, tasks=(*last.values(), *new), removed=tuple(gone), leases=()
        )

    def _next(self, step: int) -> TaskView:
        if step % 3 == 0 and len(self._running) >= RUNNING:
            ended = replace(
                self._running.popleft(), state=TaskState.SUCCEEDED, ended_at=self._at, exit_code=0
            )
            self._ended.append(ended)
            return ended
        if len(self._running) < RUNNING:
            started = replace(
                self._queued.popleft(), state=TaskState.RUNNING, started_at=self._at, attempt=1, group=None
            )
            self._running.append(started)
            return started
        used = replace(self._running.popleft(), usage=TaskUsage(0.5 + step % 10 / 10, 100.0 + step))
        self._running.append(used)
        return used

    def _new(self) -> TaskView:
        self._made += 1
        number = self._made
        return scene.task(f"wing v{number % 7} seed {number}", ROLES[number % len(ROLES)], number=number)


class Source(QObject):
    """Stands for the manager: its signal is emitted in the thread of the engine."""

    changed = Signal(object)


class Engine(QThread):
    """Sends ten snapshots a second from a thread of its own, until it is asked to end."""

    def __init__(self, source: Source, day: WindowDay, per_second: int) -> None:
        super().__init__()
        self._source, self._day, self._per_second = source, day, per_second
        self.sent = 0

    def run(self) -> None:
        """Send until the end."""
        due = time.monotonic()
        while not self.isInterruptionRequested():
            self._source.changed.emit(self._day.changes(self._per_second // 10))
            self.sent += self._per_second // 10
            due += 0.1
            time.sleep(max(0.0, due - time.monotonic()))

    def end(self) -> None:
        """Send no more."""
        self.requestInterruption()
        self.wait()
