"""What measurements change: charges of tasks, what is known of the computer, roles held or released."""

from __future__ import annotations

from collections.abc import Mapping

from parallel_execution_manager.scheduling.effects import RoleReleased, RoleThrottled, SampleNoted
from parallel_execution_manager.scheduling.events import PulseTaken, SampleTaken
from parallel_execution_manager.scheduling.sample import TaskUsage
from parallel_execution_manager.scheduling.state import Step


def on_sample_taken(step: Step, event: SampleTaken) -> None:
    """Charge tasks with what they were measured to use, and hold or release one role if it is time."""
    state, sample = step.state, event.sample
    step.emit(SampleNoted(at=step.at, cause=step.cause, sample=sample))
    step.room_changed = True
    _charge_anew(step, sample.at, sample.tasks)
    state.ledger.observe(sample, state.policy, sample.tasks.values())
    decision = state.throttling.observe(sample, state.policy, tuple(state.roles.values()))
    if decision is None:
        return
    role = decision.role
    role.throttled, role.reason, role.since, role.by_operator = (
        decision.throttle,
        decision.reason,
        step.at,
        False,
    )
    effect = RoleThrottled if decision.throttle else RoleReleased
    step.emit(effect(at=step.at, cause=step.cause, role=role.name, reason=decision.reason))
    step.role_changed(role)


def on_pulse_taken(step: Step, event: PulseTaken) -> None:
    """Charge tasks with what they were measured to use just now."""
    step.room_changed = True
    _charge_anew(step, event.pulse.at, event.pulse.tasks)


def _charge_anew(step: Step, at: float, tasks: Mapping[str, TaskUsage]) -> None:
    state = step.state
    seconds = state.ledger.seconds_since_sample(at)
    for record in state.live.values():
        usage = tasks.get(record.id)
        if usage is not None:
            record.cpu_seen_s += usage.cpu_cores * seconds
            record.usage, record.peak = usage, _peak(record.peak, usage)
            suspended = record.suspended_since is not None
            state.ledger.charge(record.id, record.requirement, usage, suspended=suspended)
            step.task_changed(record)


def _peak(before: TaskUsage | None, now: TaskUsage) -> TaskUsage:
    if before is None:
        return now
    return TaskUsage(
        max(before.cpu_cores, now.cpu_cores),
        max(before.memory_mb, now.memory_mb),
        max(before.processes, now.processes),
    )
