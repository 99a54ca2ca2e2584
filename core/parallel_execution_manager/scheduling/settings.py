"""What can be set in ``parallel_execution_config.json``: every key, once, with unit, range and prose.

Each group of sections has a module of its own. Validation, the JSON schema, the default file and the table
in the documentation derive from here. The sections and numbers of the original suite keep their names; what
is ours stands beside them.
"""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.scheduling.declarations import Field, FieldType, Section
from parallel_execution_manager.scheduling.policy_defaults import (
    POLICY_DEFAULTS,
)
from parallel_execution_manager.scheduling.settings_of_limits import (
    HIGHEST_LIMIT,
    LOWEST_LIMIT,
    ORIGINAL_RESOURCES,
    PAIR_FIELDS,
    RESUME_DISTANCE,
    THRESHOLD_FIELDS,
    THRESHOLDS,
    pair_as_written,
    resource_of,
    threshold_key,
)
from parallel_execution_manager.scheduling.settings_of_roles import (
    CLASS_PATTERN,
    DISK_SPACE,
    INHERIT_TOO,
    MOST_TASKS,
    OPTIONS,
    PRIORITIES,
    PRIORITY_FIELD,
    REQUIREMENT_FIELDS,
    REQUIREMENTS,
    RIVAL_KEYS,
    ROLE_CLASS,
    ROLE_NAME_PATTERN,
    ROLE_SETTING_FIELDS,
    ROLE_SETTINGS,
    ROLES,
    UNDECLARED_ACCESS,
)
from parallel_execution_manager.scheduling.settings_of_runs import (
    ENVIRONMENT,
    ENVIRONMENT_FIELDS,
    OUTPUT,
    OUTPUT_FIELDS,
)
from parallel_execution_manager.scheduling.settings_of_scheduling import (
    BACKOFF_KEYS,
    SCHEDULING,
    SCHEDULING_FIELDS,
)

__all__ = [
    "BACKOFF_KEYS",
    "CLASS_PATTERN",
    "DISK_SPACE",
    "ENVIRONMENT",
    "ENVIRONMENT_FIELDS",
    "HIGHEST_LIMIT",
    "INHERIT_TOO",
    "LOWEST_LIMIT",
    "MONITORING_INTERVAL",
    "MOST_TASKS",
    "OPTIONS",
    "ORIGINAL_RESOURCES",
    "OUTPUT",
    "OUTPUT_FIELDS",
    "PAIR_FIELDS",
    "POLICY_DEFAULTS",
    "PRIORITIES",
    "PRIORITY_FIELD",
    "REQUIREMENTS",
    "REQUIREMENT_FIELDS",
    "RESUME_DISTANCE",
    "RIVAL_KEYS",
    "ROLES",
    "ROLE_CLASS",
    "ROLE_NAME_PATTERN",
    "ROLE_SETTINGS",
    "ROLE_SETTING_FIELDS",
    "SCHEDULING",
    "SCHEDULING_FIELDS",
    "SCHEMA_KEY",
    "SECTIONS",
    "THRESHOLDS",
    "THRESHOLD_FIELDS",
    "TOP_LEVEL_KEYS",
    "UNDECLARED_ACCESS",
    "Section",
    "pair_as_written",
    "resource_of",
    "threshold_key",
]

SCHEMA_KEY: Final = Field(
    "$schema", FieldType.TEXT, "Schema", "Where the schema of the file is, for editors.", ""
)
MONITORING_INTERVAL: Final = Field(
    "monitoring_interval",
    FieldType.NUMBER,
    "Monitoring interval",
    "Time from one sample of the machine to the next.",
    5,
    "s",
    0.2,
    3600.0,
)

SECTIONS: Final = (
    THRESHOLDS,
    PRIORITIES,
    REQUIREMENTS,
    OPTIONS,
    ROLE_SETTINGS,
    ROLES,
    SCHEDULING,
    OUTPUT,
    ENVIRONMENT,
)
TOP_LEVEL_KEYS: Final = (
    SCHEMA_KEY.key,
    THRESHOLDS.key,
    PRIORITIES.key,
    REQUIREMENTS.key,
    MONITORING_INTERVAL.key,
    OPTIONS.key,
    ROLE_SETTINGS.key,
    ROLES.key,
    SCHEDULING.key,
    OUTPUT.key,
    ENVIRONMENT.key,
)
