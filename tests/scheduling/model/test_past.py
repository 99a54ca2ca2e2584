"""What is kept of samples."""

from __future__ import annotations

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.model.rows import QUANTITIES, RoleUse, quantities, use_by_role
from parallel_execution_manager.scheduling.model.sample import Pressure, ResourceSample, TaskUsage
from tests.scheduling.world import World, task


def sample(at: float, **given: object) -> ResourceSample:
    return ResourceSample(at, 1.0, 2.0, 3.0, **given)


def test_what_was_not_measured_is_unknown_and_no_zero():
    assert quantities(sample(1.0)) == (1.0, 2.0, 3.0, *[None] * 7)
    full = sample(1.0, disk_read_mb_s=4.0, disk_write_mb_s=5.0, pressure=Pressure(6.0, 7.0, 8.0, 9.0, 10.0))
    assert quantities(full) == tuple(float(n) for n in range(1, 11))
    assert len(QUANTITIES) == 10


def test_the_use_of_a_role_is_that_of_its_tasks_together():
    tasks = {
        "a": TaskUsage(1.0, 10.0),
        "b": TaskUsage(0.5, 5.0),
        "c": TaskUsage(2.0, 7.0),
        "gone": TaskUsage(9.0, 9.0),
    }
    roles = {"a": "x", "b": "x", "c": "y"}
    assert use_by_role(tasks, roles.get) == {"x": RoleUse(1.5, 15.0), "y": RoleUse(2.0, 7.0)}


def test_a_sample_is_kept_with_what_each_role_used():
    world = World()
    world.begin(task("a", "low"))
    taken = sample(world.now, tasks={"a": TaskUsage(0.5, 64.0), "unknown": TaskUsage(1.0, 1.0)})
    event = events.SampleTaken(at=world.now, sample=taken)
    changes = world.machine.recorder().changes(event, world.machine.handle(event))
    assert changes is not None
    assert changes.sample == taken
    assert changes.roles_use == {"low": RoleUse(0.5, 64.0)}


def test_no_more_than_about_one_sample_a_second_is_kept():
    recorder = World().machine.recorder()
    found = [recorder.changes(events.SampleTaken(at=n / 2, sample=sample(n / 2)), []) for n in range(6)]
    assert [None if each is None else each.sample.at for each in found] == [0.0, None, 1.0, None, 2.0, None]
