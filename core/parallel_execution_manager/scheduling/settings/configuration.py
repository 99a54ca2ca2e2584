"""The configuration as the program uses it: plain data merged with the defaults and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.levels import RESOURCES
from parallel_execution_manager.scheduling.model.policy import LimitPair, MachineSize, Policy, RolePolicy
from parallel_execution_manager.scheduling.model.task import Requirement
from parallel_execution_manager.scheduling.settings import sections
from parallel_execution_manager.scheduling.settings.declarations import (
    ConfigurationError,
    ConfigurationProblem,
    Field,
    FieldType,
    RoleDeclaration,
    normalised,
    plain_number,
)
from parallel_execution_manager.scheduling.settings.problems import class_problems, find_problems, limit_pair


def default_data(declarations: Mapping[str, RoleDeclaration]) -> dict[str, Any]:
    """The whole configuration with nothing set, in the form and order of the file.

    An option that a role requires has no default and is left out.
    """
    return merged({}, declarations)


def merged(data: Mapping[str, Any], declarations: Mapping[str, RoleDeclaration]) -> dict[str, Any]:
    """``data``, in which no problem was found, with everything that it leaves out filled in."""
    extra: dict[str, str] = dict(data.get(sections.ROLES.key, {}))
    names = [*declarations, *(name for name in extra if name not in declarations)]
    given = {section.key: data.get(section.key, {}) for section in sections.SECTIONS}
    interval = sections.MONITORING_INTERVAL
    schema = sections.SCHEMA_KEY.key
    return {
        **({schema: data[schema]} if schema in data else {}),
        sections.THRESHOLDS.key: _thresholds(given[sections.THRESHOLDS.key]),
        sections.PRIORITIES.key: _priorities(given[sections.PRIORITIES.key], names, declarations),
        sections.REQUIREMENTS.key: _requirements(given[sections.REQUIREMENTS.key], names, declarations),
        interval.key: data.get(interval.key, interval.default),
        sections.OPTIONS.key: _options(given[sections.OPTIONS.key], names, declarations),
        sections.ROLE_SETTINGS.key: {
            name: _filled(given[sections.ROLE_SETTINGS.key].get(name, {}), sections.ROLE_SETTING_FIELDS)
            for name in names
        },
        sections.ROLES.key: extra,
        **{each.key: _filled(given[each.key], each.fields) for each in sections.PLAIN_SECTIONS},
    }


def _filled(given: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    chosen = {field.key: field for field in fields if field.key in given or not field.required}
    return {key: normalised(field, given.get(key, field.default)) for key, field in chosen.items()}


def _thresholds(given: Mapping[str, Any]) -> dict[str, Any]:
    limits = _filled(given, sections.THRESHOLD_FIELDS)
    return {key: dict(value) if isinstance(value, Mapping) else value for key, value in limits.items()}


def _priorities(
    given: Mapping[str, Any], names: Iterable[str], declarations: Mapping[str, RoleDeclaration]
) -> dict[str, int]:
    fallback: int = sections.PRIORITY_FIELD.default
    defaults = {name: declaration.priority for name, declaration in declarations.items()}
    return {name: int(given.get(name, defaults.get(name, fallback))) for name in names}


def _requirements(
    given: Mapping[str, Any], names: Iterable[str], declarations: Mapping[str, RoleDeclaration]
) -> dict[str, dict[str, float]]:
    return {name: _requirement(given.get(name, {}), declarations.get(name)) for name in names}


def _requirement(given: Mapping[str, float], declaration: RoleDeclaration | None) -> dict[str, float]:
    cpu, memory = sections.REQUIREMENT_FIELDS[:2]
    defaults = {
        cpu.key: plain_number(declaration.cpu_percent if declaration else cpu.default),
        memory.key: plain_number(declaration.memory_percent if declaration else memory.default),
    }
    for share, absolute in sections.RIVAL_KEYS:
        if absolute in given:
            del defaults[share]
    return {**defaults, **given}


def _options(
    given: Mapping[str, Any], names: Iterable[str], declarations: Mapping[str, RoleDeclaration]
) -> dict[str, dict[str, Any]]:
    return {name: _role_options(given.get(name, {}), declarations.get(name)) for name in names}


def _role_options(given: Mapping[str, Any], declaration: RoleDeclaration | None) -> dict[str, Any]:
    return _filled(given, declaration.options) if declaration else dict(given)


__all__ = [
    "Configuration",
    "ConfigurationError",
    "ConfigurationProblem",
    "OutputRules",
    "RoleRequirement",
    "default_configuration",
    "extra_roles",
    "parse",
]


@dataclass(frozen=True, slots=True)
class RoleRequirement:
    """What one task of a role needs, each part in percent of the machine or absolute.

    Of ``cpu_percent`` and ``cpu_cores`` exactly one is set; so is one of ``memory_percent`` and
    ``memory_mb`` (MiB). ``disk_mb`` is the disk space in MiB that must be free for it.
    """

    cpu_percent: float | None = None
    memory_percent: float | None = None
    cpu_cores: float | None = None
    memory_mb: float | None = None
    disk_mb: float = 0.0

    def on(self, size: MachineSize) -> Requirement:
        """The requirement in cores and MiB on a machine of ``size``."""
        cores, memory = self.cpu_cores, self.memory_mb
        if self.cpu_percent is not None:
            cores = size.cores * self.cpu_percent / 100
        if self.memory_percent is not None:
            memory = size.memory_mb * self.memory_percent / 100
        return Requirement(cores or 0.0, memory or 0.0)


@dataclass(frozen=True, slots=True)
class OutputRules:
    """How much output is kept: of one log (MiB), for how long (days), of all runs (GiB); 0 is no limit."""

    max_log_mb: int = 0
    keep_days: float = 0.0
    keep_gb: float = 0.0


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that an operator can set, complete and checked.

    ``thresholds`` is by resource (``cpu``, ``memory``, ``disk`` and the pressures). ``role_options`` has
    every option of every role, defaults filled in; ``role_settings`` has those that all roles have alike.
    ``extra_roles`` is name to ``module:Class``. ``scheduling`` is by the name of the policy's field.
    ``raw`` is the whole as plain data in the form of the file, defaults filled in; ``parse`` accepts it
    again.
    """

    thresholds: Mapping[str, LimitPair]
    role_priorities: Mapping[str, int]
    role_requirements: Mapping[str, RoleRequirement]
    monitoring_interval_s: float
    role_options: Mapping[str, Mapping[str, Any]]
    role_settings: Mapping[str, Mapping[str, Any]]
    extra_roles: Mapping[str, str]
    scheduling: Mapping[str, Any]
    output: OutputRules
    raw: Mapping[str, Any]

    def policy(self, size: MachineSize) -> Policy:
        """The rules for the machine: percentages of it become cores and MiB."""
        roles = {
            name: RolePolicy(
                priority,
                self.role_requirements[name].on(size),
                self.role_settings[name][sections.MOST_TASKS.key],
                self.role_requirements[name].disk_mb,
            )
            for name, priority in self.role_priorities.items()
        }
        limits: dict[str, Any] = dict(self.thresholds)
        return Policy(size=size, roles=roles, **limits, **self.scheduling)

    def inherited_by(self, role: str) -> tuple[str, ...]:
        """Names and patterns of the variables that tasks of a role get of the manager's environment."""
        (everybody,), too = sections.ENVIRONMENT.fields, sections.INHERIT_TOO
        return (
            *self.raw[sections.ENVIRONMENT.key][everybody.key],
            *self.role_settings.get(role, {}).get(too.key, ()),
        )

    def original_form(self, size: MachineSize) -> dict[str, Any]:
        """The four sections of the original suite with plain numbers only, as its programs read them.

        A limit pair is given by its throttle limit, an absolute requirement in percent of ``size``.
        """
        return {
            sections.THRESHOLDS.key: {
                sections.threshold_key(resource): self.thresholds[resource].throttle
                for resource in sections.ORIGINAL_RESOURCES
            },
            sections.PRIORITIES.key: dict(self.role_priorities),
            sections.REQUIREMENTS.key: {
                name: _percent(requirement.on(size), size)
                for name, requirement in self.role_requirements.items()
            },
            sections.MONITORING_INTERVAL.key: self.monitoring_interval_s,
        }


