"""Tasks on a disk that is full for a while wait, and say why; nothing fails for it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager import Notification, ParallelExecutionManager, managers_of
from parallel_execution_manager.supervisor.paths import is_supported
from parallel_execution_manager.system.files.crash_points import arm, disarm
from tests.runtime.waiting import until, until_state

TASK = {"role": "task_management", "command": [sys.executable, "-c", ""], "max_retries": 0}


def _fail() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture(autouse=True)
def _full_disk() -> Iterator[None]:
    arm("file.before-write", _fail)
    yield
    disarm()


def _waiting(manager: ParallelExecutionManager, *names: str) -> list[str]:
    """Add tasks; the problems that were told once one waits for room."""
    told: list[str] = []

    def listen(news: Notification) -> None:
        if news.kind == "problem":
            told.append(str(news.data))

    manager.subscribe(listen)
    manager.submit([{**TASK, "id": name} for name in names])
    until(lambda: told, "a word of the full disk")
    return told


def test_tasks_wait_for_room_which_is_told_once(manager: ParallelExecutionManager) -> None:
    told = _waiting(manager, "a", "b")
    assert "Tasks wait until there is room to start them" in told[0]
    (asked,) = managers_of(manager.data_dir)
    with asked:
        until(lambda: "waits for room to start: " in asked.why("a")["still"], "a word of it in pem why")
    disarm()
    for name in ("a", "b"):
        until_state(manager, name, "succeeded")
    assert len(told) == 1


def test_what_waits_for_room_can_be_cancelled(manager: ParallelExecutionManager) -> None:
    _waiting(manager, "a")
    manager.cancel_task("a")
    until_state(manager, "a", "cancelled")


@pytest.mark.skipif(not is_supported(), reason="there is no supervisor on this system")
def test_what_waits_for_room_when_the_manager_leaves_is_started_by_the_next(tmp_path: Path) -> None:
    with_folders = {"base_dir": tmp_path, "data_dir": tmp_path / "data", "build_contexts": False}
    manager = ParallelExecutionManager(**with_folders)
    manager.start_role("task_management")
    _waiting(manager, "a")
    manager.close(keep_running=True)
    disarm()
    following = ParallelExecutionManager(**with_folders)
    following.start_role("task_management")
    until_state(following, "a", "succeeded")
    following.close()
