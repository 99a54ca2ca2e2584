"""Commands as named actions with arguments, as command line and socket requests give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, Final

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.leases.claims import name_of
from parallel_execution_manager.scheduling.model.levels import RESOURCES
from parallel_execution_manager.scheduling.model.policy import Policy, RolePolicy
from parallel_execution_manager.scheduling.model.task import ClaimMode, TaskSpec
from parallel_execution_manager.scheduling.settings.sections import pair_as_written, threshold_key
from parallel_execution_manager.scheduling.snapshot import Action, Verb
from parallel_execution_manager.scheduling.state.machine_state import MachineState

_OF_TASKS: Final[Mapping[type[events.Event], Verb]] = {
    events.TaskCancelled: Verb.CANCEL,
    events.TaskPaused: Verb.PAUSE,
    events.TaskResumed: Verb.RESUME,
    events.TaskRetried: Verb.RETRY,
}
_OF_ROLES: Final[Mapping[type[events.Event], Verb]] = {
    events.RolePaused: Verb.PAUSE,
    events.RoleResumed: Verb.RESUME,
}


def actions_of(state: MachineState, wishes: Iterable[events.Event]) -> tuple[Action, ...]:
    """These wishes of ``state`` as actions, one after the other; what is only measured is left out.

    Raises:
        TypeError: there is no verb for a wish.
    """
    # That the computer does less is tried, too; nobody can wish it.
    wished = (wish for wish in wishes if not isinstance(wish, events.SampleTaken))
    found = [action for wish in wished for action in _action_of(state, wish)]
    merged: list[Action] = []
    for action in found:
        before = merged[-1] if merged else None
        if (
            before is not None
            and before.verb == action.verb
            and {*before.arguments, *action.arguments} == {"tasks"}
        ):
            tasks = [*before.arguments["tasks"], *action.arguments["tasks"]]
            merged[-1] = Action(action.verb, {"tasks": tasks})
        else:
            merged.append(action)
    return tuple(merged)


def _action_of(state: MachineState, wish: events.Event) -> Iterator[Action]:
    verb = _OF_TASKS.get(type(wish)) or _OF_ROLES.get(type(wish))
    match wish:
        case events.TaskEdited(task=task):
            yield Action(Verb.EDIT, {"task": task.id, **_edited(state.tasks[task.id].spec, task)})
        case events.PolicyChanged(policy=policy):
            yield Action(Verb.CONFIGURE, {"settings": _settings(state.policy, policy)})
        case events.TaskMoved(task_id=name, position=position):
            yield Action(Verb.MOVE, {"task": name, "position": position})
        case events.TaskPrioritySet(task_id=name, priority=priority):
            yield Action(Verb.PRIORITY, {"task": name, "priority": priority.word})
        case events.RolePrioritySet(role=role, priority=number):
            yield Action(Verb.PRIORITY, {"role": role, "priority": number})
        case events.RoleStarted(role=role):
            yield Action(Verb.START, {"roles": [role]})
        case _ if verb is not None:
            yield Action(verb, _whom(wish))
        case _:
            raise TypeError(f"there is no verb for the wish {type(wish).__name__}: add one to Verb")


def _whom(wish: Any) -> dict[str, Any]:
    return {"tasks": [wish.task_id]} if type(wish) in _OF_TASKS else {"role": wish.role}


def _edited(before: TaskSpec, after: TaskSpec) -> dict[str, Any]:
    """What an edit changes; of files and of what it comes after only the entries that do."""
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
        threshold_key(name): pair_as_written(after.limit(name))
        for name in RESOURCES
        if after.limit(name) != before.limit(name)
    }
    most = after.max_parallel_tasks
    counts = {"max_parallel_tasks": most} if most != before.max_parallel_tasks else {}
    sections: dict[str, dict[str, Any]] = {
        "resource_thresholds": limits,
        "scheduling": counts,
        "role_settings": _of_roles(before, after, "max_concurrent_tasks", attrgetter("max_tasks")),
        "role_resource_requirements": _of_roles(before, after, "disk_mb", attrgetter("disk_mb")),
    }
    return {section: values for section, values in sections.items() if values}


def _of_roles(before: Policy, after: Policy, key: str, of: Callable[[RolePolicy], float]) -> dict[str, float]:
    return {
        f"{name}.{key}": of(role)
        for name, role in after.roles.items()
        if name in before.roles and of(role) != of(before.roles[name])
    }
