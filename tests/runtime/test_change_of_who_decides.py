"""While managers begin, end and are killed, a file still has one holder at a time, and numbers only grow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="leases of other programs need POSIX")

WORKER = """
import os, sys
from pathlib import Path
from parallel_execution_manager.runtime.lease_claims import claims_of
from parallel_execution_manager.runtime.lease_desk import LeaseDesk, default_lease_dir
from parallel_execution_manager.scheduling.model.task import ClaimMode

data_dir = default_lease_dir(os.environ)
claims = claims_of(["count"], os.getcwd(), ClaimMode.WRITE, data_dir)
desk, turns = LeaseDesk(data_dir), 0
while turns < int(sys.argv[1]) or not os.path.exists("enough"):
    lease = desk.acquire(claims, "worker", wait_s=60)
    os.close(os.open("alone", os.O_CREAT | os.O_EXCL))
    with open("count", "a") as file:
        file.write(f"{lease.fence}\\n")
    os.unlink("alone")
    desk.drop(lease.id)
    turns += 1
"""

MANAGER = """
import sys
from parallel_execution_manager import ParallelExecutionManager

manager = ParallelExecutionManager()
print("ready", flush=True)
sys.stdin.readline()
manager.close()
"""

LEAST_TURNS = 5
WORKERS = 3


def run_manager(folder: Path, *, killed: bool) -> None:
    """A manager begins, decides a few times, and ends in one way or the other."""
    with subprocess.Popen(
        [sys.executable, "-c", MANAGER], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as manager:
        assert manager.stdin is not None
        assert manager.stdout is not None
        assert manager.stdout.readline() == b"ready\n"
        if killed:
            manager.kill()
        else:
            manager.stdin.write(b"\n")
            manager.stdin.flush()
        manager.wait(60)


def test_a_file_has_one_holder_whoever_decides(tmp_path):
    command = [sys.executable, "-c", WORKER, str(LEAST_TURNS)]
    workers = [subprocess.Popen(command, cwd=tmp_path) for _ in range(WORKERS)]
    for killed in (False, True):
        run_manager(tmp_path, killed=killed)
    (tmp_path / "enough").touch()
    assert [worker.wait(120) for worker in workers] == [0] * WORKERS
    numbers = [int(line) for line in (tmp_path / "count").read_text().split()]
    assert len(numbers) >= WORKERS * LEAST_TURNS
    assert numbers == sorted(set(numbers))
