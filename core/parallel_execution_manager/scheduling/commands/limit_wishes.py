"""What an operator can wish for the limits of the machine."""

from __future__ import annotations

from dataclasses import replace

from parallel_execution_manager.scheduling.events import LimitSet
from parallel_execution_manager.scheduling.model.checks import TITLES
from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.model.rungs import RESOURCES
from parallel_execution_manager.scheduling.settings.settings import HIGHEST_LIMIT, LOWEST_LIMIT
from parallel_execution_manager.scheduling.state.state import Step
from parallel_execution_manager.scheduling.throttling.judging_anew import judge_anew


def on_limit_set(step: Step, event: LimitSet) -> None:
    """Hold roles back by another limit pair of one resource from now on; those it held are judged anew."""
    state = step.state
    problem = limit_problem(event.resource, event.limits)
    if problem is not None:
        step.refuse(problem)
        return
    if state.policy.limit(event.resource) == event.limits:
        return
    before, limits = state.policy, {event.resource: event.limits}
    state.policy = replace(state.policy, **limits)  # type: ignore[arg-type]
    step.reach_changed()
    for role in state.roles.values():
        step.role_changed(role)
    judge_anew(step, before)


def limit_problem(resource: str, limits: LimitPair) -> str | None:
    """Why a limit pair cannot be set, and what could be; ``None`` if it can."""
    if resource not in RESOURCES:
        return f"resource {resource!r} has no limit; those that have one: {', '.join(RESOURCES)}"
    title = TITLES[resource]
    for name, value in (("throttle", limits.throttle), ("resume", limits.resume)):
        if not LOWEST_LIMIT <= value <= HIGHEST_LIMIT:
            return (
                f"the {name} limit of {title} cannot be {value:g} %; give a number from {LOWEST_LIMIT:g} "
                f"to {HIGHEST_LIMIT:g}"
            )
    if limits.resume > limits.throttle:
        return (
            f"{title} cannot resume at {limits.resume:g} %, above its throttle limit of "
            f"{limits.throttle:g} %; lower the one or raise the other"
        )
    return None
