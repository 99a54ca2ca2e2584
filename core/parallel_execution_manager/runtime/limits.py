"""A limit pair that is set while the manager runs: in force at once, and in the configuration's file."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.runtime.settings_desk import SettingsDesk
from parallel_execution_manager.scheduling.events import LimitSet
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.policy import LimitPair, Policy
from parallel_execution_manager.scheduling.settings import sections


class Limits:
    """Sets limit pairs, one at a time: what is in force and what stands in the file are never of two."""

    def __init__(self, engine: Engine, desk: SettingsDesk) -> None:
        self._engine = engine
        self._desk = desk
        self._setting = threading.Lock()

    def set(self, resource: str, limits: LimitPair) -> None:
        """Put a limit pair in force and write it into the file; all else in that stays as it is.

        Raises:
            WishRefused: the pair makes no sense, the file cannot be written, or this is called in a
                subscriber while another limit is being set; nothing has changed then.
        """
        with self._turn():
            before = self._engine.ask(_policy)
            # The machine says first whether the pair makes sense, and its journal tells who set it.
            self._engine.wish(LimitSet, resource=resource, limits=limits)
            key = (sections.THRESHOLDS.key, sections.threshold_key(resource))
            try:
                self._desk.save({key: sections.pair_as_written(limits)})
            except WishRefused:
                self._engine.wish(LimitSet, resource=resource, limits=before.limit(resource))
                raise

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        # Whoever has the turn may wait for the engine, whose thread must not wait for the turn.
        if not self._setting.acquire(blocking=not self._engine.is_current):
            raise WishRefused(
                ["another limit is being set at this moment; set this one later, or not in a subscriber"]
            )
        try:
            yield
        finally:
            self._setting.release()


def _policy(machine: SchedulerMachine) -> Policy:
    return machine.policy
