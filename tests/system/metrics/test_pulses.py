"""Tasks are read four times a second while anything moves, and every two seconds while all stands still."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from parallel_execution_manager.scheduling.model.sample import NO_USAGE, TaskUsage
from parallel_execution_manager.system.metrics.fast_samples import PulseTaker, Stillness
from parallel_execution_manager.system.metrics.pressure import PressureMeter
from parallel_execution_manager.system.metrics.trees import TreeMeter
from parallel_execution_manager.system.processes.tables import best_process_table

USED_MB = 1000.0
PULSE_S = 0.1


class Computer(TreeMeter):
    """Counters that stand as they are set, and the times at which its tasks are read."""

    def __init__(self) -> None:
        super().__init__(best_process_table(None))
        self.busy, self.idle, self.used_mb = 0.0, 0.0, USED_MB
        self.read_at: list[float] = []
        self.glances = 0

    def glance(self, at: float, roots: Mapping[str, int], *, anew: bool = True) -> Mapping[str, TaskUsage]:
        """Each reading is another object."""
        self.glances += 1
        if anew:
            self.read_at.append(at)
        return {task: TaskUsage(0.0, len(self.read_at)) for task in roots}


class Pulses:
    """Pulses of such a computer, ten a second."""

    def __init__(self, folder: Path) -> None:
        self.at = 100.0
        self.computer = computer = Computer()
        self.taker = PulseTaker(
            lambda: (computer.busy, computer.idle),
            lambda: (computer.used_mb, 4 * USED_MB),
            computer,
            PressureMeter(str(folder)),
        )

    def take(self, number: int, busy_share: float, *, more_mb: float = 0.0, roots: tuple[str, ...] = ("a",)):
        """Pulses with so much of all cores busy; what was seen of tasks, if any was."""
        seen = []
        for _ in range(number):
            self.at += PULSE_S
            self.computer.busy += busy_share
            self.computer.idle += 1.0 - busy_share
            self.computer.used_mb += more_mb
            seen.append(self.taker.take(self.at, dict.fromkeys(roots, 1)).tasks)
        return seen


@pytest.fixture
def pulses(tmp_path: Path) -> Pulses:
    """After the first ones, of which nothing is known."""
    pulses = Pulses(tmp_path)
    pulses.take(20, 1.0)
    pulses.computer.read_at.clear()
    return pulses


def test_while_the_computer_is_busy_tasks_are_read_four_times_a_second(pulses: Pulses):
    pulses.take(20, 1.0)
    assert 7 <= len(pulses.computer.read_at) <= 9


def test_while_all_stands_still_tasks_are_read_seldom_and_told_as_often_as_ever(pulses: Pulses):
    seen = pulses.take(40, 0.0)
    assert 2 <= len(pulses.computer.read_at) <= 3
    assert 14 <= sum(tasks is not NO_USAGE for tasks in seen) <= 17
    assert all(tasks.keys() == {"a"} for tasks in seen if tasks)


def test_the_first_look_at_what_stands_still_is_the_one_that_counts(pulses: Pulses):
    pulses.take(3, 0.0)
    pulses.computer.glances = 0
    first, *rest = [tasks for tasks in pulses.take(12, 0.0) if tasks]
    assert rest
    assert all(tasks is first for tasks in rest)
    assert pulses.computer.glances <= 1


def test_what_moves_again_is_read_when_it_is_next_due(pulses: Pulses):
    pulses.take(12, 0.0)
    pulses.computer.read_at.clear()
    pulses.take(4, 1.0)
    assert pulses.computer.read_at


def test_memory_that_grows_without_work_is_seen(pulses: Pulses):
    pulses.take(10, 0.0)
    pulses.computer.read_at.clear()
    pulses.take(20, 0.0, more_mb=5.0)
    assert 7 <= len(pulses.computer.read_at) <= 9


def test_other_tasks_are_read_at_once(pulses: Pulses):
    pulses.take(10, 0.0)
    seen = pulses.take(4, 0.0, roots=("a", "b"))
    assert {"a", "b"} in [set(tasks) for tasks in seen]


def test_of_what_is_not_known_nothing_is_taken_to_stand_still():
    stillness = Stillness()
    stillness.begin(1.0, USED_MB)
    stillness.note(1.0, None, 0.0)
    assert stillness.lasts(1.1, USED_MB)
    assert not stillness.lasts(1.1, None)
    stillness.note(1.2, None, 0.0)
    assert not stillness.lasts(1.2, USED_MB)
