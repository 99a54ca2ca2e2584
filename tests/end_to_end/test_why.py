"""``pem why`` in one process about a task of ``pem batch`` in another."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.end_to_end.pem import PEM, pem_here, python, run_pem, write_tasks
from tests.runtime.waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs local sockets and POSIX signals")


@pytest.fixture
def batch(tmp_path) -> Iterator[subprocess.Popen[bytes]]:
    """A batch in which one task holds a file that another waits for."""
    sleep = python("import time; time.sleep(600)")
    write_tasks(
        tmp_path / "t.jsonl",
        {"id": "holder", "command": sleep, "files": ["f.txt"]},
        {"id": "waiter", "command": sleep, "files": ["f.txt"]},
    )
    limits = {"cpu_percent": 100, "memory_percent": 100, "disk_percent": 100}
    (tmp_path / "c.json").write_text(json.dumps({"resource_thresholds": limits}), encoding="utf-8")
    command = [*PEM, "batch", "t.jsonl", "--config", "c.json", "--data-dir", "data"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        until(lambda: "running" in pem_here("why", "holder", "--data-dir", "data", cwd=tmp_path).stdout)
        yield process
        process.send_signal(signal.SIGTERM)


def test_another_terminal_is_told_why_a_task_waits(tmp_path, batch):
    told = run_pem("why", "waiter", "--data-dir", "data", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0].startswith("waiter")
    assert "  ✗ f.txt held by holder" in lines[2]
    f = tmp_path / "f.txt"
    assert lines[-5:] == [
        "What would start it now:",
        "  - cancel holder",
        "      pem cancel --data-dir data holder",
        "  - take f.txt out of its files: others may then use it at the same time",
        f"      pem edit --data-dir data waiter --drop-file={f}",
    ]

    answer = json.loads(run_pem("why", "waiter", "--json", "--data-dir", "data", cwd=tmp_path).stdout)
    assert answer["checks"][0]["blocker"] == "holder"
    assert answer["remedies"][0] == {
        "words": "cancel holder",
        "actions": [{"verb": "cancel", "arguments": {"tasks": ["holder"]}}],
        "commands": ["pem cancel --data-dir data holder"],
    }
    _, *words = shlex.split(lines[-1])
    done = run_pem(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    until(lambda: "running" in pem_here("why", "waiter", "--data-dir", "data", cwd=tmp_path).stdout)

    mistyped = run_pem("why", "waitr", "--data-dir", "data", cwd=tmp_path)
    assert mistyped.returncode == 2
    assert "did you mean 'waiter'?" in mistyped.stderr


def test_a_manager_that_was_killed_is_no_longer_there_to_be_asked(tmp_path, batch):
    until(lambda: "running" in pem_here("why", "holder", "--data-dir", "data", cwd=tmp_path).stdout)
    batch.send_signal(signal.SIGTERM)
    batch.wait(60)
    assert run_pem("why", "holder", "--data-dir", "data", cwd=tmp_path).returncode == 3
    assert list((tmp_path / "data" / "doors").iterdir()) == []
