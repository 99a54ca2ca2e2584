"""The section ``resource_thresholds``: above what roles are held back, and where they go on."""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.model.policy_defaults import POLICY_DEFAULTS
from parallel_execution_manager.scheduling.model.rungs import NEVER_CROSSED, RESOURCES
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, Section
from parallel_execution_manager.scheduling.settings.field_values import plain_number

ORIGINAL_RESOURCES: Final = ("cpu", "memory", "disk")
RESUME_DISTANCE: Final = {
    resource: POLICY_DEFAULTS[resource].throttle - POLICY_DEFAULTS[resource].resume for resource in RESOURCES
}
"""How far below a plain limit a role resumes, in percent of the machine or, for pressure, of time."""
LOWEST_LIMIT: Final = 1.0
HIGHEST_LIMIT: Final = 100.0
_TITLES: Final = {
    "cpu": "processor",
    "memory": "memory",
    "disk": "disk",
    "cpu_pressure": "processor pressure",
    "memory_pressure": "memory pressure",
    "io_pressure": "I/O pressure",
}
_UNIT: Final = "_percent"


def threshold_key(resource: str) -> str:
    """The key of a resource's limit in the file: ``cpu_percent`` for ``cpu``."""
    return f"{resource}{_UNIT}"


def resource_of(key: str) -> str:
    """The resource whose limit a key of the file is; the other way round of `threshold_key`."""
    return key.removesuffix(_UNIT)


def _limit(key: str, title: str, prose: str, default: float | None = None) -> Field:
    return Field(key, FieldType.NUMBER, title, prose, default, "%", LOWEST_LIMIT, HIGHEST_LIMIT)


def _where_roles_resume() -> str:
    """For people: ``N - 10 (processor, memory), N - 2 (disk)``, and so on."""
    titles: dict[float, list[str]] = {}
    for resource, title in _TITLES.items():
        titles.setdefault(plain_number(RESUME_DISTANCE[resource]), []).append(title)
    *parts, last = (f"N - {distance} ({', '.join(found)})" for distance, found in titles.items())
    return f"{', '.join(parts)} or {last}"


def pair_as_written(pair: LimitPair) -> dict[str, float]:
    """A limit pair as the file has it."""
    return {"throttle": plain_number(pair.throttle), "resume": plain_number(pair.resume)}


THRESHOLDS: Final = Section(
    "resource_thresholds",
    "Limits of the machine",
    "Above a limit roles are held back step by step, the least important first. A plain number N is the "
    f"limit; roles resume at {_where_roles_resume()}, never below {LOWEST_LIMIT:g}. An object with throttle "
    f"and resume sets both. A limit of {NEVER_CROSSED:g} is never crossed, so it switches its watch off.",
)
THRESHOLD_FIELDS: Final = (
    _limit(
        "cpu_percent",
        "Processor limit",
        "Usage of all cores together above which roles are throttled.",
        plain_number(POLICY_DEFAULTS["cpu"].throttle),
    ),
    _limit(
        "memory_percent",
        "Memory limit",
        "Share of memory that is not available above which roles are throttled.",
        plain_number(POLICY_DEFAULTS["memory"].throttle),
    ),
    _limit(
        "disk_percent",
        "Disk limit",
        "Fill level of the fullest volume in use above which roles are throttled.",
        plain_number(POLICY_DEFAULTS["disk"].throttle),
    ),
    _limit(
        "cpu_pressure_percent",
        "Processor pressure limit",
        "Share of time in which some task waits for a processor above which roles are throttled; off by "
        "default, because a busy computer that keeps its limit may have all of it.",
        plain_number(POLICY_DEFAULTS["cpu_pressure"].throttle),
    ),
    _limit(
        "memory_pressure_percent",
        "Memory pressure limit",
        "Share of time in which every task waits for memory above which roles are throttled.",
        plain_number(POLICY_DEFAULTS["memory_pressure"].throttle),
    ),
    _limit(
        "io_pressure_percent",
        "I/O pressure limit",
        "Share of time in which every task waits for a disk above which roles are throttled.",
        plain_number(POLICY_DEFAULTS["io_pressure"].throttle),
    ),
)
PAIR_FIELDS: Final = (
    _limit("throttle", "Throttle above", "Roles are throttled above this; absent: the limit's default."),
    _limit(
        "resume",
        "Resume at",
        "Roles resume at or below this, and it is never above throttle; absent: as for a plain number.",
    ),
)
