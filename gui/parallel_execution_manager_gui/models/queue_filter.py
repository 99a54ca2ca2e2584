"""Which tasks of the queue are shown: the chosen chip and what the filter box asks for. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from operator import and_

from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.columns import Facts
from parallel_execution_manager_gui.looks import Look, LookGroup, group_of
from parallel_execution_manager_gui.models.filter_query import Field, Finder, Query, in_each
from parallel_execution_manager_gui.models.likeness import likeness_of
from parallel_execution_manager_gui.models.search_texts import SearchTexts


class QueueFilter:
    """Shows the tasks that belong to ``group`` and have all that ``query`` asks for."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.texts = SearchTexts(facts)
        self.group = LookGroup.ALL
        self.query = Query()

    @property
    def is_active(self) -> bool:
        """Whether anything is hidden on purpose."""
        return self.group is not LookGroup.ALL or bool(self.query.terms)

    def shown(self, views: Iterable[TaskView]) -> set[str]:
        """The ids of those that are shown; for a few, each of which is looked at by itself."""
        self.query.begin()
        gate = _Gate(self._facts, self.group, self.query)
        return {view.id for view in views if gate.lets_in(view) and self._finds(view)}

    def shown_of_all(self, views: Mapping[str, TaskView]) -> set[str]:
        """The ids of all tasks that are shown: of those alike one is asked, then the texts of the others."""
        found = set[str]()
        self.query.begin()
        gate = _Gate(self._facts, self.group, self.query)
        anywhere = self.query.of(Field.ANYWHERE)
        for texts in self.texts.of_alike():
            view = views[next(iter(texts))]
            if gate.lets_in(view):
                seen = self.texts.seen(view) if anywhere else ""
                found.update(_having(texts, [finds for finds in anywhere if not finds(seen)]))
        alone = [task_id for task_id in self.texts.ids_alone() if gate.lets_in(views[task_id])]
        found.update(_having(self.texts.of_alone(alone, views), anywhere) if anywhere else alone)
        return found

    def _finds(self, view: TaskView) -> bool:
        anywhere = self.query.of(Field.ANYWHERE)
        if not anywhere:
            return True
        own, seen = self.texts.own(view), self.texts.seen(view)
        if likeness_of(view) is None:
            own += seen
        return all(finds(own) or finds(seen) for finds in anywhere)


class _Gate:
    """Chip, role and state, as they are asked for; each role and each look is asked once."""

    def __init__(self, facts: Facts, group: LookGroup, query: Query) -> None:
        self._facts = facts
        self._group = group
        self._of_role, self._of_state = query.of(Field.ROLE), query.of(Field.STATE)
        self._roles: dict[str, bool] = {}
        self._looks: dict[Look, bool] = {}

    def lets_in(self, view: TaskView) -> bool:
        """Whether the task has them."""
        role, look = view.spec.role, self._facts.look(view)
        if role not in self._roles:
            # A role has two names: that which is shown, and that of the configuration.
            names = f"{self._facts.role_title(role)}\n{role}".casefold()
            self._roles[role] = all(finds(names) for finds in self._of_role)
        if look not in self._looks:
            state = self._facts.told(look.value).casefold()
            is_chosen = self._group is LookGroup.ALL or group_of(look) is self._group
            self._looks[look] = is_chosen and all(finds(state) for finds in self._of_state)
        return self._roles[role] and self._looks[look]


def _having(texts: Mapping[str, str], finders: Sequence[Finder]) -> Iterable[str]:
    """The ids of the texts in which each finder finds what it looks for."""
    if not finders:
        return texts
    # Iterators of the library all the way: a loop in Python takes ten times as long.
    found = in_each(finders[0], texts.values())
    for finds in finders[1:]:
        found = map(and_, found, in_each(finds, texts.values()))
    flags = list(found)
    # A table as a whole becomes a set without looking at each of its ids.
    return texts if all(flags) else compress(texts, flags)
