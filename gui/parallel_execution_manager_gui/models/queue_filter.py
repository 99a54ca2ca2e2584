"""Which tasks of the queue are shown: the chosen chip and what the filter box asks for. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.columns import Facts
from parallel_execution_manager_gui.looks import LookGroup, group_of
from parallel_execution_manager_gui.models.filter_query import Field, Finder, Query
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
        """The ids of those that are shown."""
        if self.group is not LookGroup.ALL:
            views = (view for view in views if group_of(self._facts.look(view)) is self.group)
        if roles := self.query.of(Field.ROLE):
            found: dict[str, bool] = {}
            views = (view for view in views if self._is_of(view.spec.role, roles, found))
        if states := self.query.of(Field.STATE):
            views = (view for view in views if all(finds(self._state_text(view)) for finds in states))
        if anywhere := self.query.of(Field.ANYWHERE):
            return self.texts.matching(views, anywhere)
        return {view.id for view in views}

    def _is_of(self, role: str, finders: Sequence[Finder], known: dict[str, bool]) -> bool:
        if role not in known:
            # A role has two names: that which is shown, and that of the configuration.
            text = f"{self._facts.role_title(role)}\n{role}".casefold()
            known[role] = all(finds(text) for finds in finders)
        return known[role]

    def _state_text(self, view: TaskView) -> str:
        return self._facts.told(self._facts.look(view).value).casefold()
