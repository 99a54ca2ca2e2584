"""The original's documented snippets, word for word, in a plain script without an event loop.

They run with the checkout and with an installed wheel, each time in a folder that has packages named
``core`` and ``gui`` of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from parallel_execution_manager.roles.registry import BUILTIN
from tests.end_to_end.headless import NO_LIMITS
from tests.end_to_end.pem import without_display

START_ALL = """
from ai_managers.parallel_execution_manager import ParallelExecutionManager

# Initialize the manager
manager = ParallelExecutionManager()

# Start all roles in parallel
manager.start_all_roles()

# Queue a specific task
manager.queue_task('script_assessment', {
    'name': 'Check script quality',
    'script_path': 'path/to/script.py',
    'priority': 'high'
})

assert manager.wait_until_idle(60)
states = [str(view.state) for view in manager.snapshot().tasks]
assert states == ['succeeded'], states

# Stop all roles
manager.stop_all_roles()
"""

START_SOME = """
from parallel_execution_manager import ParallelExecutionManager

manager = ParallelExecutionManager()

# Start specific roles
manager.start_monitoring()
manager._start_role_thread('resource_management')
manager._start_role_thread('project_management')
assert manager.active_roles == {'resource_management', 'project_management'}

manager.queue_task('agent_simulations', {
    'name': 'Simulate the wing',
    'agent_id': 'AI_Agent_1',
    'script': 'simulation.py',
    'files': ['shared.txt'],
    'priority': 'normal',
})
assert manager.execution_queues['agent_simulations'].qsize() == 1
manager._start_role_thread(manager.ROLE_AGENT_SIMULATIONS)
assert manager.wait_until_idle(60)
print(manager.current_resources)
manager.stop_all_roles()
"""

LISTEN = """
from parallel_execution_manager import ParallelExecutionManager

manager = ParallelExecutionManager()
seen = []
manager.subscribe(lambda news: seen.append((str(news.kind), news.subject)))
manager.start_all_roles()
manager.queue_task('task_management', {'id': 'x', 'command': ['true']})
assert manager.wait_until_idle(60)
assert ('task_changed', 'x') in seen, seen
# The program just ends here: nothing is to be closed by hand.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A user's project that has its own packages ``core`` and ``gui``."""
    folder = tmp_path / "a project of mine"
    for name in ("core", "gui", "path/to", "AI_Agent_1"):
        (folder / name).mkdir(parents=True)
    for name in ("core", "gui"):
        (folder / name / "__init__.py").write_text("raise ImportError('this package is the user\\'s')\n")
    (folder / "path/to/script.py").write_text("def f(x):\n    return x if x else 1\n")
    (folder / "AI_Agent_1/simulation.py").write_text("print('simulated')\n")
    return folder


@pytest.fixture(scope="module")
def installed_python(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has the wheel installed, and our dependencies but not the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    purelib = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    zipfile.ZipFile(distributions[1]).extractall(purelib)
    # Folders named in a .pth file are searched, but .pth files in them are not read: the checkout,
    # which the development environment knows by such a file, stays unknown here.
    Path(purelib, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def run_script(python: Path | str, project: Path, text: str) -> str:
    """Run a script in the project; it must succeed and print no warning."""
    script = project / "program.py"
    script.write_text(text)
    done = subprocess.run(
        [python, "-W", "error", script], cwd=project, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr + done.stdout
    return done.stdout


@pytest.mark.parametrize("text", [START_ALL, START_SOME, LISTEN], ids=["start all", "start some", "listen"])
def test_the_snippets_run_with_the_checkout(project: Path, text: str) -> None:
    run_script(sys.executable, project, text)


@pytest.mark.parametrize("text", [START_ALL, START_SOME, LISTEN], ids=["start all", "start some", "listen"])
def test_the_snippets_run_with_an_installed_wheel(project: Path, installed_python: Path, text: str) -> None:
    place = run_script(installed_python, project, "import parallel_execution_manager as m; print(m.__file__)")
    assert str(installed_python.parent.parent) in place
    run_script(installed_python, project, text)


def check_artefacts(printed: str) -> None:
    """What the demo says that it has left is there, and comes from every role that leaves a report."""
    left = [line for line in printed.splitlines() if " left " in line]
    for line in left:
        names, folder = line.partition(" left ")[2].rsplit(" in ", 1)
        for name in names.split(", "):
            assert (Path(folder) / name).exists(), line
    assert sum("report.md" in line or "assessment.md" in line or "status.md" in line for line in left) >= 4


def test_the_demo_runs_to_its_end_with_an_installed_wheel(project: Path, installed_python: Path) -> None:
    """On Linux without being asked to, as there is no display: one line says so."""
    # Whatever else the computer does: by default the demo waits until others leave it room.
    (project / "parallel_execution_config.json").write_text(json.dumps(NO_LIMITS))
    can_lack_display = sys.platform not in {"win32", "darwin"}
    done = subprocess.run(
        [
            *(installed_python, "-m", "parallel_execution_manager", "run", "--data-dir", project / "data"),
            *(() if can_lack_display else ("--demo", "--headless")),
        ],
        cwd=project,
        env=without_display(),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = "pem: there is no display here: running the demo queue without a window\n" * can_lack_display
    assert done.stderr == told
    assert "failed" not in done.stdout.splitlines()[-2]
    assert "run folders: " in done.stdout.splitlines()[-1]
    assert all(f"({role})" in done.stdout for role in BUILTIN)
    check_artefacts(done.stdout)
