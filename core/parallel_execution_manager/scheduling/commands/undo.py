"""Undo of commands on tasks: each becomes what it was, unless it has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parallel_execution_manager.scheduling.commands.submission import cycles
from parallel_execution_manager.scheduling.commands.task_commands import lay_hand
from parallel_execution_manager.scheduling.effects import TaskForgotten
from parallel_execution_manager.scheduling.events import TasksPutBack
from parallel_execution_manager.scheduling.model.rows import TaskChange, TaskRow
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.persistence.changes import task_row
from parallel_execution_manager.scheduling.persistence.restore import link, take_in
from parallel_execution_manager.scheduling.queueing.placement import (
    QUEUED_PLACES,
    leave_queue,
    queue_again,
    recount_unmet,
)
from parallel_execution_manager.scheduling.queueing.removal import unlink
from parallel_execution_manager.scheduling.state.machine_state import MachineState, Step
from parallel_execution_manager.scheduling.state.task_record import Place, TaskRecord


def on_tasks_put_back(step: Step, event: TasksPutBack) -> None:
    """Undo all changes, or refuse with every problem."""
    problems = put_back_problems(event.changes, step.state)
    if problems:
        step.refuse(*problems.values())
        return
    rows: list[TaskRow] = []
    gone: list[str] = []
    for change in event.changes:
        record = step.state.tasks.get(change.task_id)
        if record is not None and change.before is not None and change.before.state.is_live:
            _put_back_hand(step, record, change.before)
            continue
        if record is not None:
            _take_out(step, record)
        if change.before is not None:
            rows.append(change.before)
        elif record is not None:
            gone.append(record.id)
    _take_in(step, rows)
    for name in gone:
        del step.state.tasks[name]
        step.emit(TaskForgotten(at=step.at, cause=step.cause, task_id=name))
    _tell_followers(step, {row.spec.id for row in rows})


def put_back_problems(changes: Sequence[TaskChange], state: MachineState) -> dict[str, str]:
    """Why changes cannot be undone, by task; without those, the others may still have problems."""
    wanted = {change.task_id: change.before for change in changes}
    found: dict[str, str] = {}
    for change in changes:
        problem = _moved_on(change, state) or next(_order_problems(change, wanted, state), None)
        if problem is not None:
            found[change.task_id] = f"task {change.task_id!r} {problem}"
    return found or dict(_circles(changes, wanted, state))


def _moved_on(change: TaskChange, state: MachineState) -> str | None:
    """What has become of a task since its change, if that cannot be undone any more."""
    record, before = state.tasks.get(change.task_id), change.before
    if before is not None and before.spec.role not in state.roles:
        return f"is of role {before.spec.role!r}, which is configured no more; configure it again"
    if before is not None and before.state.is_live and (record is None or record.place is not Place.LIVE):
        return "ran then and has ended; retry it if it shall run again"
    if record is not None and change.after is not None:
        return _not_as_it_was(task_row(state, record), before, change.after)
    if change.after is not None:
        return "is not known any more: it was removed from the list meanwhile"
    return None if record is None else "is there again; cancel that one and remove it first"


def _not_as_it_was(now: TaskRow, before: TaskRow | None, after: TaskRow) -> str | None:
    if now.state.is_live and not after.state.is_live:
        return "has started meanwhile; cancel it if it shall not run"
    if now.state.is_live and (before is None or not before.state.is_live):
        return "runs already; pause it or cancel it instead"
    if now.state.is_final and not after.state.is_final:
        return f"has ended meanwhile ({now.state.replace('_', ' ')}); retry it if it shall run again"
    return None if _mark(now) == _mark(after) else "was changed again meanwhile; change it by hand"


def _mark(row: TaskRow) -> tuple[object, ...]:
    """What tells whether somebody has changed a task; its claims are looked up anew at each start."""
    if row.state.is_live:
        return "live", row.attempt, row.paused
    if row.state.is_final:
        return row.state, row.attempt, row.ended_at, row.queued_at
    spec = replace(row.spec, claims=())
    return row.state, row.attempt, spec, row.order, row.queued_at, row.paused


def _order_problems(
    change: TaskChange, wanted: Mapping[str, TaskRow | None], state: MachineState
) -> Iterator[str]:
    """Why a task cannot be what it was because of what it comes after, or what comes after it."""
    before = change.before
    for name in before.spec.after if before is not None else ():
        row = _to_be(name, wanted, state)
        if row is None:
            yield f"comes after {name!r}, which was removed from the list; edit it or add it anew"
        elif before is not None and before.state is TaskState.QUEUED and _has_failed(row.state):
            yield f"comes after {name!r}, which {row.state.replace('_', ' ')}; retry that one first"
    for name in state.dependents.get(change.task_id, ()):
        row = _to_be(name, wanted, state)
        if row is None or change.task_id not in row.spec.after:
            continue
        if before is None:
            yield f"cannot be taken out: {name!r} comes after it; take that one out first"
        elif _has_failed(before.state) and row.state is TaskState.QUEUED:
            yield f"cannot be ended again: {name!r} waits for it; cancel that one first"


def _to_be(name: str, wanted: Mapping[str, TaskRow | None], state: MachineState) -> TaskRow | None:
    """A task as it will be when all is undone."""
    if name in wanted:
        return wanted[name]
    record = state.tasks.get(name)
    return None if record is None else task_row(state, record)


def _has_failed(state: TaskState) -> bool:
    return state.is_final and state is not TaskState.SUCCEEDED


def _circles(
    changes: Sequence[TaskChange], wanted: Mapping[str, TaskRow | None], state: MachineState
) -> Iterator[tuple[str, str]]:
    """Tasks that would come after each other, because another was edited meanwhile."""
    waiting = [row for row in wanted.values() if row is not None and row.state is TaskState.QUEUED]
    if not any(row.spec.after for row in waiting):
        return
    specs = {
        name: record.spec
        for name, record in state.tasks.items()
        if name not in wanted and not record.state.is_final
    }
    specs |= {row.spec.id: row.spec for row in waiting}
    for _, problem in cycles(specs):
        for change in changes:
            yield change.task_id, f"task {change.task_id!r} cannot be put back: {problem}"


def _put_back_hand(step: Step, record: TaskRecord, before: TaskRow) -> None:
    record.paused, record.paused_why = before.paused, before.paused_why
    lay_hand(step, record, before.until)


def _take_out(step: Step, record: TaskRecord) -> None:
    if record.place in QUEUED_PLACES:
        leave_queue(step, record)
    unlink(step, record)


def _take_in(step: Step, rows: Sequence[TaskRow]) -> None:
    state = step.state
    records = [take_in(step, row) for row in rows]
    for record in records:
        link(step, record)
        if record.place is Place.ENDED:
            step.task_changed(record)
    for record in sorted(records, key=lambda record: record.entry):
        if record.place is not Place.ENDED:
            queue_again(step, record)
    # Views show tasks in the order in which they were queued, and one that comes back has its old number.
    ordered = sorted(state.tasks.items(), key=lambda item: item[1].number)
    state.tasks.clear()
    state.tasks.update(ordered)


def _tell_followers(step: Step, changed: set[str]) -> None:
    """Those who come after a task that is another than it was may have to wait for it, or no more."""
    followers = {name: None for task_id in changed for name in step.state.dependents.get(task_id, ())}
    for name in followers:
        record = step.state.tasks[name]
        if name not in changed and record.place in QUEUED_PLACES:
            recount_unmet(step, record)
