"""What can be set in ``parallel_execution_config.json``: every key, once, with unit, range and prose.

Each group of sections has a module of its own. Validation, the JSON schema, the default file and the table
in the documentation derive from here. The sections and numbers of the original suite keep their names; what
is ours stands beside them.
"""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.scheduling.model.policy_defaults import POLICY_DEFAULTS
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, Section
from parallel_execution_manager.scheduling.settings.settings_of_limits import (
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
from parallel_execution_manager.scheduling.settings.settings_of_roles import (
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
from parallel_execution_manager.scheduling.settings.settings_of_runs import ENVIRONMENT, OUTPUT
from parallel_execution_manager.scheduling.settings.settings_of_scheduling import BACKOFF_KEYS, SCHEDULING

__all__ = [
    "BACKOFF_KEYS",
    "CLASS_PATTERN",
    "DISK_SPACE",
    "ENVIRONMENT",
    "HIGHEST_LIMIT",
    "INHERIT_TOO",
    "LOWEST_LIMIT",
    "MONITORING_INTERVAL",
    "MOST_TASKS",
    "OPTIONS",
    "ORIGINAL_RESOURCES",
    "OUTPUT",
    "PAIR_FIELDS",
    "PLAIN_SECTIONS",
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

_OF_THE_ORIGINAL: Final = (THRESHOLDS, PRIORITIES, REQUIREMENTS)
_OURS: Final = (OPTIONS, ROLE_SETTINGS, ROLES, SCHEDULING, OUTPUT, ENVIRONMENT)
SECTIONS: Final = (*_OF_THE_ORIGINAL, *_OURS)
PLAIN_SECTIONS: Final = tuple(section for section in SECTIONS if section.fields)
"""Those that are nothing but their fields; they are the last of the file."""
TOP_LEVEL_KEYS: Final = (
    SCHEMA_KEY.key,
    *(section.key for section in _OF_THE_ORIGINAL),
    MONITORING_INTERVAL.key,
    *(section.key for section in _OURS),
)
"""In the order of the file."""
