"""Tasks as text and back. Written for people too: the text of a task is JSON with the names of its fields."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from operator import attrgetter
from sys import intern
from types import MappingProxyType
from typing import Any, Final

from parallel_execution_manager.scheduling.model.task import (
    BOTH_NEEDS,
    NO_ENV,
    NO_OPTIONS,
    ClaimMode,
    ClaimScope,
    FileClaim,
    Priority,
    Requirement,
    TaskSpec,
)

Reader = Callable[[Any], Any]

_DEFAULTS: Final = {field.name: field.default for field in fields(TaskSpec)}
_GIVEN: Final = frozenset({"id", "role", "name"})
"""What each task says; all else may be as it is by default."""
_UNSAID: Final[dict[str, Any]] = {**_DEFAULTS, "options": NO_OPTIONS, "env": NO_ENV}
_REST_UNSAID: Final[dict[str, Any]] = {k: v for k, v in _UNSAID.items() if k not in _GIVEN}
_OFTEN_EQUAL: Final = ("command", "requirement")
_PLAIN: Final = ("priority", "command", "after", "timeout_s", "retries", "cwd", "rerunnable")
_PLAIN_OF: Final = attrgetter(*_PLAIN)
_PLAIN_USUAL: Final = tuple(_DEFAULTS[name] for name in _PLAIN)
_PARTS: Final = re.compile(
    r'\{"id": "([^"\\]*)", "role": "([^"\\]*)", "name": "([^"\\]*)"(?:, (.*))?\}', re.DOTALL
)
"""What each task says, as long as nothing of it is escaped, and all else."""


def as_text(value: str) -> str:
    """A text that SQLite takes: half a character, of a result or a file's name, becomes its escape."""
    return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")


def spec_to_text(spec: TaskSpec) -> str:
    """A task's specification; what is as it is by default is left out."""
    row: dict[str, Any] = {"id": spec.id, "role": spec.role, "name": spec.name}
    plain = zip(_PLAIN, _PLAIN_OF(spec), _PLAIN_USUAL, strict=True)
    row |= {name: value for name, value, usual in plain if value != usual}
    if spec.requirement is not None:
        row["requirement"] = (spec.requirement.cpu_cores, spec.requirement.memory_mb)
    if spec.declares != BOTH_NEEDS:
        row["declares"] = sorted(spec.declares)
    if spec.options:
        row["options"] = dict(spec.options)
    if spec.env:
        row["env"] = dict(spec.env)
    if spec.claims:
        row["claims"] = [dict(_claim_items(claim)) for claim in spec.claims]
    return _TEXT.encode(row)


def specs_from_texts(texts: list[str]) -> list[TaskSpec]:
    """The specifications of many tasks.

    Most differ from each other in what each says, and in little else: what is equal is read once and shared,
    which takes half the time and less memory.

    Raises:
        ValueError, TypeError, KeyError: the text is not what `spec_to_text` writes.
    """
    parts = [_PARTS.fullmatch(text) for text in texts]
    rests = list(dict.fromkeys(part[4] or "" for part in parts if part is not None))
    whole = [text for text, part in zip(texts, parts, strict=True) if part is None]
    readers = {**_READERS, **{name: _once_for_equals(_READERS[name]) for name in _OFTEN_EQUAL}}
    known = {
        rest: _rest(row, readers)
        for rest, row in zip(rests, _all_of(f"{{{rest}}}" for rest in rests), strict=True)
    }
    rows = iter(_all_of(whole))
    return [
        _spec_of(next(rows), readers)
        if part is None
        else _made(part[1], intern(part[2]), part[3], known[part[4] or ""])
        for part in parts
    ]


def _all_of(texts: Iterable[str]) -> list[dict[str, Any]]:
    """All are read at once, which takes half the time."""
    rows: list[dict[str, Any]] = json.loads(f"[{','.join(texts)}]")
    return rows


def _once_for_equals(read: Reader) -> Reader:
    """Tasks that came together often say the same: they share it then, which takes less time and memory."""
    known: dict[tuple[Any, ...], Any] = {}

    def remembered(values: list[Any]) -> Any:
        key = tuple(values)
        if key not in known:
            known[key] = read(key)
        return known[key]

    return remembered


class _Draft:
    """A task that is being read: each field of one that is frozen is set by a call, which takes long."""

    __slots__ = tuple(_DEFAULTS)


def _spec_of(row: dict[str, Any], readers: Mapping[str, Reader]) -> TaskSpec:
    given = (row.pop("id"), intern(row.pop("role")), row.pop("name"))
    return _made(*given, _rest(row, readers))


def _rest(row: dict[str, Any], readers: Mapping[str, Reader]) -> tuple[Any, ...]:
    """All that a task says beside what each says, in the order of the fields."""
    for name, value in row.items():
        if (read := readers.get(name)) is not None:
            row[name] = read(value)
    if unknown := row.keys() - _REST_UNSAID.keys():
        raise KeyError(*unknown)
    return tuple((_REST_UNSAID | row).values())


def _made(task_id: str, role: str, name: str, rest: tuple[Any, ...]) -> TaskSpec:
    draft: Any = _Draft()
    draft.id, draft.role, draft.name = task_id, role, name
    (
        draft.priority,
        draft.command,
        draft.options,
        draft.claims,
        draft.after,
        draft.requirement,
        draft.declares,
        draft.timeout_s,
        draft.retries,
        draft.env,
        draft.cwd,
        draft.rerunnable,
    ) = rest
    draft.__class__ = TaskSpec
    made: TaskSpec = draft
    return made


def _claim_items(claim: FileClaim) -> Iterator[tuple[str, Any]]:
    yield "path", claim.path
    if claim.mode is not ClaimMode.WRITE:
        yield "mode", claim.mode
    if claim.scope is not ClaimScope.FILE:
        yield "scope", claim.scope
    for name in ("inode", "pattern", "place", "folders", "written"):
        if value := getattr(claim, name):
            yield name, value
    if claim.links:
        yield "links", [dict(_claim_items(link)) for link in claim.links]


def _claim(row: dict[str, Any]) -> FileClaim:
    for name in row.keys() & _CLAIM_READERS.keys():
        row[name] = _CLAIM_READERS[name](row[name])
    return FileClaim(**row)


def _plain(value: Any) -> Any:
    """Options of a program may hold what JSON does not know: mappings and tuples stay, the rest is text."""
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, (set, frozenset)) else str(value)


_TEXT: Final = json.JSONEncoder(default=_plain)
"""Made once: a long queue is many texts."""
_CLAIM_READERS: Final[dict[str, Reader]] = {
    "mode": ClaimMode,
    "scope": ClaimScope,
    "inode": tuple,
    "place": tuple,
    "folders": lambda folders: tuple(map(tuple, folders)),
    "links": lambda links: tuple(map(_claim, links)),
}
_READERS: Final[dict[str, Reader]] = {
    "priority": {int(priority): priority for priority in Priority}.__getitem__,
    "command": tuple,
    "after": tuple,
    "requirement": lambda needs: Requirement(*needs),
    "declares": frozenset,
    "options": MappingProxyType,
    "env": MappingProxyType,
    "claims": lambda claims: tuple(map(_claim, claims)),
}
