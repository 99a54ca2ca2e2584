"""Samples are measured with psutil or estimated without it; what cannot be read is left out."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from parallel_execution_manager.scheduling.model.sample import Pulse
from parallel_execution_manager.system.metrics import samplers
from parallel_execution_manager.system.metrics.machine import LinuxMachine
from parallel_execution_manager.system.metrics.samplers import (
    EstimatingSampler,
    PsutilSampler,
    Sampler,
    best_sampler,
)
from parallel_execution_manager.system.metrics.trees import TreeMeter
from parallel_execution_manager.system.metrics.volumes import Volumes
from parallel_execution_manager.system.processes import linux_table
from parallel_execution_manager.system.processes.linux_proc import read_stat
from parallel_execution_manager.system.processes.linux_table import LinuxProcessTable
from parallel_execution_manager.system.processes.tables import best_process_table
from tests.system.trees import Trees, end, python, wait_until

BURNS = 'escape(lambda: (say("escaped"), [0 for _ in iter(int, 1)]))\nstay("root")'


@pytest.fixture(params=["psutil", "estimated"])
def sampler(request: pytest.FixtureRequest, tmp_path: Path) -> Sampler:
    load = {"psutil": lambda: psutil, "estimated": lambda: None}[request.param]
    return best_sampler([tmp_path], load=load)


def after_some_work(sampler: Sampler) -> tuple:
    first = sampler.sample(1.0, {})
    work_until(time.process_time() + 0.1)
    return first, sampler.sample(2.0, {})


def work_until(process_time: float) -> None:
    while time.process_time() < process_time:
        pass


def test_the_size_is_the_whole_computer(sampler: Sampler):
    assert sampler.size().cores == os.cpu_count()
    assert sampler.size().memory_mb == pytest.approx(psutil.virtual_memory().total / 2**20, rel=0.01)


def test_the_processor_is_unknown_at_first_and_then_measured(sampler: Sampler):
    first, second = after_some_work(sampler)
    assert first.cpu_percent is None
    assert 0 < second.cpu_percent <= 100


def test_memory_and_disk_are_measured_at_once(sampler: Sampler):
    sample = sampler.sample(1.0, {})
    assert 0 < sample.memory_percent < 100
    assert sample.memory_used_mb == pytest.approx(
        sampler.size().memory_mb * sample.memory_percent / 100, rel=0.01
    )
    assert 0 < sample.disk_percent <= 100


def test_only_samples_without_psutil_are_marked_as_estimated(tmp_path: Path):
    assert not best_sampler([tmp_path]).sample(1.0, {}).estimated
    assert best_sampler([tmp_path], load=lambda: None).sample(1.0, {}).estimated


def test_disk_rates_are_unknown_at_first_and_never_negative(tmp_path: Path):
    sampler = best_sampler([tmp_path])
    first, second = after_some_work(sampler)
    assert (first.disk_read_mb_s, first.disk_write_mb_s) == (None, None)
    if psutil.disk_io_counters() is not None:
        assert second.disk_read_mb_s >= 0
        assert second.disk_write_mb_s >= 0


def test_disk_rates_come_from_the_difference(tmp_path: Path):
    counters = iter([(0, 0), (3 * 2**20, 2**20), (0, 5 * 2**20)])

    def disk_io_counters(*, nowrap: bool) -> SimpleNamespace:
        read, written = next(counters)
        return SimpleNamespace(read_bytes=read, write_bytes=written)

    sampler = PsutilSampler([tmp_path], with_readings(disk_io_counters=disk_io_counters), LinuxProcessTable())
    sampler.sample(10.0, {})
    second, third = sampler.sample(11.0, {}), sampler.sample(13.0, {})
    assert (second.disk_read_mb_s, second.disk_write_mb_s) == (3.0, 1.0)
    assert (third.disk_read_mb_s, third.disk_write_mb_s) == (None, 2.0)


def test_what_psutil_cannot_read_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(samplers, "LinuxMachine", lambda: LinuxMachine(str(tmp_path)))

    def refuse(**_: bool):
        raise PermissionError("not for you")

    broken = with_readings(cpu_times=refuse, virtual_memory=refuse, disk_io_counters=refuse)
    sample = PsutilSampler([tmp_path / "vanished"], broken, LinuxProcessTable()).sample(1.0, {})
    assert sample.cpu_percent is None
    assert sample.memory_percent is None
    assert sample.memory_used_mb is None
    assert sample.disk_percent is None
    assert sample.disk_read_mb_s is None


def test_a_machine_without_disk_counters_has_no_disk_rates(tmp_path: Path):
    sampler = PsutilSampler([tmp_path], with_readings(disk_io_counters=lambda **_: None), LinuxProcessTable())
    sampler.sample(1.0, {})
    assert sampler.sample(2.0, {}).disk_write_mb_s is None


def with_readings(**readings: object) -> SimpleNamespace:
    real = {
        name: getattr(psutil, name) for name in ("Error", "cpu_times", "virtual_memory", "disk_io_counters")
    }
    return SimpleNamespace(**{**real, **readings})


def test_without_proc_the_load_average_stands_for_the_processor(tmp_path: Path):
    sample = EstimatingSampler([tmp_path], best_process_table(None), str(tmp_path)).sample(1.0, {})
    expected = min(100.0, 100.0 * os.getloadavg()[0] / os.cpu_count())
    assert sample.cpu_percent == pytest.approx(expected, abs=20)
    assert sample.memory_percent is None
    assert sample.memory_used_mb is None
    assert sample.disk_percent is not None


@pytest.mark.parametrize("text", ["", "cpu\n", "cpu one two three four five\n"])
def test_a_garbled_proc_is_no_error(tmp_path: Path, text: str):
    (tmp_path / "stat").write_text(text)
    (tmp_path / "meminfo").write_text("MemTotal: much\n")
    sample = EstimatingSampler([tmp_path], best_process_table(None), str(tmp_path)).sample(1.0, {})
    assert sample.cpu_percent is not None
    assert sample.memory_percent is None


def test_the_estimate_from_proc_agrees_with_its_numbers(tmp_path: Path):
    sampler = EstimatingSampler([tmp_path], best_process_table(None), str(tmp_path))
    (tmp_path / "meminfo").write_text("MemTotal: 1024000 kB\nMemFree: 1 kB\nMemAvailable: 256000 kB\n")
    # user nice system idle iowait irq softirq steal guest guest_nice
    (tmp_path / "stat").write_text("cpu  100 0 0 100 0 0 0 0 50 0\n")
    sampler.sample(1.0, {})
    (tmp_path / "stat").write_text("cpu  110 0 10 150 10 10 10 0 60 0\n")
    sample = sampler.sample(2.0, {})
    assert sample.cpu_percent == 40.0
    assert sample.memory_percent == 75.0
    assert sample.memory_used_mb == 750.0


def test_the_fullest_volume_counts_and_a_vanished_one_does_not(tmp_path: Path):
    shares = [Path("/dev/shm"), Path("/")]
    alone = [Volumes([path]).fullest_percent() for path in shares if path.exists()]
    together = Volumes([*shares, tmp_path / "vanished"]).fullest_percent()
    assert together == pytest.approx(max(alone), abs=1)
    assert Volumes([tmp_path / "vanished"]).fullest_percent() is None
    assert Volumes([]).fullest_percent() is None


def test_the_volume_with_the_least_free_space_counts(tmp_path: Path):
    (tmp_path / "some").write_bytes(b"0")
    free = shutil.disk_usage(tmp_path).free / 2**20
    assert Volumes([tmp_path, Path("/")]).least_free_mb() <= free + 1024
    assert Volumes([tmp_path / "vanished"]).least_free_mb() is None


@pytest.mark.skipif(sys.platform != "linux", reason="a volume of no size")
def test_a_volume_of_no_size_is_not_full():
    assert Volumes([Path("/proc")]).fullest_percent() is None


def test_a_tasks_tree_is_measured_with_escaped_members(sampler: Sampler, trees: Trees):
    process = trees.start(*python(BURNS))
    trees.said("root")
    (escaped,) = trees.said("escaped")
    sampler.sample(time.monotonic(), {"task": process.pid})
    before = psutil.Process(escaped).cpu_times().user
    while psutil.Process(escaped).cpu_times().user < before + 0.2:
        time.sleep(0.01)
    usage = sampler.sample(time.monotonic(), {"task": process.pid, "gone": 2**22 + 1}).tasks
    assert set(usage) == {"task"}
    assert usage["task"].processes == 2
    assert 0 < usage["task"].cpu_cores <= 1.5
    assert 5 < usage["task"].memory_mb < 500
    end(process)


def test_a_pulse_has_the_machine_and_now_and_then_the_tasks(sampler: Sampler, trees: Trees):
    process = trees.start(*python(BURNS))
    trees.said("escaped")
    first = sampler.pulse(10.0, {"task": process.pid})
    work_until(time.process_time() + 0.1)
    pulses = [sampler.pulse(10.0 + number / 10, {"task": process.pid}) for number in range(1, 11)]
    assert first.cpu_percent is None
    assert 0 < pulses[0].cpu_percent <= 100
    assert 0 < first.memory_percent < 100
    assert first.memory_used_mb == pytest.approx(sampler.size().memory_mb * first.memory_percent / 100)
    assert [pulse.at for pulse in pulses] == pytest.approx([10.1 + number / 10 for number in range(10)])
    with_tasks = [pulse for pulse in pulses if pulse.tasks]
    assert 3 <= len(with_tasks) <= 5
    assert {pulse.tasks["task"].processes for pulse in with_tasks} == {2}
    end(process)


def test_pulses_and_samples_have_times_of_their_own(sampler: Sampler):
    sampler.sample(1.0, {})
    work_until(time.process_time() + 0.1)
    assert sampler.pulse(2.0, {}).cpu_percent is None
    assert sampler.sample(3.0, {}).cpu_percent is not None


@pytest.mark.skipif(not Path("/proc/pressure/cpu").exists(), reason="this kernel tells no pressure")
def test_pressure_is_in_samples_and_pulses_from_the_second_on(sampler: Sampler):
    assert sampler.sample(1.0, {}).pressure is None
    assert sampler.pulse(1.0, {}).pressure is None
    assert sampler.sample(2.0, {}).pressure is not None
    assert sampler.pulse(1.1, {}).pressure is not None


def test_a_system_that_tells_nothing_quickly_has_pulses_of_nothing(tmp_path: Path):
    pulse = EstimatingSampler([tmp_path], best_process_table(None), str(tmp_path)).pulse(1.0, {})
    assert pulse == Pulse(1.0, None, None)


def test_without_proc_pulses_come_from_psutil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(samplers, "LinuxMachine", lambda: LinuxMachine(str(tmp_path)))
    sampler = best_sampler([tmp_path])
    sampler.pulse(1.0, {})
    work_until(time.process_time() + 0.1)
    pulse = sampler.pulse(2.0, {})
    assert 0 < pulse.cpu_percent <= 100
    assert 0 < pulse.memory_percent < 100


def test_a_glance_finds_the_children_of_a_young_task_before_the_next_sample(trees: Trees):
    process = trees.start(*python('signal.signal(10, lambda *_: os.fork() or stay("child"))\nstay("root")'))
    trees.said("root")
    table = LinuxProcessTable()
    table.adopt(process.pid, trees.mark)
    meter = TreeMeter(table)
    assert meter.measure(100.0, {"task": process.pid})["task"].processes == 1
    os.kill(process.pid, signal.SIGUSR1)
    trees.said("child")
    assert meter.glance(100.2, {"task": process.pid})["task"].processes == 1
    assert meter.glance(101.0, {"task": process.pid})["task"].processes == 2
    end(process)


class Asked(LinuxProcessTable):
    """Remembers what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def trees(self, roots):
        self.asked.append("trees")
        return super().trees(roots)

    def known(self, roots):
        self.asked.append("known")
        return super().known(roots)

    def disk_mb(self, process):
        self.asked.append("disk")
        return super().disk_mb(process)


