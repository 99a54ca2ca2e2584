"""What tasks get of this program's environment, and a note on what they did not get when they fail."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Final

from parallel_execution_manager.roles.result_model import Finding, Result
from parallel_execution_manager.scheduling.settings import ENVIRONMENT, ENVIRONMENT_FIELDS
from parallel_execution_manager.system.inherited_environment import (
    EVERYTHING,
    InheritedEnvironment,
    inherited,
)

_MOST_NAMES: Final = 30


def everything(_: str) -> InheritedEnvironment:
    """All of the environment, for every role."""
    return inherited(os.environ, (EVERYTHING,))


def by_list(patterns: Callable[[str], Sequence[str]]) -> Callable[[str], InheritedEnvironment]:
    """What the patterns of a role let through, as they and the environment stand when it is asked for."""
    return lambda role: inherited(os.environ, patterns(role))


def with_withheld(result: Result, environment: InheritedEnvironment) -> Result | None:
    """A failed result with the names of what its task did not get; ``None`` if it needs no such note."""
    if result.ok or not environment.withheld:
        return None
    shown = ", ".join(environment.withheld[:_MOST_NAMES])
    more = len(environment.withheld) - _MOST_NAMES
    rest = f" and {more} more" if more > 0 else ""
    key = f"{ENVIRONMENT.key}.{ENVIRONMENT_FIELDS[0].key}"
    note = (
        f"variables of the manager's environment that it did not get: {shown}{rest}; if it needs one, add "
        f"its name to {key} in the configuration, or set it in the task's env"
    )
    return result.with_findings([Finding("note", note)])
