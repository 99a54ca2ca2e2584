"""What the scheduler goes by while nothing is set, by the name of the policy's field."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from parallel_execution_manager.scheduling.model.policy import Policy

POLICY_DEFAULTS: Final[dict[str, Any]] = {field.name: field.default for field in fields(Policy)}
