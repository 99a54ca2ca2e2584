"""Commands on tasks."""

from __future__ import annotations

from dataclasses import replace

from parallel_execution_manager.scheduling.admission.footprints import kind_of
from parallel_execution_manager.scheduling.commands.submission import edit_problems, problems_of
from parallel_execution_manager.scheduling.events import (
    TaskCancelled,
    TaskEdited,
    TaskMoved,
    TaskPaused,
    TaskPrioritySet,
    TaskResumed,
    TaskRetried,
    TasksSubmitted,
)
from parallel_execution_manager.scheduling.model.policy import end_problem
from parallel_execution_manager.scheduling.model.task import TaskSpec, TaskState
from parallel_execution_manager.scheduling.queueing.lifecycle import ask_to_stop, end, reconcile
from parallel_execution_manager.scheduling.queueing.placement import (
    QUEUED_PLACES,
    enter_queue,
    leave_queue,
    recount_unmet,
    settle,
)
from parallel_execution_manager.scheduling.queueing.removal import forget, making_room, unlink
from parallel_execution_manager.scheduling.state.machine_state import Step
from parallel_execution_manager.scheduling.state.task_record import Place, TaskRecord
from parallel_execution_manager.scheduling.state.timers import TimerKind

NEIGHBOURS = 8
SMALLEST_GAP_S = 1e-9


def on_tasks_submitted(step: Step, event: TasksSubmitted) -> None:
    """Queue all tasks, or refuse all with every problem."""
    gone = making_room(dict.fromkeys(task.id for task in event.tasks), event.renewable, step.state)
    problems = problems_of(event.tasks, step.state, gone=frozenset(gone))
    if problems:
        step.refuse(*(f"task {event.tasks[index].id!r}: {problem}" for index, problem in problems))
        return
    for name in gone:
        forget(step, step.state.tasks[name])
    records = [_admit(step, task) for task in event.tasks]
    for record in records:
        _link(step, record)
        enter_queue(step, record)


def on_task_edited(step: Step, event: TaskEdited) -> None:
    """Change a queued task; what runs or has ended keeps the form in which it started."""
    record = _find(step, event.task.id, queued="edited")
    if record is None:
        return
    problems = edit_problems(event.task, step.state)
    if problems:
        step.refuse(*(f"task {record.id!r}: {problem}" for problem in problems))
        return
    leave_queue(step, record)
    unlink(step, record)
    if event.task.priority is not record.spec.priority:
        record.order = step.state.place_in_line(event.task.priority, record.queued_at, record.number)
    record.spec = event.task
    record.files_since = None
    record.kind = kind_of(event.task)
    record.estimate = step.state.estimate(record.spec, record.kind)
    _link(step, record)
    enter_queue(step, record)


def on_task_priority_set(step: Step, event: TaskPrioritySet) -> None:
    """Change a queued task's priority; it goes where it would be, had it been queued with that."""
    record = _find(step, event.task_id, queued="given another priority")
    if record is not None:
        leave_queue(step, record)
        record.spec = replace(record.spec, priority=event.priority)
        record.order = step.state.place_in_line(event.priority, record.queued_at, record.number)
        enter_queue(step, record)


def on_task_moved(step: Step, event: TaskMoved) -> None:
    """Put a queued task between two others of its role's line."""
    record = _find(step, event.task_id, queued="moved")
    if record is None:
        return
    leave_queue(step, record)
    queue = step.state.role_of(record).queue
    position = max(0, min(event.position, len(queue)))
    before = queue.at(position - 1)[0] if position else None
    behind = queue.at(position)[0] if position < len(queue) else None
    record.order = _between(before, behind, record.order)
    if record.order in (before, behind):
        _make_room(step, record.spec.role, position)
        record.order = _between(queue.at(position - 1)[0], queue.at(position)[0], record.order)
    enter_queue(step, record)


def on_task_cancelled(step: Step, event: TaskCancelled) -> None:
    """A queued task ends now; a live one ends when its process tree is gone."""
    record = _find(step, event.task_id)
    if record is None:
        return
    if record.place is Place.ENDED:
        step.refuse(f"task {record.id!r} has ended already; there is nothing to cancel")
    elif record.place is Place.LIVE:
        if event.only_queued:
            step.refuse(f"task {record.id!r} runs already; it cannot be taken out of the queue")
        elif record.ending in (None, TaskState.QUEUED):
            ask_to_stop(step, record, TaskState.CANCELLED, "cancelled by you")
    else:
        leave_queue(step, record)
        record.detail = "cancelled by you"
        end(step, record, TaskState.CANCELLED)


def on_task_retried(step: Step, event: TaskRetried) -> None:
    """Queue an ended task again, and with it those that were cancelled because of it."""
    record = _find(step, event.task_id)
    if record is None:
        return
    if record.place is not Place.ENDED:
        step.refuse(f"task {record.id!r} has not ended; cancel it first or wait for its end")
        return
    unready = [name for name in record.spec.after if not _succeeded_or_open(step, name)]
    if unready:
        step.refuse(
            f"task {record.id!r} waits for {unready[0]!r}, which did not succeed; retry that one first"
        )
        return
    pending = [record]
    while pending:
        again = pending.pop()
        _requeue(step, again)
        followers = (step.state.tasks[name] for name in step.state.dependents.get(again.id, ()))
        pending.extend(f for f in followers if _comes_again_with(step, f, again))