def test_what_is_taken_to_be_as_before_is_not_read_and_has_used_nothing_since(trees: Trees):
    process = trees.start(*python('stay("root")'))
    trees.said("root")
    table, roots = Asked(), {"task": process.pid}
    table.adopt(process.pid, trees.mark)
    meter = TreeMeter(table)
    first = meter.measure(100.0, roots)
    assert meter.glance(100.0, roots)["task"].memory_mb == first["task"].memory_mb
    table.asked.clear()
    assert meter.measure(101.0, roots, anew=False)["task"].cpu_cores == 0.0
    assert table.asked == []
    assert meter.measure(102.0, {**roots, "gone": 2**22 + 1}, anew=False).keys() == {"task"}
    assert table.asked[0] == "trees"
    end(process)


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="this kernel does not count runs")
def test_who_has_not_run_is_not_asked_each_time_what_it_has_read(
    trees: Trees, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(linux_table, "YOUNG_S", 0.0)
    process = trees.start(*python('stay("root")'))
    trees.said("root")
    table, roots = Asked(), {"task": process.pid}
    table.adopt(process.pid, trees.mark)
    meter = TreeMeter(table)
    wait_until(lambda: read_stat(process.pid).state == "S", "it sleeps")
    meter.measure(100.0, roots)
    table.asked.clear()
    for at in range(101, 105):
        usage = meter.measure(float(at), roots)["task"]
    assert table.asked.count("disk") == 0
    assert usage.read_mb_s in (0.0, None)
    meter.measure(106.0, roots)
    assert table.asked.count("disk") == 1
    end(process)


def test_what_a_task_writes_is_seen_as_a_disk_rate(trees: Trees, tmp_path: Path):
    code = f"""
say("root")
with open({str(tmp_path / "data")!r}, "wb") as file:
    file.write(bytes(8 << 20))
    file.flush()
    os.fsync(file.fileno())
say("written")
stay("done")
"""
    process = trees.start(*python(code))
    table = LinuxProcessTable()
    table.adopt(process.pid, trees.mark)
    trees.said("done")
    counted = table.disk_mb(table.trees((process.pid,))[process.pid][0])
    usage = TreeMeter(table).measure(100.0, {"task": process.pid})["task"]
    if counted is None or counted[1] == 0:
        pytest.skip("the folder for tests is in memory, or what processes write may not be known")
    assert usage.write_mb_s > 0
    assert usage.read_mb_s >= 0
    end(process)


def test_what_may_not_be_known_of_the_disk_is_none(trees: Trees):
    class Refusing(LinuxProcessTable):
        def disk_mb(self, process):
            return None

    process = trees.start(*python('stay("root")'))
    trees.said("root")
    usage = TreeMeter(Refusing()).measure(100.0, {"task": process.pid})["task"]
    assert (usage.read_mb_s, usage.write_mb_s) == (None, None)
    end(process)


def test_a_tree_never_uses_more_than_all_cores(trees: Trees):
    """A parent that waits late takes over the whole time of its child at once."""
    code = """
if os.fork() == 0:
    while time.process_time() < 0.3: pass
    os._exit(0)
signal.signal(10, lambda *_: (os.wait(), say("waited")))
os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
stay("root")
"""
    process = trees.start(*python(code))
    trees.said("root")
    meter = TreeMeter(LinuxProcessTable())
    meter.measure(100.0, {"task": process.pid})
    assert meter.measure(100.001, {"task": process.pid})["task"].cpu_cores == 0
    os.kill(process.pid, signal.SIGUSR1)
    trees.said("waited")
    assert meter.measure(100.002, {"task": process.pid})["task"].cpu_cores == os.cpu_count()
    end(process)


def test_cores_come_from_the_difference_of_processor_time(trees: Trees):
    process = trees.start(*python(BURNS))
    trees.said("escaped")
    meter = TreeMeter(LinuxProcessTable())
    assert meter.measure(100.0, {"task": process.pid})["task"].cpu_cores >= 0
    process.suspend()
    still = meter.measure(101.0, {"task": process.pid})
    assert meter.measure(102.0, {"task": process.pid})["task"].cpu_cores == 0.0
    assert meter.measure(102.0, {"task": process.pid})["task"].processes == still["task"].processes == 2
    end(process)
    assert meter.measure(103.0, {"task": process.pid}) == {}
