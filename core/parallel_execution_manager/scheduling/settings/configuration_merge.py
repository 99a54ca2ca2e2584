"""The defaults as plain data in the form of the file, and a checked file laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from parallel_execution_manager.scheduling.settings import settings
from parallel_execution_manager.scheduling.settings.declarations import Field, RoleDeclaration
from parallel_execution_manager.scheduling.settings.field_values import normalised, plain_number


def default_data(declarations: Mapping[str, RoleDeclaration]) -> dict[str, Any]:
    """The whole configuration with nothing set, in the form and order of the file.

    An option that a role requires has no default and is left out.
    """
    return merged({}, declarations)


def merged(data: Mapping[str, Any], declarations: Mapping[str, RoleDeclaration]) -> dict[str, Any]:
    """``data``, in which no problem was found, with everything that it leaves out filled in."""
    extra: dict[str, str] = dict(data.get(settings.ROLES.key, {}))
    names = [*declarations, *(name for name in extra if name not in declarations)]
    given = {section.key: data.get(section.key, {}) for section in settings.SECTIONS}
    interval = settings.MONITORING_INTERVAL
    schema = settings.SCHEMA_KEY.key
    return {
        **({schema: data[schema]} if schema in data else {}),
        settings.THRESHOLDS.key: _thresholds(given[settings.THRESHOLDS.key]),
        settings.PRIORITIES.key: _priorities(given[settings.PRIORITIES.key], names, declarations),
        settings.REQUIREMENTS.key: _requirements(given[settings.REQUIREMENTS.key], names, declarations),
        interval.key: data.get(interval.key, interval.default),
        settings.OPTIONS.key: _options(given[settings.OPTIONS.key], names, declarations),
        settings.ROLE_SETTINGS.key: {
            name: _filled(given[settings.ROLE_SETTINGS.key].get(name, {}), settings.ROLE_SETTING_FIELDS)
            for name in names
        },
        settings.ROLES.key: extra,
        **{each.key: _filled(given[each.key], each.fields) for each in settings.PLAIN_SECTIONS},
    }


def _filled(given: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    chosen = {field.key: field for field in fields if field.key in given or not field.required}
    return {key: normalised(field, given.get(key, field.default)) for key, field in chosen.items()}


def _thresholds(given: Mapping[str, Any]) -> dict[str, Any]:
    limits = _filled(given, settings.THRESHOLD_FIELDS)
    return {key: dict(value) if isinstance(value, Mapping) else value for key, value in limits.items()}


def _priorities(
    given: Mapping[str, Any], names: Iterable[str], declarations: Mapping[str, RoleDeclaration]
) -> dict[str, int]:
    fallback: int = settings.PRIORITY_FIELD.default
    defaults = {name: declaration.priority for name, declaration in declarations.items()}
    return {name: int(given.get(name, defaults.get(name, fallback))) for name in names}


def _requirements(
    given: Mapping[str, Any], names: Iterable[str], declarations: Mapping[str, RoleDeclaration]
) -> dict[str, dict[str, float]]:
    return {name: _requirement(given.get(name, {}), declarations.get(name)) for name in names}


def _requirement(given: Mapping[str, float], declaration: RoleDeclaration | None) -> dict[str, float]:
    cpu, memory = settings.REQUIREMENT_FIELDS[:2]
    defaults = {
        cpu.key: plain_number(declaration.cpu_percent if declaration else cpu.default),
        memory.key: plain_number(declaration.memory_percent if declaration else memory.default),
    }
    for share, absolute in settings.RIVAL_KEYS:
        if absolute in given:
            del defaults[share]
    return {**defaults, **given}


def _options(
    given: Mapping[str, Any], names: Iterable[str], declarations: Mapping[str, RoleDeclaration]
) -> dict[str, dict[str, Any]]:
    return {name: _role_options(given.get(name, {}), declarations.get(name)) for name in names}


def _role_options(given: Mapping[str, Any], declaration: RoleDeclaration | None) -> dict[str, Any]:
    return _filled(given, declaration.options) if declaration else dict(given)
