"""The queues and stop flags of the original as views of the engine's state."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from parallel_execution_manager.roles.task_form import to_mapping
from parallel_execution_manager.runtime.core import Core
from parallel_execution_manager.runtime.errors import WishNotKept, WishRefused
from parallel_execution_manager.scheduling.events import TaskCancelled
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.task import RoleState, TaskSpec

POLL_S = 0.05


class RoleQueueFacade:
    """A role's queue with the methods of ``queue.Queue`` that programs use.

    The signatures are those of ``queue.Queue``. ``get`` and ``get_nowait`` take a queued task out, for
    good: whoever gets it owns it.
    """

    def __init__(self, core: Core, role: str, queue_task: Callable[[str, dict[str, Any]], bool]) -> None:
        self._core = core
        self._role = role
        self._queue_task = queue_task

    def qsize(self) -> int:
        """How many tasks are queued."""
        return self._core.engine.ask(lambda machine: len(machine.queued_ids(self._role)))

    def empty(self) -> bool:
        """Whether no task is queued."""
        return self.qsize() == 0

    def full(self) -> bool:
        """Never: queues have no bound."""
        return False

    def get_nowait(self) -> dict[str, Any]:
        """Take the first queued task out.

        Raises:
            queue.Empty: there is none.
        """
        while True:
            spec = self._core.engine.ask(self._first)
            if spec is None:
                raise queue.Empty
            try:
                self._core.engine.wish(TaskCancelled, task_id=spec.id, only_queued=True)
            except WishRefused:
                continue
            except WishNotKept:
                # It is taken out all the same, and the store tells of its disk.
                return to_mapping(spec)
            return to_mapping(spec)

    def get(self, block: bool = True, timeout: float | None = None) -> dict[str, Any]:  # noqa: FBT001, FBT002
        """Take the first queued task out, waiting for one if ``block``.

        Raises:
            queue.Empty: there is none in time.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                return self.get_nowait()
            except queue.Empty:
                if not block or (deadline is not None and time.monotonic() >= deadline):
                    raise
            time.sleep(POLL_S)

    def put(self, task: dict[str, Any], *_: Any, **__: Any) -> None:
        """Queue a task; there is always room, so ``block`` and ``timeout`` mean nothing."""
        self._queue_task(self._role, task)

    def put_nowait(self, task: dict[str, Any]) -> None:
        """Queue a task."""
        self._queue_task(self._role, task)

    def task_done(self) -> None:
        """Accepted and needless: a task that was taken out is not counted any more."""

    def _first(self, machine: SchedulerMachine) -> TaskSpec | None:
        ids = machine.queued_ids(self._role)
        view = machine.task_view(ids[0]) if ids else None
        return view.spec if view is not None else None


class QueueTable(dict[str, Any]):
    """Role to queue; a subclass may put ``queue.Queue`` objects of its own beside ours."""


class StopFlags(MutableMapping[str, bool]):
    """Role to "is to stop": a key appears when its role is first started, ``True`` stops the role."""

    def __init__(self, core: Core, stop_role: Callable[[str], None]) -> None:
        self._core = core
        self._stop_role = stop_role
        self._started: set[str] = set()
        self._own: dict[str, bool] = {}

    def __getitem__(self, role: str) -> bool:
        if role in self._own:
            return self._own[role]
        states = self._states()
        if role not in self._started:
            raise KeyError(role)
        return states[role] is RoleState.STOPPED

    def __setitem__(self, role: str, stop: bool) -> None:
        if role not in self._core.keeper.roles:
            self._own[role] = stop
        elif stop:
            self._stop_role(role)

    def __delitem__(self, role: str) -> None:
        self._own.pop(role, None)
        self._started.discard(role)

    def __iter__(self) -> Iterator[str]:
        self._states()
        return iter([*self._started, *self._own])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _states(self) -> Mapping[str, RoleState]:
        views = self._core.engine.ask(lambda machine: machine.role_views())
        self._started.update(v.name for v in views if v.state is not RoleState.STOPPED)
        return {view.name: view.state for view in views}
