"""What an operator is told of logs that are too large: the truth, and once."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from parallel_execution_manager.runtime.log_limits import LogLimits
from parallel_execution_manager.system.log_limit import CannotLimitError


def test_each_trimmed_log_is_told_once_and_looked_at_once_more_after_its_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[tuple[Path, int]] = []

    def trim(path: Path, limit: int) -> int:
        asked.append((path, limit))
        return 1

    limits = LogLimits(pytest.fail, trim)
    log = tmp_path / "output.log"
    for logs in ([log], [log], [], []):
        limits.check(logs, 7)
    assert asked == [(log, 7 << 20)] * 3
    assert caplog.messages == [
        f"The log {log} is larger than output.max_log_mb (7 MiB): its middle is dropped"
    ]


def test_without_a_limit_no_log_is_looked_at(tmp_path: Path) -> None:
    def trim(path: Path, _limit: int) -> int:
        pytest.fail(f"{path} is looked at")

    LogLimits(pytest.fail, trim).check([tmp_path / "output.log"], 0)


def test_a_file_system_that_cannot_do_it_is_told_once_for_all_logs(tmp_path: Path) -> None:
    def trim(_path: Path, _limit: int) -> int:
        raise CannotLimitError("not supported")

    told: list[str] = []
    limits = LogLimits(told.append, trim)
    for _ in range(3):
        limits.check([tmp_path / "a", tmp_path / "b"], 1)
    assert len(told) == 1
    assert "cannot drop the middle of a file (not supported)" in told[0]


def test_a_log_that_cannot_be_opened_is_told_once_and_one_that_is_not_there_never(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "folder").mkdir()
    limits = LogLimits(pytest.fail)
    for _ in range(2):
        limits.check([tmp_path / "folder", tmp_path / "missing"], 1)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "folder" in caplog.text
