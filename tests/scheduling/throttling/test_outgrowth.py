"""Tasks that grow beyond what was expected are held back before memory passes its limit."""

from __future__ import annotations

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.effects import Refused, ResumeAttempt, SuspendAttempt
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import Priority, Requirement, TaskState
from tests.scheduling.world import World, of, policy, task

LIMIT_MB = 6800.0  # 85 % of 8,000
NEED = Requirement(0.5, 100.0)


class Growing(World):
    """Tasks whose memory is set; every pulse tells it, and the processes obey at once."""

    def __init__(self) -> None:
        super().__init__(policy(learn=True))
        self.held: dict[str, float] = {}
        self.obeyed = 0

    def measure(self, **memory_mb: float) -> None:
        self.held |= memory_mb
        self.now += 0.2
        live = {view.id for view in self.machine.task_views() if view.state.is_live}
        usage = {name: TaskUsage(0.5, held) for name, held in self.held.items() if name in live}
        self.pulse(used_mb=500.0 + sum(each.memory_mb for each in usage.values()), usage=usage)
        found, self.obeyed = self.effects[self.obeyed :], len(self.effects)
        for kind, answer in (
            (SuspendAttempt, events.ProcessSuspended),
            (ResumeAttempt, events.ProcessResumed),
        ):
            for effect in of(found, kind):
                self.send(answer, task_id=effect.task_id, attempt=effect.attempt)


def two_growing() -> Growing:
    world = Growing()
    world.begin(task("first", priority=Priority.HIGH, requirement=NEED), task("second", requirement=NEED))
    world.measure(first=2000.0, second=2000.0)
    world.measure(first=2900.0, second=2900.0)
    return world


def test_the_least_important_of_the_growing_stands_still_before_the_limit_is_reached() -> None:
    world = two_growing()
    assert world.states("first", "second") == ["running", "suspended"]
    assert world.view("second").held_back
    assert sum(world.held.values()) + 500.0 < LIMIT_MB


def test_the_last_one_goes_on_whatever_it_takes() -> None:
    world = two_growing()
    world.measure(first=3900.0)
    world.measure(first=5000.0)
    assert world.states("first", "second") == ["running", "suspended"]


def test_it_goes_on_when_there_is_room_for_what_it_may_still_need() -> None:
    world = two_growing()
    world.measure(first=2900.0)
    world.measure(first=2900.0)
    assert world.state("second") is TaskState.SUSPENDED  # 25 % more than 2,900 do not fit
    world.measure(first=1000.0)
    world.measure(first=1000.0)
    assert world.state("second") is TaskState.RUNNING
    assert not world.view("second").held_back


def test_it_goes_on_when_otherwise_nothing_runs() -> None:
    world = two_growing()
    world.finish("first")
    world.measure(second=6900.0)
    assert world.state("second") is TaskState.RUNNING


def test_the_operator_may_let_it_go_on_all_the_same() -> None:
    world = two_growing()
    world.send(events.TaskResumed, task_id="second")
    assert not world.view("second").held_back
    # It was let go on already: to wish that again is no mistake.
    assert of(world.send(events.TaskResumed, task_id="second"), Refused) == []
    world.send(events.ProcessResumed, task_id="second", attempt=1)
    world.measure(first=2900.0, second=3300.0)
    world.measure(first=2900.0, second=3800.0)
    assert world.states("first", "second") == ["running", "running"]


def test_one_that_was_never_measured_is_not_to_blame() -> None:
    world = Growing()
    world.begin(task("seen", requirement=NEED))
    world.submit(task("unseen", priority=Priority.LOW, requirement=NEED))
    world.measure(seen=3000.0)
    world.measure(seen=6000.0)
    assert world.states("seen", "unseen") == ["suspended", "starting"]


def test_one_within_its_estimate_needs_no_more_room_than_that() -> None:
    world = Growing()
    world.begin(
        task("first", priority=Priority.HIGH, requirement=Requirement(0.5, 3000.0)),
        task("second", requirement=Requirement(0.5, 3000.0)),
    )
    world.measure(first=2000.0, second=2000.0)
    world.measure(first=2900.0, second=2900.0)
    assert world.states("first", "second") == ["running", "running"]


def test_one_that_was_held_back_below_its_estimate_goes_on_as_soon_as_the_rest_fits() -> None:
    world = Growing()
    world.begin(
        task("first", priority=Priority.HIGH, requirement=NEED),
        task("second", requirement=Requirement(0.5, 3000.0)),
    )
    world.measure(first=2000.0, second=500.0)
    world.measure(first=5000.0, second=1000.0)
    held = world.view("first").held_back, world.view("second").held_back
    assert held == (False, True)
    world.measure(first=2000.0)
    world.measure(first=2000.0)
    assert world.state("second") is TaskState.RUNNING


def test_it_goes_on_by_samples_where_pulses_have_ceased() -> None:
    world = two_growing()
    world.now += 60.0
    world.sample(memory=30.0, usage={"first": TaskUsage(0.5, 900.0)})
    assert not world.view("second").held_back


def test_nothing_of_it_outlives_the_attempt() -> None:
    world = two_growing()
    world.finish("second")
    world.send(events.TaskResumed, task_id="second")
    assert not world.view("second").held_back


def test_who_stands_still_goes_on_at_once_and_nothing_starts_in_its_place() -> None:
    world = two_growing()
    # It fits the computer beside the one that stands still, but not below the limit.
    world.submit(task("third", command=("other",), requirement=Requirement(0.5, 4500.0)))
    world.finish("first")
    assert world.started() == ["first", "second"]
    assert [each.task_id for each in of(world.effects, ResumeAttempt)] == ["second"]
    world.finish("second")
    assert world.started() == ["first", "second", "third"]


def test_one_that_its_operator_keeps_still_does_not_keep_others_from_going_on() -> None:
    world = Growing()
    names = ("first", "second", "third")
    world.begin(*(task(name, requirement=NEED) for name in names))
    world.measure(first=1300.0, second=1300.0, third=1300.0)
    world.measure(first=1950.0, second=1950.0, third=1950.0)
    assert world.states(*names) == ["running", "suspended", "suspended"]
    world.send(events.TaskPaused, task_id="second")
    world.finish("first")
    assert [each.task_id for each in of(world.effects, ResumeAttempt)] == ["third"]
