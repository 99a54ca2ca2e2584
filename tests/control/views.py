"""Views of tasks and roles as a manager gives them, for tests that need none."""

from __future__ import annotations

from typing import Any

from parallel_execution_manager.scheduling.admission.estimates import Estimate, Source
from parallel_execution_manager.scheduling.model.checks import Check, Reason
from parallel_execution_manager.scheduling.model.task import Requirement, RoleState, TaskSpec, TaskState
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView

REASON = Reason("cpu", 91.0, 80.0, 70.0, since=90.0, held_s=10.0)


def task_view(task_id: str = "t1", state: TaskState = TaskState.QUEUED, **changes: Any) -> TaskView:
    """A task's view; ``name``, ``role``, ``after`` and ``declared`` go into its specification."""
    spec = TaskSpec(
        id=task_id,
        role=changes.pop("role", "agent_simulations"),
        name=changes.pop("name", task_id),
        command=("true",),
        requirement=changes.pop("declared", None),
        after=changes.pop("after", ()),
    )
    usual: dict[str, Any] = {
        "order": (0.0, 0),
        "attempt": 0 if state is TaskState.QUEUED else 1,
        "queued_at": 100.0,
        "started_at": None,
        "ended_at": None,
        "suspended_s": 0.0,
        "suspended_since": None,
        "exit_code": None,
        "detail": "",
        "paused": False,
        "stopping": "",
        "estimate": Estimate(Requirement(), Source.ROLE),
        "waits_for": None,
    }
    return TaskView(spec=spec, state=state, **{**usual, **changes})


def role_view(name: str = "agent_simulations", queued: int = 0, waits_for: Check | None = None) -> RoleView:
    """A role's view."""
    return RoleView(
        name=name,
        state=RoleState.ACTIVE,
        priority=5,
        queued=queued,
        running=0,
        suspended=0,
        by_operator=False,
        reason=None,
        since=0.0,
        waits_for=waits_for,
    )