def parse(data: object, declarations: Mapping[str, RoleDeclaration]) -> Configuration:
    """The configuration that ``data`` (as read from JSON) describes; what it leaves out is default.

    ``declarations`` is by role name. A role of the section ``roles`` that is not in it (its class
    has not been loaded, or cannot be) may have a priority, a requirement and options; only the
    options are then taken unchecked.

    Raises:
        ConfigurationError: ``data`` cannot be used; names every problem at once.
    """
    problems = find_problems(data, declarations)
    if problems or not isinstance(data, Mapping):
        raise ConfigurationError(problems)
    return _built(merged(data, declarations))


def extra_roles(data: object) -> dict[str, str]:
    """Name and class of the roles that ``data`` adds, problems left out; ``parse`` reports those."""
    roles = data.get(sections.ROLES.key) if isinstance(data, Mapping) else None
    if not isinstance(roles, Mapping):
        return {}
    return {name: place for name, place in roles.items() if not any(class_problems(name, place))}


def default_configuration(declarations: Mapping[str, RoleDeclaration]) -> Configuration:
    """The configuration of a machine on which nobody has set anything."""
    return _built(default_data(declarations))


def _built(raw: Mapping[str, Any]) -> Configuration:
    return Configuration(
        thresholds={
            resource: limit_pair(resource, raw[sections.THRESHOLDS.key][sections.threshold_key(resource)])
            for resource in RESOURCES
        },
        role_priorities=raw[sections.PRIORITIES.key],
        role_requirements={
            name: _role_requirement(values) for name, values in raw[sections.REQUIREMENTS.key].items()
        },
        monitoring_interval_s=float(raw[sections.MONITORING_INTERVAL.key]),
        role_options=raw[sections.OPTIONS.key],
        role_settings=raw[sections.ROLE_SETTINGS.key],
        extra_roles=raw[sections.ROLES.key],
        scheduling=_scheduling(raw[sections.SCHEDULING.key]),
        output=OutputRules(**raw[sections.OUTPUT.key]),
        raw=deepcopy(raw),
    )


def _role_requirement(values: Mapping[str, float]) -> RoleRequirement:
    return RoleRequirement(
        values.get("cpu"),
        values.get("memory"),
        values.get("cpu_cores"),
        values.get("memory_mb"),
        float(values.get("disk_mb", 0)),
    )


def _scheduling(values: Mapping[str, Any]) -> dict[str, Any]:
    """The times as floats; counts and switches stay what they are."""
    numbers = {field.key for field in sections.SCHEDULING.fields if field.type is FieldType.NUMBER}
    return {key: float(value) if key in numbers else value for key, value in values.items()}


def _percent(requirement: Requirement, size: MachineSize) -> dict[str, float]:
    cpu = 100 * requirement.cpu_cores / size.cores
    return {"cpu": round(cpu, 6), "memory": round(100 * requirement.memory_mb / size.memory_mb, 6)}
