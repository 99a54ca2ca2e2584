"""The rules in force: a configuration that is changed, or read again, while the manager runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from parallel_execution_manager.runtime.configuration_keeper import ConfigurationKeeper
from parallel_execution_manager.scheduling.model.policy import MachineSize, Policy
from parallel_execution_manager.scheduling.settings.configuration import Configuration, parse

logger = logging.getLogger("ParallelExecutionManager")


class Rules:
    """Changes what is in force, one change at a time.

    ``obey`` hands a change to all who go by it and returns at once; ``obeyed`` waits until they do.
    """

    def __init__(
        self,
        keeper: ConfigurationKeeper,
        fitting: Callable[[], tuple[Policy, tuple[str, ...]]],
        obey: Callable[[Configuration, Policy], None],
        obeyed: Callable[[], None],
        report: Callable[[str, str], None],
    ) -> None:
        self._keeper = keeper
        self._fitting = fitting
        self._obey = obey
        self._obeyed = obeyed
        self._report = report
        self._changing = threading.Lock()

    def change(self, raw: Mapping[str, Any]) -> None:
        """Put another configuration in force, without touching its file.

        Raises:
            ConfigurationError: it cannot be used; the one before stays in force.
        """
        self._apply(parse(raw, self._keeper.declarations))

    def reload(self) -> tuple[str, ...]:
        """Read the configuration's file again; returns its problems, after which nothing has changed."""
        loaded = self._keeper.read()
        if loaded.problems:
            self._report(str(self._keeper.path), "\n".join(loaded.problems))
        else:
            self._apply(loaded.configuration)
        return loaded.problems

    def follow_file(self) -> None:
        """Read the file again if it has changed."""
        if self._keeper.file_changed():
            try:
                self.reload()
            except Exception:
                logger.exception("The configuration %s cannot be read again", self._keeper.path)

    def _apply(self, configuration: Configuration) -> None:
        """All that go by it are waited for outside the lock, which a subscriber may want too."""
        with self._changing:
            role_problems = self._keeper.adopt(configuration)
            policy, file_problems = self._fitting()
            self._obey(configuration, policy)
        self._obeyed()
        if problems := role_problems + file_problems:
            self._report("", "\n".join(problems))


def fitting_policy(
    keeper: ConfigurationKeeper, size: MachineSize, most: int | None
) -> tuple[Policy, tuple[str, ...]]:
    """The configuration's rules with at most ``most`` tasks at a time, and what is to be told of that.

    That many are what open files allow: a program that has none left cannot even make a thread, and Qt
    ends it at once.
    """
    policy = keeper.policy(size)
    if most is None or policy.max_parallel_tasks <= most:
        return policy, ()
    problem = (
        f"only {most} tasks run at the same time instead of {policy.max_parallel_tasks} "
        "(scheduling.max_parallel_tasks): this program may have too few open files for more; "
        "raise the limit ('ulimit -n') or lower the setting"
    )
    return replace(policy, max_parallel_tasks=most), (problem,)
