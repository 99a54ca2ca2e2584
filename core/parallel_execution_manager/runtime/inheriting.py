"""What tasks get of this program's environment, and a note on what they did not get when they fail."""

from __future__ import annotations

import os
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from parallel_execution_manager.roles.results import Finding, Result
from parallel_execution_manager.scheduling.settings.sections import ENVIRONMENT
from parallel_execution_manager.system.processes.environment import (
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
    division = Division(os.environ)
    return lambda role: division.by(tuple(patterns(role)))


class Division:
    """An environment divided by lists of patterns: anew only when it has changed since. Any thread may ask.

    It is asked for each attempt, and hardly ever is another one.
    """

    def __init__(self, environment: MutableMapping[str, str]) -> None:
        self._environment = environment
        # In `os.environ` each name and value is decoded whenever it is looked at, which takes as long as to
        # divide them. What it keeps them in compares in a microsecond; without that nothing is remembered.
        self._kept: Any = (
            vars(environment).get("_data") if isinstance(environment, type(os.environ)) else None
        )
        self._known: tuple[Any, dict[tuple[str, ...], InheritedEnvironment]] = ({}, {})

    def by(self, patterns: tuple[str, ...]) -> InheritedEnvironment:
        """What these patterns let through of it now."""
        if not isinstance(self._kept, dict):
            return inherited(self._environment, patterns)
        known, divided = self._known
        if known != self._kept:
            # Copied first: what changes meanwhile is then seen the next time.
            known, divided = self._known = (dict(self._kept), {})
        found = divided.get(patterns)
        if found is None:
            fresh = inherited(self._environment, patterns)
            # It is many tasks' from now on.
            found = divided[patterns] = replace(fresh, passed=MappingProxyType(fresh.passed))
        return found


def with_withheld(result: Result, environment: Callable[[], InheritedEnvironment]) -> Result | None:
    """A failed result with the names of what its task did not get; ``None`` if it needs no such note."""
    withheld = () if result.ok else environment().withheld
    if not withheld:
        return None
    shown = ", ".join(withheld[:_MOST_NAMES])
    more = len(withheld) - _MOST_NAMES
    rest = f" and {more} more" if more > 0 else ""
    key = f"{ENVIRONMENT.key}.{ENVIRONMENT.fields[0].key}"
    note = (
        f"variables of the manager's environment that it did not get: {shown}{rest}; if it needs one, add "
        f"its name to {key} in the configuration, or set it in the task's env"
    )
    return result.with_findings([Finding("note", note)])
