"""What must be true of a resource-management task: measured on this very machine, by a process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from parallel_execution_manager.roles.resource_management import worker
from parallel_execution_manager.roles.resource_management.measurement import (
    Machine,
    Reading,
    Volume,
    measure_processes,
    measure_volumes,
    proc_readings,
    psutil_readings,
)
from parallel_execution_manager.roles.resource_management.report import Report, findings, markdown
from parallel_execution_manager.roles.resource_management.role import ResourceManagement
from tests.roles.attempts import DEADLINE_S, Attempts, manager_state, task, task_row, work_here

ROLE = "resource_management"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@pytest.fixture
def attempts(tmp_path: Path) -> Attempts:
    peak = {"cpu_cores": 0.4, "memory_mb": 310.0, "processes": 1}
    state = manager_state(
        task_row("t-1", ROLE, "running"),
        *(task_row(f"d-{number}", name="Assess", peak=peak) for number in range(3)),
        task_row("small", name="Small", peak=peak, requirement={"cpu_cores": 0.1, "memory_mb": 310.0}),
    )
    return Attempts(ResourceManagement(), tmp_path, tmp_path / "runs", state, {"measure_s": 0.1, "top": 3})


@pytest.fixture
def burner() -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, "-c", "print(flush=True)\nwhile True: pass"], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield process.pid
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_report_names_top_consumers_and_what_does_not_fit(attempts: Attempts) -> None:
    result = attempts.run(task(ROLE))
    assert result.ok
    messages = {finding.message: finding.level for finding in result.findings}
    lower = "script_assessment: Assess: declares 2,048 MiB, peak 310 MiB: lower to 357 MiB (peak + 15 %)"
    assert messages[lower] == "note"
    raise_ = (
        "script_assessment: Small: declares 0.10 cores, peak 0.40 cores: raise to 0.50 cores (peak + 15 %)"
    )
    assert messages[f"{raise_}; a guess from 1 run"] == "warning"
    assert "1 requirements to raise, 1 to lower" in result.summary
    report = json.loads((attempts.folder / "report.json").read_text(encoding="utf-8"))
    assert report["schema"] == "parallel_execution_manager.resource_report"
    assert len(report["top_memory"]) == 3
    assert report["machine"]["memory_mb"] > report["machine"]["memory_available_mb"] > 0
    assert report["machine"]["volumes"]
    assert not report["machine"]["estimated"]
    assert "## Top consumers of the processor" in (attempts.folder / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", ["psutil", pytest.param("proc", marks=linux_only)])
def test_a_burning_process_is_measured_as_one(source: str, burner: int) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while True:
        uses = measure_processes(
            lambda: psutil_readings(psutil) if source == "psutil" else proc_readings(), 0.2
        )
        (mine,) = [use for use in uses if use.pid == burner]
        if mine.cpu_cores > 0 or time.monotonic() > deadline:
            break
    assert "python" in mine.name
    assert 0 < mine.cpu_cores < 1.6
    assert 1 < mine.memory_mb < 500


@linux_only
def test_both_sources_see_the_same_process_alike(burner: int) -> None:
    by_psutil = {reading.pid: reading for reading in psutil_readings(psutil)}[burner]
    by_proc = {reading.pid: reading for reading in proc_readings()}[burner]
    assert by_proc.memory_mb == pytest.approx(by_psutil.memory_mb, rel=0.2)
    assert by_proc.cpu_s >= by_psutil.cpu_s - 0.02


def test_a_process_that_comes_goes_or_is_another_of_the_same_number_is_left_out() -> None:
    readings = iter(
        [
            [
                Reading(1, 5.0, "stays", 1.0, 9.0),
                Reading(2, 5.0, "goes", 1.0, 9.0),
                Reading(3, 5.0, "old", 9.0, 9.0),
            ],
            [
                Reading(1, 5.0, "stays", 1.0, 9.0),
                Reading(3, 6.0, "new", 0.0, 9.0),
                Reading(4, 6.0, "comes", 0.0, 1.0),
            ],
        ]
    )
    assert [use.name for use in measure_processes(lambda: next(readings), 0.01)] == ["stays"]


@linux_only
def test_without_psutil_the_report_says_that_it_is_estimated(
    attempts: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "load_psutil", lambda: None)
    launch = attempts.role.prepare(task(ROLE), attempts.context())
    assert work_here(worker.main, launch, monkeypatch) == 0
    report = json.loads((attempts.folder / "report.json").read_text(encoding="utf-8"))
    assert report["machine"]["estimated"]
    assert report["machine"]["memory_mb"] == pytest.approx(psutil.virtual_memory().total / 2**20)
    assert report["top_cpu"]
    assert "Estimated" in (attempts.folder / "report.md").read_text(encoding="utf-8")


def test_with_psutil_the_worker_measures_in_this_process_as_in_its_own(
    attempts: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch = attempts.role.prepare(task(ROLE), attempts.context())
    assert work_here(worker.main, launch, monkeypatch) == 0


def test_each_volume_is_named_once_and_folders_that_are_gone_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    volumes = measure_volumes([tmp_path / "gone", tmp_path, tmp_path / "sub"])
    assert [volume.path for volume in volumes] == [str(tmp_path)]
    assert 0 <= volumes[0].percent <= 100


def machine(**more: Any) -> Machine:
    empty = {"memory_mb": None, "memory_available_mb": None, "swap_mb": None, "swap_used_mb": None}
    return Machine(**{"cores": 2, **empty, "load": None, "volumes": (), "estimated": True, **more})


def test_full_volumes_and_swap_are_warnings() -> None:
    full = machine(
        volumes=(Volume("/data", 1000, 40, 96.0), Volume("/", 1000, 500, 50.0)), swap_mb=100, swap_used_mb=95
    )
    report = Report(datetime(2026, 11, 24, tzinfo=UTC), full, [], [], [])
    assert [finding.message for finding in findings(report, 90)] == [
        "/data is 96 % full, 40 MiB are free",
        "swap is 95 % full",
    ]


def test_what_was_not_measured_is_no_zero() -> None:
    text = markdown(Report(datetime(2026, 11, 24, tzinfo=UTC), machine(), [], [], []))
    assert "| Memory | not measured |" in text
    assert "No process could be measured." in text
    assert "No task has started yet." in text


def test_an_idle_manager_is_reported_too(attempts: Attempts) -> None:
    attempts.state = manager_state()
    assert attempts.run(task(ROLE, cwd=str(Path.cwd()))).ok
