"""Removal of ended tasks from the list, on request, by age, or for a new task of the same id.

None goes that another comes after. What has failed does not go by itself: somebody has to look at it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from parallel_execution_manager.scheduling.effects import TaskForgotten
from parallel_execution_manager.scheduling.events import TasksForgotten
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.state.machine_state import MachineState, Step
from parallel_execution_manager.scheduling.state.task_record import Place, TaskRecord
from parallel_execution_manager.scheduling.state.timers import TimerKind

_LEAVING = frozenset({TaskState.SUCCEEDED, TaskState.CANCELLED})


def on_tasks_forgotten(step: Step, event: TasksForgotten) -> None:
    """Drop ended tasks that no other comes after, in whatever order they are named."""
    wanted = frozenset(event.task_ids)
    rest = list(reversed(event.task_ids))
    while rest:
        task_id = rest.pop()
        record = step.state.tasks.get(task_id)
        if record is None or record.place is not Place.ENDED or step.state.dependents.get(task_id):
            continue
        forget(step, record)
        # Of these it may have been the last that came after them.
        rest.extend(name for name in record.spec.after if name in wanted)


def forget(step: Step, record: TaskRecord) -> None:
    """Take an ended task off the list."""
    unlink(step, record)
    step.state.timers.drop(TimerKind.LEAVE, record.id)
    del step.state.tasks[record.id]
    step.emit(TaskForgotten(at=step.at, cause=step.cause, task_id=record.id))


def unlink(step: Step, record: TaskRecord) -> None:
    """A task comes after no other any more."""
    for name in dict.fromkeys(record.spec.after):
        followers = step.state.dependents[name]
        del followers[record.id]
        if not followers:
            del step.state.dependents[name]
            # It may have stayed for this one alone.
            leave_later(step, step.state.tasks.get(name))


def leave_later(step: Step, record: TaskRecord | None) -> None:
    """Have a task leave by itself some time after its end, if it has ended well and that is set."""
    after_s = 0.0 if step.state.is_trial else step.state.policy.ended_leave_after_s
    if after_s and record is not None and record.place is Place.ENDED and record.state in _LEAVING:
        ended = step.at if record.ended_at is None else record.ended_at
        step.state.timers.set(max(step.at, ended + after_s), TimerKind.LEAVE, record.id)


def leave_by_other_rule(step: Step) -> None:
    """Another time is set: it counts for what has ended already as well."""
    for record in step.state.tasks.values():
        step.state.timers.drop(TimerKind.LEAVE, record.id)
        leave_later(step, record)


def on_leave_due(step: Step, record: TaskRecord) -> None:
    """Its time has come, unless it was queued again meanwhile; what another comes after leaves after that."""
    if record.place is Place.ENDED and record.state in _LEAVING and not step.state.dependents.get(record.id):
        forget(step, record)


def why_kept(state: MachineState, task_ids: Sequence[str]) -> dict[str, str]:
    """Why tasks that were to be forgotten are still there, by id; those that are not are left out."""
    return {name: _why_kept(state, state.tasks[name]) for name in task_ids if name in state.tasks}


def _why_kept(state: MachineState, record: TaskRecord) -> str:
    if record.place is not Place.ENDED:
        return f"task {record.id!r} has not ended; cancel it first or wait for its end"
    followers = state.dependents.get(record.id)
    if not followers:
        return f"task {record.id!r} has ended just now; ask again"
    follower = next(iter(followers))
    way_out = "take that one off the list as well"
    return f"task {record.id!r} is kept because {follower!r} comes after it; {way_out}"


def making_room(ids: Collection[str], renewable: Collection[str], state: MachineState) -> tuple[str, ...]:
    """The tasks that have to go so that others may come under ``ids``: theirs, and all that come after them.

    Only those among ``renewable`` go, and only if they have ended. If anything that comes after a task has
    to stay, the task stays too.
    """
    reached = _followed((name for name in ids if name in state.tasks), state)
    staying = {n for n in reached if n not in renewable or state.tasks[n].place is not Place.ENDED}
    rest = list(staying)
    while rest:
        held = [name for name in state.tasks[rest.pop()].spec.after if name in reached]
        rest.extend(name for name in held if name not in staying)
        staying.update(held)
    return tuple(_followed((name for name in reached if name in ids and name not in staying), state))


def _followed(names: Iterable[str], state: MachineState) -> dict[str, None]:
    """Tasks, and all that come after them over however many steps."""
    found = dict.fromkeys(names)
    rest = list(found)
    while rest:
        followers = [name for name in state.dependents.get(rest.pop(), ()) if name not in found]
        found.update(dict.fromkeys(followers))
        rest.extend(followers)
    return found
