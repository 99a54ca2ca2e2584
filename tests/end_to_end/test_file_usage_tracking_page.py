"""The page on files in use: what its terminals show is what they show."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.leases import PEM_WORDS, Shell, shell
from tests.end_to_end.pem import run_pem, states
from tests.end_to_end.test_documentation import blocks, run_python

PAGE = "docs/FILE_USAGE_TRACKING.md"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="leases of other programs need POSIX")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the folder that the page names."""
    (tmp_path / "data").mkdir()
    (tmp_path / "plan.toml").touch()
    return tmp_path


def plain(text: str, project: Path | None = None) -> str:
    """Without what differs each time: ids, numbers of processes, times and the folder."""
    text = text if project is None else text.replace(str(project), "/home/me/project")
    text = re.sub(r"lease:[0-9a-f]{8}", "lease:ID", text)
    text = re.sub(r"process \d+", "process PID", text)
    return re.sub(r"for \d+\.\d s", "for TIME", text).strip()


def check(terminal: Shell, block: str, project: Path) -> None:
    """Type what a block shows, and compare what comes."""
    code = 0
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        if line == "echo $?":
            assert shown.strip() == str(code)
            continue
        code, said = terminal.run(line)
        assert plain(said, project) == plain(shown)


def test_the_terminals_of_the_page_show_what_it_says(project):
    first, second, third, command = blocks(PAGE, "console")
    with shell(project, "bash") as one, shell(project, "bash") as other:
        check(one, first, project)
        check(other, second, project)
        check(one, third, project)
        check(one, command, project)


def test_the_script_of_the_page_does_not_go_on_without_its_files(project):
    (script,) = blocks(PAGE, "sh")
    (project / "script").write_text(
        script.replace("pem ", f"{PEM_WORDS} ").replace("--wait 30", "--wait 0.1")
    )
    with shell(project, "bash") as holder:
        assert holder.run("pem lease acquire report.csv")[0] == 0
        assert subprocess.call(["sh", "script"], cwd=project, stderr=subprocess.DEVNULL) == 6
        assert not (project / "report.csv").exists()
        assert holder.run("pem lease release report.csv")[0] == 0
    assert subprocess.call(["sh", "script"], cwd=project) == 0
    assert (project / "report.csv").exists()
    assert run_pem("lease", "list", cwd=project).stdout == "no file is leased\n"


def test_the_task_of_the_page_runs(project):
    (task,) = blocks(PAGE, "json")
    (project / "tasks.jsonl").write_text(task)
    done = run_pem("batch", "tasks.jsonl", "--report", "report.json", cwd=project)
    assert done.returncode == 0, done.stderr
    assert states(project / "report.json") == {"fit": "succeeded"}


def test_the_program_of_the_page_runs_and_says_who_is_in_the_way(project):
    (code,) = blocks(PAGE, "python")
    run_python(code, project)
    assert (project / "report.csv").read_text() == "graded\n"
    with shell(project, "bash") as holder:
        assert holder.run("pem lease acquire report.csv")[0] == 0
        assert run_python(code, project) == f"in use by bash in process {holder.process.pid}\n"
