"""A machine with a fake clock and fake processes, whose invariants are checked after every event."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, TypeVar

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.explain.what_if import play
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.policy import MachineSize, Policy, RolePolicy
from parallel_execution_manager.scheduling.model.rows import (
    Changes,
    Fate,
    FateKind,
    JournalRow,
    RoleRow,
    StoredQueue,
    TaskRow,
)
from parallel_execution_manager.scheduling.model.sample import NO_USAGE, Pulse, ResourceSample, TaskUsage
from parallel_execution_manager.scheduling.model.task import (
    NO_ENV,
    NO_OPTIONS,
    FileClaim,
    Outcome,
    OutcomeKind,
    Priority,
    Requirement,
    TaskSpec,
    TaskState,
)
from parallel_execution_manager.scheduling.persistence.changes import role_row, task_row
from parallel_execution_manager.scheduling.snapshot import Remedy, TaskView
from parallel_execution_manager.scheduling.state.machine_state import MachineState

E = TypeVar("E", bound=effects.Effect)

SHARED = {id(each): each for each in (NO_OPTIONS, NO_ENV, NO_USAGE)}
"""Read-only mappings: a copy has the same ones."""

CORES = 4
MEMORY_MB = 8000.0
SMALL = Requirement(0.5, 100.0)
ROLES = {
    "high": RolePolicy(9, SMALL),
    "middle": RolePolicy(5, SMALL),
    "low": RolePolicy(1, SMALL),
}


def policy(**changes: Any) -> Policy:
    """A small computer with three roles that goes by what is said, not by what is measured."""
    size = MachineSize(CORES, MEMORY_MB)
    plain = {"learn": False, "memory_reserve": 0.0, "cpu_overcommit": 1.25}
    return Policy(**{"size": size, "roles": ROLES, **plain, **changes})


def task(name: str, role: str = "middle", **fields: Any) -> TaskSpec:
    """A task; ``files`` is a short form for claims to write."""
    files = fields.pop("files", ())
    claims = tuple(FileClaim(path) if isinstance(path, str) else path for path in files)
    fields.setdefault("command", ("true",))
    return TaskSpec(id=name, role=role, name=name, claims=claims, **fields)


class Disk:
    """What the machine has kept so far."""

    def __init__(self) -> None:
        self.tasks: dict[str, TaskRow] = {}
        self.roles: dict[str, RoleRow] = {}
        self.journal: list[JournalRow] = []
        self.fence = 0

    def write(self, changes: Changes | None) -> None:
        """Take in what an event has changed; only a task that is new or edited brings its specification."""
        if changes is None:
            return
        for name in changes.forgotten:
            del self.tasks[name]
        for row in changes.written:
            self.tasks[row.spec.id] = row
        for row in changes.changed:
            self.tasks[row.spec.id] = row._replace(spec=self.tasks[row.spec.id].spec)
        self.roles.update({row.name: row for row in changes.roles})
        self.journal.extend(changes.journal)
        self.fence = max(self.fence, changes.fence)

    def queue(self, fates: Mapping[tuple[str, int], Fate] | None = None) -> StoredQueue:
        """All that was kept."""
        rows = sorted(self.tasks.values(), key=lambda row: row.number)
        return StoredQueue(tuple(rows), tuple(self.roles.values()), self.fence, dict(fates or {}))


class World:
    """Sends events, plays the part of the processes, and remembers every effect."""

    def __init__(self, rules: Policy | None = None, *, start: bool = True) -> None:
        self.machine = SchedulerMachine(rules or policy(), at=0.0)
        self.recorder = self.machine.recorder()
        self.kept = Disk()
        self.now = 0.0
        self.effects: list[effects.Effect] = []
        self.processes: dict[tuple[str, int], str] = {}
        self.fence = 0
        self.free_mb = math.inf
        self.asked: set[str] = set()
        if start:
            for role in (rules or policy()).roles:
                self.send(events.RoleStarted, role=role)

    def send(self, kind: type[events.Event], **fields: Any) -> list[effects.Effect]:
        """Let an event happen now; every invariant must hold afterwards."""
        event = kind(at=self.now, cause=f"c{len(self.effects)}", **fields)
        found = self.machine.handle(event)
        self.kept.write(self.recorder.changes(event, found))
        if isinstance(event, events.LeaseWanted):
            self.asked.add(event.lease_id)
        self.effects.extend(found)
        assert all(effect.cause == event.cause for effect in found)
        live = {view.id for view in self.machine.task_views() if view.state.is_live} if found else set()
        # One whose time limit is noticed only together with its end is still asked to stop.
        before = frozenset(self.processes)
        for effect in found:
            self._play(effect, live, before)
        assert (broken := self.machine.violations()) == [], broken
        self._see_bounds({effect.task.role for effect in of(found, effects.StartAttempt)})
        return found

    def restart(self, fates: Mapping[tuple[str, int], Fate]) -> list[effects.Effect]:
        """The program ends and begins anew with what it has kept; ``fates`` says what became of attempts."""
        gone = {key for key, fate in fates.items() if fate.kind in (FateKind.LOST, FateKind.NEVER_STARTED)}
        self.processes = {key: word for key, word in self.processes.items() if key not in gone}
        self.machine = SchedulerMachine(self.machine.policy, at=self.now)
        self.recorder = self.machine.recorder()
        self.free_mb = math.inf
        return self.send(events.QueueRestored, queue=self.kept.queue(fates))

    def submit(self, *tasks: TaskSpec) -> list[effects.Effect]:
        """Queue tasks."""
        return self.send(events.TasksSubmitted, tasks=tasks)

    def run(self, name: str) -> None:
        """The process of a starting task runs."""
        self.send(events.ProcessStarted, task_id=name, attempt=self.view(name).attempt)

    def begin(self, *tasks: TaskSpec) -> None:
        """Queue tasks and let their processes run."""
        self.submit(*tasks)
        for each in tasks:
            self.run(each.id)

    def finish(self, name: str, *, ok: bool = True, exit_code: int | None = None, **used: Any) -> None:
        """The process tree of a live task is gone; ``used`` is the kernel's account."""
        kind = OutcomeKind.SUCCEEDED if ok else OutcomeKind.FAILED
        code = exit_code if exit_code is not None else int(not ok)
        attempt = self.view(name).attempt
        outcome = Outcome(kind, code, f"exit code {code}", **used)
        self.send(events.AttemptEnded, task_id=name, attempt=attempt, outcome=outcome)

    def put_back(self, name: str, *claims: FileClaim) -> None:
        """Before its process was started it was seen that a task's files are others than it was granted."""
        attempt = self.view(name).attempt
        self.processes.pop((name, attempt))
        outcome = Outcome(OutcomeKind.NOT_STARTED)
        self.send(events.AttemptEnded, task_id=name, attempt=attempt, outcome=outcome, claims=claims)

    def wait(self, seconds: float) -> list[effects.Effect]:
        """Time passes."""
        self.now += seconds
        return self.send(events.Woken)

    def sample(
        self,
        cpu: float | None = 10.0,
        memory: float | None = 10.0,
        disk: float | None = 10.0,
        usage: dict[str, TaskUsage] | None = None,
        free_mb: float | None = 100_000.0,
    ) -> list[effects.Effect]:
        """The machine is measured now."""
        used = None if memory is None else MEMORY_MB * memory / 100
        sample = ResourceSample(self.now, cpu, memory, disk, used, tasks=usage or {}, disk_free_mb=free_mb)
        self.free_mb = self.free_mb if free_mb is None else free_mb
        return self.send(events.SampleTaken, sample=sample)

    def pulse(
        self,
        cpu: float | None = 10.0,
        used_mb: float | None = 1000.0,
        usage: dict[str, TaskUsage] | None = None,
    ) -> list[effects.Effect]:
        """The machine is measured quickly now."""
        percent = None if used_mb is None else 100 * used_mb / MEMORY_MB
        return self.send(events.PulseTaken, pulse=Pulse(self.now, cpu, percent, used_mb, tasks=usage or {}))

    def pulses(self, seconds: float, **measured: Any) -> list[effects.Effect]:
        """The same quick measurement ten times a second for some seconds."""
        found: list[effects.Effect] = []
        for _ in range(round(seconds * 10)):
            self.now += 0.1
            found.extend(self.pulse(**measured))
        return found

    def samples(self, seconds: float, **percent: Any) -> list[effects.Effect]:
        """The same sample once a second for some seconds."""
        found: list[effects.Effect] = []
        for _ in range(int(seconds)):
            self.now += 1.0
            found.extend(self.sample(**percent))
        return found

    def view(self, name: str) -> TaskView:
        """A task as it stands."""
        view = self.machine.task_view(name)
        assert view is not None, f"{name} is not known"
        return view

    def state(self, name: str) -> TaskState:
        """A task's state."""
        return self.view(name).state

    def states(self, *names: str) -> list[str]:
        """The states of several tasks, as words."""
        return [str(self.state(name)) for name in names]

    @property
    def inside(self) -> MachineState:
        """What the machine knows and tells nobody."""
        return self.machine._state

    def role(self, name: str) -> Any:
        """A role as it stands."""
        return next(role for role in self.machine.role_views() if role.name == name)

    def started(self) -> list[str]:
        """The ids of all tasks that were ever started, in order."""
        return [effect.task.id for effect in self.effects if isinstance(effect, effects.StartAttempt)]

    def would_start(self, remedy: Remedy) -> list[str]:
        """What starts in a copy of the machine after the remedy's wishes, processes answering at once."""
        machine = deepcopy(self.machine, dict(SHARED))
        found = of(play(machine.handle, remedy.wishes), effects.StartAttempt)
        assert machine.violations() == []
        return [effect.task.id for effect in found]

    def stored_queue(self) -> StoredQueue:
        """All that is to be kept of the machine, as it stands."""
        return stored_queue(self.machine)

    def live(self) -> list[tuple[str, int, str]]:
        """Task, attempt and condition of each fake process."""
        return [(task_id, attempt, word) for (task_id, attempt), word in self.processes.items()]

    def _play(self, effect: effects.Effect, live: set[str], before: frozenset[tuple[str, int]]) -> None:
        """Keep the books of the processes, and see that nothing is started twice; ``live`` tasks have one.

        ``before`` are those that there were before the event.
        """
        match effect:
            case effects.StartAttempt(task=spec, attempt=attempt, fence=fence):
                assert bool(fence) is bool(spec.claims)
                if fence:
                    self._see_fence(fence)
                assert all(name != spec.id for name, _ in self.processes), f"{spec.id} runs twice"
                early = [name for name in spec.after if self.state(name) is not TaskState.SUCCEEDED]
                assert early == [], f"{spec.id} starts before {early}"
                self.processes[spec.id, attempt] = "starting"
            case effects.StopAttempt(task_id=task_id, attempt=attempt):
                assert (task_id, attempt) in before or (task_id, attempt) in self.processes
            case effects.LeaseGranted(lease_id=lease_id, fence=fence):
                self._see_fence(fence)
                self.asked.remove(lease_id)
            case effects.LeaseDenied(lease_id=lease_id):
                self.asked.discard(lease_id)
        for key in [key for key in self.processes if key[0] not in live]:
            del self.processes[key]

    def _see_bounds(self, started: set[str]) -> None:
        """No task was started of a role that had as many as it may, or without disk space for it."""
        if not started:
            return
        roles = self.machine.policy.roles
        running = {view.name: view.running for view in self.machine.role_views()}
        for name in started & set(roles):
            most = roles[name].max_tasks
            assert not most or running[name] <= most, f"{name} runs {running[name]} tasks of {most}"
        if any(roles[name].disk_mb for name in started & set(roles)):
            kept = sum(roles[name].disk_mb * running[name] for name in roles)
            assert kept <= self.free_mb, f"{kept} MiB are kept and {self.free_mb} are free"

    def _see_fence(self, fence: int) -> None:
        assert fence > self.fence, "a lease has no higher number than the one before"
        self.fence = fence


def stored_queue(machine: SchedulerMachine) -> StoredQueue:
    """All that is to be kept of a machine, as it stands."""
    state = machine._state
    tasks = tuple(task_row(state, record) for record in state.tasks.values())
    return StoredQueue(tasks, tuple(role_row(state, role) for role in state.roles.values()))


def of(found: Iterable[effects.Effect], kind: type[E]) -> list[E]:
    """The effects of one kind."""
    return [effect for effect in found if isinstance(effect, kind)]


PRIORITIES = tuple(Priority)
