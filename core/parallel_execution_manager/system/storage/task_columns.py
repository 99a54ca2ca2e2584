"""The columns of a task, made from the fields of a `TaskRow`, and how the values of a row stand in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from json.encoder import encode_basestring_ascii
from operator import attrgetter
from typing import Any, Final

from parallel_execution_manager.scheduling.model.rows import LATER, TaskRow
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import TaskSpec, TaskState
from parallel_execution_manager.system.storage.encoding import as_text

_SPEC: Final = TaskRow._fields.index("spec")
COLUMNS: Final = tuple("place" if name == "order" else name for name in TaskRow._fields if name != "spec")
"""In the order of the fields, without what is written only once; ``order`` is a word of SQL."""

_STATES: Final = {str(state): state for state in TaskState}
_USAGE: Final = attrgetter(*TaskUsage.__slots__)


def _waited(value: tuple[tuple[str, float], ...]) -> str:
    # What `json.dumps` makes of it, in a fourth of the time: done for every start and every end.
    parts = [f"[{encode_basestring_ascii(kind)}, {seconds!r}]" for kind, seconds in value]
    return f"[{', '.join(parts)}]"


def _read_waited(text: str) -> tuple[tuple[str, float], ...]:
    return () if text == "[]" else tuple((kind, seconds) for kind, seconds in json.loads(text))


def _peak(value: TaskUsage | None) -> str | None:
    return None if value is None else json.dumps(_USAGE(value))


def _read_peak(text: str | None) -> TaskUsage | None:
    return None if text is None else TaskUsage(*json.loads(text))


def _read_ending(text: str | None) -> TaskState | None:
    return None if text is None else _STATES[text]


_Converter = Callable[[Any], Any]
_WRITTEN: Final[dict[str, _Converter]] = {
    "detail": as_text,
    "cancelled_by": as_text,
    "waited": _waited,
    "paused_why": as_text,
    "peak": _peak,
}
"""How those fields are written that SQLite does not take, or takes for something else, as they are."""
_READ: Final[dict[str, _Converter]] = {
    "state": _STATES.__getitem__,
    "paused": bool,
    "ending": _read_ending,
    "waited": _read_waited,
    "peak": _read_peak,
}
_WRITERS: Final = tuple(
    (TaskRow._fields.index(name), write, write(TaskRow._field_defaults[name]))
    for name, write in _WRITTEN.items()
)
"""Each with what is written of a value that is empty, as most are."""
_READERS: Final = tuple((TaskRow._fields.index(name), read) for name, read in _READ.items())


def _is_as_by_default(name: str) -> str:
    """The condition that nothing has happened to a task as far as a column tells."""
    value = _WRITTEN.get(name, lambda value: value)(TaskRow._field_defaults[name])
    if value is None:
        return f"{name} IS NULL"
    return f"{name} = {value!r}" if isinstance(value, str) else f"{name} = {value:g}"


FRESH: Final = " AND ".join(
    (
        f"state = '{TaskState.QUEUED}' AND attempt = 0 AND began_at = queued_at",
        *map(_is_as_by_default, TaskRow._fields[LATER]),
    )
)
"""Nothing has happened to the task since it was queued, as to most of a long queue."""


def task_values(row: TaskRow) -> tuple[Any, ...]:
    """A row in the order of the columns."""
    values = list(row)
    for at, written, empty in _WRITERS:
        value = values[at]
        values[at] = written(value) if value else empty
    del values[_SPEC]
    return tuple(values)


def read_task(row: tuple[Any, ...], spec: TaskSpec) -> TaskRow:
    """A task by its number, the text of its specification, and the rest of its columns."""
    values = list(row)
    values[_SPEC] = spec
    for at, read in _READERS:
        values[at] = read(values[at])
    return TaskRow._make(values)


def read_fresh(row: tuple[Any, ...], spec: TaskSpec) -> TaskRow:
    """A task to which nothing has happened, by the few columns that tell of it."""
    number, _, place, queued_at, counted_at, waits_for = row
    return TaskRow.fresh(number, spec, place, queued_at, counted_at, waits_for)
