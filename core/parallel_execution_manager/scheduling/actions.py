"""Wishes as people and programs ask for them: a verb of ``pem`` and of a manager's door, and its arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.claims import name_of
from parallel_execution_manager.scheduling.model import ClaimMode, TaskSpec
from parallel_execution_manager.scheduling.policy import Policy
from parallel_execution_manager.scheduling.snapshot import Action
from parallel_execution_manager.scheduling.state import MachineState

_LIMITS: Final = ("cpu", "memory", "disk")


def actions_of(state: MachineState, wishes: Iterable[events.Event]) -> tuple[Action, ...]:
    """The actions that are these wishes, made of ``state`` one after the other; what nobody can wish is left out."""
    found = [action for wish in wishes for action in _action_of(state, wish)]
    merged: list[Action] = []
    for action in found:
        before = merged[-1] if merged else None
        if before is not None and before.verb == action.verb and {*before.arguments, *action.arguments} == {"tasks"}:
            tasks = [*before.arguments["tasks"], *action.arguments["tasks"]]
            merged[-1] = Action(action.verb, {"tasks": tasks})
        else:
            merged.append(action)
    return tuple(merged)


def _action_of(state: MachineState, wish: events.Event) -> Iterator[Action]:
    match wish:
        case events.TaskCancelled(task_id=name):
            yield Action("cancel", {"tasks": [name]})
        case events.TaskPaused(task_id=name):
            yield Action("pause", {"tasks": [name]})
        case events.TaskResumed(task_id=name):
            yield Action("resume", {"tasks": [name]})
        case events.TaskRetried(task_id=name):
            yield Action("retry", {"tasks": [name]})
        case events.TaskMoved(task_id=name, position=position):
            yield Action("move", {"task": name, "position": position})
        case events.TaskPrioritySet(task_id=name, priority=priority):
            yield Action("priority", {"task": name, "priority": priority.word})
        case events.TaskEdited(task=task):
            yield Action("edit", {"task": task.id, **_edited(state.tasks[task.id].spec, task)})
        case events.PolicyChanged(policy=policy):
            yield Action("configure", {"settings": _settings(state.policy, policy)})
        case _:
            yield from _of_role(wish)


def _of_role(wish: events.Event) -> Iterator[Action]:
    match wish:
        case events.RoleStarted(role=role):
            yield Action("start", {"roles": [role]})
        case events.RolePaused(role=role):
            yield Action("pause", {"role": role})
        case events.RoleResumed(role=role):
            yield Action("resume", {"role": role})
        case events.RolePrioritySet(role=role, priority=priority):
            yield Action("priority", {"role": role, "priority": priority})


def _edited(before: TaskSpec, after: TaskSpec) -> dict[str, Any]:
    """What an edit changes. Of files and of what it comes after only that is named, so that nothing else can get lost."""
    changes: dict[str, Any] = {}
    if after.role != before.role:
        changes["role"] = after.role
    if after.requirement is not None and after.requirement != before.requirement:
        needs = {"cpu_cores": after.requirement.cpu_cores, "memory_mb": after.requirement.memory_mb}
        changes.update({key: amount for key, amount in needs.items() if key in after.declares})
    modes = {(claim.path, claim.pattern): claim.mode for claim in after.claims}
    own = [(claim, modes.get((claim.path, claim.pattern))) for claim in before.claims]
    lists = {
        "drop_files": [name_of(claim) for claim, mode in own if mode is None],
        "read_files": [
            name_of(claim) for claim, mode in own if mode is ClaimMode.READ and claim.mode is not mode
        ],
        "drop_after": [name for name in before.after if name not in after.after],
    }
    return {**changes, **{key: names for key, names in lists.items() if names}}


def _settings(before: Policy, after: Policy) -> dict[str, dict[str, Any]]:
    """The settings of the configuration that are different, as its file would have them."""
    limits = {
        f"{name}_percent": {"throttle": after.limit(name).throttle, "resume": after.limit(name).resume}
        for name in _LIMITS
        if after.limit(name) != before.limit(name)
    }
    most = after.max_parallel_tasks
    counts = {"max_parallel_tasks": most} if most != before.max_parallel_tasks else {}
    sections = {"resource_thresholds": limits, "scheduling": counts}
    return {section: values for section, values in sections.items() if values}
