"""The table of every setting for the documentation, made from the declarations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from parallel_execution_manager.control import markdown
from parallel_execution_manager.scheduling.settings import sections
from parallel_execution_manager.scheduling.settings.declarations import (
    Field,
    FieldType,
    RoleDeclaration,
    describe_range,
    normalised,
)

_HEADER: Final = (
    "| Key | Type | Unit | Range | Default | Meaning |",
    "|---|---|---|---|---|---|",
)
_WORDS: Final = {
    FieldType.INTEGER: "whole number",
    FieldType.BOOLEAN: "true or false",
    FieldType.TEXT_LIST: "texts",
}


def reference(declarations: Mapping[str, RoleDeclaration]) -> str:
    """Every setting in Markdown, a heading and a table for each section of the file."""
    lines: list[str] = []
    for title, prose, rows in _sections(declarations):
        lines += [f"### {title}", "", prose, "", *_HEADER, *rows, ""]
    return "\n".join(lines)


def _sections(declarations: Mapping[str, RoleDeclaration]) -> Iterator[tuple[str, str, list[str]]]:
    yield "Top level", "Keys that stand for themselves.", _rows((), _TOP_LEVEL)
    yield _headed(sections.THRESHOLDS, _threshold_rows())
    yield _headed(sections.PRIORITIES, _priority_rows(declarations))
    yield _headed(sections.REQUIREMENTS, _requirement_rows(declarations))
    yield _headed(sections.OPTIONS, _option_rows(declarations))
    rows = _rows((sections.ROLE_SETTINGS.key, "<role>"), sections.ROLE_SETTING_FIELDS)
    yield _headed(sections.ROLE_SETTINGS, rows)
    yield _headed(sections.ROLES, [_row((sections.ROLES.key, "<role>"), sections.ROLE_CLASS)])
    for section in sections.PLAIN_SECTIONS:
        yield _headed(section, _rows((section.key,), section.fields))


_TOP_LEVEL: Final = (sections.SCHEMA_KEY, sections.MONITORING_INTERVAL)


def _headed(section: sections.Section, rows: list[str]) -> tuple[str, str, list[str]]:
    return f"`{section.key}`: {section.title[0].lower()}{section.title[1:]}", section.prose, rows


def _threshold_rows() -> list[str]:
    key = sections.THRESHOLDS.key
    return _rows((key,), sections.THRESHOLD_FIELDS) + _rows((key, "<limit>"), sections.PAIR_FIELDS)


def _priority_rows(declarations: Mapping[str, RoleDeclaration]) -> list[str]:
    key, field = sections.PRIORITIES.key, sections.PRIORITY_FIELD
    return [_row((key, name), field, role.priority) for name, role in declarations.items()]


def _requirement_rows(declarations: Mapping[str, RoleDeclaration]) -> list[str]:
    cpu, memory, *absolute = sections.REQUIREMENT_FIELDS
    key, rows = sections.REQUIREMENTS.key, []
    for name, role in declarations.items():
        rows.append(_row((key, name, cpu.key), cpu, role.cpu_percent))
        rows.append(_row((key, name, memory.key), memory, role.memory_percent))
    return rows + _rows((key, "<role>"), absolute)


def _option_rows(declarations: Mapping[str, RoleDeclaration]) -> list[str]:
    return [
        _row((sections.OPTIONS.key, name, field.key), field)
        for name, role in declarations.items()
        for field in role.options
    ]


def _rows(path: tuple[str, ...], fields: Iterable[Field]) -> list[str]:
    return [_row((*path, field.key), field) for field in fields]


def _row(path: tuple[str, ...], field: Field, default: float | None = None) -> str:
    key = f"`{'.'.join(path)}`"
    declared = field if default is None else replace(field, default=default)
    cells = (key, _type(field), field.unit, _range(field), _default(declared), field.prose)
    return markdown.row(*cells)


def _type(field: Field) -> str:
    return _WORDS.get(field.type, field.type.value)


def _range(field: Field) -> str:
    if field.choices:
        return ", ".join(field.choices)
    return describe_range(field).removesuffix(f" {field.unit}")


def _default(field: Field) -> str:
    if field.required:
        return "must be given"
    if field.default is None:
        return "not set"
    return f"`{json.dumps(normalised(field, field.default), ensure_ascii=False)}`"
