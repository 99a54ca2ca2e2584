"""Whatever happens, in any order: the invariants hold, nothing runs twice, everything ends."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.effects import StartAttempt
from parallel_execution_manager.scheduling.model.policy import RolePolicy
from parallel_execution_manager.scheduling.model.rows import Fate, FateKind, TaskChange, TaskRow
from parallel_execution_manager.scheduling.model.sample import Pressure, Pulse, TaskUsage
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    FileClaim,
    LeaseHolder,
    Outcome,
    OutcomeKind,
    Priority,
    Requirement,
    TaskState,
)
from tests.scheduling.little_disk import random_claim
from tests.scheduling.world import MEMORY_MB, ROLES, World, of, policy, task

FILES = ("a", "b", "c", "d")
roles = st.sampled_from(sorted(ROLES))
claims = st.builds(
    FileClaim,
    path=st.sampled_from(FILES),
    mode=st.sampled_from(ClaimMode),
    inode=st.sampled_from([None, (1, 1), (1, 2)]),
)
disk_claims = st.builds(lambda seed: random_claim(random.Random(seed)), st.integers(0, 400))
any_claims = claims | disk_claims
processes = st.sampled_from(
    [LeaseHolder(name, pid, 7, "boot") for pid, name in enumerate(("sh", "vi", "ci"))]
)
requirements = st.none() | st.builds(
    Requirement,
    cpu_cores=st.sampled_from([0.0, 0.5, 1.0, 4.0]),
    memory_mb=st.sampled_from([0.0, 100.0, 3000.0, 8000.0]),
)


def timeless(row: TaskRow) -> TaskRow:
    """A row without what grows by itself."""
    return row._replace(waited=(), counted_at=None)


class MachineMachine(RuleBasedStateMachine):
    """Drives the machine with a fake clock; ``World.send`` checks the invariants after each event."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(start=False)
        self.number = self.leases = 0
        self.changes: list[tuple[TaskChange, ...]] = []

    @initialize(started=st.sets(roles), slots=st.sampled_from([1, 2, 256]))
    def start(self, started: set[str], slots: int) -> None:
        rules = policy(max_parallel_tasks=slots, ageing_s=20.0, reserve_after_s=15.0)
        self.world = World(rules, start=False)
        for role in sorted(started):
            self.world.send(events.RoleStarted, role=role)

    def known(self, *states: TaskState) -> list[str]:
        return [v.id for v in self.world.machine.task_views() if not states or v.state in states]

    def pick(self, data: Any, *states: TaskState) -> str:
        return data.draw(st.sampled_from(self.known(*states) or ["nobody"]))

    @rule(data=st.data(), role=roles, need=requirements, files=st.lists(any_claims, max_size=3))
    def submit(self, data: Any, role: str, need: Requirement | None, files: list[FileClaim]) -> None:
        after = data.draw(st.lists(st.sampled_from(self.known()), max_size=2)) if self.known() else []
        self.number += 1
        self.world.submit(
            task(
                f"t{self.number}",
                role,
                files=files,
                requirement=need,
                after=tuple(after),
                priority=data.draw(st.sampled_from(Priority)),
                retries=data.draw(st.integers(0, 2)),
                timeout_s=data.draw(st.sampled_from([None, 5.0, 50.0])),
                rerunnable=data.draw(st.booleans()),
            )
        )

    @rule(data=st.data())
    def process_started(self, data: Any) -> None:
        name = self.pick(data, TaskState.STARTING)
        attempt = self.world.view(name).attempt if name != "nobody" else 1
        self.world.send(events.ProcessStarted, task_id=name, attempt=attempt)

    @rule(data=st.data(), kind=st.sampled_from(OutcomeKind), late=st.booleans(), together=st.booleans())
    def process_ended(self, data: Any, kind: OutcomeKind, late: bool, together: bool) -> None:
        name = self.pick(data, TaskState.STARTING, TaskState.RUNNING, TaskState.SUSPENDED)
        attempt = self.world.view(name).attempt - late if name != "nobody" else 1
        is_new = name != "nobody" and self.world.state(name) is TaskState.STARTING
        self.world.send(
            events.AttemptEnded,
            task_id=name,
            attempt=attempt,
            outcome=Outcome(kind, int(kind != "succeeded")),
            started_at=self.world.now if is_new and together else None,
        )

    @rule(data=st.data(), files=st.lists(claims, max_size=2))
    def files_are_others_than_granted(self, data: Any, files: list[FileClaim]) -> None:
        if self.known(TaskState.STARTING):
            name = self.pick(data, TaskState.STARTING)
            self.world.put_back(name, *files)

    @rule(data=st.data(), ok=st.booleans())
    def run_to_the_end(self, data: Any, ok: bool) -> None:
        name = self.pick(data, TaskState.STARTING, TaskState.RUNNING, TaskState.SUSPENDED)
        if name != "nobody":
            self.world.finish(name, ok=ok)

    @rule(data=st.data())
    def try_an_ended_task_again(self, data: Any) -> None:
        name = self.pick(data, TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELLED)
        self.world.send(events.TaskRetried, task_id=name)

    @rule(data=st.data(), role=roles)
    def submit_a_follower(self, data: Any, role: str) -> None:
        self.number += 1
        self.world.submit(task(f"t{self.number}", role, after=(self.pick(data),)))

    @rule(data=st.data(), resumed=st.booleans())
    def process_stood_still(self, data: Any, resumed: bool) -> None:
        name = self.pick(data, TaskState.RUNNING, TaskState.SUSPENDED)
        attempt = self.world.view(name).attempt if name != "nobody" else 1
        kind = events.ProcessResumed if resumed else events.ProcessSuspended
        self.world.send(kind, task_id=name, attempt=attempt)

    @rule(
        data=st.data(),
        kind=st.sampled_from(
            [events.TaskCancelled, events.TaskRetried, events.TaskPaused, events.TaskResumed]
        ),
    )
    def wish_for_task(self, data: Any, kind: type[events.Event]) -> None:
        self.world.send(kind, task_id=self.pick(data))

    @rule(data=st.data(), position=st.integers(-1, 8))
    def move(self, data: Any, position: int) -> None:
        name = self.pick(data, TaskState.QUEUED)
        self.world.send(events.TaskMoved, task_id=name, position=position)
        view = self.world.machine.task_view(name)
        if view is not None and view.state is TaskState.QUEUED:
            line = self.world.machine.queued_ids(view.spec.role)
            assert line.index(name) == max(0, min(position, len(line) - 1))

    @rule(data=st.data(), priority=st.sampled_from(Priority))
    def set_priority(self, data: Any, priority: Priority) -> None:
        self.world.send(events.TaskPrioritySet, task_id=self.pick(data), priority=priority)

    @rule(data=st.data(), need=requirements, files=st.lists(any_claims, max_size=2))
    def edit(self, data: Any, need: Requirement | None, files: list[FileClaim]) -> None:
        name = self.pick(data)
        view = self.world.machine.task_view(name)
        role = view.spec.role if view is not None else "low"
        after = tuple(data.draw(st.lists(st.sampled_from(self.known() or ["nobody"]), max_size=2)))
        self.world.send(events.TaskEdited, task=task(name, role, files=files, requirement=need, after=after))

    @rule(
        role=roles,
        kind=st.sampled_from([events.RoleStarted, events.RoleStopped, events.RoleHandedBack]),
    )
    def wish_for_role(self, role: str, kind: type[events.Event]) -> None:
        self.world.send(kind, role=role)

    @rule(
        role=roles,
        kind=st.sampled_from([events.RolePaused, events.RoleHeld, events.RoleResumed]),
        seconds=st.sampled_from([None, 3.0, 100.0]),
    )
    def lay_hand_on_role(self, role: str, kind: type[events.Event], seconds: float | None) -> None:
        self.world.send(kind, role=role, until=None if seconds is None else self.world.now + seconds)

    @rule(data=st.data(), kind=st.sampled_from([events.TaskPaused, events.TaskResumed]))
    def lay_hand_on_task_for_a_time(self, data: Any, kind: type[events.Event]) -> None:
        self.world.send(kind, task_id=self.pick(data), until=self.world.now + 10.0)

    @rule(
        data=st.data(),
        cpu=st.sampled_from([None, 10.0, 100.0]),
        memory=st.sampled_from([None, 5.0, 80.0, 88.0, 97.0]),
        pressure=st.sampled_from([None, Pressure(0.0, 0.0, 0.0), Pressure(0.0, 50.0, 90.0)]),
        seconds=st.sampled_from([1, 8, 40]),
    )
    def press(
        self, data: Any, cpu: float | None, memory: float | None, pressure: Pressure | None, seconds: int
    ) -> None:
        grown = data.draw(st.sampled_from([50.0, 500.0]))
        for _ in range(seconds):
            self.world.now += 1.0
            live = self.known(TaskState.RUNNING)
            usage = {name: TaskUsage(1.0, grown, write_mb_s=2.0) for name in live}
            pulse = Pulse(self.world.now, cpu, memory, None, pressure, usage)
            self.world.send(events.PulseTaken, pulse=pulse)

    @rule(seconds=st.sampled_from([1.0, 60.0, 7200.0, 1e6]))
    def sleep(self, seconds: float) -> None:
        rungs = {view.name: view.rung for view in self.world.machine.role_views()}
        self.world.send(events.ComputerSlept, slept_s=seconds)
        assert {view.name: view.rung for view in self.world.machine.role_views()} == rungs

    @rule(role=roles, priority=st.integers(0, 11))
    def set_role_priority(self, role: str, priority: int) -> None:
        self.world.send(events.RolePrioritySet, role=role, priority=priority)

    @rule(data=st.data())
    def forget(self, data: Any) -> None:
        self.world.send(events.TasksForgotten, task_ids=(self.pick(data), self.pick(data)))

    @rule(
        data=st.data(),
        kind=st.sampled_from(
            [
                events.TaskCancelled,
                events.TaskRetried,
                events.TaskPaused,
                events.TaskResumed,
                events.TasksForgotten,
                events.TaskMoved,
                events.TaskEdited,
            ]
        ),
    )
    def change_and_remember(self, data: Any, kind: type[events.Event]) -> None:
        machine, name = self.world.machine, self.pick(data)
        before = machine.task_rows([name], followers=True)
        if kind is events.TasksForgotten:
            self.world.send(kind, task_ids=(name,))
        elif kind is events.TaskMoved:
            self.world.send(kind, task_id=name, position=0)
        elif kind is events.TaskEdited:
            self.edit(data, None, [])
        else:
            self.world.send(kind, task_id=name)
        after = machine.task_rows(before)
        changes = [TaskChange(task_id, before[task_id], after[task_id]) for task_id in before]
        self.changes.append(tuple(c for c in changes if c.before != c.after))

    @rule(data=st.data(), redo=st.booleans())
    def undo(self, data: Any, redo: bool) -> None:
        if not self.changes:
            return
        machine, changes = self.world.machine, data.draw(st.sampled_from(self.changes))
        wanted = tuple(change.reversed for change in changes) if redo else changes
        problems = machine.put_back_problems(wanted)
        started = {e.task.id for e in of(self.world.send(events.TasksPutBack, changes=wanted), StartAttempt)}
        if problems:
            assert not started
            return
        for change in wanted:
            row = machine.task_rows([change.task_id])[change.task_id]
            if change.task_id not in started and row is not None and not row.state.is_live:
                assert change.before is not None
                assert timeless(row) == timeless(change.before)

    @rule(data=st.data(), role=roles, follows=st.booleans())
    def give_ids_anew(self, data: Any, role: str, follows: bool) -> None:
        after = (self.pick(data),) if follows else ()
        # Nobody's name stays nobody's: other rules send news of it that can be of no real task.
        names = {self.pick(data), self.pick(data)} - {"nobody"}
        tasks = tuple(task(name, role, after=after) for name in sorted(names))
        self.world.send(events.TasksSubmitted, tasks=tasks, renewable=frozenset(self.known()))

    @rule(
        data=st.data(),
        cpu=st.sampled_from([None, 0.0, 50.0, 100.0]),
        memory=st.sampled_from([None, 5.0, 95.0]),
        disk=st.sampled_from([None, 5.0, 89.0, 95.0]),
        free_mb=st.sampled_from([None, 10.0, 1500.0, 100_000.0]),
    )
    def sample(
        self,
        data: Any,
        cpu: float | None,
        memory: float | None,
        disk: float | None,
        free_mb: float | None,
    ) -> None:
        live = self.known(TaskState.RUNNING, TaskState.SUSPENDED)
        usage = {
            name: TaskUsage(data.draw(st.sampled_from([0.0, 1.0])), data.draw(st.sampled_from([1.0, 500.0])))
            for name in live[:2]
        }
        self.world.sample(cpu, memory, disk, usage, free_mb)

    @rule(
        slots=st.sampled_from([1, 256]),
        need=st.sampled_from([Requirement(0.5, 100.0), Requirement(2.0, 2000.0)]),
        most=st.sampled_from([0, 1, 2]),
        disk_mb=st.sampled_from([0.0, 700.0]),
        bounded=st.sets(roles),
    )
    def change_policy(
        self, slots: int, need: Requirement, most: int, disk_mb: float, bounded: set[str]
    ) -> None:
        roles_now = {
            name: RolePolicy(role.priority, need, *((most, disk_mb) if name in bounded else ()))
            for name, role in ROLES.items()
        }
        self.world.send(
            events.PolicyChanged, policy=policy(max_parallel_tasks=slots, roles=roles_now, ageing_s=20.0)
        )

    @rule(data=st.data(), seconds=st.sampled_from([0.0, 5.0, 1000.0]))
    def end_the_program_and_begin_anew(self, data: Any, seconds: float) -> None:
        world = self.world
        assert list(map(timeless, world.kept.queue().tasks)) == list(
            map(timeless, world.stored_queue().tasks)
        )
        lines = {role: world.machine.queued_ids(role) for role in ROLES}
        states = {v.id: v.state for v in world.machine.task_views()}
        live = [(v.id, v.attempt) for v in world.machine.task_views() if v.state.is_live]
        kinds = data.draw(st.lists(st.sampled_from(FateKind), min_size=len(live), max_size=len(live)))
        world.now += seconds
        fates = {key: Fate(kind, "unknown") for key, kind in zip(live, kinds, strict=True)}
        started = {effect.task.id for effect in of(world.restart(fates), StartAttempt)}
        for role, line in lines.items():
            now = world.machine.queued_ids(role)
            assert [name for name in now if name in line] == [name for name in line if name in now]
        for view in world.machine.task_views():
            if states[view.id].is_final:
                assert view.state is states[view.id]
        assert all(fates[key].kind is FateKind.NEVER_STARTED for key in live if key[0] in started)

    @rule(
        holder=processes,
        files=st.lists(any_claims, min_size=1, max_size=2),
        priority=st.sampled_from(Priority),
        seconds=st.sampled_from([None, 0.0, 20.0]),
    )
    def want_a_lease(
        self, holder: LeaseHolder, files: list[FileClaim], priority: Priority, seconds: float | None
    ) -> None:
        self.leases += 1
        self.world.send(
            events.LeaseWanted,
            lease_id=f"lease:{self.leases}",
            claims=tuple(files),
            holder=holder,
            priority=priority,
            until=None if seconds is None else self.world.now + seconds,
        )

    @rule(data=st.data())
    def drop_a_lease(self, data: Any) -> None:
        known = [*self.world.inside.outside.leases, "lease:unknown"]
        self.world.send(events.LeaseDropped, lease_id=data.draw(st.sampled_from(known)))

    @rule(seconds=st.sampled_from([0.5, 5.0, 30.0, 1000.0]))
    def wait(self, seconds: float) -> None:
        self.world.wait(seconds)

    @invariant()
    def memory_stays_within_the_machine_unless_measured_otherwise(self) -> None:
        declared = [v for v in self.world.machine.task_views() if v.state.is_live]
        if not any(v.peak for v in declared) and len(declared) > 1:
            assert sum(v.requirement.memory_mb for v in declared) <= MEMORY_MB

    @invariant()
    def who_waits_for_a_file_is_shown_with_it(self) -> None:
        shown = {name for view in self.world.machine.lease_views() for name in view.waiters}
        assert shown == set(self.world.inside.leases.waits)

    @precondition(lambda self: self.known(TaskState.QUEUED))
    @rule()
    def every_explanation_satisfies_its_own_numbers(self) -> None:
        for name in self.known(TaskState.QUEUED):
            for check in self.world.machine.explain(name).checks:
                if check.need is not None and not check.ok:
                    assert check.measured is not None
                    assert check.limit is not None
                    assert check.measured + check.need > check.limit

    @precondition(lambda self: self.known(TaskState.QUEUED))
    @rule(data=st.data())
    def every_remedy_starts_the_task(self, data: Any) -> None:
        name = self.pick(data, TaskState.QUEUED)
        remedies = self.world.machine.explain(name, what_if=True).remedies
        assert self.world.machine.violations() == []
        for remedy in remedies:
            assert name in self.world.would_start(remedy), remedy.words

    def teardown(self) -> None:
        """Given time and room, everything that was queued comes to an end."""
        for role in ROLES:
            self.world.send(events.RoleStarted, role=role)
            self.world.send(events.RoleResumed, role=role)
        for view in self.world.machine.task_views():
            if not view.state.is_final:
                self.world.send(events.TaskResumed, task_id=view.id)
        while left := list(self.world.inside.outside.leases):
            self.world.send(events.LeaseDropped, lease_id=left[0])
        self.world.now += 3600.0
        self.world.sample(0.0, 0.0, 0.0)
        for _ in range(20 * (self.number + 1)):
            live = self.known(TaskState.STARTING, TaskState.RUNNING, TaskState.SUSPENDED)
            if not live and not self.known(TaskState.QUEUED):
                return
            for name in live:
                self.world.finish(name)
            self.world.wait(600.0)
        left = [(v.id, v.state) for v in self.world.machine.task_views() if not v.state.is_final]
        assert left == []


TestMachine = MachineMachine.TestCase
TestMachine.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
