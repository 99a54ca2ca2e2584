"""What the filter box looks through: kept for each task, because 100,000 are asked at each letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.columns import Facts
from parallel_execution_manager_gui.models.likeness import Likeness, likeness_of


class SearchTexts:
    """Case-folded texts with name, role, state, reason and id. No Qt in here.

    Of tasks that are seen alike the text of each is only its own, and what all share is made once a
    search. Of a task that is alone the text has everything; it is made when it is looked for.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._titles: dict[str, str] = {}
        self._alike: dict[Likeness, dict[str, str]] = {}
        self._alone: dict[str, str] = {}
        self._unmade: set[str] = set()

    def put(self, view: TaskView, old: TaskView | None) -> None:
        """A task is new, or was ``old`` until now."""
        alike = likeness_of(view)
        if old is not None and likeness_of(old) != alike:
            self.remove(old)
        if alike is None:
            self._alone[view.id] = ""
            self._unmade.add(view.id)
        else:
            self._alike.setdefault(alike, {})[view.id] = self.own(view)

    def remove(self, view: TaskView) -> None:
        """The task is gone, or no more as it was put here."""
        alike = likeness_of(view)
        if alike is None:
            del self._alone[view.id]
            self._unmade.discard(view.id)
            return
        texts = self._alike[alike]
        del texts[view.id]
        if not texts:
            del self._alike[alike]

    def forget_reasons(self) -> None:
        """A role's state or a name that others mention has changed."""
        self._unmade = set(self._alone)

    def of_alike(self) -> Iterator[Mapping[str, str]]:
        """Of tasks that are seen alike what each has of its own, by id."""
        return iter(self._alike.values())

    def ids_alone(self) -> Iterable[str]:
        """The tasks that are seen like no other."""
        return self._alone.keys()

    def of_alone(self, task_ids: Iterable[str], views: Mapping[str, TaskView]) -> Mapping[str, str]:
        """The whole texts of tasks that are seen like no other, by id."""
        wanted = dict.fromkeys(task_ids, "")
        unmade = self._unmade.intersection(wanted)
        for task_id in unmade:
            self._alone[task_id] = self.own(views[task_id]) + self.seen(views[task_id])
        self._unmade -= unmade
        if len(wanted) == len(self._alone):
            return self._alone
        return {task_id: self._alone[task_id] for task_id in wanted}

    def own(self, view: TaskView) -> str:
        """What others that are seen alike do not share."""
        spec = view.spec
        title = self._titles.get(spec.role)
        if title is None:
            title = self._titles[spec.role] = self._facts.role_title(spec.role)
        return f"{spec.name}\n{title}\n{spec.id}".casefold()

    def seen(self, view: TaskView) -> str:
        """Its state and its reason, which it shares with all that are seen alike."""
        return f"\n{self._facts.told(self._facts.look(view).value)}\n{self._facts.why(view)}".casefold()
