"""A command's process ends without delay, and nothing is lost by that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BUFFERED = (sys.executable, "-E", "-c")
"""Python that writes its output when it must, whatever the environment wants."""

LEAVE = """
import atexit, sys, threading, time, weakref
before = tuple(sys.modules)
from parallel_execution_manager.control.leaving import leave_at_once
print("not flushed", end="")
atexit.register(print, "; registered", end="")
{more}
leave_at_once(7, before)
print("; the usual end", end="")
sys.exit(7)
"""
FOREIGN = """
file = open("left-open", "w")
file.write("written in the end")
"""
THREAD = "threading.Thread(target=lambda: (time.sleep(0.1), print('; waited for', end=''))).start()"


def left(folder: Path, more: str = "") -> str:
    """What a process prints that leaves with 7."""
    done = subprocess.run(
        [*BUFFERED, LEAVE.format(more=more)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert done.returncode == 7, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_what_is_registered_for_the_end_is_done_and_output_is_written(tmp_path: Path):
    assert left(tmp_path) == "not flushed; registered"


@pytest.mark.parametrize("name", ["foreign_role_of_mine", "ai_managers.ai_roles_context_builder"])
def test_a_module_of_somebody_else_gets_the_usual_end(tmp_path: Path, name: str):
    (tmp_path / "foreign.py").write_text(FOREIGN, encoding="utf-8")
    more = f"import foreign; sys.modules[{name!r}] = sys.modules.pop('foreign')"
    assert left(tmp_path, more) == "not flushed; the usual end; registered"
    assert (tmp_path / "left-open").read_text(encoding="utf-8") == "written in the end"


def test_qt_without_an_application_leaves_nothing_to_be_done(tmp_path: Path):
    assert left(tmp_path, "import PySide6.QtCore") == "not flushed; registered"
    application = "from PySide6.QtCore import QCoreApplication; application = QCoreApplication([])"
    assert left(tmp_path, application).startswith("not flushed; the usual end; registered")


def test_a_thread_that_is_to_be_waited_for_is_waited_for(tmp_path: Path):
    assert left(tmp_path, THREAD) == "not flushed; the usual end; waited for; registered"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_output_that_cannot_be_written_is_told_as_ever():
    code = LEAVE.format(more="")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*BUFFERED, code], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 120
    assert "No space left on device" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
@pytest.mark.parametrize("closed", ["1", "2"])
def test_a_process_without_a_standard_stream_leaves_as_any_other(closed: str):
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}>&-', "sh", *BUFFERED, LEAVE.format(more="")],
        capture_output=True,
        text=True,
        check=False,
    )
    said = "" if closed == "1" else "not flushed; registered"
    assert (done.returncode, done.stdout, done.stderr) == (7, said, "")


def test_a_command_leaves_with_its_exit_code(tmp_path: Path):
    command = [sys.executable, "-m", "parallel_execution_manager", "batch", "missing.jsonl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.endswith("nothing was started\n")


def test_who_can_load_nothing_more_in_the_end_leaves_with_its_exit_code():
    code = """
import sys
from parallel_execution_manager.control import cli, command
def carry_out(argv):
    sys.path.clear()
    sys.path_importer_cache.clear()
    import parallel_execution_manager.control as package
    package.__path__ = []
    return 3
command.carry_out = carry_out
sys.exit(cli.main())
"""
    done = subprocess.run([*BUFFERED, code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, "")
