"""Measuring first what nothing is known of: one task at a time of each unknown kind.

Without it a whole queue of unknown tasks is admitted by a guess, and all of them are wrong together.
"""

from __future__ import annotations

from parallel_execution_manager.scheduling.admission.estimates import Source
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.state.records import TaskRecord
from parallel_execution_manager.scheduling.state.state import MachineState, Step
from parallel_execution_manager.scheduling.state.timers import TimerKind

PATIENCE_S = 10.0
"""A task that grows for longer does not keep the others of its kind back any more."""


def probe_check(state: MachineState, record: TaskRecord) -> Check:
    """Whether no other task of the same unknown kind is still being measured."""
    if not (state.policy.learn and record.estimate.is_guess):
        return Check(CheckKind.MEASURING, ok=True)
    other = next((live for live in state.live.values() if _is_probe_for(live, record, state.at)), None)
    if other is None:
        return Check(CheckKind.MEASURING, ok=True)
    return Check(CheckKind.MEASURING, ok=False, blocker=other.id, since=other.began_at)


def _is_probe_for(live: TaskRecord, record: TaskRecord, at: float) -> bool:
    if not live.estimate.is_guess or live.settled or at >= _patience_ends(live):
        return False
    if record.estimate.source is Source.ROLE:
        return live.kind.program == record.kind.program
    return live.kind.sibling == record.kind.sibling


def wake_after_probe(step: Step, probe: Check) -> None:
    """Look again when a task that is being measured has kept others waiting for long enough."""
    live = step.state.live[probe.blocker]
    if not live.probe_timer:
        live.probe_timer = True
        step.state.timers.set(_patience_ends(live), TimerKind.PROBE, live.id, live.attempt)


def _patience_ends(live: TaskRecord) -> float:
    return live.began_at + PATIENCE_S