def on_task_paused(step: Step, event: TaskPaused) -> None:
    """Hold a queued task, or suspend a live one, until the operator resumes it."""
    record = _find(step, event.task_id)
    if record is None:
        return
    if record.place is Place.ENDED:
        step.refuse(f"task {record.id!r} has ended; there is nothing to pause")
        return
    if _can_end(step, record, event.until):
        record.paused, record.rein.going = True, False
        record.paused_why = event.why
        lay_hand(step, record, event.until)


def on_task_resumed(step: Step, event: TaskResumed) -> None:
    """Release a paused task; one that the scheduler holds back goes on whatever is measured."""
    record = _find(step, event.task_id)
    if record is None or not _can_end(step, record, event.until):
        return
    was_paused, held_back = record.paused, record.held_back
    restrained = record.place is Place.LIVE and (record.rein.still or record.rein.lowered)
    if was_paused or held_back or restrained:
        record.paused = record.held_back = False
        record.trusted = held_back
        record.rein.going = restrained and not was_paused
        lay_hand(step, record, None if was_paused else event.until)
    elif not (record.rein.going or record.trusted):
        step.refuse(_nothing_to_resume(step, record))


def _nothing_to_resume(step: Step, record: TaskRecord) -> str:
    if record.place is Place.ENDED:
        return f"task {record.id!r} has ended; there is nothing to resume (run it again with retry)"
    role = step.state.role_of(record)
    if role.paused:
        return f"task {record.id!r} stands still with its role {role.name}; resume that"
    return f"task {record.id!r} is not paused; there is nothing to resume"


def on_hand_due(step: Step, record: TaskRecord) -> None:
    """The time is over for which the operator has set something; unless it was set anew meanwhile."""
    if record.until is not None and step.at >= record.until:
        record.paused = record.trusted = record.rein.going = False
        lay_hand(step, record, None)


def _admit(step: Step, task: TaskSpec) -> TaskRecord:
    state = step.state
    state.tasks_seen += 1
    order = state.place_in_line(task.priority, step.at, state.tasks_seen)
    kind = kind_of(task)
    record = TaskRecord(task, state.tasks_seen, order, kind, state.estimate(task, kind), step.at)
    state.tasks[task.id] = record
    return record


def _link(step: Step, record: TaskRecord) -> None:
    after = record.spec.after
    for name in dict.fromkeys(after):
        step.state.dependents.setdefault(name, {})[record.id] = None
    record.unmet = step.state.unmet(record) if after else 0


def _requeue(step: Step, record: TaskRecord) -> None:
    record.state, record.place = TaskState.QUEUED, Place.NOWHERE
    record.failures, record.cancelled_by, record.detail = 0, "", ""
    record.files_since = None
    record.leave_attempt()
    record.queued_at = step.at
    record.order = step.state.place_in_line(record.spec.priority, step.at, record.number)
    record.unmet = step.state.unmet(record)
    enter_queue(step, record)
    for name in step.state.dependents.get(record.id, ()):
        dependent = step.state.tasks[name]
        if dependent.place in QUEUED_PLACES:
            recount_unmet(step, dependent)


def _comes_again_with(step: Step, follower: TaskRecord, again: TaskRecord) -> bool:
    """Whether a task was cancelled for ``again`` alone: nothing else that it needs has failed since."""
    return (
        follower.place is Place.ENDED
        and follower.cancelled_by == again.id
        and all(_succeeded_or_open(step, name) for name in follower.spec.after)
    )


def _succeeded_or_open(step: Step, name: str) -> bool:
    state = step.state.tasks[name].state
    return state is TaskState.SUCCEEDED or not state.is_final


def lay_hand(step: Step, record: TaskRecord, until: float | None) -> None:
    """Have what the operator has set for an open task take effect, until ``until`` if that is given."""
    record.until = until
    if until is not None:
        step.state.timers.set(until, TimerKind.TASK_HAND, record.id)
    if record.place is Place.LIVE:
        step.reach_changed()
        step.task_changed(record)
        reconcile(step, record)
    else:
        settle(step, record)


def _can_end(step: Step, record: TaskRecord, until: float | None) -> bool:
    problem = end_problem(until, step.at, f"task {record.id!r}")
    if problem is not None:
        step.refuse(problem)
    return problem is None


def _between(before: float | None, behind: float | None, alone: float) -> float:
    if before is None:
        return alone if behind is None else behind - 1.0
    return before + 1.0 if behind is None else (before + behind) / 2


def _make_room(step: Step, role_name: str, position: int) -> None:
    """Space the tasks around ``position`` evenly, so that there is an order between any two."""
    queue, width = step.state.roles[role_name].queue, NEIGHBOURS
    while True:
        first, last = max(1, position - width), min(len(queue) - 1, position + width)
        low, high = queue.at(first - 1)[0], queue.at(last)[0]
        gap = (high - low) / (last - first + 1)
        if gap > SMALLEST_GAP_S or (first == 1 and last == len(queue) - 1):
            break
        width *= 2
    records = [step.state.tasks[queue.at(index)[2]] for index in range(first, last)]
    for record in records:
        leave_queue(step, record)
    for index, record in enumerate(records, start=1):
        record.order = low + index * max(gap, SMALLEST_GAP_S)
        enter_queue(step, record)


def _find(step: Step, task_id: str, queued: str = "") -> TaskRecord | None:
    """The task, or ``None`` after a refusal; ``queued`` says what only a queued task can be."""
    record = step.state.tasks.get(task_id)
    if record is None:
        step.refuse(f"task {task_id!r} is not known; it may have been forgotten after its end")
        return None
    if queued and record.place in (Place.LIVE, Place.ENDED):
        word = "runs" if record.place is Place.LIVE else "has ended"
        step.refuse(f"task {task_id!r} {word}; only a queued task can be {queued}")
        return None
    return record
