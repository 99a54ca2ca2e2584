"""What must be true of a process's name: it tells processes apart, and shows nothing secret."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

import psutil
import pytest

from parallel_execution_manager.roles.resource_management.measurement import (
    Identity,
    ProcessUse,
    identified,
    proc_identity,
    program_name,
    psutil_identity,
)

PRIVATE = "--token=hunter2"
SOURCES = [
    pytest.param(partial(psutil_identity, psutil), id="psutil"),
    pytest.param(
        proc_identity, id="proc", marks=pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
    ),
]


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["/home/me/walk.py", PRIVATE], "python walk.py"),
        (["-u", "-X", "dev", "-Werror", "-W", "ignore", "walk.py", PRIVATE], "python walk.py"),
        (["--check-hash-based-pycs", "never", "--help-all", "walk.py"], "python walk.py"),
        (["-m", "http.server", PRIVATE], "python -m http.server"),
        (["-Pmhttp.server", PRIVATE], "python -m http.server"),
        (["-um", "http.server", PRIVATE], "python -m http.server"),
        (["-m", PRIVATE], "python -m"),
        (["-c", f"login({PRIVATE!r})", PRIVATE], "python -c"),
        (["-Ic", f"login({PRIVATE!r})"], "python -c"),
        (["-", PRIVATE], "python -"),
        ([], "python"),
        (["-P", "-m", "parallel_execution_manager.roles.gui_testing.probe", PRIVATE], "gui_testing"),
        (
            ["-m", "parallel_execution_manager.control", PRIVATE],
            "python -m parallel_execution_manager.control",
        ),
    ],
)
def test_of_python_the_script_or_module_is_shown_and_never_an_argument(
    arguments: list[str], shown: str
) -> None:
    assert program_name("python", ["/usr/bin/python", *arguments]) == shown


@pytest.mark.parametrize("name", ["python3.12", "PYTHON.EXE", "pypy3", "pythonw.exe"])
def test_every_python_is_known_as_one(name: str) -> None:
    assert program_name(name, [name, "walk.py", PRIVATE]) == f"{name} walk.py"


def test_of_other_programs_the_name_is_all() -> None:
    assert program_name("curl", ["curl", PRIVATE]) == "curl"
    assert program_name("python-config", ["python-config", PRIVATE]) == "python-config"


@pytest.fixture
def sleeper() -> Iterator[int]:
    code = "print(flush=True)\nimport time\nwhile True: time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", code, PRIVATE],
        stdout=subprocess.PIPE,
        env={**os.environ, "PEM_TASK_ID": "walk-7"},
    )
    assert process.stdout is not None
    process.stdout.readline()
    yield process.pid
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize("look", SOURCES)
def test_a_running_process_is_named_with_its_task(look: partial[Identity], sleeper: int) -> None:
    use = identified(ProcessUse(sleeper, "python", 0.0, 1.0), look)
    assert use.title == "python -c (task walk-7)"


@pytest.mark.parametrize("look", SOURCES)
def test_a_process_that_is_gone_keeps_its_name(look: partial[Identity]) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    use = ProcessUse(process.pid, "python", 0.0, 1.0)
    assert identified(use, look) == use
