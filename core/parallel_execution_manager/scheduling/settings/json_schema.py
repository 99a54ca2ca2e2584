"""The JSON schema (draft 7) of the configuration file, made from the declarations.

What a schema cannot say is left to the program: resume above throttle, the first back-off above the
longest, and options of roles that are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from parallel_execution_manager.scheduling.settings import sections
from parallel_execution_manager.scheduling.settings.declarations import (
    Field,
    FieldType,
    RoleDeclaration,
    may_be_unset,
    normalised,
    plain_number,
)

Schema = dict[str, Any]

_TYPES: Final = {
    FieldType.TEXT: "string",
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "number",
    FieldType.BOOLEAN: "boolean",
    FieldType.CHOICE: "string",
    FieldType.FILE: "string",
    FieldType.FOLDER: "string",
    FieldType.TEXT_LIST: "array",
}
_TEXTS: Final = (FieldType.TEXT, FieldType.FILE, FieldType.FOLDER)


def json_schema(declarations: Mapping[str, RoleDeclaration]) -> Schema:
    """The schema of a file for the roles of ``declarations``."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Configuration of Parallel Execution Manager",
        "description": "What a file leaves out keeps its default.",
        "type": "object",
        "properties": {
            sections.SCHEMA_KEY.key: value_schema(sections.SCHEMA_KEY),
            sections.THRESHOLDS.key: _thresholds(),
            sections.PRIORITIES.key: _priorities(declarations),
            sections.REQUIREMENTS.key: _requirements(declarations),
            sections.MONITORING_INTERVAL.key: value_schema(sections.MONITORING_INTERVAL),
            sections.OPTIONS.key: _options(declarations),
            sections.ROLE_SETTINGS.key: _role_settings(declarations),
            sections.ROLES.key: _roles(),
            **{each.key: _section(each, _properties(each.fields)) for each in sections.PLAIN_SECTIONS},
        },
        "additionalProperties": False,
    }


def value_schema(field: Field) -> Schema:
    """The schema of one declared value; one that may be unset may be ``null``."""
    schema: Schema = {"title": field.title, "description": _description(field)}
    kind = _TYPES[field.type]
    schema["type"] = [kind, "null"] if may_be_unset(field) else kind
    if field.type is FieldType.CHOICE:
        schema["enum"] = [*field.choices, *([None] if may_be_unset(field) else [])]
    if field.type is FieldType.TEXT_LIST:
        schema["items"] = {"type": "string"}
    if field.minimum is not None:
        schema["minimum"] = plain_number(field.minimum)
    if field.maximum is not None:
        schema["maximum"] = plain_number(field.maximum)
    if field.required and field.type in _TEXTS:
        schema["minLength"] = 1
    if field.default is not None:
        schema["default"] = normalised(field, field.default)
    return schema


def _description(field: Field) -> str:
    return f"{field.prose} Unit: {field.unit}." if field.unit else field.prose


def _properties(fields: Iterable[Field]) -> Schema:
    return {field.key: value_schema(field) for field in fields}


def _section(section: sections.Section, properties: Schema, additional: Schema | None = None) -> Schema:
    return {
        "title": section.title,
        "description": section.prose,
        "type": "object",
        "properties": properties,
        "additionalProperties": False if additional is None else additional,
    }


def _set(field: Field) -> Schema:
    """The schema of a value that cannot be ``null``: a key without it is left out instead."""
    return {**value_schema(field), "type": _TYPES[field.type]}


def _thresholds() -> Schema:
    pair = {
        "type": "object",
        "properties": {field.key: _set(field) for field in sections.PAIR_FIELDS},
        "additionalProperties": False,
    }
    limits = {
        field.key: {
            "title": field.title,
            "description": _description(field),
            "default": field.default,
            "anyOf": [_bare(field), pair],
        }
        for field in sections.THRESHOLD_FIELDS
    }
    return _section(sections.THRESHOLDS, limits)


def _bare(field: Field) -> Schema:
    return {key: value for key, value in value_schema(field).items() if key in ("type", "minimum", "maximum")}


def _priorities(declarations: Mapping[str, RoleDeclaration]) -> Schema:
    field = sections.PRIORITY_FIELD
    named = {
        name: {**value_schema(field), "title": role.title, "default": role.priority}
        for name, role in declarations.items()
    }
    return _section(sections.PRIORITIES, named, value_schema(field))


def _requirements(declarations: Mapping[str, RoleDeclaration]) -> Schema:
    named = {name: _requirement(role) for name, role in declarations.items()}
    return _section(sections.REQUIREMENTS, named, _requirement(None))


def _requirement(role: RoleDeclaration | None) -> Schema:
    properties = {field.key: _set(field) for field in sections.REQUIREMENT_FIELDS}
    if role is not None:
        properties["cpu"]["default"] = plain_number(role.cpu_percent)
        properties["memory"]["default"] = plain_number(role.memory_percent)
    return {
        **({"title": role.title} if role is not None else {}),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": [{"not": {"required": list(rivals)}} for rivals in sections.RIVAL_KEYS],
    }


def _options(declarations: Mapping[str, RoleDeclaration]) -> Schema:
    named = {name: _role_options(role) for name, role in declarations.items()}
    schema = _section(sections.OPTIONS, named, {"type": "object"})
    needy = [name for name, options in named.items() if "required" in options]
    return {**schema, "required": needy} if needy else schema


def _role_options(role: RoleDeclaration) -> Schema:
    required = [field.key for field in role.options if field.required]
    return {
        "title": role.title,
        "description": role.summary,
        "type": "object",
        "properties": _properties(role.options),
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _role_settings(declarations: Mapping[str, RoleDeclaration]) -> Schema:
    each: Schema = {
        "type": "object",
        "properties": {field.key: _set(field) for field in sections.ROLE_SETTING_FIELDS},
        "additionalProperties": False,
    }
    named = {name: {"title": role.title, **each} for name, role in declarations.items()}
    return _section(sections.ROLE_SETTINGS, named, each)


def _roles() -> Schema:
    place = {**value_schema(sections.ROLE_CLASS), "pattern": f"^{sections.CLASS_PATTERN}$"}
    names = {"propertyNames": {"pattern": f"^{sections.ROLE_NAME_PATTERN}$"}}
    return {**_section(sections.ROLES, {}, place), **names}
