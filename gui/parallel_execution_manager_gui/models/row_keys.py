"""What rows of the queue are ordered by: a key for each task, no two the same. No Qt in here."""

from __future__ import annotations

from collections.abc import Mapping

from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.columns import COLUMNS, Column, Facts, SortValue, place_value
from parallel_execution_manager_gui.models.key_order import Key
from parallel_execution_manager_gui.models.likeness import Likeness, likeness_of

_OPPOSITE = bytes(range(255, -1, -1))
_LAST = b"\xff"


class RowKeys:
    """Tasks in the order of a column; equal ones stand in the order of the queue."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.column = Column.PLACE
        self.descending = False

    def is_by(self, column: Column, *, descending: bool) -> bool:
        """Whether tasks are in this order."""
        return self.column is column and self.descending == descending

    @property
    def follow_roles(self) -> bool:
        """Whether the keys of a role's tasks follow its state."""
        return COLUMNS[self.column].follows_role

    @property
    def follow_reasons(self) -> bool:
        """Whether keys follow the reasons for which tasks wait."""
        return self.column is Column.WHY

    @property
    def follow_clock(self) -> bool:
        """Whether the keys of live tasks are others a moment later."""
        return self.column is Column.ELAPSED

    def place(self, view: TaskView) -> SortValue:
        """The key of the order of the queue."""
        return (*place_value(view, self._facts), *view.order, view.spec.id)

    def of(self, view: TaskView, place: SortValue) -> Key:
        """The key of a task with this place."""
        if self.column is Column.PLACE:
            return _reversed(place) if self.descending else place
        return (*self._value(view), place)

    def of_all(self, views: Mapping[str, TaskView], places: Mapping[str, SortValue]) -> dict[str, Key]:
        """The keys of tasks by id; of those that are seen alike one is looked at."""
        if self.column is Column.PLACE:
            return {id_: _reversed(place) for id_, place in places.items()} if self.descending else {**places}
        if self.follow_roles:
            values: dict[Likeness, Key] = {}
            return {id_: (*self._shared(view, values), places[id_]) for id_, view in views.items()}
        value, facts = COLUMNS[self.column].sort_value, self._facts
        if self.descending:
            return {id_: (*_reversed(value(view, facts)), places[id_]) for id_, view in views.items()}
        return {id_: (*value(view, facts), places[id_]) for id_, view in views.items()}

    def _shared(self, view: TaskView, values: dict[Likeness, Key]) -> Key:
        alike = likeness_of(view)
        if alike is None:
            return self._value(view)
        if alike not in values:
            values[alike] = self._value(view)
        return values[alike]

    def _value(self, view: TaskView) -> Key:
        value = COLUMNS[self.column].sort_value(view, self._facts)
        return _reversed(value) if self.descending else value


def _reversed(value: SortValue) -> Key:
    """A value that sorts where this one would if all were sorted backwards."""
    return tuple(_opposite(part) if isinstance(part, str) else -part for part in value)


def _opposite(text: str) -> bytes:
    # Bytes of UTF-8 sort as letters do; what is at the end makes the shorter of two the later one.
    return text.encode("utf-8", "surrogatepass").translate(_OPPOSITE) + _LAST
