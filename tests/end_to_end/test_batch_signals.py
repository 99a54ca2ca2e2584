"""Signals to ``pem batch``: in order at the first, by force at the second, and no process is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.end_to_end.pem import PATIENCE_S, PEM, python, states, write_tasks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

SLEEPER = python("import os, time; open(f'{os.getpid()}.pid', 'w'); time.sleep(600)")
STUBBORN = python(
    "import os, signal, time\n"
    "for number in (signal.SIGTERM, signal.SIGINT): signal.signal(number, signal.SIG_IGN)\n"
    "open(f'{os.getpid()}.pid', 'w')\n"
    "while True: time.sleep(600)"
)
ESCAPED = python(
    "import os, time\n"
    "os.setsid() if os.fork() == 0 and os.fork() == 0 else None\n"
    "open(f'{os.getpid()}.pid', 'w')\n"
    "time.sleep(600)"
)


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.02)


def pids(folder: Path) -> set[int]:
    return {int(path.stem) for path in folder.glob("*.pid")}


def alive(folder: Path) -> set[int]:
    """Those of the tasks' processes that still run; one that waits to be collected by init does not."""
    found = set()
    for pid in pids(folder):
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                found.add(pid)
    return found


def report(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "r.json").read_text(encoding="utf-8"))


@contextmanager
def running_batch(folder: Path, processes: int, *tasks: dict) -> Iterator[subprocess.Popen[str]]:
    """A batch whose tasks are all at work; it is ended in any case."""
    write_tasks(folder / "t.jsonl", *tasks)
    (folder / "c.json").write_text('{"scheduling": {"stop_grace_s": 600}}', encoding="utf-8")
    batch = subprocess.Popen(
        [*PEM, "batch", "t.jsonl", "--config", "c.json", "--report", "r.json"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    with batch:
        try:
            wait_for(lambda: len(pids(folder)) == processes, "all tasks are at work")
            yield batch
        finally:
            if batch.poll() is None:
                batch.kill()
            for pid in alive(folder):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_what_runs_starts_nothing_more_and_writes_the_report(number, code, tmp_path):
    tasks = ({"id": "runs", "command": SLEEPER}, {"id": "waits", "command": SLEEPER, "after": ["runs"]})
    with running_batch(tmp_path, 1, *tasks) as batch:
        batch.send_signal(number)
        out, _ = batch.communicate(timeout=PATIENCE_S)
        assert batch.returncode == code, out
        assert alive(tmp_path) == set()
    assert len(pids(tmp_path)) == 1
    assert states(tmp_path / "r.json") == {"runs": "cancelled", "waits": "queued"}
    summary = report(tmp_path)["summary"]
    assert (summary["interrupted_by"], summary["exit_code"]) == (number.name, code)
    assert "send it again to end them by force" in out


def test_the_closing_list_names_what_the_signal_ended_and_what_was_never_started(tmp_path):
    tasks = (
        {"id": "later", "name": "later", "command": SLEEPER, "files": ["shared"]},
        {"id": "now", "name": "now", "command": SLEEPER, "files": ["shared"], "priority": "high"},
        {"id": "after", "name": "after", "command": SLEEPER, "after": ["now"]},
    )
    with running_batch(tmp_path, 1, *tasks) as batch:
        batch.send_signal(signal.SIGINT)
        out, _ = batch.communicate(timeout=PATIENCE_S)
    role = "(agent_simulations)"
    *told, counts, _folders, way_on = [line for line in out.splitlines() if not line.startswith(" ")]
    assert told[1].startswith(f"cancelled: now {role}: ended by SIGINT")
    assert told[2:] == [
        f"never started: later {role}",
        f"never started: after {role}",
    ]
    assert counts.endswith("2 queued, 1 cancelled")
    assert way_on.startswith("go on with: pem batch --resume --data-dir ")
    assert "stopped with its role" not in out
    details = {task["id"]: task["detail"] for task in report(tmp_path)["tasks"]}
    assert details == {"later": "", "now": "ended by SIGINT", "after": ""}


def test_the_second_signal_does_not_wait_for_a_task_that_will_not_end(tmp_path):
    with running_batch(tmp_path, 1, {"id": "stubborn", "command": STUBBORN}) as batch:
        batch.send_signal(signal.SIGINT)
        assert batch.stdout is not None
        for line in batch.stdout:
            if line.startswith("SIGINT"):
                break
        batch.send_signal(signal.SIGINT)
        batch.communicate(timeout=PATIENCE_S)
        assert batch.returncode == 130
        assert alive(tmp_path) == set()
    assert states(tmp_path / "r.json") == {"stubborn": "cancelled"}


def test_processes_that_left_their_session_are_ended_too(tmp_path):
    with running_batch(tmp_path, 3, {"id": "escaped", "command": ESCAPED}) as batch:
        batch.send_signal(signal.SIGTERM)
        batch.communicate(timeout=PATIENCE_S)
        assert batch.returncode == 143
        assert alive(tmp_path) == set()
