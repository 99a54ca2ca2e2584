"""Whether a role's declaration makes sense; asked for each role before it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration
from parallel_execution_manager.scheduling.settings.sections import HIGHEST_PRIORITY, LOWEST_PRIORITY

WHOLE_MACHINE = 100

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def declaration_problems(name: str, declaration: object) -> list[str]:
    """What is wrong with ``declaration`` of the role that is registered as ``name``; empty if nothing is."""
    if not isinstance(declaration, RoleDeclaration):
        return ["the class attribute 'declaration' must be a RoleDeclaration"]
    problems = [*_identity_problems(name, declaration), *_number_problems(declaration)]
    for kind, fields in (("options", declaration.options), ("fields", declaration.fields)):
        problems += _field_problems(kind, fields)
    return problems


def _identity_problems(name: str, declaration: RoleDeclaration) -> Iterator[str]:
    if declaration.name != name:
        yield f"it is registered as {name!r} but declares the name {declaration.name!r}; make them equal"
    if not _NAME.fullmatch(str(declaration.name)):
        yield f"the name {declaration.name!r} must be small letters, digits and '_', beginning with a letter"


def _number_problems(declaration: RoleDeclaration) -> Iterator[str]:
    priority = declaration.priority
    if type(priority) is not int or not LOWEST_PRIORITY <= priority <= HIGHEST_PRIORITY:
        yield f"priority is {priority!r}; give {LOWEST_PRIORITY} to {HIGHEST_PRIORITY}, a whole number"
    for key in ("cpu_percent", "memory_percent"):
        value = getattr(declaration, key)
        if type(value) not in (int, float) or not 0 <= value <= WHOLE_MACHINE:
            yield f"{key} is {value!r}; it must be a number from 0 to {WHOLE_MACHINE}"


def _field_problems(kind: str, fields: object) -> Iterator[str]:
    if not isinstance(fields, tuple) or not all(isinstance(field, Field) for field in fields):
        yield f"{kind} must be a tuple of Field objects"
        return
    keys = [field.key for field in fields]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield f"{kind} declare {key!r} more than once"
    for field in fields:
        yield from (f"{kind} declare {field.key!r} {problem}" for problem in _contradictions(field))


def _contradictions(field: Field) -> Iterator[str]:
    if field.type is FieldType.CHOICE and not field.choices:
        yield "as a choice without choices"
    if field.required and field.default is not None:
        yield "as required although it has a default"
