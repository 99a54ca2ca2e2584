"""Validation of a whole configuration: every problem with key path, reason and way out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.settings import sections
from parallel_execution_manager.scheduling.settings.declarations import (
    ConfigurationProblem,
    Field,
    RoleDeclaration,
    expectation,
    is_number,
    is_text,
    may_be_unset,
    nearest,
    shown,
    value_problem,
)

Path = tuple[str, ...]
Problems = Iterator[ConfigurationProblem]
Roles = Mapping[str, RoleDeclaration | None]


def find_problems(
    data: object, declarations: Mapping[str, RoleDeclaration]
) -> tuple[ConfigurationProblem, ...]:
    """Everything that keeps ``data`` from being a configuration; empty if it is one."""
    if not isinstance(data, Mapping):
        return (ConfigurationProblem((), f"is {shown(data)}; must be an object with settings"),)
    return tuple(_problems(data, declarations))


def limit_pair(resource: str, value: Any) -> LimitPair:
    """The limits that a plain number or an object with ``throttle`` and ``resume`` stands for."""
    given = value if isinstance(value, Mapping) else {"throttle": value}
    default = sections.POLICY_DEFAULTS[resource].throttle
    throttle = float(given.get("throttle", default))
    plain = max(sections.LOWEST_LIMIT, throttle - sections.RESUME_DISTANCE[resource])
    return LimitPair(throttle, float(given.get("resume", plain)))


def _problems(data: Mapping[str, Any], declarations: Mapping[str, RoleDeclaration]) -> Problems:
    roles: Roles = {**dict.fromkeys(_names(data.get(sections.ROLES.key)), None), **declarations}
    yield from _unknown(data, sections.TOP_LEVEL_KEYS, (), "key")
    yield from _values(data, (sections.SCHEMA_KEY, sections.MONITORING_INTERVAL), ())
    for section in sections.SECTIONS:
        given = data.get(section.key, {})
        path = (section.key,)
        if isinstance(given, Mapping):
            yield from _section(section, given, path, roles)
        else:
            yield ConfigurationProblem(path, f"is {shown(given)}; must be an object")


def _section(section: sections.Section, given: Mapping[str, Any], path: Path, roles: Roles) -> Problems:
    if section.fields:
        yield from _plain(section, given, path)
    elif section is sections.THRESHOLDS:
        yield from _thresholds(given, path)
    elif section is sections.ROLES:
        yield from _classes(given, path)
    else:
        yield from _of_roles(section, given, path, roles)


def _plain(section: sections.Section, given: Mapping[str, Any], path: Path) -> Problems:
    found = [*_unknown(given, _keys(section.fields), path, "key"), *_values(given, section.fields, path)]
    yield from found
    if section is sections.SCHEDULING and not found:
        yield from _backoff(given, path)


def _thresholds(given: Mapping[str, Any], path: Path) -> Problems:
    yield from _unknown(given, _keys(sections.THRESHOLD_FIELDS), path, "key")
    for field in sections.THRESHOLD_FIELDS:
        value = given.get(field.key, field.default)
        if isinstance(value, Mapping):
            yield from _pair(sections.resource_of(field.key), value, (*path, field.key))
        else:
            yield from _values(given, (field,), path)


def _pair(resource: str, given: Mapping[str, Any], path: Path) -> Problems:
    found = [
        *_unknown(given, _keys(sections.PAIR_FIELDS), path, "key"),
        *_values(given, sections.PAIR_FIELDS, path),
    ]
    yield from found or _order(limit_pair(resource, given), path)


def _order(limits: LimitPair, path: Path) -> Problems:
    if limits.resume > limits.throttle:
        reason = f"is {limits.resume:g}, above throttle ({limits.throttle:g} %)"
        yield ConfigurationProblem((*path, "resume"), f"{reason}; must be at most {limits.throttle:g} %")


def class_problems(name: object, place: object) -> Iterator[str]:
    """What is wrong with an entry of the section ``roles``."""
    if not isinstance(name, str) or not re.fullmatch(sections.ROLE_NAME_PATTERN, name):
        yield "is no role name; use small letters, digits and _ only, a letter first"
    if not isinstance(place, str) or not re.fullmatch(sections.CLASS_PATTERN, place):
        yield f"is {shown(place)}; must be a text of the form module:Class"


def _classes(given: Mapping[str, Any], path: Path) -> Problems:
    for name, place in given.items():
        for problem in class_problems(name, place):
            yield ConfigurationProblem((*path, str(name)), problem)


def _backoff(given: Mapping[str, Any], path: Path) -> Problems:
    first, longest = (given.get(key, sections.POLICY_DEFAULTS[key]) for key in sections.BACKOFF_KEYS)
    if first > longest:
        key = next(key for key in reversed(sections.BACKOFF_KEYS) if key in given)
        reason = f"retry_backoff_s is {first:g} s, above retry_backoff_max_s ({longest:g} s)"
        yield ConfigurationProblem((*path, key), f"{reason}; change one of them")


def _of_roles(section: sections.Section, given: Mapping[str, Any], path: Path, roles: Roles) -> Problems:
    yield from _unknown(given, tuple(roles), path, "role")
    for name in filter(given.__contains__, roles):
        here, value = (*path, name), given[name]
        if section is sections.PRIORITIES:
            yield from _value(value, sections.PRIORITY_FIELD, here)
        elif not isinstance(value, Mapping):
            yield ConfigurationProblem(here, f"is {shown(value)}; must be an object")
        else:
            yield from _OF_ONE_ROLE[section.key](value, roles[name], here)
    if section is sections.OPTIONS:
        yield from _missing_options(given, path, roles)


def _requirement(given: Mapping[str, Any], _: RoleDeclaration | None, path: Path) -> Problems:
    yield from _unknown(given, _keys(sections.REQUIREMENT_FIELDS), path, "key")
    yield from _values(given, sections.REQUIREMENT_FIELDS, path)
    for share, absolute in sections.RIVAL_KEYS:
        if share in given and absolute in given:
            yield ConfigurationProblem((*path, absolute), f"stands beside {share}; give one of the two")


def _options(given: Mapping[str, Any], declaration: RoleDeclaration | None, path: Path) -> Problems:
    if declaration is None:
        yield from _unchecked_options(given, path)
        return
    yield from _unknown(given, _keys(declaration.options), path, "option")
    for field in declaration.options:
        if field.key in given and not (given[field.key] is None and may_be_unset(field)):
            yield from _value(given[field.key], field, (*path, field.key))


def _role_settings(given: Mapping[str, Any], _: RoleDeclaration | None, path: Path) -> Problems:
    yield from _unknown(given, _keys(sections.ROLE_SETTING_FIELDS), path, "key")
    yield from _values(given, sections.ROLE_SETTING_FIELDS, path)


_OF_ONE_ROLE: Final = {
    sections.REQUIREMENTS.key: _requirement,
    sections.OPTIONS.key: _options,
    sections.ROLE_SETTINGS.key: _role_settings,
}


def _unchecked_options(given: Mapping[str, Any], path: Path) -> Problems:
    """Options of a role that is not loaded: anything that some role could declare."""
    for key, value in given.items():
        if not is_text(key):
            yield ConfigurationProblem((*path, str(key)), "is no key; use text")
        items = value if isinstance(value, list | tuple) else (value,)
        if not all(map(_is_plain, items)):
            message = "must be a text, a number, true, false, null or a list of these"
            yield ConfigurationProblem((*path, str(key)), f"is {shown(value)}; {message}")


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, bool) or is_number(value) or is_text(value)


def _missing_options(given: Mapping[str, Any], path: Path, roles: Roles) -> Problems:
    for name, declaration in roles.items():
        chosen = given.get(name, {})
        for field in declaration.options if declaration and isinstance(chosen, Mapping) else ():
            if field.required and field.key not in chosen:
                message = f"is missing; role {name} needs it: give {expectation(field)}"
                yield ConfigurationProblem((*path, name, field.key), message)


def _unknown(given: Mapping[str, Any], known: tuple[str, ...], path: Path, noun: str) -> Problems:
    for key in given:
        if key not in known:
            hint = nearest(str(key), known) or f"; known: {', '.join(known) or 'none'}"
            yield ConfigurationProblem((*path, str(key)), f"unknown {noun}{hint}")


def _values(given: Mapping[str, Any], fields: Iterable[Field], path: Path) -> Problems:
    for field in fields:
        if field.key in given:
            yield from _value(given[field.key], field, (*path, field.key))


def _value(value: object, field: Field, path: Path) -> Problems:
    problem = value_problem(field, value)
    if problem:
        yield ConfigurationProblem(path, problem)


def _keys(fields: Iterable[Field]) -> tuple[str, ...]:
    return tuple(field.key for field in fields)


def _names(roles: object) -> Iterable[str]:
    return [name for name in roles if isinstance(name, str)] if isinstance(roles, Mapping) else ()
