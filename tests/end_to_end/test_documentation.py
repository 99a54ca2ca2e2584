"""What README and the documentation show is run as it stands there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from devtools.page_links import broken_links, pages
from tests.end_to_end.headless import headless
from tests.end_to_end.pem import run_pem, states
from tests.end_to_end.tutorial import follow

ROOT = Path(__file__).parents[2]


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def run_python(code: str, folder: Path) -> str:
    """Run a snippet in a folder; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the files that the examples name."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "module.py").write_text("def f(x):\n    return x\n")
    (tmp_path / "walk.py").write_text("import sys\nopen('walk.csv', 'w').write(' '.join(sys.argv[1:]))\n")
    (tmp_path / "plot.py").write_text("open('plot.png', 'w').close()\n")
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a POSIX shell")
def test_the_readmes_own_script_and_own_queue_run(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    own = text[text.index("### Your own script") : text.index("## What else you can do")]
    page, folder = tmp_path / "page.md", tmp_path / "project"
    page.write_text(own, encoding="utf-8")
    folder.mkdir()
    assert follow(page, folder) == 5
    assert set(states(folder / "report.json").values()) == {"succeeded"}


def test_the_readmes_program_runs(project: Path) -> None:
    _script, code = blocks("README.md", "python")
    assert "Check succeeded" in run_python(code, project)


def test_the_librarys_first_program_runs(project: Path) -> None:
    first, second, _ = blocks("docs/library.md", "python")
    (project / "my project").mkdir()
    for name in ("src", "walk.py"):
        (project / name).rename(project / "my project" / name)
    listening = first.replace("manager.start_all_roles()", f"{second}\nmanager.start_all_roles()")
    printed = run_python(listening, project)
    assert "runs" in printed
    assert (project / "my project" / "walk.csv").read_text() == "--steps 1000"


@pytest.mark.skipif(sys.platform == "win32", reason="needs local sockets and POSIX signals")
def test_the_librarys_program_that_asks_a_manager_runs(project: Path) -> None:
    (code,) = (block for block in blocks("docs/library.md", "python") if "managers_of" in block)
    (project / "my project").mkdir()
    assert run_python(code, project) == ""
    with headless(project, project / "my project" / ".pem"):
        printed = run_python(code, project)
    assert printed.startswith("succeeded ")
    assert Path(printed.removeprefix("succeeded ").strip()).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs local sockets and POSIX signals")
def test_the_command_lines_example_of_adding_runs(project: Path) -> None:
    text = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    lines = re.findall(r"^    \$ (pem (?:add|wait) .*)$", text, re.MULTILINE)
    assert len(lines) == 2
    for name in ("fit.py", "plot.py"):
        (project / name).write_text("open('fit.csv', 'a').close()\n")
    pem = f'"{sys.executable}" -m parallel_execution_manager'
    with headless(project, project / "data") as manager:
        for line in lines:
            env = {**os.environ, "PEM_DATA_DIR": str(project / "data")}
            command = re.sub(r"\bpem\b", lambda _: pem, line)
            subprocess.run(["sh", "-c", command], cwd=project, env=env, check=True, timeout=120)
        assert manager.pem("wait").returncode == 0
        assert manager.json("status")["tasks"] == {"succeeded": 2}
    assert (project / "fit.csv").exists()


def test_the_role_of_the_page_on_own_roles_works_with_its_line_of_configuration(project: Path) -> None:
    (code,) = blocks("docs/own-roles.md", "python")
    (line,) = blocks("docs/own-roles.md", "json")
    (project / "backup_role.py").write_text(code)
    (project / "config.json").write_text(line)
    rows = [
        {"id": "pack", "role": "backup", "folder": "src"},
        {"id": "echo", "role": "backup", "command": ["echo", "hi"]},
    ]
    (project / "tasks.jsonl").write_text("\n".join(map(json.dumps, rows)))
    arguments = ("batch", "tasks.jsonl", "--config", "config.json", "--data-dir", "data")
    env = {**os.environ, "PYTHONPATH": str(project)}
    done = run_pem(*arguments, cwd=project, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(project.glob("data/runs/pack/*/backup.tar.gz"))

    (project / "tasks.jsonl").write_text('{"role": "backup", "folder": "nowhere"}')
    done = run_pem(*arguments, cwd=project, env=env)
    assert done.returncode == 2
    assert "nowhere does not exist; correct the path" in done.stderr


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_page_and_its_heading(page: Path) -> None:
    assert broken_links(page) == []


def test_every_test_that_the_threat_model_names_is_there():
    named = re.findall(r"`(tests/[^`]+)`", (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []
