"""Limits that are set while the manager runs, and the past that it tells of."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.runtime.notifications import Notification
from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.model.rows import QUANTITIES, JournalQuery
from parallel_execution_manager.system.storage.errors import StoreError
from tests.runtime.waiting import until


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the configuration's file of the manager is."""
    return tmp_path / "base" / "parallel_execution_config.json"


def test_a_limit_is_in_force_and_in_the_file_and_all_else_stays(
    manager: ParallelExecutionManager, file: Path
):
    text = '{"resource_thresholds":  {"memory_percent": 90},\n "monitoring_interval": 2}\n'
    file.write_text(text)
    manager.reload_configuration()
    manager.set_limit("cpu", 66, 44)
    assert manager.snapshot().policy.cpu == LimitPair(66.0, 44.0)
    assert manager.snapshot().policy.memory.throttle == 90.0
    assert json.loads(file.read_text()) == {
        "resource_thresholds": {"memory_percent": 90, "cpu_percent": {"throttle": 66, "resume": 44}},
        "monitoring_interval": 2,
    }
    assert '"monitoring_interval": 2}' in file.read_text()
    assert manager.configuration.thresholds["cpu"] == LimitPair(66.0, 44.0)


def test_a_limit_is_written_where_there_was_no_file(manager: ParallelExecutionManager, file: Path):
    manager.set_limit("io_pressure", 55.5, 20)
    found = json.loads(file.read_text())
    assert found == {"resource_thresholds": {"io_pressure_percent": {"throttle": 55.5, "resume": 20}}}


@pytest.mark.parametrize(
    ("resource", "throttle", "resume", "words"),
    [
        ("cpu", 50, 60, "cannot resume at 60 %"),
        ("gpu", 50, 40, "has no limit"),
        ("cpu", "50", 40, "a limit is a number of percent, not '50'"),
        ("cpu", True, 40, "a limit is a number"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    manager: ParallelExecutionManager, file: Path, resource: str, throttle: float, resume: float, words: str
):
    before = manager.snapshot().policy
    with pytest.raises(WishRefused, match=words):
        manager.set_limit(resource, throttle, resume)
    assert manager.snapshot().policy == before
    assert not file.exists()


def test_a_bad_file_keeps_the_limit_as_it_was(manager: ParallelExecutionManager, file: Path):
    before = manager.snapshot().policy.cpu
    file.write_text("{")
    with pytest.raises(WishRefused, match="put it right first"):
        manager.set_limit("cpu", 60, 50)
    assert manager.snapshot().policy.cpu == before
    assert file.read_text() == "{"


def test_who_set_a_limit_stands_in_the_journal(manager: ParallelExecutionManager):
    manager.set_limit("cpu", 66, 44)
    (entry,) = manager.journal(JournalQuery(kinds=frozenset({"LimitSet"})))
    assert (entry.subject, dict(entry.detail)) == ("cpu", {"throttle": 66.0, "resume": 44.0})
    assert abs(entry.at - time.time()) < 60


def test_samples_are_read_back_while_the_manager_runs(manager: ParallelExecutionManager):
    manager.sample_for_view(0.2)
    manager.start_monitoring()
    now = time.time()

    def found() -> bool:
        return bool(manager.samples(now - 60, time.time() + 60, 100))

    until(found)
    manager.sample_for_view(None)
    first = manager.samples(now - 60, time.time() + 60, 100)[0]
    memory = first.high[QUANTITIES.index("memory")]
    assert memory is not None
    assert 0 < memory <= 100


def test_a_closed_manager_says_that_it_cannot_be_read(tmp_path: Path):
    made = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    made.close()
    with pytest.raises(StoreError, match="its manager has ended"):
        made.journal(JournalQuery())


def test_limits_are_set_one_at_a_time_and_a_failed_one_undoes_no_other(
    manager: ParallelExecutionManager, file: Path, monkeypatch: pytest.MonkeyPatch
):
    desk, order = manager._core.settings, []
    save = desk.save
    saving, second_is_there = threading.Event(), threading.Event()

    def saved(changes: Any, version: str | None = None) -> Any:
        (pair,) = changes.values()
        order.append(pair["throttle"])
        if pair["throttle"] == 60:
            saving.set()
            second_is_there.wait(60)
            raise WishRefused(["the disk is full"])
        return save(changes, version)

    monkeypatch.setattr(desk, "save", saved)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(manager.set_limit, "cpu", 60, 50)
        assert saving.wait(60)
        second = pool.submit(manager.set_limit, "cpu", 70, 50)
        wait([second], timeout=0.2)
        assert order == [60]
        second_is_there.set()
        with pytest.raises(WishRefused, match="the disk is full"):
            first.result(60)
        second.result(60)
    assert order == [60, 70]
    assert manager.snapshot().policy.cpu == LimitPair(70.0, 50.0)
    assert json.loads(file.read_text())["resource_thresholds"]["cpu_percent"]["throttle"] == 70


def test_a_subscriber_does_not_wait_for_a_limit_that_waits_for_it(
    manager: ParallelExecutionManager, monkeypatch: pytest.MonkeyPatch
):
    refusals: list[WishRefused] = []

    def set_another(_: Notification) -> None:
        if not refusals:
            try:
                manager.set_limit("memory", 70, 60)
            except WishRefused as refused:
                refusals.append(refused)

    desk = manager._core.settings
    save = desk.save

    def saved(changes: Any, version: str | None = None) -> Any:
        stop = manager.subscribe(set_another)
        manager.stop_role("task_management")
        until(lambda: bool(refusals))
        stop()
        return save(changes, version)

    monkeypatch.setattr(desk, "save", saved)
    manager.set_limit("cpu", 60, 50)
    assert "another limit is being set at this moment; set this one later" in str(refusals[0])
    assert manager.snapshot().policy.cpu == LimitPair(60.0, 50.0)
