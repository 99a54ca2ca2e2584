"""What the details panel says about a task, as pairs of label and text. No Qt in here."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from parallel_execution_manager.scheduling.explain.reasons import (
    waiting_reason,
    where_from,
    wrong_declaration,
)
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView
from parallel_execution_manager.scheduling.state.task_record import ROLE_HOLDS
from parallel_execution_manager_gui.columns import elapsed_s
from parallel_execution_manager_gui.formatting import NOTHING, cores, date_time, duration, memory
from parallel_execution_manager_gui.naming import Named, detail_with_name, unnamed

Fact = tuple[str, str]
PATHS = frozenset({"Works in", "Run folder"})
"""The labels of facts that are paths, most of the time."""
ENDED_WITH = "Ended with"
"""The label of the fact that may be a task's own words."""
WAITED = "Waited"
LABELS = (
    *("Id", "Command", "Works in", "Run folder", "Files", "Attempts", ENDED_WITH),
    *("Queued", "Started", "Ended", "Elapsed", "Needs", "Peak", WAITED),
)
"""All labels, for the catalogues of other languages."""


def work_facts(
    view: TaskView, role_title: str, folder: str, base_folder: str, named: Named = unnamed
) -> tuple[Fact, ...]:
    """What the task does, where, and with which files. ``base_folder`` is where it works if none is given."""
    return (
        ("Id", view.id),
        ("Command", _command(view, role_title)),
        ("Works in", view.spec.cwd or base_folder),
        ("Run folder", folder or "none before the first start"),
        ("Files", _lines([f"{claim.path} ({claim.mode.value})" for claim in view.spec.claims])),
        ("Attempts", _attempts(view)),
        (ENDED_WITH, _ending(view, detail_with_name(view.detail, named))),
    )


def measured_facts(
    view: TaskView, now: float, wall: WallClock, role: RoleView | None = None
) -> tuple[Fact, ...]:
    """When the task ran, what it was allowed, what it used and waited for (also with its ``role``)."""
    times = (view.queued_at, view.started_at, view.ended_at)
    queued, started, ended = (NOTHING if at is None else date_time(at, wall) for at in times)
    return (
        ("Queued", queued),
        ("Started", started),
        ("Ended", ended),
        ("Elapsed", f"{duration(elapsed_s(view, now))}{_suspended(view)}"),
        ("Needs", _needs(view)),
        ("Peak", _peak(view)),
        (WAITED, _waited(view, now, role)),
    )


def _needs(view: TaskView) -> str:
    needs = f"{cores(view.requirement.cpu_cores)} cores, {memory(view.requirement.memory_mb)}"
    wrong = wrong_declaration(view.spec, view.estimate)
    return f"{needs} ({where_from(view.estimate)})" + (f"\n{wrong}" if wrong else "")


def _command(view: TaskView, role_title: str) -> str:
    if view.spec.command:
        return shlex.join(view.spec.command)
    script = view.spec.options.get("script_path") or view.spec.options.get("script")
    return f"{script} ({role_title})" if isinstance(script, str) else f"{role_title}'s own work"


def _lines(texts: list[str]) -> str:
    shown = texts[:3] + ([f"and {len(texts) - 3} more"] if len(texts) > 3 else [])
    return "\n".join(shown) or NOTHING


def _attempts(view: TaskView) -> str:
    allowed = f"of {view.spec.retries + 1}" if view.spec.retries else ""
    limit = f", time limit {duration(view.spec.timeout_s)}" if view.spec.timeout_s else ""
    return f"{view.attempt} {allowed}".strip() + limit


def _ending(view: TaskView, detail: str) -> str:
    if not view.state.is_final:
        return NOTHING
    return ended_with(view.exit_code, detail) or NOTHING


def ended_with(exit_code: int | None, detail: str) -> str:
    """The exit code and what else is known of an end; once, if that begins with it."""
    if exit_code is None or says_exit_code(detail, exit_code):
        return detail
    return ": ".join(filter(None, (f"exit code {exit_code}", detail)))


def says_exit_code(summary: str, exit_code: object) -> bool:
    """Whether what is known of an end begins with the exit code."""
    begins, _, rest = summary.partition(f"exit code {exit_code}")
    return not begins and summary != rest and rest[:1] in ("", ",", ":", ";")


def _suspended(view: TaskView) -> str:
    if view.suspended_s < 1:
        return ""
    limit = "the time limit stood still" if view.spec.timeout_s else "its time stood still"
    return f" (and suspended {duration(view.suspended_s)}: {limit}, the program's own timers did not)"


def _peak(view: TaskView) -> str:
    if view.peak is None:
        return "not measured" if view.state.is_final else "not measured yet"
    peak = view.peak
    processes = "1 process" if peak.processes == 1 else f"{peak.processes} processes"
    return f"{cores(peak.cpu_cores)} cores, {memory(peak.memory_mb)}, {processes}"


def _waited(view: TaskView, now: float, role: RoleView | None) -> str:
    waited = dict(view.waited_s)
    for kind, seconds in _waited_since(view, now, role):
        waited[kind] = waited.get(kind, 0.0) + max(0.0, seconds)
    longest = sorted((pair for pair in waited.items() if pair[1] >= 1), key=lambda pair: -pair[1])[:3]
    return ", ".join(f"{kind.replace('_', ' ')} {duration(seconds)}" for kind, seconds in longest) or NOTHING


def _waited_since(view: TaskView, now: float, role: RoleView | None) -> Iterator[tuple[str, float]]:
    """What was waited for since it was last counted: for its turn until the role as a whole was held."""
    if view.state is not TaskState.QUEUED or view.counted_at is None:
        return
    check = view.waits_for if role is None else waiting_reason(view, role)
    kind = CheckKind.TURN if check is None else check.kind
    since = view.counted_at
    if role is not None and kind in ROLE_HOLDS:
        since = min(now, max(since, role.since))
        yield str(CheckKind.TURN), since - view.counted_at
    yield str(kind), now - since
