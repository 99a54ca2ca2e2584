"""Which due times of the rules lead to tasks, and how each decision is written down.

The manager takes all tasks of a result or none; one task that cannot be queued must not keep the
others of a schedule out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum, unique
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.registry import load_roles
from parallel_execution_manager.roles.task_form import FormContext, parse_tasks
from parallel_execution_manager.roles.task_management.recurrence import CatchUp, Rule
from parallel_execution_manager.scheduling.commands.submission import task_problems
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.task import Requirement


@unique
class Verdict(StrEnum):
    """What became of due times, or of a rule that has none."""

    SUBMITTED = "submitted"
    KNOWN = "known"
    COVERED = "covered"
    SKIPPED = "skipped"
    POSTPONED = "postponed"
    NOT_DUE = "not_due"
    DISABLED = "disabled"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of ``decisions.jsonl``: ``count`` due times from ``first_due`` to ``due``, and the reason."""

    rule: str
    verdict: Verdict
    reason: str
    due: datetime | None = None
    first_due: datetime | None = None
    count: int = 0
    task_id: str = ""
    next_due: datetime | None = None

    def as_json(self, at: datetime) -> dict[str, Any]:
        """The line, decided ``at``; what does not apply is ``null``."""
        return {
            "at": at.isoformat(),
            "rule": self.rule,
            "decision": self.verdict.value,
            "reason": self.reason,
            "task_id": self.task_id or None,
            "due": _iso(self.due),
            "first_due": _iso(self.first_due),
            "count": self.count,
            "next_due": _iso(self.next_due),
        }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def duration(span: timedelta) -> str:
    """A length of time for people, in its largest unit with one decimal."""
    seconds = int(span.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{f'{seconds / size:,.1f}'.removesuffix('.0')} {unit}"
    return f"{seconds} s"


Judge = Callable[[Mapping[str, Any]], str]


def make_judge(base_dir: Path, size: MachineSize, known_ids: Collection[str]) -> Judge:
    """A function that says what is wrong with a task to queue; empty if it can be queued.

    ``size`` is of the computer that the task is to run on.

    The input of roles that only the manager's configuration knows is left to the manager.
    """
    context = FormContext(
        roles=load_roles().roles,
        base_dir=base_dir,
        new_id=lambda role: role,
        requirement_of=lambda _role: Requirement(),
    )

    def judge(row: Mapping[str, Any]) -> str:
        tasks, problems = parse_tasks([row], context)
        messages = [problem.message for problem in problems]
        for _, task in tasks:
            messages += task_problems(task, size)
            messages += [
                f"after names {name!r}, which is no task" for name in task.after if name not in known_ids
            ]
        return "; ".join(messages)

    return judge


MOST_AT_ONCE = 1000


@dataclass(slots=True)
class Plan:
    """All decisions, the tasks to queue, and up to when each rule is now decided."""

    decisions: list[Decision] = field(default_factory=list)
    submissions: list[dict[str, Any]] = field(default_factory=list)
    decided_until: dict[str, datetime] = field(default_factory=dict)


def plan(
    rules: Sequence[Rule],
    decided_until: Mapping[str, datetime],
    now: datetime,
    known_ids: Collection[str],
    judge: Judge,
) -> Plan:
    """Decide every rule at ``now``.

    ``decided_until`` is the moment up to which each rule was decided before. No due time is decided
    twice; under catch-up "all" none is lost. What ``judge`` refuses stays undecided.
    """
    result = Plan(decided_until=dict(decided_until))
    for rule in rules:
        decisions, until = decide(rule, decided_until.get(rule.name), now, known_ids, judge)
        result.decisions += decisions
        result.submissions += [
            {**rule.task, "id": decision.task_id}
            for decision in decisions
            if decision.verdict is Verdict.SUBMITTED
        ]
        if until is not None:
            result.decided_until[rule.name] = until
    return result


def decide(
    rule: Rule, decided: datetime | None, now: datetime, known_ids: Collection[str], judge: Judge
) -> tuple[list[Decision], datetime | None]:
    """What becomes of the rule's due times after ``decided``, and up to when it is decided then."""
    if rule.refusal:
        return [Decision(rule.name, Verdict.REFUSED, rule.refusal)], decided
    upcoming = rule.recurrence.next_after(now)
    if not rule.enabled:
        reason = "its rule says enabled = false; its due times pass"
        return [Decision(rule.name, Verdict.DISABLED, reason)], max(now, decided or now)
    after = _undecided_after(rule, decided, now)
    pending = range(rule.recurrence.last_index(after) + 1, rule.recurrence.last_index(now) + 1)
    if not pending:
        reason = f"due in {duration(upcoming - now)}" if upcoming else "its due time was decided before"
        return [Decision(rule.name, Verdict.NOT_DUE, reason, next_due=upcoming)], after
    problem = judge({**rule.task, "id": task_id(rule, rule.recurrence.due(pending[-1]))})
    if problem:
        reason = f"it cannot be queued: {problem}; it is looked at again when the schedule is read again"
        return [_span(rule, Verdict.REFUSED, pending, reason)], decided
    return _decide_pending(rule, pending, now, known_ids)


def _undecided_after(rule: Rule, decided: datetime | None, now: datetime) -> datetime:
    """The moment after which due times are still to be decided."""
    if decided is None:
        return now if rule.after is None else rule.after
    return decided if rule.after is None else max(decided, rule.after)


def _decide_pending(
    rule: Rule, pending: range, now: datetime, known_ids: Collection[str]
) -> tuple[list[Decision], datetime]:
    chosen, dropped = _choose(rule, pending, now)
    at_once, later = chosen[:MOST_AT_ONCE], chosen[MOST_AT_ONCE:]
    decisions = [*dropped, *_queue(rule, at_once, now, known_ids)]
    if later:
        reason = f"{MOST_AT_ONCE} are queued at one time; these follow when the schedule is read again"
        decisions.append(_span(rule, Verdict.POSTPONED, later, reason))
    return decisions, rule.recurrence.due((at_once or pending)[-1])


def _choose(rule: Rule, pending: range, now: datetime) -> tuple[range, list[Decision]]:
    """The due times to queue for, and what becomes of those before them."""
    if rule.catch_up is CatchUp.ALL:
        return pending, []
    late = now - rule.recurrence.due(pending[-1])
    if rule.catch_up is CatchUp.SKIP and late > rule.late_after:
        reason = f"{duration(late)} late, more than {duration(rule.late_after)}; catch_up is 'skip'"
        return pending[:0], [_span(rule, Verdict.SKIPPED, pending, reason)]
    newest, older = pending[-1:], pending[:-1]
    if not older:
        return newest, []
    if rule.catch_up is CatchUp.SKIP:
        return newest, [_span(rule, Verdict.SKIPPED, older, "a later one is due; catch_up is 'skip'")]
    return newest, [_span(rule, Verdict.COVERED, older, "the last one stands for all; catch_up is 'once'")]


def _span(rule: Rule, verdict: Verdict, indexes: range, reason: str) -> Decision:
    last, first = rule.recurrence.due(indexes[-1]), rule.recurrence.due(indexes[0])
    return Decision(rule.name, verdict, reason, last, first, len(indexes))


def _queue(rule: Rule, indexes: range, now: datetime, known_ids: Collection[str]) -> Iterator[Decision]:
    """A decision for each due time; two that a jump over whole days made one are one."""
    upcoming = rule.recurrence.next_after(now)
    for due in dict.fromkeys(map(rule.recurrence.due, indexes)):
        new_id = task_id(rule, due)
        known = new_id in known_ids
        verdict = Verdict.KNOWN if known else Verdict.SUBMITTED
        reason = "the manager has this task already" if known else _timing(rule, now, due)
        yield Decision(rule.name, verdict, reason, due, due, 1, new_id, upcoming)


def _timing(rule: Rule, now: datetime, due: datetime) -> str:
    late = now - due
    return f"{duration(late)} late; catch_up is '{rule.catch_up}'" if late > rule.late_after else "due"


def task_id(rule: Rule, due: datetime) -> str:
    """The id of the rule's task for a due time (UTC): the same whoever asks, and however often."""
    return f"{rule.name}@{due:%Y-%m-%dT%H:%M:%SZ}"
