"""How settings, role options and task fields are declared: once, with type, unit, range and prose.

Validation, the JSON schema, the documentation tables and the window's forms derive from these.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@unique
class FieldType(StrEnum):
    """The type of a declared value."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    FILE = "file"
    FOLDER = "folder"
    TEXT_LIST = "text_list"


@dataclass(frozen=True, slots=True)
class Field:
    """One declared value: of the configuration, of a role's options or of a task's form.

    ``minimum`` and ``maximum`` are inclusive and in ``unit``. ``required`` fields have no default.
    """

    key: str
    type: FieldType
    title: str
    prose: str
    default: Any = None
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A top-level key that holds an object.

    A section that is nothing but plain values has them as its ``fields``: it is checked, filled and shown by
    these alone.
    """

    key: str
    title: str
    prose: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleDeclaration:
    """What a role is called, how important it is, what it needs and what can be set.

    ``priority`` is 1 to 10, higher first. ``cpu_percent`` and ``memory_percent`` are what one of
    its tasks needs unless it says, in percent of the machine. ``options`` are set per role in the
    configuration, ``fields`` per task.
    """

    name: str
    title: str
    summary: str
    priority: int
    cpu_percent: float
    memory_percent: float
    options: tuple[Field, ...] = ()
    fields: tuple[Field, ...] = ()
