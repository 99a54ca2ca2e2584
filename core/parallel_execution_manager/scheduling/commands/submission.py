"""Validation of tasks before they are queued: every problem at once."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.task import Requirement, TaskSpec, TaskState
from parallel_execution_manager.scheduling.settings.declarations import near_names
from parallel_execution_manager.scheduling.state.machine_state import MachineState

MAX_TIMEOUT_S = 366 * 24 * 3600.0
MAX_RETRIES = 1000
LOOK_FOR_NEAR_IN = 1000
"""Ids that are compared with a mistyped one: comparing is slow, and the first thousand will do."""


def problems_of(
    tasks: Sequence[TaskSpec],
    state: MachineState,
    also_given: Collection[str] = (),
    gone: Collection[str] = (),
) -> list[tuple[int, str]]:
    """Every reason why ``tasks`` cannot be queued, with the position of the task it is about.

    ``also_given`` are ids that ``tasks`` may come after although they are not among them; ``gone`` are
    known tasks that go before these come.
    """
    found: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for index, task in enumerate(tasks):
        if task.id in seen:
            found.append((index, f"id {task.id!r} is used twice; give each task an id of its own"))
        elif task.id in state.tasks and task.id not in gone:
            found.append((index, _taken(task.id, state)))
        seen.setdefault(task.id, index)
        if not _is_sound(task, state):
            found.extend((index, problem) for problem in _own_problems(task, state))
    names = {*seen, *also_given}
    later = [(index, task) for index, task in enumerate(tasks) if task.after]
    for index, task in later:
        found.extend((index, problem) for problem in _dependency_problems(task, names, state, gone))
    # A circle is made of tasks that come after others.
    known = {task.id: task for _, task in later}
    found.extend((seen[task_id], problem) for task_id, problem in cycles(known))
    return sorted(found)


def _taken(task_id: str, state: MachineState) -> str:
    if not state.tasks[task_id].state.is_final:
        return f"id {task_id!r} is taken by a task that has not ended; choose another id"
    return (
        f"id {task_id!r} is taken by a task that has ended; run it again (pem retry {task_id}), forget it "
        f"(pem forget {task_id}), or choose another id"
    )


def edit_problems(task: TaskSpec, state: MachineState) -> list[str]:
    """Every reason why a queued task cannot be changed to ``task``."""
    others = {name: record.spec for name, record in state.tasks.items() if not record.state.is_final}
    others[task.id] = task
    return [
        *_own_problems(task, state),
        *_dependency_problems(task, (), state),
        *(problem for _, problem in cycles(others)),
    ]


def requirement_problems(need: Requirement, size: MachineSize) -> Iterator[str]:
    """Why a requirement is no requirement, or more than the computer has."""
    for name, amount, has in (
        ("cpu_cores", need.cpu_cores, float(size.cores)),
        ("memory_mb", need.memory_mb, size.memory_mb),
    ):
        if not math.isfinite(amount) or amount < 0:
            yield f"requirement {name} is {amount:.12g}; give a number from 0 to {math.floor(has)}"
        elif amount > has:
            yield (
                f"requirement {name} is {amount:.12g}, more than this computer has ({round(has, 1):.12g}): "
                f"the task could never start; lower it to {math.floor(has)} or less"
            )


def task_problems(task: TaskSpec, size: MachineSize) -> Iterator[str]:
    """What is wrong with a task by itself, whatever else is queued."""
    if not task.id:
        yield "id is empty; leave it out or give it at least one character"
    if task.requirement is not None:
        yield from requirement_problems(task.requirement, size)
    if task.timeout_s is not None and not 0 < task.timeout_s <= MAX_TIMEOUT_S:
        yield f"timeout_s is {task.timeout_s:g}; give seconds above 0 up to {MAX_TIMEOUT_S:.0f}, or none"
    if not 0 <= task.retries <= MAX_RETRIES:
        yield f"retries is {task.retries}; give a whole number from 0 to {MAX_RETRIES}"


def _is_sound(task: TaskSpec, state: MachineState) -> bool:
    """Whether ``_own_problems`` has none to tell, found out sooner: so it is with almost all tasks."""
    if task.role not in state.roles:
        return False
    size = state.policy.size
    need = state.roles[task.role].requirement if task.requirement is None else task.requirement
    return (
        task.id != ""
        and 0 <= need.cpu_cores <= size.cores
        and 0 <= need.memory_mb <= size.memory_mb
        and (task.timeout_s is None or 0 < task.timeout_s <= MAX_TIMEOUT_S)
        and 0 <= task.retries <= MAX_RETRIES
    )


def _own_problems(task: TaskSpec, state: MachineState) -> Iterator[str]:
    if task.role not in state.roles:
        near = near_names(task.role, state.roles)
        hint = f"did you mean {near[0]!r}?" if near else f"known roles: {', '.join(state.roles)}"
        yield f"role {task.role!r} is unknown; {hint}"
    elif task.requirement is None:
        need = state.roles[task.role].requirement
        for problem in requirement_problems(need, state.policy.size):
            yield f"{problem} (it is the requirement of role {task.role}: see role_resource_requirements)"
    yield from task_problems(task, state.policy.size)


def _dependency_problems(
    task: TaskSpec, new: Collection[str], state: MachineState, gone: Collection[str] = ()
) -> Iterator[str]:
    for other in task.after:
        record = None if other in gone else state.tasks.get(other)
        if other in new:
            continue
        if record is None:
            near = near_names(other, [*new, *state.tasks][:LOOK_FOR_NEAR_IN])
            place = "this file or of the queue" if len(new) > 1 else "the queue"
            hint = f"did you mean {near[0]!r}?" if near else f"name a task of {place}"
            yield f"'after' names {other!r}, which is no known task; {hint}"
        elif record.state.is_final and record.state is not TaskState.SUCCEEDED:
            word = record.state.replace("_", " ")
            yield f"'after' names {other!r}, which {word}; retry it first or leave it out"


def cycles(tasks: Mapping[str, TaskSpec]) -> Iterator[tuple[str, str]]:
    """Each dependency cycle once, by depth-first search without recursion."""
    done: set[str] = set()
    for root in tasks:
        path: dict[str, None] = {}
        stack = [(root, iter(tasks[root].after))] if root not in done else []
        if stack:
            path[root] = None
        while stack:
            name, rest = stack[-1]
            other = next((o for o in rest if o in tasks and o not in done), None)
            if other is None:
                stack.pop()
                path.pop(name)
                done.add(name)
            elif other in path:
                names = list(path)
                circle = [*names[names.index(other) :], other]
                yield other, f"'after' goes in a circle: {' → '.join(circle)}; remove one of them"
                done.add(other)
            else:
                path[other] = None
                stack.append((other, iter(tasks[other].after)))
