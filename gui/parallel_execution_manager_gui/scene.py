"""An invented moment of work, made by hand and the same each time: for screenshots and tests."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from parallel_execution_manager.scheduling.admission.estimates import Estimate, Source
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind, Reason
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.policy import Hand, MachineSize, Policy
from parallel_execution_manager.scheduling.model.role_queue import group_key
from parallel_execution_manager.scheduling.model.sample import ResourceSample, TaskUsage
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    FileClaim,
    Priority,
    Requirement,
    RoleState,
    TaskSpec,
    TaskState,
)
from parallel_execution_manager.scheduling.snapshot import (
    HolderView,
    LeaseView,
    RoleView,
    Snapshot,
    TaskView,
    WaiterView,
)
from parallel_execution_manager_gui import scene_load

NOW = 10_000.0
WALL_OFFSET = 1_794_000_000.0 - NOW
POLICY = Policy(size=MachineSize(cores=8, memory_mb=32_768.0))
AGENTS, SCRIPTS, GUI = "agent_simulations", "script_assessment", "gui_testing"
RESOURCES, PROJECT, TASKS = "resource_management", "project_management", "task_management"
_NEEDS = Requirement(cpu_cores=0.8, memory_mb=640.0)
_HISTORY_S = 300


def task(name: str, role: str, state: TaskState = TaskState.QUEUED, **given: Any) -> TaskView:
    """A task's view with sensible values for everything that is not given."""
    number = given.pop("number", sum(map(ord, name)))
    spec = TaskSpec(
        id=given.pop("id", name.replace(" ", "-")),
        role=role,
        name=name,
        priority=given.pop("priority", Priority.NORMAL),
        command=given.pop("command", ()),
        claims=given.pop("claims", ()),
        after=given.pop("after", ()),
        cwd="/home/ada/wing-study",
        retries=given.pop("retries", 0),
    )
    started = given.pop("started_at", NOW - 71 if state is not TaskState.QUEUED else None)
    values: dict[str, Any] = {
        "order": (float(number), number),
        "attempt": 0 if state is TaskState.QUEUED else 1,
        "queued_at": NOW - 400,
        "started_at": started,
        "ended_at": NOW - 20 if state.is_final else None,
        "suspended_s": 0.0,
        "suspended_since": None,
        "exit_code": 0 if state is TaskState.SUCCEEDED else None,
        "detail": "",
        "paused": False,
        "stopping": "",
        "group": group_key(_NEEDS) if state is TaskState.QUEUED else None,
        "estimate": Estimate(_NEEDS, Source.SIBLING, 12),
        "waits_for": None,
    }
    return TaskView(spec=spec, state=state, **{**values, **given})


def roles() -> tuple[RoleView, ...]:
    """All roles, one of them throttled, one paused by hand."""
    reason = Reason("cpu", 91, 80, 70, NOW - 22, 10)
    short = Check(CheckKind.CPU, ok=False, measured=6.1, limit=6.4, need=0.8)
    throttled = Check(CheckKind.ROLE_THROTTLED, ok=False, blocker=SCRIPTS, since=NOW - 22)
    paused = Check(CheckKind.ROLE_PAUSED, ok=False, blocker=GUI, since=NOW - 600, by_operator=True)

    held: dict[str, Any] = {"rung": Rung.HELD, "since": NOW - 12, "until": NOW + 1788}
    by_hand: dict[str, Any] = {"by_operator": True, "hand": Hand.PAUSED, "until": NOW + 300}

    def role(name: str, priority: int, queued: int, running: int, **given: Any) -> RoleView:
        values: dict[str, Any] = {
            "state": RoleState.ACTIVE,
            "suspended": 0,
            "by_operator": False,
            "reason": None,
            "since": NOW - 600,
        }
        return RoleView(
            name=name,
            priority=priority,
            queued=queued,
            running=running,
            **{**values, **given},
        )

    return (
        role(AGENTS, 9, 4, 2, waits_for=short, refusals={group_key(_NEEDS): short}),
        role(RESOURCES, 8, 0, 1),
        role(TASKS, 7, 1, 0),
        role(PROJECT, 6, 2, 1),
        role(SCRIPTS, 5, 3, 1, state=RoleState.THROTTLED, reason=reason, waits_for=throttled, **held),
        role(GUI, 4, 2, 1, state=RoleState.SUSPENDED, suspended=1, waits_for=paused, **by_hand),
    )


def tasks() -> tuple[TaskView, ...]:
    """Tasks in every state."""
    return (*_LIVE, *_WAITING, *_ENDED)


def _use(cores: float, memory_mb: float) -> dict[str, TaskUsage]:
    return {"usage": TaskUsage(cores, memory_mb, 2), "peak": TaskUsage(cores * 1.2, memory_mb * 1.1, 3)}


_PLAN = FileClaim("/home/ada/wing-study/plan.toml")
_RUNS, _OK = TaskState.RUNNING, TaskState.SUCCEEDED
_WING = ("python3", "simulate.py", "--agent", "wing_v3", "--seed", "11", "--steps", "200000")
_FOR_PLAN = Check(CheckKind.FILE, ok=False, blocker="update-milestones", path=_PLAN.path, since=NOW - 48)
_AFTER_WING = Check(
    CheckKind.DEPENDENCY, ok=False, measured=1, limit=0, blocker="wing-v3-seed-12", since=NOW - 131
)
_BY_YOU = Check(CheckKind.TASK_PAUSED, ok=False, by_operator=True)
_AGAIN = Check(CheckKind.BACKOFF, ok=False, measured=12, limit=0)
_LIVE = (
    task(
        "wing v3 seed 11",
        AGENTS,
        _RUNS,
        priority=Priority.HIGH,
        started_at=NOW - 131,
        command=_WING,
        retries=2,
        detail="step 84,000 of 200,000",
        **_use(1.92, 812),
    ),
    task(
        "wing v3 seed 12",
        AGENTS,
        _RUNS,
        priority=Priority.HIGH,
        started_at=NOW - 128,
        detail="step 81,500 of 200,000",
        **_use(1.88, 804),
    ),
    task(
        "assess solver package",
        SCRIPTS,
        _RUNS,
        started_at=NOW - 40,
        detail="312 of 940 files",
        **_use(0.97, 210),
    ),
    task("update milestones", PROJECT, _RUNS, started_at=NOW - 62, claims=(_PLAN,), **_use(0.31, 96)),
    task("watch consumers", RESOURCES, _RUNS, started_at=NOW - 3725, **_use(0.02, 58)),
    task(
        "smoke test main window",
        GUI,
        TaskState.SUSPENDED,
        started_at=NOW - 90,
        paused=True,
        suspended_since=NOW - 28,
        **_use(0.0, 174),
    ),
)
_WAITING = (
    task("wing v3 seed 13", AGENTS, number=1, priority=Priority.HIGH),
    task("wing v3 seed 14", AGENTS, number=2, priority=Priority.HIGH),
    task("compare seeds", AGENTS, number=3, waits_for=_AFTER_WING, after=("wing-v3-seed-12",)),
    task(
        "calibrate gust model",
        AGENTS,
        number=4,
        paused=True,
        waits_for=_BY_YOU,
    ),
    task("queue nightly runs", TASKS, number=5, waits_for=_AGAIN, attempt=1),
    task("status report", PROJECT, number=6, waits_for=_FOR_PLAN, claims=(_PLAN,)),
    task("close sprint 14", PROJECT, number=7, priority=Priority.LOW, waits_for=_FOR_PLAN, claims=(_PLAN,)),
    task("assess mesh.py", SCRIPTS, number=8),
    task("assess post-processing", SCRIPTS, number=9),
    task("assess plotting", SCRIPTS, number=10, priority=Priority.LOW),
    task("test settings dialog", GUI, number=11),
    task("test export dialog", GUI, number=12),
)
_ENDED = (
    task(
        "render lift report",
        PROJECT,
        TaskState.FAILED,
        ended_at=NOW - 35,
        started_at=NOW - 90,
        exit_code=1,
        detail="KeyError: 'mass' in report.py line 88",
        attempt=3,
        retries=2,
        peak=TaskUsage(0.8, 141, 1),
    ),
    task(
        "wing v2 baseline",
        AGENTS,
        TaskState.TIMED_OUT,
        ended_at=NOW - 200,
        started_at=NOW - 800,
        detail="ran longer than its time limit of 600 s",
        peak=TaskUsage(1.9, 790, 2),
    ),
    task(
        "index agents",
        TASKS,
        _OK,
        ended_at=NOW - 240,
        started_at=NOW - 249,
        detail="14 agents, 2 due today",
        peak=TaskUsage(0.4, 61, 1),
    ),
    task(
        "assess controller.py",
        SCRIPTS,
        _OK,
        ended_at=NOW - 300,
        started_at=NOW - 304,
        detail="grade A: 41 functions, worst complexity 9",
        peak=TaskUsage(0.9, 88, 1),
    ),
    task(
        "old gust sweep",
        AGENTS,
        TaskState.CANCELLED,
        ended_at=NOW - 320,
        started_at=NOW - 340,
        detail="cancelled by you",
        peak=TaskUsage(1.1, 402, 2),
    ),
)


def leases() -> tuple[LeaseView, ...]:
    """Files in use, one of them contested."""
    folder = "/home/ada/wing-study"
    write, read = ClaimMode.WRITE, ClaimMode.READ
    waits = (
        WaiterView("status-report", read, NOW - 55),
        WaiterView("close-sprint-14", write, NOW - 48),
        WaiterView("lease:5-1", write, NOW - 20, who="bash (process 4711)", pid=4711),
    )
    return (
        LeaseView(f"{folder}/plan.toml", (HolderView("update-milestones", write, NOW - 62, 41),), waits),
        LeaseView(f"{folder}/runs/seed-11.csv", (HolderView("wing-v3-seed-11", write, NOW - 131, 38),)),
        LeaseView(f"{folder}/solver", (HolderView("assess-solver-package", read, NOW - 40, 43),)),
    )


def sample(at: float) -> ResourceSample:
    """A smooth invented load at ``at``."""
    cpu = 62 + 22 * math.sin(at / 41) + 5 * math.sin(at / 3.1) + 3 * math.sin(at / 1.3)
    memory = 46 + 9 * math.sin(at / 90) + 1.5 * math.sin(at / 7)
    return ResourceSample(
        at=at,
        cpu_percent=cpu,
        memory_percent=memory,
        disk_percent=71.4,
        memory_used_mb=memory * POLICY.size.memory_mb / 100,
        disk_read_mb_s=1.5 + math.sin(at / 11),
        disk_write_mb_s=4.2 + 3 * math.sin(at / 17),
        pressure=scene_load.pressure(at),
        tasks=scene_load.uses(at),
    )


def snapshot(**given: Any) -> Snapshot:
    """The whole scene, with other values where given."""
    return replace(
        Snapshot(NOW, WALL_OFFSET, True, tasks(), (), roles(), leases(), sample(NOW), POLICY), **given
    )


def history() -> tuple[Snapshot, ...]:
    """Five minutes of samples up to the scene, with half a minute missing; nothing else in them."""
    times = [NOW - back for back in range(_HISTORY_S, 0, -1) if not 150 < back < 180]
    return tuple(snapshot(at=at, tasks=(), full=False, leases=(), sample=sample(at)) for at in times)


def empty_snapshot() -> Snapshot:
    """The first moment: roles are there, no task, no sample."""
    idle = tuple(
        RoleView(
            role.name, RoleState.ACTIVE, role.priority, 0, 0, 0, by_operator=False, reason=None, since=NOW
        )
        for role in roles()
    )
    return snapshot(at=NOW - _HISTORY_S - 1, tasks=(), leases=(), sample=None, roles=idle)
