"""Which tasks of the queue are shown: the chosen chip and the words in the filter box. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable

from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.columns import Facts
from parallel_execution_manager_gui.looks import LookGroup, group_of
from parallel_execution_manager_gui.models.search_texts import SearchTexts


class QueueFilter:
    """Shows the tasks that belong to ``group`` and contain every one of ``words``."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.texts = SearchTexts(facts)
        self.group = LookGroup.ALL
        self.words: tuple[str, ...] = ()

    @property
    def is_active(self) -> bool:
        """Whether anything is hidden on purpose."""
        return self.group is not LookGroup.ALL or bool(self.words)

    def shown(self, views: Iterable[TaskView]) -> set[str]:
        """The ids of those that are shown."""
        if self.group is not LookGroup.ALL:
            views = (view for view in views if group_of(self._facts.look(view)) is self.group)
        if self.words:
            views = self.texts.matching(views, self.words)
        return {view.id for view in views}
