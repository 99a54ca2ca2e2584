"""Free pages that the kernel keeps for each processor count as available, but for what they were at first."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from parallel_execution_manager.system.metrics.machine import FADES_S, FreePageLists, LinuxMachine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such pages on Windows")

PAGES_PER_MB = 2**20 // os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 1
WHOLE_MB, USED_MB, TASKS_MB = 16_384, 8_192, 500


def tell_memory(folder: Path, available_mb: int, anonymous_mb: int = 0) -> None:
    (folder / "meminfo").write_text(
        f"MemTotal: {WHOLE_MB * 1024} kB\nMemAvailable: {available_mb * 1024} kB\n"
        f"AnonPages: {anonymous_mb * 1024} kB\n"
    )


class Zones:
    """Zones of two processors, as the kernel tells them, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.now = 100.0
        self._file = folder / "zoneinfo"

    def hold(self, one_mb: int, other_mb: int) -> None:
        self._file.write_text(
            "Node 0, zone   Normal\n  pages free     123\n        min      7\n"
            "      nr_free_pages 123\n      count_of_no_list 5\n  pagesets\n"
            f"    cpu: 0\n              count:    {one_mb * PAGES_PER_MB}\n              high:     9\n"
            f"    cpu: 1\n              count:    {other_mb * PAGES_PER_MB}\n              high_max: 9\n"
            "Node 0, zone   Movable\n  pages free     0\n"
        )

    def lists(self) -> FreePageLists:
        return FreePageLists(str(self._file.parent), lambda: self.now)


@pytest.fixture
def zones(tmp_path: Path) -> Zones:
    return Zones(tmp_path)


def test_what_comes_into_the_lists_is_to_be_had(zones: Zones) -> None:
    zones.hold(0, 0)
    lists = zones.lists()
    zones.hold(300, 200)
    assert lists.to_be_had_mb() == 500


def test_what_was_there_at_first_counts_as_used_also_when_it_is_taken_and_fades(zones: Zones) -> None:
    zones.hold(300, 200)
    lists = zones.lists()
    assert lists.to_be_had_mb() == 0
    zones.hold(0, 100)
    assert lists.to_be_had_mb() == -400
    zones.now += 20 * FADES_S
    assert lists.to_be_had_mb() == pytest.approx(100, abs=0.01)


def test_where_nothing_is_told_of_lists_nothing_is_added(zones: Zones) -> None:
    assert zones.lists().to_be_had_mb() == 0


def test_memory_in_use_is_what_it_was_when_pages_only_move_into_the_lists(
    zones: Zones, tmp_path: Path
) -> None:
    zones.hold(10, 10)
    tell_memory(tmp_path, WHOLE_MB - USED_MB)
    machine = LinuxMachine(str(tmp_path))
    assert machine.used_and_whole_mb() == (pytest.approx(USED_MB, abs=1), WHOLE_MB)
    zones.hold(10, 1_034)
    tell_memory(tmp_path, WHOLE_MB - USED_MB - 1_024)
    assert machine.used_and_whole_mb() == (pytest.approx(USED_MB, abs=1), WHOLE_MB)


def test_what_a_program_takes_out_of_the_lists_is_in_use_though_no_less_is_available(
    zones: Zones, tmp_path: Path
) -> None:
    zones.hold(0, 0)
    tell_memory(tmp_path, WHOLE_MB - USED_MB)
    machine = LinuxMachine(str(tmp_path))
    zones.hold(TASKS_MB, 0)
    tell_memory(tmp_path, WHOLE_MB - USED_MB - TASKS_MB)
    assert machine.used_and_whole_mb() == (pytest.approx(USED_MB, abs=1), WHOLE_MB)
    zones.hold(0, 0)
    tell_memory(tmp_path, WHOLE_MB - USED_MB - TASKS_MB, anonymous_mb=TASKS_MB)
    assert machine.used_and_whole_mb() == (pytest.approx(USED_MB + TASKS_MB, abs=1), WHOLE_MB)


def test_what_is_taken_out_of_the_lists_for_other_things_is_seen_within_a_second(
    zones: Zones, tmp_path: Path
) -> None:
    zones.hold(0, 0)
    tell_memory(tmp_path, WHOLE_MB - USED_MB)
    machine = LinuxMachine(str(tmp_path), lambda: zones.now)
    zones.hold(TASKS_MB, 0)
    tell_memory(tmp_path, WHOLE_MB - USED_MB - TASKS_MB)
    machine.used_and_whole_mb()
    zones.hold(0, 0)
    zones.now += 1.0
    assert machine.used_and_whole_mb() == (pytest.approx(USED_MB + TASKS_MB, abs=1), WHOLE_MB)


@pytest.mark.parametrize(("held_mb", "used_mb"), [(100_000, 0), (0, WHOLE_MB)])
def test_no_more_is_in_use_than_there_is_and_no_less_than_nothing(
    zones: Zones, tmp_path: Path, held_mb: int, used_mb: int
) -> None:
    tell_memory(tmp_path, WHOLE_MB - USED_MB)
    zones.hold(50_000, 0)
    machine = LinuxMachine(str(tmp_path))
    zones.hold(held_mb, 0)
    assert machine.used_and_whole_mb() == (pytest.approx(used_mb, abs=1), WHOLE_MB)
