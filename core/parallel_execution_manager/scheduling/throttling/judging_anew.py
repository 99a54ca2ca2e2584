"""Another limit is in force: roles that were held back by the one before are judged by it at once.

Who raises a limit wants what was held to go on, and not to wait until usage was low for long enough
under a limit that it does not cross.
"""

from __future__ import annotations

from dataclasses import replace

from parallel_execution_manager.scheduling.model.checks import Reason, ReasonKind
from parallel_execution_manager.scheduling.model.policy import Policy
from parallel_execution_manager.scheduling.model.rungs import RESOURCES, Rung
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.state import Step
from parallel_execution_manager.scheduling.state.watch import Level
from parallel_execution_manager.scheduling.throttling.climb import fit_again, tell


def judge_anew(step: Step, before: Policy) -> None:
    """Let go what the limits in force now would not have held, and correct what is told of the rest."""
    for resource in RESOURCES:
        pair, was = step.state.policy.limit(resource), before.limit(resource)
        if pair == was:
            continue
        level = step.state.ladder.watch.levels[resource]
        level.obey(pair)
        if resource == "disk":
            step.state.ledger.judge_disk(step.state.policy, raised=pair.throttle > was.throttle)
        if pair.throttle > was.throttle and level.is_kept:
            _let_go(step, resource, level)
        for role in step.state.roles.values():
            reason = role.reason
            if reason is not None and not reason.resumed and reason.resource == resource:
                outdated = pair.throttle != reason.throttle_limit
                role.reason = replace(reason, resume_limit=pair.resume, outdated=outdated)
                step.role_changed(role)


def _let_go(step: Step, resource: str, level: Level) -> None:
    """Undo what was done for a resource, the last first; what another one holds on top of that stays."""
    ladder, stay, gone = step.state.ladder, set[str](), dict[str, None]()
    for each in reversed(tuple(ladder.raises)):
        role = step.state.roles[each.role]
        resumes = each.after >= Rung.SUSPENDED > each.before
        if each.resource != resource or each.role in stay or (resumes and not fit_again(step, role)):
            stay.add(each.role)
            continue
        ladder.step_down(role, step.at)
        gone[role.name] = None
    for name in gone:
        role = step.state.roles[name]
        tell(step, role, _reason(step, role, resource, level))


def _reason(step: Step, role: RoleRecord, resource: str, level: Level) -> Reason:
    is_held = role.rung is not Rung.FREE
    return Reason(
        resource=resource,
        measured=level.average,
        throttle_limit=level.pair.throttle,
        resume_limit=level.pair.resume,
        since=step.at,
        held_s=0.0,
        kind=ReasonKind.LIMIT_RAISED,
        rung=role.rung,
        until=role.rung_since + step.state.policy.max_hold_s if is_held else None,
    )
