"""What an operator is told of logs that are too large: the truth, and once."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from parallel_execution_manager.runtime.log_limits import LogLimits
from parallel_execution_manager.runtime.under_way import RunningLog
from parallel_execution_manager.system.logs.limit import CannotLimitError
from parallel_execution_manager.system.runs.run_files import Identity, identity_of


def running(*logs: Path, file: Identity | None = None) -> list[RunningLog]:
    return [RunningLog(log, file) for log in logs]


def test_each_trimmed_log_is_told_once_and_looked_at_once_more_after_its_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[tuple[Path, int]] = []
    log = tmp_path / "output.log"

    def trim(path: Path, limit: int, *, known: Identity | None = None) -> int:
        asked.append((path, limit))
        assert known == identity_of(log.stat())
        return 1

    limits = LogLimits(pytest.fail, trim)
    log.touch()
    for logs in ([log], [log], [], []):
        limits.check(running(*logs), 7)
    assert asked == [(log, 7 << 20)] * 3
    assert caplog.messages == [
        f"The log {log} is larger than output.max_log_mb (7 MiB): its middle is dropped"
    ]


def test_without_a_limit_no_log_is_looked_at(tmp_path: Path) -> None:
    def trim(path: Path, _limit: int, *, known: Identity | None = None) -> int:
        pytest.fail(f"{path} is looked at")

    LogLimits(pytest.fail, trim).check(running(tmp_path / "output.log"), 0)


def test_a_file_system_that_cannot_do_it_is_told_once_for_all_logs(tmp_path: Path) -> None:
    def trim(_path: Path, _limit: int, *, known: Identity | None = None) -> int:
        raise CannotLimitError("not supported")

    told: list[str] = []
    for name in ("a", "b"):
        (tmp_path / name).touch()
    limits = LogLimits(told.append, trim)
    for _ in range(3):
        limits.check(running(tmp_path / "a", tmp_path / "b"), 1)
    assert len(told) == 1
    assert "cannot drop the middle of a file (not supported)" in told[0]


def test_a_log_that_cannot_be_opened_is_told_once_and_one_that_is_not_there_never(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "folder").mkdir()
    limits = LogLimits(pytest.fail)
    for _ in range(2):
        limits.check(running(tmp_path / "folder", tmp_path / "missing"), 1)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "folder" in caplog.text


def test_another_file_that_a_task_puts_in_the_place_of_its_log_is_left_and_that_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log, precious = tmp_path / "output.log", tmp_path / "precious"
    log.write_bytes(b"log")
    data = b"precious" * (1 << 19)
    precious.write_bytes(data)
    limits = LogLimits(pytest.fail)
    limits.check(running(log), 1)
    precious.replace(log)
    for logs in ([log], [log], []):
        limits.check(running(*logs), 1)
    assert log.read_bytes() == data
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "another file has been put in its place" in caplog.text


def test_a_file_that_is_in_the_place_of_a_log_before_anybody_looks_is_left(tmp_path: Path) -> None:
    log, precious = tmp_path / "output.log", tmp_path / "precious"
    log.write_bytes(b"log")
    made = identity_of(log.stat())
    data = b"precious" * (1 << 19)
    precious.write_bytes(data)
    precious.replace(log)
    limits = LogLimits(pytest.fail)
    for logs in (running(log, file=made), []):
        limits.check(logs, 1)
    assert log.read_bytes() == data
