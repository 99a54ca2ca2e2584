"""A manager that may open only a few files runs fewer tasks at a time, says so, and breaks nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PATIENCE_S = 120

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")

PROGRAM = """
import json, sys
from parallel_execution_manager import ParallelExecutionManager

manager = ParallelExecutionManager(base_dir=".", data_dir="data")
told = []
manager.subscribe(lambda news: told.append(news.data) if news.kind == "problem" else None)
manager.change_configuration(json.loads(sys.argv[1]))
manager.start_role("agent_simulations")
task = {"role": "agent_simulations", "command": json.loads(sys.argv[2]),
        "requirements": {"cpu_cores": 0, "memory_mb": 1}}
manager.submit([task] * 60)
if sys.argv[3] == "close":
    manager.close()
    sys.exit()
manager.wait_until_idle()
states = [task.state for task in manager.snapshot().tasks]
print(json.dumps({"states": {state: states.count(state) for state in set(states)},
                  "at_a_time": manager.snapshot().policy.max_parallel_tasks,
                  "start": manager.start_problems, "told": told}))
manager.close()
"""


def limited(limit: int, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run ``command`` where a process may have ``limit`` open files."""
    return subprocess.run(
        ["sh", "-c", f'ulimit -n {limit} && exec "$0" "$@"', *command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def test_a_batch_of_many_tasks_succeeds_with_few_open_files(tmp_path: Path):
    task = {
        "role": "agent_simulations",
        "command": ["sleep", "0.05"],
        "requirements": {"cpu_cores": 0, "memory_mb": 1},
    }
    (tmp_path / "t.jsonl").write_text(f"{json.dumps(task)}\n" * 60, encoding="utf-8")
    pem = (sys.executable, "-m", "parallel_execution_manager", "batch", "t.jsonl", "--data-dir", "data")
    done = limited(64, *pem, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ulimit -n" in done.stderr


def test_what_does_not_fit_is_told_at_the_start_and_with_each_configuration(tmp_path: Path):
    many = json.dumps({"scheduling": {"max_parallel_tasks": 200}})
    done = limited(64, sys.executable, "-c", PROGRAM, many, '["true"]', "wait", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["states"] == {"succeeded": 60}
    assert found["at_a_time"] == 2
    assert "256" in found["start"][0]
    assert "200" in found["told"][0]


def test_what_fits_is_not_told(tmp_path: Path):
    few = json.dumps({"scheduling": {"max_parallel_tasks": 2}})
    done = limited(4096, sys.executable, "-c", PROGRAM, few, '["true"]', "wait", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["start"] == found["told"] == []
    assert found["at_a_time"] == 2
    assert found["states"] == {"succeeded": 60}


def test_closing_ends_all_with_few_open_files(tmp_path: Path):
    done = limited(64, sys.executable, "-c", PROGRAM, "{}", '["sleep", "300"]', "close", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
