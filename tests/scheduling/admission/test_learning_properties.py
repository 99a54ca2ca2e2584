"""Whatever is measured, in any order: the invariants hold and everything ends, also while it is learned."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import Priority, TaskState
from tests.scheduling.test_machine_properties import MachineMachine, roles
from tests.scheduling.world import World, policy, task

amounts = st.sampled_from([0.0, 1.0, 300.0, 3000.0, 9000.0])


class LearningMachine(MachineMachine):
    """The same machine, going by what is measured."""

    @initialize(started=st.sets(roles), slots=st.sampled_from([1, 2, 256]))
    def start(self, started: set[str], slots: int) -> None:
        rules = policy(max_parallel_tasks=slots, learn=True, cpu=LimitPair(100.0, 90.0), reserve_after_s=15.0)
        self.world = World(rules, start=False)
        for role in sorted(started):
            self.world.send(events.RoleStarted, role=role)

    @rule(role=roles, size=st.sampled_from(["1", "100", "x"]), priority=st.sampled_from(Priority))
    def submit_something_known(self, role: str, size: str, priority: Priority) -> None:
        self.number += 1
        self.world.submit(task(f"t{self.number}", role, command=("sim", size), priority=priority))

    @rule(data=st.data(), cpu=st.sampled_from([None, 0.0, 60.0, 100.0]), others=amounts)
    def pulse(self, data: Any, cpu: float | None, others: float) -> None:
        live = self.known(TaskState.RUNNING, TaskState.SUSPENDED)
        usage = {
            name: TaskUsage(data.draw(st.sampled_from([0.0, 0.1, 1.5])), data.draw(amounts))
            for name in live[:3]
        }
        self.world.now += 0.2
        self.world.pulse(cpu, others + sum(each.memory_mb for each in usage.values()), usage)

    @rule(data=st.data(), cpu_s=st.sampled_from([None, 0.0, 3.0]), memory_mb=st.none() | amounts)
    def run_to_a_measured_end(self, data: Any, cpu_s: float | None, memory_mb: float | None) -> None:
        name = self.pick(data, TaskState.STARTING, TaskState.RUNNING, TaskState.SUSPENDED)
        if name != "nobody":
            self.world.now += 1.0
            self.world.finish(name, cpu_s=cpu_s, max_memory_mb=memory_mb, delay_s=0.5)


TestLearningMachine = LearningMachine.TestCase
TestLearningMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
