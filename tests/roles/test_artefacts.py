"""What must be true of artefacts: whatever a task left in its run folder is one, for every kind of task."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from parallel_execution_manager.roles.base import Role, task_environment
from parallel_execution_manager.roles.project_management.role import ProjectManagement
from parallel_execution_manager.roles.results import (
    MANAGERS_FILES,
    MOST_ARTEFACTS,
    Artefact,
    Result,
    read_result,
    with_left_files,
    write_result,
)
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.system.host import python_command
from parallel_execution_manager.system.processes.executor import Exit, Launch
from parallel_execution_manager.system.runs.folders import (
    OBSERVED_FILE,
    OUTPUT_FILE,
    RESULT_FILE,
    STATE_FILE,
    TASK_FILE,
)
from tests.roles.attempts import Attempts, task

LEAVE_ONE = "import os, pathlib; pathlib.Path(os.environ['PEM_RUN_DIR'], 'made.txt').touch()"


class Maker(Role):
    """A role of somebody's own, which says nothing about artefacts."""

    declaration: ClassVar[RoleDeclaration] = RoleDeclaration("maker", "Maker", "Makes a file.", 5, 10, 10)

    def prepare(self, spec, context):
        return Launch(python_command("-c", LEAVE_ONE), str(context.base_dir), task_environment(spec, context))


def leave(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()


def paths(result: Result) -> list[str]:
    return [artefact.path for artefact in result.artefacts]


def test_what_the_manager_keeps_is_no_artefact() -> None:
    assert {RESULT_FILE, STATE_FILE, OUTPUT_FILE, TASK_FILE, OBSERVED_FILE} == MANAGERS_FILES


def test_the_files_of_an_own_role_are_artefacts(tmp_path: Path) -> None:
    assert paths(Attempts(Maker(), tmp_path, tmp_path / "runs").run(task("maker"))) == ["made.txt"]


def test_the_files_of_a_built_in_roles_script_are_artefacts(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text(LEAVE_ONE, encoding="utf-8")
    attempts = Attempts(ProjectManagement(), tmp_path, tmp_path / "runs")
    assert paths(attempts.run(task("project_management", script="s.py"))) == ["made.txt"]


def test_the_files_of_a_command_are_artefacts_sorted_and_without_hidden_ones_and_links(
    tmp_path: Path,
) -> None:
    leave(tmp_path, *MANAGERS_FILES - {RESULT_FILE}, "b.txt", "a/z.txt", "a/output.log", ".cache/x", ".part")
    (tmp_path / "around").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "link").symlink_to("b.txt")
    result = read_result(tmp_path, Exit(3))
    assert paths(result) == ["a/output.log", "a/z.txt", "b.txt"]
    assert not result.ok


def test_a_result_that_names_artefacts_has_those_alone(tmp_path: Path) -> None:
    leave(tmp_path, "a.txt", "b.txt")
    write_result(tmp_path, Result(True, "fine", (Artefact("b.txt", "The one that counts"),)))
    assert read_result(tmp_path, Exit(0)).artefacts == (Artefact("b.txt", "The one that counts"),)


@pytest.mark.parametrize("content", ["{", '{"schema_version": 1, "ok": true, "summary": "fine"}'])
def test_a_result_that_names_none_or_cannot_be_read_has_all(content: str, tmp_path: Path) -> None:
    leave(tmp_path, "a.txt")
    (tmp_path / RESULT_FILE).write_text(content, encoding="utf-8")
    assert paths(read_result(tmp_path, Exit(0))) == ["a.txt"]


def test_of_very_many_files_a_note_says_how_many_are_not_listed(tmp_path: Path) -> None:
    leave(tmp_path, *(f"{number:03}.txt" for number in range(MOST_ARTEFACTS + 7)))
    named = Result(True, "", (Artefact("106.txt", "Last"),))
    result = with_left_files(named, tmp_path)
    assert paths(result)[:2] == ["106.txt", "000.txt"]
    assert len(result.artefacts) == MOST_ARTEFACTS
    assert [finding.message for finding in result.findings] == ["7 more files are in the run folder"]


def test_a_run_folder_that_is_gone_has_no_files(tmp_path: Path) -> None:
    assert read_result(tmp_path / "gone", Exit(0)) == Result(True, "exit code 0")
