"""The part of JSON Schema (draft 7) that our schemas use, to test them against the program's own checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_TYPES = {
    "object": Mapping,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
}
_ANNOTATIONS = {"$schema", "title", "description", "default"}


def accepts(schema: Any, value: Any) -> bool:
    """Whether ``value`` is valid; an unknown keyword is an error of the test."""
    if isinstance(schema, bool):
        return schema
    return all(_RULES[keyword](schema, value) for keyword in schema if keyword not in _ANNOTATIONS)


def _type(schema, value) -> bool:
    names = schema["type"]
    return any(_is(name, value) for name in ([names] if isinstance(names, str) else names))


def _is(name: str, value: Any) -> bool:
    if name in ("number", "integer"):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and (name == "number" or value == int(value))
    return isinstance(value, _TYPES[name])


def _additional(schema, value) -> bool:
    known = schema.get("properties", {})
    return all(accepts(schema["additionalProperties"], value[key]) for key in value if key not in known)


def _of(kind: Any, rule: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """A rule that only says something about values of one type."""
    return lambda schema, value: rule(schema, value) if isinstance(value, kind) else True


_RULES: Mapping[str, Callable[[Any, Any], bool]] = {
    "type": _type,
    "enum": lambda schema, value: value in schema["enum"],
    "minimum": _of((int, float), lambda schema, value: value >= schema["minimum"]),
    "maximum": _of((int, float), lambda schema, value: value <= schema["maximum"]),
    "minLength": _of(str, lambda schema, value: len(value) >= schema["minLength"]),
    "pattern": _of(str, lambda schema, value: re.search(schema["pattern"], value) is not None),
    "items": _of(list, lambda schema, value: all(accepts(schema["items"], item) for item in value)),
    "required": _of(Mapping, lambda schema, value: all(key in value for key in schema["required"])),
    "propertyNames": _of(
        Mapping, lambda schema, value: all(accepts(schema["propertyNames"], key) for key in value)
    ),
    "properties": _of(
        Mapping,
        lambda schema, value: all(
            accepts(rule, value[key]) for key, rule in schema["properties"].items() if key in value
        ),
    ),
    "additionalProperties": _of(Mapping, _additional),
    "anyOf": lambda schema, value: any(accepts(option, value) for option in schema["anyOf"]),
    "allOf": lambda schema, value: all(accepts(part, value) for part in schema["allOf"]),
    "not": lambda schema, value: not accepts(schema["not"], value),
}
