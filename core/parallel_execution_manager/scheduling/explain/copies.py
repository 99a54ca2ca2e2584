"""Copies of the machine's records that share nothing which changes, so that a copy can be played with.

What is frozen is shared. What changes is copied with all its attributes, whatever they are called: a
record that gets a new attribute needs nothing here. Lists hold only what is frozen.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from parallel_execution_manager.scheduling.admission.footprints import Footprint, FootprintBook
from parallel_execution_manager.scheduling.admission.kinds import Kind
from parallel_execution_manager.scheduling.model.late_dataclass import is_frozen
from parallel_execution_manager.scheduling.state.records import TaskRecord

T = TypeVar("T")

_ALL_OF_RECORD = attrgetter(*TaskRecord.__slots__)
_SHARED = frozenset({type(None), bool, int, float, str, tuple, frozenset})


class RecordCopies(dict[str, TaskRecord]):
    """Copies of some tasks' records, each made when it is first looked at."""

    def __init__(self, source: dict[str, TaskRecord]) -> None:
        super().__init__()
        self._source = source

    def __missing__(self, task_id: str) -> TaskRecord:
        record = self[task_id] = copied_record(self._source[task_id])
        return record

    def get(self, task_id: str, default: Any = None) -> Any:
        """The copy of a record, or ``default`` if the task is not known."""
        return self[task_id] if task_id in self or task_id in self._source else default


class BorrowedBook(FootprintBook):
    """A book that learns for itself and knows what another one knows."""

    def __init__(self, source: FootprintBook) -> None:
        super().__init__()
        self._source = source

    def find(self, key: str) -> Footprint | None:
        """What is known of a kind."""
        return super().find(key) or self._source.find(key)

    def knows(self, kind: Kind) -> bool:
        """Whether anything is known of the same work or of its siblings."""
        return super().knows(kind) or self._source.knows(kind)

    def _at(self, key: str) -> Footprint:
        known = None if super().find(key) else self._source.find(key)
        if known is not None:
            self._kinds[key] = copied(known)
        return super()._at(key)


def copied_record(record: TaskRecord) -> TaskRecord:
    """A copy of a task's record: there may be hundreds, and almost all of it is frozen."""
    result = TaskRecord.__new__(TaskRecord)
    for name, item in zip(TaskRecord.__slots__, _ALL_OF_RECORD(record), strict=True):
        setattr(result, name, item)
    for name in ("wait", "_rein"):
        setattr(result, name, copied(getattr(record, name)))
    return result


def copied(value: T) -> T:
    """``value`` itself if nothing of it can change, else a copy."""
    kind: Any = type(value)
    if kind in _SHARED:
        return value
    result: Any = value
    if kind is dict:
        result = {key: copied(item) for key, item in result.items()}
    elif kind in (list, set, deque, Counter):
        result = kind(result)
    elif not _is_frozen(kind):
        result = copied_with(value)
    return result  # type: ignore[no-any-return]


def copied_with(value: T, **given: Any) -> T:
    """A copy of an object in which the attributes in ``given`` have these values instead."""
    kind: Any = type(value)
    result: T = object.__new__(kind)
    for name in _slots(kind) or vars(value):
        setattr(result, name, given[name] if name in given else copied(getattr(value, name)))
    return result


@cache
def _is_frozen(kind: type) -> bool:
    """Whether objects of this class never change: words, tuples, frozen dataclasses, functions, classes."""
    if issubclass(kind, (Enum, tuple, type)) or kind.__module__ == "builtins":
        return True
    return is_dataclass(kind) and is_frozen(kind)


@cache
def _slots(kind: type) -> tuple[str, ...]:
    """The attributes of a class with slots; empty for one whose objects have a dictionary."""
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    return tuple(getattr(kind, "__slots__", ()))
