"""The entry point: from its first line on, Ctrl-C ends the process quietly, whatever it is doing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PATIENCE_S = 120
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

IMPORTS = """
import atexit, os, signal, sys
from parallel_execution_manager.control import cli

class Watcher:
    seen = 0

    def find_spec(self, name, path=None, target=None):
        Watcher.seen += 1
        if Watcher.seen == limit:
            os.kill(os.getpid(), signal.SIGINT)

limit = int(sys.argv.pop())
sys.meta_path.insert(0, Watcher())
atexit.register(lambda: print("imports:", Watcher.seen))
sys.exit(cli.main())
"""

ANNOUNCED = """
import sys
from parallel_execution_manager.control import cli
prepared = cli.end_quietly_on_sigint

def announce():
    prepared()
    print("ready", flush=True)

cli.end_quietly_on_sigint = announce
sys.exit(cli.main())
"""


CARELESS = """
import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    """A task file with one quick task."""
    task = {
        "role": "agent_simulations",
        "command": [sys.executable, "-c", ""],
        "requirements": {"cpu_cores": 0, "memory_mb": 1},
    }
    (tmp_path / "t.jsonl").write_text(json.dumps(task), encoding="utf-8")
    return tmp_path / "t.jsonl"


def interrupted_at_import(number: int, tasks: Path) -> subprocess.CompletedProcess[str]:
    """``pem batch`` that gets a SIGINT when it imports its ``number``-th module."""
    return subprocess.run(
        [sys.executable, "-c", IMPORTS, "batch", str(tasks), "--data-dir", "data", str(number)],
        cwd=tasks.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


@on_posix
def test_an_interrupt_while_modules_are_imported_ends_the_process_quietly(tasks):
    whole = interrupted_at_import(-1, tasks)
    assert whole.returncode == 0, whole.stderr
    imports = int(whole.stdout.rsplit("imports:", 1)[1])
    assert imports > 100
    for number in (1, 2, 5, *range(10, imports, max(imports // 10, 1))):
        done = interrupted_at_import(number, tasks)
        assert done.returncode in {-signal.SIGINT, 130}, (number, done.stdout, done.stderr)
        assert done.stderr == "", number


@on_posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_at_any_time_of_the_start_ends_the_process_quietly(number, tasks):
    tasks.write_text(tasks.read_text(encoding="utf-8").replace('""', '"import time; time.sleep(600)"'))
    for step in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", ANNOUNCED, "batch", str(tasks), "--data-dir", "data"],
            cwd=tasks.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as batch:
            assert batch.stdout is not None
            assert batch.stdout.readline() == "ready\n"
            with pytest.raises(subprocess.TimeoutExpired):
                batch.wait(step * 0.08)
            batch.send_signal(number)
            _, errors = batch.communicate(timeout=PATIENCE_S)
        assert batch.returncode in {-number, 128 + number}, (step, errors)
        assert errors == "", step


@on_posix
def test_an_ignored_interrupt_stays_ignored(tasks):
    program = (
        "import signal\n"
        "from parallel_execution_manager.control.cli import end_quietly_on_sigint\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "end_quietly_on_sigint()\n"
        "print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


@on_posix
def test_tasks_keep_their_exit_codes_where_sigchld_was_ignored_at_the_start(tasks):
    pem = ["-m", "parallel_execution_manager", "batch", str(tasks), "--data-dir", "data"]
    done = subprocess.run(
        [sys.executable, "-c", CARELESS, *pem],
        cwd=tasks.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_entry_point_itself_imports_nothing_heavy():
    program = (
        "import signal, sys\n"
        "import parallel_execution_manager\n"
        "package = set(sys.modules)\n"
        "import parallel_execution_manager.control.cli\n"
        "print(sorted(name for name in set(sys.modules) - package if 'parallel_execution' not in name))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert len(json.loads(done.stdout.replace("'", '"'))) <= 5
