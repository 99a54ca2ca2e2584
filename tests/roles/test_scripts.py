"""What must be true of tasks that run a script, whichever role they belong to."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.roles.inputs import script_arguments, script_problems
from parallel_execution_manager.roles.registry import builtin_roles
from tests.roles.attempts import Attempts, task

SCRIPT_ROLES = ("project_management", "resource_management", "task_management")
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions")


@pytest.mark.parametrize("key", ["script", "script_path"])
@pytest.mark.parametrize("role", SCRIPT_ROLES)
def test_a_task_with_a_script_runs_it_in_its_folder(role: str, key: str, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "beside.py").write_text("WORD = 'found'\n", encoding="utf-8")
    (tools / "say.py").write_text(
        "import os, sys, beside\nprint(beside.WORD, sys.argv[1:], os.getcwd())\n", encoding="utf-8"
    )
    attempts = Attempts(builtin_roles()[role], tmp_path, tmp_path / "runs")
    result = attempts.run(task(role, **{key: "tools/say.py", "args": ["--x", 1, "zwei Wörter"]}))
    assert result.ok
    assert attempts.log().strip() == f"found ['--x', '1', 'zwei Wörter'] {tools}"


def test_a_relative_script_is_looked_for_in_the_working_directory_first(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for folder in (tmp_path, tmp_path / "sub"):
        (folder / "s.py").write_text(f"print({folder.name!r})\n", encoding="utf-8")
    attempts = Attempts(builtin_roles()["task_management"], tmp_path, tmp_path / "runs")
    attempts.run(task("task_management", cwd=str(tmp_path / "sub"), script="s.py"))
    assert attempts.log().strip() == "sub"


def test_a_script_that_fails_makes_a_failed_result_with_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text("raise SystemExit(7)\n", encoding="utf-8")
    result = Attempts(builtin_roles()["task_management"], tmp_path, tmp_path / "runs").run(
        task("task_management", script="s.py")
    )
    assert not result.ok
    assert "exit code 7" in result.summary


@posix_only
def test_an_executable_that_is_no_python_script_runs_by_itself(tmp_path: Path) -> None:
    script = tmp_path / "say.sh"
    script.write_text("#!/bin/sh\necho shell $1\n", encoding="utf-8")
    script.chmod(0o755)
    attempts = Attempts(builtin_roles()["resource_management"], tmp_path, tmp_path / "runs")
    assert attempts.run(task("resource_management", script="say.sh", args=["hello"])).ok
    assert attempts.log().strip() == "shell hello"


@posix_only
def test_a_script_without_permission_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "say.sh").write_text("echo\n", encoding="utf-8")
    (problem,) = script_problems(task("task_management", script="say.sh"), tmp_path)
    assert "say.sh" in problem
    assert "make it executable" in problem


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        ({"script": "no.py"}, ("'no.py'", "does not exist", "looked at")),
        ({"script": "sub"}, ("is a folder",)),
        ({"script": "a.py", "script_path": "b.py"}, ("'a.py'", "'b.py'", "differ")),
        ({"script": 5}, ("script is 5", "must be a text")),
        ({"script": "a\0b.py"}, ("no program can be given",)),
        ({"script": "x" * 5000 + ".py"}, ("correct the path",)),
        ({"script": "~no-such-user-here/a.py"}, ("correct the path", "give the whole path")),
        ({"script": "ok.py", "args": "--steps 10"}, ("args is '--steps 10'", "a list such as")),
        ({"script": "ok.py", "args": [["nested"]]}, ("args holds ['nested']",)),
        ({"script": "ok.py", "args": [True]}, ("args holds True",)),
        ({"script": "ok.py", "args": {"x": {"y": 1}}}, ("args holds {'y': 1}",)),
        ({"script": "ok.py", "args": ["a\0b"]}, ("no program can be given",)),
        ({"script": "ok.py", "args": ["\ud800"]}, ("no program can be given",)),
    ],
)
def test_what_cannot_be_run_is_refused_before_it_is_queued(
    options: dict[str, Any], parts: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a.py", "b.py", "ok.py"):
        (tmp_path / name).touch()
    problems = script_problems(task("task_management", **options), tmp_path)
    assert len(problems) == 1
    assert any(part in problems[0] for part in parts)


def test_script_and_arguments_are_both_complained_about_at_once(tmp_path: Path) -> None:
    problems = script_problems(task("task_management", script="no.py", args=3), tmp_path)
    assert len(problems) == 2


def test_an_object_of_arguments_becomes_named_ones() -> None:
    spec = task("task_management", args={"steps": 10, "fast": True, "slow": False, "none": None, "rate": 0.5})
    assert script_arguments(spec) == ("--steps", "10", "--fast", "--rate", "0.5")


def test_blank_and_absent_scripts_are_no_scripts(tmp_path: Path) -> None:
    assert script_problems(task("task_management", script="", script_path="  ", args=None), tmp_path) == []


def test_a_script_that_vanished_after_it_was_queued_is_named(tmp_path: Path) -> None:
    attempts = Attempts(builtin_roles()["task_management"], tmp_path, tmp_path / "runs")
    with pytest.raises(TaskInputError, match=r"gone\.py"):
        attempts.role.prepare(task("task_management", script="gone.py"), attempts.context())


def test_python_scripts_run_with_the_interpreter_that_runs_the_manager(tmp_path: Path) -> None:
    (tmp_path / "s.py").touch()
    attempts = Attempts(builtin_roles()["task_management"], tmp_path, tmp_path / "runs")
    launch = attempts.role.prepare(task("task_management", script="s.py"), attempts.context())
    assert launch.argv == (sys.executable, str(tmp_path / "s.py"))
    assert launch.env["PEM_RUN_DIR"] == str(attempts.folder)
