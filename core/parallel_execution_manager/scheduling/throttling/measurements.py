"""Takes samples into account: charges, limits, throttling, and sleep of the computer.

Limits are watched by pulses where they come, and by samples where none has come for a while. (How
full the disk is stands only in samples.)

All times of the machine are of a clock that stands still meanwhile, so that no task runs out of its time
limit in a computer that sleeps. What an operator sets for an hour is meant by the clock on the wall.
"""

from __future__ import annotations

from collections.abc import Mapping

from parallel_execution_manager.scheduling.effects import SampleNoted, SleepNoted
from parallel_execution_manager.scheduling.events import ComputerSlept, PulseTaken, SampleTaken, Woken
from parallel_execution_manager.scheduling.model.sample import Pulse, ResourceSample, TaskUsage
from parallel_execution_manager.scheduling.queueing.charges import charge, note_usage
from parallel_execution_manager.scheduling.state.machine_state import Step
from parallel_execution_manager.scheduling.state.task_record import TaskRecord
from parallel_execution_manager.scheduling.state.timers import TimerKind
from parallel_execution_manager.scheduling.throttling.controller import take_step
from parallel_execution_manager.scheduling.throttling.memory_guard import let_go_on, watch_growth


def on_sample_taken(step: Step, event: SampleTaken) -> None:
    """Charge tasks with what they were measured to use, and hold one role back or less if it is time."""
    state, sample = step.state, event.sample
    step.emit(SampleNoted(at=step.at, cause=step.cause, sample=sample))
    step.room_changed = True
    values = {"disk": sample.disk_percent}
    if state.ledger.has_pulses(sample.at):
        _tell_usage(step, sample.tasks)
    else:
        for record in _charge_anew(step, sample.at, sample.tasks):
            step.task_changed(record)
        values.update(_values(sample))
        if sample.memory_used_mb is not None:
            let_go_on(step, sample.memory_used_mb)
    state.ledger.observe(sample, state.policy)
    _observe_limits(step, values)


def on_pulse_taken(step: Step, event: PulseTaken) -> None:
    """Charge tasks with what they were measured to use just now, and watch the limits."""
    step.room_changed = True
    pulse = event.pulse
    if pulse.tasks:
        _charge_anew(step, pulse.at, pulse.tasks)
    step.state.ledger.observe_pulse(pulse, step.state.policy)
    if pulse.tasks and pulse.memory_used_mb is not None:
        watch_growth(step, pulse.memory_used_mb)
    _observe_limits(step, _values(pulse))


def on_woken(step: Step, _event: Woken) -> None:
    """A time to act or a dwell may have ended since the last measurement."""
    take_step(step)


def _values(measured: Pulse | ResourceSample) -> dict[str, float | None]:
    pressure = measured.pressure
    return {
        "cpu": measured.cpu_percent,
        "memory": measured.memory_percent,
        "cpu_pressure": None if pressure is None else pressure.cpu,
        "memory_pressure": None if pressure is None else pressure.memory,
        "io_pressure": None if pressure is None else pressure.io,
    }


def _observe_limits(step: Step, values: Mapping[str, float | None]) -> None:
    """Note what was measured, and take the step that is due by it."""
    step.state.ladder.watch.note(step.at, values, step.state.policy)
    take_step(step)


def _charge_anew(step: Step, at: float, tasks: Mapping[str, TaskUsage]) -> list[TaskRecord]:
    """Charge live tasks with what they were measured to use; those that were measured."""
    ledger = step.state.ledger
    seconds = ledger.seconds_since_tasks(at)
    found = [record for record in step.state.live.values() if record.id in tasks]
    for record in found:
        usage = tasks[record.id]
        if _rests(record, usage):
            continue
        record.cpu_seen_s += usage.cpu_cores * seconds
        note_usage(step, record, usage, seconds)
        charge(ledger, record, at, step.state.policy)
    return found


def _rests(record: TaskRecord, usage: TaskUsage) -> bool:
    """Whether a task sleeps as it did when it was charged last: then its charge stays what it is."""
    is_same = usage is record.usage or usage == record.usage
    return is_same and record.settled and not usage.cpu_cores and not record.growth_mb_s


def _tell_usage(step: Step, tasks: Mapping[str, TaskUsage]) -> None:
    """Pulses have charged the tasks already; that is told at the pace of samples, if it would be seen."""
    for task_id in tasks:
        record = step.state.live.get(task_id)
        if record is None or record.usage is None or record.peak is None:
            continue
        now, told = (record.usage, record.peak), record.told
        if told is None or not all(map(TaskUsage.looks_like, now, told)):
            record.told = now
            step.task_changed(record)


def on_computer_slept(step: Step, event: ComputerSlept) -> None:
    """Decide nothing about limits within a dwell, and let what was set for a time end by the wall."""
    state = step.state
    step.emit(SleepNoted(at=step.at, cause=step.cause, slept_s=event.slept_s))
    state.ladder.begin_anew(step.at)
    for role in state.roles.values():
        if role.until is not None:
            role.until = max(step.at, role.until - event.slept_s)
            state.timers.set(role.until, TimerKind.ROLE_HAND, role.name)
            step.role_changed(role)
    for record in state.tasks.values():
        if record.until is not None:
            record.until = max(step.at, record.until - event.slept_s)
            state.timers.set(record.until, TimerKind.TASK_HAND, record.id)
            step.task_changed(record)
