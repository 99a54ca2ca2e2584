"""No shell reads what a task says, unless its command is one; nothing listens at the network."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from parallel_execution_manager.system.processes.executor import AttemptKey, Launch
from parallel_execution_manager.system.processes.process_executor import ProcessExecutor

ROOT = Path(__file__).parent.parent
_FOLDERS = ("core", "gui", "devtools")
SOURCES = [ROOT / "dev.py", *sorted(path for folder in _FOLDERS for path in (ROOT / folder).rglob("*.py"))]
THROUGH_A_SHELL = {
    *("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"),
    *("asyncio.create_subprocess_shell", "QProcess.startCommand", "platform.popen", "pty.spawn"),
}
STARTS = ("subprocess.", "os.posix_spawn", "os.exec", "os.spawn", "os.startfile")
STARTERS = {
    "control/lease_command.py": "the command after pem lease, in the place of pem itself",
    "roles/agent_simulations/record.py": "git, with fixed words",
    "roles/gui_testing/worker.py": "our own probe",
    "roles/script_assessment/worker.py": "our own grader",
    "supervisor/client.py": "our own supervisor",
    "system/processes/process_executor.py": "a task's command, word by word",
}
"""The product's modules that start processes by Python's means, and what they start."""


@cache
def calls_in(path: Path) -> Sequence[tuple[str, ast.Call]]:
    """All calls in a file, each with the name of what is called."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def shell_calls(path: Path) -> list[str]:
    """Calls that pass by a shell, or may: ``shell=`` with anything but a plain ``False``."""
    found = []
    for name, call in calls_in(path):
        given = [keyword.value for keyword in call.keywords if keyword.arg == "shell"]
        if name in THROUGH_A_SHELL or any(ast.unparse(value) != "False" for value in given):
            found.append(f"{path.name}:{call.lineno}: {ast.unparse(call)[:80]}")
    return found


def test_no_source_starts_a_program_through_a_shell():
    assert [found for path in SOURCES for found in shell_calls(path)] == []


def test_the_check_sees_what_it_looks_for(tmp_path: Path):
    file = tmp_path / "bad.py"
    text = "os.system('x')\nsubprocess.run('x', shell=True)\nrun('x', shell=how)\nrun([], shell=False)\n"
    file.write_text(text, encoding="utf-8")
    assert len(shell_calls(file)) == 3


def test_processes_are_started_at_known_places_only():
    core = ROOT / "core" / "parallel_execution_manager"
    found = {
        path.relative_to(core).as_posix()
        for path in SOURCES
        if path.is_relative_to(core)
        for name, _ in calls_in(path)
        if name.startswith(STARTS)
    }
    assert found == set(STARTERS)
    gui = [path for path in SOURCES if path.is_relative_to(ROOT / "gui")]
    assert [path.name for path in gui for name, _ in calls_in(path) if name.startswith(STARTS)] == []


@pytest.mark.parametrize("by_library", [True, False])
def test_words_of_a_command_reach_its_program_as_they_are(tmp_path: Path, by_library: bool):
    words = (
        "; touch made",
        "$(touch made)",
        "`touch made`",
        "| cat",
        "> made",
        "*",
        "$HOME",
        "a\nb",
        "&&",
        '"',
    )
    show = "import sys; print(sys.argv[1:])"
    launch = Launch((sys.executable, "-c", show, *words), str(tmp_path))
    output = tmp_path / "output.log"
    process = ProcessExecutor(by_library=by_library).start(launch, output, "0" * 16, AttemptKey("t", 1))
    assert process.wait().code == 0
    assert output.read_text(encoding="utf-8").strip() == repr(list(words))
    assert not (tmp_path / "made").exists()


def test_nothing_speaks_to_the_network():
    words = (
        "AF_INET",
        "QTcp",
        "QNetwork",
        "QUdp",
        "http.server",
        "http.client",
        "urllib.request",
        "socketserver",
    )
    product = [
        path for path in SOURCES if path.is_relative_to(ROOT / "core") or path.is_relative_to(ROOT / "gui")
    ]
    found = [
        (path.name, word) for path in product for word in words if word in path.read_text(encoding="utf-8")
    ]
    assert found == []
