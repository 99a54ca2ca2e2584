"""The computer slept: what was measured before tells nothing now, and what was set by hand has grown old.

All times of the machine are of a clock that stands still meanwhile, so that no task runs out of its time
limit in a computer that sleeps. What an operator sets for an hour is meant by the clock on the wall.
"""

from __future__ import annotations

from parallel_execution_manager.scheduling.effects import SleepNoted
from parallel_execution_manager.scheduling.events import ComputerSlept
from parallel_execution_manager.scheduling.state.state import Step
from parallel_execution_manager.scheduling.state.timers import TimerKind


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
