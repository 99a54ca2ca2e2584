"""Commands whose program is not there are warned of, once each, with the line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from parallel_execution_manager.control.task_file import Row, TaskFile
from parallel_execution_manager.control.task_programs import program_warnings


def warned(base_dir: Path | None, *tasks: dict[str, Any]) -> list[tuple[int, str]]:
    rows = tuple(Row(number, task) for number, task in enumerate(tasks, 1))
    return [
        (warning.line, warning.message) for warning in program_warnings(TaskFile("t", rows, ()), base_dir)
    ]


def test_a_program_that_is_not_on_the_path_is_told_once_with_how_many_want_it(tmp_path):
    tasks = [{"command": ["no-such-program", str(n)]} for n in range(3)]
    assert warned(tmp_path, {"command": [sys.executable]}, *tasks) == [
        (
            2,
            (
                "warning: the program 'no-such-program' (and of 2 more tasks) is not on the PATH, so the "
                "task cannot start; install it, or give its whole path"
            ),
        )
    ]


def test_a_path_starts_at_the_folder_of_the_task(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "run.sh").touch()
    there = {"command": ["./run.sh"], "cwd": "in"}
    assert warned(tmp_path, there) == []
    assert warned(None, there) == []
    found = warned(tmp_path, {"command": ["./run.sh"]})
    assert [line for line, _ in found] == [1]
    assert f"there is no {tmp_path / 'run.sh'}; correct its path" in found[0][1]


def test_the_path_of_the_task_itself_counts(tmp_path):
    program = tmp_path / "only-here"
    program.touch(mode=0o755)
    assert warned(tmp_path, {"command": ["only-here"], "env": {"PATH": str(tmp_path)}}) == []
    assert warned(tmp_path, {"command": ["only-here"]})


def test_what_other_tasks_may_make_and_what_is_wrong_anyway_is_passed_over(tmp_path):
    odd = ({}, {"command": "ls"}, {"command": []}, {"command": [1]}, {"command": [""]}, {"command": ["a\0"]})
    assert warned(tmp_path, {"command": ["./made"], "after": ["maker"]}, *odd) == []
    assert warned(tmp_path, {"command": ["./x"], "cwd": 3}) == []
    assert warned(tmp_path, {"command": ["./" + "x" * 5000]}) == []
