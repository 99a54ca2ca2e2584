"""The original's recipe for a new role: a subclass with a constant and a ``_run_<role>`` method.

Such a role is no role of the scheduler: its method is a loop of the subclass that takes tasks from
``execution_queues[role]`` and looks at ``thread_stop_flags[role]``. It runs in a thread of its own.
A role that is to be measured, throttled and shown is a ``Role`` class instead (docs/own-roles.md).
"""

from __future__ import annotations

import inspect
import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

STOP_WAIT_S = 5.0

logger = logging.getLogger("ParallelExecutionManager")


class SubclassRoles:
    """The roles that a subclass of the manager declares by a constant ``ROLE_X`` and ``_run_<x>``."""

    def __init__(self, owner: Any) -> None:
        self._owner = owner
        self._methods = dict(_declared(owner))
        self.threads: dict[str, threading.Thread] = {}
        for role in self._methods:
            owner.execution_queues[role] = queue.Queue()

    def __contains__(self, role: str) -> bool:
        return role in self._methods

    @property
    def names(self) -> tuple[str, ...]:
        """The roles' names."""
        return tuple(self._methods)

    @property
    def active(self) -> set[str]:
        """The roles whose thread runs."""
        return {role for role, thread in self.threads.items() if thread.is_alive()}

    def queue(self, role: str, task: dict[str, Any]) -> bool:
        """Put a task into the role's queue."""
        self._owner.execution_queues[role].put(task)
        return True

    def start_all(self) -> None:
        """Start every role that does not run."""
        for role in self._methods:
            if role not in self.active:
                self.start(role)

    def start(self, role: str) -> None:
        """Run the role's method in a thread.

        Raises:
            RuntimeError: the system has no room for another thread.
        """
        if role in self.active:
            logger.warning("Role %r is active already", role)
            return
        self._owner.thread_stop_flags[role] = False
        method = self._methods[role]
        target = method if not _takes_task(method) else lambda: self._serve(role, method)
        thread = threading.Thread(target=target, name=f"pem-role-{role}", daemon=True)
        thread.start()
        self.threads[role] = thread

    def stop_all(self) -> None:
        """Set every stop flag and wait for the threads, which must look at it."""
        for role in self.active:
            self._owner.thread_stop_flags[role] = True
        for role, thread in self.threads.items():
            if thread is not threading.current_thread():
                thread.join(STOP_WAIT_S)
            if thread.is_alive():
                logger.warning("Role %r does not look at its stop flag and runs on", role)

    def _serve(self, role: str, method: Callable[..., Any]) -> None:
        tasks = self._owner.execution_queues[role]
        while not self._owner.thread_stop_flags[role]:
            try:
                task = tasks.get(timeout=0.1)
            except queue.Empty:
                continue
            try:
                method(task)
            except Exception:
                logger.exception("Role %r failed on task %r", role, task.get("name", ""))
            finally:
                tasks.task_done()


def _declared(owner: Any) -> list[tuple[str, Callable[..., Any]]]:
    found = []
    for name in dir(type(owner)):
        value = getattr(type(owner), name) if name.startswith("ROLE_") else None
        method = getattr(owner, f"_run_{value}", None) if isinstance(value, str) else None
        if isinstance(value, str) and callable(method):
            found.append((value, method))
    return found


def _takes_task(method: Callable[..., Any]) -> bool:
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return any(p.kind in kinds for p in inspect.signature(method).parameters.values())
