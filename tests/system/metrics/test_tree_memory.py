"""Shared pages of a tree are counted once, at a bounded cost."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import psutil
import pytest

from parallel_execution_manager.system.metrics.trees import REFRESH_EVERY_S, TreeMemory
from parallel_execution_manager.system.processes.linux_table import LinuxProcessTable
from parallel_execution_manager.system.processes.table import ProcessInfo
from tests.system.trees import Trees, end, python


class Proportions(LinuxProcessTable):
    """A table whose processes have the proportional memory that a test says."""

    def __init__(self, **mb: float | None) -> None:
        super().__init__()
        self.mb = {int(name[1:]): value for name, value in mb.items()}
        self.asked: list[int] = []

    def proportional_mb(self, process: ProcessInfo) -> float | None:
        self.asked.append(process.pid)
        return self.mb[process.pid]


def member(pid: int, memory_mb: float) -> ProcessInfo:
    return ProcessInfo(pid, pid, memory_mb=memory_mb)


def refreshed(table: Proportions, tree: Sequence[ProcessInfo]) -> TreeMemory:
    memory = TreeMemory(table, clock=lambda: 0.0)
    memory.refresh(100.0, [tree])
    return memory


def test_a_single_process_counts_with_its_resident_memory_and_is_not_asked_for_more():
    table = Proportions()
    memory = refreshed(table, [member(1, 200)])
    assert memory.of([member(1, 200)]) == 200
    assert table.asked == []


def test_several_processes_count_with_their_shares():
    tree = [member(1, 200), member(2, 200)]
    assert refreshed(Proportions(_1=110, _2=100), tree).of(tree) == 210


def test_growth_in_between_counts_in_full_and_shrinking_in_proportion():
    memory = refreshed(Proportions(_1=110, _2=100), [member(1, 200), member(2, 200)])
    assert memory.of([member(1, 260), member(2, 100)]) == 110 + 60 + 50


def test_what_was_not_read_yet_or_cannot_be_read_counts_with_its_resident_memory():
    memory = refreshed(Proportions(_1=110, _2=None), [member(1, 200), member(2, 200)])
    assert memory.of([member(1, 200), member(2, 200), member(3, 70)]) == 110 + 200 + 70


def test_a_process_without_memory_of_its_own_counts_with_none():
    memory = refreshed(Proportions(_1=0, _2=5), [member(1, 0), member(2, 9)])
    assert memory.of([member(1, 0), member(2, 9)]) == 5


def test_proportions_are_read_again_only_after_ten_seconds():
    table = Proportions(_1=1, _2=2)
    tree = [member(1, 5), member(2, 5)]
    memory = refreshed(table, tree)
    memory.refresh(100.0 + REFRESH_EVERY_S - 0.5, [tree])
    assert table.asked == [1, 2]
    memory.refresh(100.0 + REFRESH_EVERY_S, [tree])
    assert table.asked == [1, 2, 1, 2]


def test_a_refresh_stops_when_its_time_is_over_and_the_next_goes_on():
    table = Proportions(_1=1, _2=1, _3=1)
    tree = [member(pid, 5) for pid in (1, 2, 3)]
    clock = iter([0.0, 0.0, 1.0, 2.0, 2.0, 2.0, 2.0])
    memory = TreeMemory(table, clock=lambda: next(clock))
    memory.refresh(100.0, [tree])
    assert table.asked == [1]
    memory.refresh(101.0, [tree])
    assert table.asked == [1, 2, 3]


def test_whoever_is_gone_is_forgotten():
    table = Proportions(_1=1, _2=1)
    memory = refreshed(table, [member(1, 5), member(2, 5)])
    memory.refresh(101.0, [])
    assert memory.of([member(1, 5), member(2, 5)]) == 10


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells proportional memory")
def test_four_processes_that_share_their_memory_hold_it_once(trees: Trees):
    code = """
data = bytearray(os.urandom(1 << 20) * 60)
for _ in range(3):
    if os.fork() == 0:
        stay("child")
stay("root")
"""
    table = LinuxProcessTable()
    process = trees.start(*python(code))
    table.adopt(process.pid, trees.mark)
    trees.said("root")
    trees.said("child", times=3)
    tree = table.trees((process.pid,))[process.pid]
    memory = TreeMemory(table, clock=lambda: 0.0)
    memory.refresh(1.0, [tree])
    resident = sum(psutil.Process(found.pid).memory_info().rss for found in tree) / 2**20
    assert resident > 4 * 60
    assert 60 < memory.of(tree) < 150
    end(process)
