"""One manager a data folder: the kernel decides, so nothing that is left behind ever blocks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.system.ipc import instance_lock
from parallel_execution_manager.system.ipc.instance_lock import (
    LOCK_FILE,
    InstanceLock,
    ManagerRunsError,
    is_managed,
    program_name,
)
from parallel_execution_manager.system.runs.folders import DataDirError

HOLDER = """
import pathlib, sys
from parallel_execution_manager.system.ipc.instance_lock import InstanceLock, ManagerRunsError
try:
    lock = InstanceLock(pathlib.Path(sys.argv[1]))
except ManagerRunsError:
    print("refused", flush=True)
else:
    print("held", flush=True)
    sys.stdin.read()
"""


def start_holder(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", HOLDER, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def end(process: subprocess.Popen[bytes]) -> None:
    process.communicate(b"", timeout=60)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    with start_holder(tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_second_process_is_refused_and_told_who_is_there_and_what_to_do(tmp_path, holder):
    with pytest.raises(ManagerRunsError, match="in use by another manager") as raised:
        InstanceLock(tmp_path)
    error = raised.value
    assert (error.pid, error.program, error.data_dir) == (holder.pid, "-c", tmp_path)
    for way_out in (f"process {holder.pid}", "pem status", "ManagerClient", "--data-dir", "PEM_DATA_DIR"):
        assert way_out in str(error)


def test_the_lock_of_a_killed_process_is_free_at_once_and_its_file_stays(tmp_path, holder):
    before = (tmp_path / LOCK_FILE).stat().st_ino
    holder.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    holder.wait(60)
    lock = InstanceLock(tmp_path)
    assert (tmp_path / LOCK_FILE).stat().st_ino == before
    lock.release()
    lock.release()
    InstanceLock(tmp_path).release()
    assert (tmp_path / LOCK_FILE).exists()


@pytest.mark.parametrize("left", [b"", b"{", b"[]", b'{"pid": "x", "program": 1}', b"\xff" * 10_000])
def test_what_stands_in_the_file_never_blocks_and_is_not_believed(tmp_path, left, holder):
    (tmp_path / LOCK_FILE).write_bytes(left)
    with pytest.raises(ManagerRunsError, match="in use by another manager: ask") as raised:
        InstanceLock(tmp_path)
    assert (raised.value.pid, raised.value.program) == (None, "")
    end(holder)
    InstanceLock(tmp_path).release()


def test_a_folder_is_managed_while_another_process_has_the_lock(tmp_path, holder):
    assert is_managed(tmp_path)
    end(holder)
    assert not is_managed(tmp_path)
    assert not is_managed(tmp_path / "nowhere")


def test_of_several_that_race_one_wins(tmp_path):
    processes = [start_holder(tmp_path) for _ in range(6)]
    try:
        said = sorted(process.stdout.readline() for process in processes if process.stdout is not None)
    finally:
        for process in processes:
            end(process)
    assert said == [b"held\n"] + [b"refused\n"] * 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forking is of POSIX")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_child_neither_frees_the_lock_nor_keeps_it(tmp_path):
    program = (
        "import os, pathlib, sys\n"
        "from parallel_execution_manager.system.ipc.instance_lock import InstanceLock\n"
        "lock = InstanceLock(pathlib.Path(sys.argv[1]))\n"
        "if os.fork() == 0:\n"
        "    sys.stdin.read()\n"
        "    os._exit(0)\n"
        "print('held', flush=True)\n"
        "os.read(int(sys.argv[2]), 1)\n"
    )
    reading, writing = os.pipe()
    command = [sys.executable, "-c", program, str(tmp_path), str(reading)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=(reading,)
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(ManagerRunsError):
            InstanceLock(tmp_path)
        os.write(writing, b"x")
        process.wait(60)
        InstanceLock(tmp_path).release()
    for handle in (reading, writing):
        os.close(handle)


def test_a_file_that_cannot_be_made_is_told_with_its_reason(tmp_path):
    (tmp_path / LOCK_FILE).mkdir()
    with pytest.raises(DataDirError, match=r"instance\.lock: .*choose another folder with --data-dir"):
        InstanceLock(tmp_path)


def test_a_file_system_without_locks_is_told(tmp_path, monkeypatch):
    import errno

    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(instance_lock, "_lock", refuse)
    with pytest.raises(DataDirError, match="its file system has no locks"):
        InstanceLock(tmp_path)


@pytest.mark.parametrize(
    ("argv", "name"),
    [
        (["/x/bin/pem", "batch", "t.jsonl"], "pem batch"),
        (["/x/__main__.py", "run"], "pem run"),
        (["pem", "--version"], "pem"),
        (["/home/me/nightly.py", "secret"], "nightly.py"),
        ([""], "python"),
    ],
)
def test_the_program_is_named_as_people_call_it(monkeypatch, argv, name):
    monkeypatch.setattr(sys, "argv", argv)
    assert program_name() == name
