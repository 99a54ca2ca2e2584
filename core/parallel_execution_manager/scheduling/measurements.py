"""What measurements change: charges of tasks, what is known of the computer, roles held or released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from parallel_execution_manager.scheduling.charging import charge_of
from parallel_execution_manager.scheduling.effects import RoleReleased, RoleThrottled, SampleNoted
from parallel_execution_manager.scheduling.events import PulseTaken, SampleTaken
from parallel_execution_manager.scheduling.learning import note_usage
from parallel_execution_manager.scheduling.outgrowth import watch_growth
from parallel_execution_manager.scheduling.sample import TaskUsage
from parallel_execution_manager.scheduling.state import Step


def on_sample_taken(step: Step, event: SampleTaken) -> None:
    """Charge tasks with what they were measured to use, and hold or release one role if it is time."""
    state, sample = step.state, event.sample
    step.emit(SampleNoted(at=step.at, cause=step.cause, sample=sample))
    step.room_changed = True
    if state.ledger.has_pulses(sample.at):
        _note_disk_rates(step, sample.tasks)
    else:
        _charge_anew(step, sample.at, sample.tasks)
    state.ledger.observe(sample, state.policy)
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
    pulse = event.pulse
    _charge_anew(step, pulse.at, pulse.tasks)
    step.state.ledger.observe_pulse(pulse, step.state.policy)
    if pulse.tasks and pulse.memory_used_mb is not None:
        watch_growth(step, pulse.memory_used_mb)


def _charge_anew(step: Step, at: float, tasks: Mapping[str, TaskUsage]) -> None:
    ledger = step.state.ledger
    seconds = ledger.seconds_since_tasks(at)
    for record in step.state.live.values():
        usage = tasks.get(record.id)
        if usage is not None:
            record.cpu_seen_s += usage.cpu_cores * seconds
            note_usage(step, record, usage, seconds)
            ledger.charge(record.id, charge_of(record, at))
            step.task_changed(record)


def _note_disk_rates(step: Step, tasks: Mapping[str, TaskUsage]) -> None:
    """Pulses tell all but how fast tasks read and write."""
    for record in step.state.live.values():
        usage = tasks.get(record.id)
        if usage is not None and record.usage is not None:
            record.usage = replace(record.usage, read_mb_s=usage.read_mb_s, write_mb_s=usage.write_mb_s)
            step.task_changed(record)
