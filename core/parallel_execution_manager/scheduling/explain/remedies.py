"""Remedies: commands that were tried on a copy and did start the waiting task.

The copy is driven by the machine's own handlers, so what is told here has been decided by the rules
that decide. Single changes come first; where none does it, changes are put on top of those that made a
failing check hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from parallel_execution_manager.scheduling.commands.actions import actions_of
from parallel_execution_manager.scheduling.effects import Effect, StartAttempt, TaskChanged
from parallel_execution_manager.scheduling.events import Event
from parallel_execution_manager.scheduling.explain import candidates
from parallel_execution_manager.scheduling.explain.candidates import Change, Maker, before_all_others
from parallel_execution_manager.scheduling.explain.reasons import explain
from parallel_execution_manager.scheduling.explain.what_if import Excerpt, excerpt_for_start, play
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.queueing.placement import QUEUED_PLACES
from parallel_execution_manager.scheduling.snapshot import Action, Remedy
from parallel_execution_manager.scheduling.state.machine_state import MachineState
from parallel_execution_manager.scheduling.state.task_record import TaskRecord

Handle = Callable[[MachineState, Event], list[Effect]]

ENOUGH = 2
MOST = 5
MOST_TOGETHER = 3
MOST_COST = 2000

MAKERS: Mapping[CheckKind, Maker] = {
    CheckKind.TASK_PAUSED: candidates.of_task_paused,
    CheckKind.ROLE_STOPPED: candidates.of_role,
    CheckKind.ROLE_PAUSED: candidates.of_role,
    CheckKind.ROLE_THROTTLED: candidates.of_role,
    CheckKind.DEPENDENCY: candidates.of_dependency,
    CheckKind.BACKOFF: candidates.of_back_off,
    CheckKind.FILE: candidates.of_file,
    CheckKind.CPU: candidates.of_cpu,
    CheckKind.MEMORY: candidates.of_memory,
    CheckKind.DISK: candidates.of_disk,
    CheckKind.SLOTS: candidates.of_slots,
    CheckKind.MEASURING: candidates.of_measuring,
    CheckKind.ROLE_TASKS: candidates.of_role_tasks,
    CheckKind.DISK_SPACE: candidates.of_disk_space,
    CheckKind.TURN: candidates.of_turn,
}


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A copy after some changes, and what then still fails."""

    excerpt: Excerpt
    made: tuple[Change, ...]
    failing: tuple[Check, ...]
    actions: tuple[Action, ...] = ()

    def options(self) -> list[Change]:
        """Changes for what fails, the smallest first, none of a kind that was made already."""
        state, record, done = self.excerpt.state, self.excerpt.record, {change.kind for change in self.made}
        found = {
            change.words: change
            for check in self.failing
            for change in MAKERS[check.kind](state, record, check)
            if change.kind not in done
        }
        return sorted(found.values(), key=lambda change: change.size)


def remedies(state: MachineState, record: TaskRecord, handle: Handle) -> tuple[Remedy, ...]:
    """Up to five ways to have a queued task started now, the smallest change first; each was tried."""
    seed = excerpt_for_start(state, record) if record.place in QUEUED_PLACES else None
    if seed is None:
        return ()
    search = _Search(handle, MOST_COST)
    frontier = [_Attempt(seed, (), explain(seed.state, seed.record).failing)]
    for _ in range(MOST_TOGETHER):
        further = search.next_of(frontier)
        if len(search.found) >= ENOUGH:
            break
        frontier = [*search.put_first(frontier), *sorted(further, key=lambda attempt: len(attempt.failing))]
    found = [each for each in search.found if not each.is_desperate] or search.found
    return tuple(each.remedy for each in sorted(found, key=lambda each: each.size))


@dataclass(frozen=True, slots=True)
class _Found:
    """Changes that did start the task."""

    made: tuple[Change, ...]
    remedy: Remedy

    @property
    def size(self) -> int:
        return sum(change.size for change in self.made)

    @property
    def is_desperate(self) -> bool:
        return any(change.desperate for change in self.made)


@dataclass(slots=True)
class _Search:
    """The remedies found so far. What it may cost is counted, not timed: the same state, the same answer."""

    handle: Handle
    left: int
    found: list[_Found] = field(default_factory=list)
    known: set[frozenset[str]] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def next_of(self, attempts: list[_Attempt]) -> list[_Attempt]:
        """Try each attempt's options; what did not start the task and yet removed an obstacle."""
        tried = (self._try(attempt, change) for attempt in attempts for change in attempt.options())
        return [further for further, fewer in filter(None, tried) if fewer]

    def put_first(self, attempts: list[_Attempt]) -> Iterator[_Attempt]:
        """The attempts with the task as the first of all, so that no one else takes the room that is made."""
        for attempt in attempts:
            change = before_all_others(attempt.excerpt.state, attempt.excerpt.record)
            tried = self._try(attempt, change) if change is not None else None
            if tried is not None:
                yield tried[0]

    def _try(self, attempt: _Attempt, change: Change) -> tuple[_Attempt, bool] | None:
        """What comes of one more change, and whether less fails then; ``None`` if nothing more can come."""
        made = (*attempt.made, change)
        words = ", and ".join(each.words for each in made)
        key = frozenset(each.words for each in made)
        if change.kind in self.kinds or key in self.known or self.left <= 0 or len(self.found) >= MOST:
            return None
        self.known.add(key)
        if any(_is_enough_for(other.made, made) for other in self.found):
            return None
        copy = attempt.excerpt.again()
        actions = (*attempt.actions, *actions_of(copy.state, change.wishes))
        self.left -= _cost_of_copy(copy)
        if _starts(copy, play(lambda event: self._handle(copy, event), change.wishes)):
            remedy = Remedy(words, tuple(wish for each in made for wish in each.wishes), actions)
            self.found = [other for other in self.found if not _is_enough_for(made, other.made)]
            self.found.append(_Found(made, remedy))
            self.kinds.update([change.kind] if len(made) == 1 else [])
            return None
        if not copy.can_tell or copy.record.place not in QUEUED_PLACES:
            return None
        failing = explain(copy.state, copy.record).failing
        return _Attempt(copy, made, failing, actions), len(failing) < len(attempt.failing)

    def _handle(self, copy: Excerpt, event: Event) -> list[Effect]:
        """Handle an event, unless too much was done already: then nothing comes of it."""
        if self.left <= 0:
            return []
        self.left -= _cost_of_event(copy)
        return self.handle(copy.state, event)


def _is_enough_for(few: tuple[Change, ...], many: tuple[Change, ...]) -> bool:
    """Whether ``many`` need not be told: each of the ``few`` is enough in the place of one of them."""
    return all(any(one.is_enough_for(other) for other in many) for one in few)


def _cost_of_copy(copy: Excerpt) -> int:
    """In units of an event that concerns one group."""
    return 10 + len(copy.state.live) // 2


def _cost_of_event(copy: Excerpt) -> int:
    """The machine looks at each group."""
    return 5 + sum(role.queue.group_count for role in copy.state.roles.values())


def _starts(copy: Excerpt, done: list[Effect]) -> bool:
    """Whether the task started, before anything happened to a task behind which the copy knows no more."""
    edges = set(copy.edges)
    for effect in done:
        if isinstance(effect, StartAttempt) and effect.task.id == copy.task_id:
            return True
        if isinstance(effect, TaskChanged) and effect.task_id in edges:
            return False
    return False
