"""The import path at which users' own roles find what declares a role."""

from __future__ import annotations

from parallel_execution_manager.scheduling.settings.declarations import (
    Field,
    FieldType,
    RoleDeclaration,
)

__all__ = ["Field", "FieldType", "RoleDeclaration"]
