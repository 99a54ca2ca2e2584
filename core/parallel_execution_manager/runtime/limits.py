"""A limit pair that is set while the manager runs: in force at once, and in the configuration's file."""

from __future__ import annotations

from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.runtime.settings_desk import SettingsDesk
from parallel_execution_manager.scheduling import settings
from parallel_execution_manager.scheduling.events import LimitSet
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.policy import LimitPair, Policy


class Limits:
    """Sets limit pairs, one at a time."""

    def __init__(self, engine: Engine, desk: SettingsDesk) -> None:
        self._engine = engine
        self._desk = desk

    def set(self, resource: str, limits: LimitPair) -> None:
        """Put a limit pair in force and write it into the file; all else in that stays as it is.

        Raises:
            WishRefused: the pair makes no sense, or the file cannot be written; nothing has changed then.
        """
        before = self._engine.ask(_policy)
        # The machine says first whether the pair makes sense, and its journal tells who set it.
        self._engine.wish(LimitSet, resource=resource, limits=limits)
        key = (settings.THRESHOLDS.key, settings.threshold_key(resource))
        try:
            self._desk.save({key: {"throttle": _plain(limits.throttle), "resume": _plain(limits.resume)}})
        except WishRefused:
            self._engine.wish(LimitSet, resource=resource, limits=before.limit(resource))
            raise


def _policy(machine: SchedulerMachine) -> Policy:
    return machine.policy


def _plain(value: float) -> float | int:
    """A whole number as people write it."""
    return int(value) if value.is_integer() else value
