"""Which configuration and which roles are in force, and where they came from."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.base import Role
from parallel_execution_manager.roles.registry import load_roles
from parallel_execution_manager.scheduling.model.policy import MachineSize, Policy
from parallel_execution_manager.scheduling.settings.configuration import Configuration
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.system.config.file import (
    LoadedConfiguration,
    load_configuration,
    peek_extra_roles,
)

logger = logging.getLogger("ParallelExecutionManager")


class ConfigurationKeeper:
    """The configuration of one file with the roles that it adds.

    The copy of the last good file is kept in the data folder, one for each file: the settings of one
    project must never come into force in another. ``start_problems`` is what was wrong at the start.
    """

    def __init__(self, path: Path, data_dir: Path) -> None:
        self.path = path
        digest = hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._last_good = data_dir / f"last_good_config-{digest}.json"
        self._stamp = _stamp(path)
        loaded_roles = load_roles(peek_extra_roles(path, self._last_good))
        self.roles: dict[str, Role] = loaded_roles.roles
        loaded = self.read()
        self.configuration: Configuration = loaded.configuration
        self.start_problems = (*loaded_roles.problems, *loaded.problems)
        for problem in self.start_problems:
            logger.warning("%s", problem)

    @property
    def declarations(self) -> dict[str, RoleDeclaration]:
        """The roles' declarations by name."""
        return {name: role.declaration for name, role in self.roles.items()}

    def options(self, role: str) -> Mapping[str, Any]:
        """A role's options, defaults filled in."""
        return self.configuration.role_options.get(role, {})

    def inherited_by(self, role: str) -> tuple[str, ...]:
        """What tasks of a role get of this program's environment, as it is in force."""
        return self.configuration.inherited_by(role)

    def read(self) -> LoadedConfiguration:
        """Read the file; what is in force does not change."""
        self._stamp = _stamp(self.path)
        return load_configuration(self.path, self.declarations, self._last_good)

    def file_changed(self) -> bool:
        """Whether the file was written, replaced or removed since it was last read."""
        return _stamp(self.path) != self._stamp

    def adopt(self, configuration: Configuration) -> tuple[str, ...]:
        """Put a configuration in force; returns what is wrong with roles that it adds."""
        more = load_roles(configuration.extra_roles)
        self.roles.update({name: role for name, role in more.roles.items() if name not in self.roles})
        self.configuration = configuration
        return more.problems

    def policy(self, size: MachineSize) -> Policy:
        """The configuration's rules for the roles that could be loaded."""
        policy = self.configuration.policy(size)
        roles = {name: role for name, role in policy.roles.items() if name in self.roles}
        return replace(policy, roles=roles)


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file is written or replaced; ``None`` if there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino
