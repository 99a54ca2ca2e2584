"""An invented hour in which everything is full: hundreds of tasks, long names, roles held back, full graphs.

Beside the quiet scene, for pictures: what does not fit shows here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind, Reason
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.sample import Pressure, ResourceSample, TaskUsage
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    FileClaim,
    Priority,
    RoleState,
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
from parallel_execution_manager_gui.scene import (
    AGENTS,
    GUI,
    NOW,
    POLICY,
    PROJECT,
    RESOURCES,
    SCRIPTS,
    TASKS,
    WALL_OFFSET,
    snapshot,
    task,
)

QUEUED: Final = 240
RUNNING: Final = 24
ENDED: Final = 120
_HISTORY_S: Final = 300
_ALL: Final = (AGENTS, SCRIPTS, PROJECT, GUI, TASKS, RESOURCES)
_LONG: Final = (
    "Parameter sweep of the unsteady boundary layer over the swept wing with winglets, mesh level {n}",
    "Überprüfung der Schnittstellen zwischen Strömungslöser und Strukturmodell, Teil {n}",
    "nightly/regression/aero_elastic/flutter_envelope/mach_0.85/altitude_11000m/case_{n:04}",
    "Assess solver/src/discretisation/finite_volume/reconstruction/weno_{n}.py",
    "Анализ чувствительности нестационарного обтекания крыла, переменная {n}",
)
_FOLDER: Final = "/srv/projects/aero-elastic-2026/work package 4/results/flutter/mach_0.85"
_DETAILS: Final = (
    "exit code 1: numpy.linalg.LinAlgError: Singular matrix in block 17 of 64 (rank 4,095 of 4,096)",
    "exit code 0",
    "ran longer than its time limit of 259200 s",
    "the program ended while it ran, and nobody knows how it went on",
    "not started: nightly/regression/aero_elastic/flutter_envelope/mach_0.85 timed out",
)
SELECTED: Final = "busy-queued-3"
"""A task that waits for a file, with a long name and a long path."""


def tasks() -> tuple[TaskView, ...]:
    """Tasks in all states, of all roles, most of them with names that are too long for their column."""
    return (*_running(), *_queued(), *_ended())


def snapshot_of_all() -> Snapshot:
    """The whole scene."""
    return snapshot(tasks=tasks(), roles=roles(), leases=leases(), sample=sample(NOW))


def history() -> tuple[Snapshot, ...]:
    """Five minutes of samples up to the scene; nothing else in them."""
    times = (NOW - back for back in range(_HISTORY_S, 0, -1))
    return tuple(Snapshot(at, WALL_OFFSET, False, (), (), roles(), (), sample(at), POLICY) for at in times)


def roles() -> tuple[RoleView, ...]:
    """All six, each held back in another way."""
    memory = Reason("memory", 96.4, 85, 75, NOW - 340, 325, rung=Rung.EVICTING, until=NOW + 1475)
    pressure = Reason("io_pressure", 91.2, 80, 50, NOW - 95, 80, rung=Rung.LOWERED, never_below=True)
    cpu = Reason("cpu", 99.1, 80, 70, NOW - 610, 595, rung=Rung.SUSPENDED, until=NOW + 1200)
    full = Check(CheckKind.ROLE_TASKS, ok=False, measured=6, limit=6, blocker=AGENTS)
    number = iter(range(6))

    def role(name: str, state: RoleState, **given: Any) -> RoleView:
        values: dict[str, Any] = {"suspended": 0, "by_operator": False, "reason": None, "since": NOW - 600}
        queued = QUEUED // 6 + 7 * next(number)
        return RoleView(name=name, state=state, priority=5, queued=queued, running=4, **{**values, **given})

    held = RoleState.THROTTLED
    return (
        role(AGENTS, RoleState.ACTIVE, waits_for=full),
        role(RESOURCES, held, by_operator=True, hand=Hand.HELD, until=NOW + 86_400),
        role(TASKS, held, reason=pressure, rung=Rung.LOWERED),
        role(PROJECT, RoleState.SUSPENDED, reason=cpu, rung=Rung.SUSPENDED, suspended=4, until=NOW + 1200),
        role(SCRIPTS, RoleState.SUSPENDED, reason=memory, rung=Rung.EVICTING, suspended=4),
        role(GUI, RoleState.STOPPED, by_operator=True),
    )


def leases() -> tuple[LeaseView, ...]:
    """Files with long paths, the first of them wanted by many."""
    write, read = ClaimMode.WRITE, ClaimMode.READ
    waiting = tuple(WaiterView(f"busy-queued-{n}", write, NOW - 9 * n) for n in range(3, 40, 6))
    first = LeaseView(_path(0), (HolderView("busy-running-0", write, NOW - 4000, 1),), waiting)
    others = (
        LeaseView(_path(n), (HolderView(f"busy-running-{n}", read, NOW - 60 * n, n + 1),))
        for n in range(1, RUNNING)
    )
    return (first, *others)


def sample(at: float) -> ResourceSample:
    """A machine at its limits."""
    wave = math.sin(at / 7)
    memory = 94.0 + 2 * math.sin(at / 41)
    uses = {f"busy-running-{n}": TaskUsage(0.32, 1200.0, 3) for n in range(RUNNING)}
    return ResourceSample(
        at=at,
        cpu_percent=min(100.0, 97.5 + 3 * wave),
        memory_percent=memory,
        disk_percent=95.6,
        memory_used_mb=memory * POLICY.size.memory_mb / 100,
        disk_read_mb_s=480 + 200 * wave,
        disk_write_mb_s=910 + 90 * wave,
        estimated=True,
        pressure=Pressure(88 + 10 * wave, 24 + 5 * wave, 91 + 6 * wave, memory_some=60.0, io_some=97.0),
        tasks=uses,
    )


def _path(number: int) -> str:
    return f"{_FOLDER}/case_{number:04}/surface pressure distribution, all frequencies.h5"


def _name(number: int) -> str:
    return _LONG[number % len(_LONG)].format(n=number)


def _running() -> Iterator[TaskView]:
    for n in range(RUNNING):
        still = n % 3 == 1
        yield task(
            _name(n),
            _ALL[n % 6],
            TaskState.SUSPENDED if still else TaskState.RUNNING,
            id=f"busy-running-{n}",
            number=n,
            priority=tuple(Priority)[n % 3],
            started_at=NOW - 47 * n * n - 5,
            suspended_since=NOW - 95 if still else None,
            claims=(FileClaim(_path(n)),),
            detail="iteration 1,284,000 of 2,000,000, residual 1.3e-07, Courant number 0.92, no divergence",
            usage=TaskUsage(31.75, 131_072.0, 128),
            peak=TaskUsage(32.0, 262_144.0, 512),
        )


def _queued() -> Iterator[TaskView]:
    for n in range(QUEUED):
        waits = Check(
            CheckKind.FILE,
            ok=False,
            blocker="busy-running-0",
            path=_path(0),
            since=NOW - 9 * n,
            part_of=f"{_FOLDER}/",
        )
        after = Check(CheckKind.DEPENDENCY, ok=False, measured=14, limit=0, blocker="busy-running-2")
        yield task(
            _name(n),
            _ALL[n % 6],
            id=f"busy-queued-{n}",
            number=100 + n,
            priority=tuple(Priority)[n % 3],
            queued_at=NOW - 100_000 + n,
            attempt=n % 2,
            waits_for=(waits, after, None)[n % 3],
            claims=(FileClaim(_path(0)),),
        )


def _ended() -> Iterator[TaskView]:
    states = (TaskState.FAILED, TaskState.SUCCEEDED, TaskState.TIMED_OUT, TaskState.LOST, TaskState.CANCELLED)
    for n in range(ENDED):
        yield task(
            _name(n),
            _ALL[n % 6],
            states[n % len(states)],
            id=f"busy-ended-{n}",
            number=1000 + n,
            ended_at=NOW - 600 - n,
            started_at=NOW - 260_000,
            exit_code=0 if n % len(states) == 1 else 1,
            detail=_DETAILS[n % len(states)],
        )
