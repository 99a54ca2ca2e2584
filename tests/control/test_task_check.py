"""What the manager finds wrong with tasks is told with the line of the task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from parallel_execution_manager.control.task_check import line_problems
from parallel_execution_manager.roles.task_form import TaskProblem
from tests.control.task_files import parse_lines


def unhappy_with_every_second(rows: Sequence[Mapping[str, Any]]) -> list[TaskProblem]:
    return [TaskProblem(index, f"no {row['role']}") for index, row in enumerate(rows) if index % 2]


def nothing_wrong(_rows: Sequence[Mapping[str, Any]]) -> list[TaskProblem]:
    return []


def unknown_ids(rows: Sequence[Mapping[str, Any]]) -> list[TaskProblem]:
    known = {row.get("id") for row in rows}
    return [
        TaskProblem(index, f"unknown {name}")
        for index, row in enumerate(rows)
        for name in row.get("after", ())
        if name not in known
    ]


def test_positions_become_lines():
    tasks = parse_lines(b'\n{"role": "a"}\n\n{"role": "b"}\n{"role": "c"}\n{"role": "d"}', "t")
    found = line_problems(tasks, unhappy_with_every_second)
    assert [(problem.line, problem.message) for problem in found] == [(4, "no b"), (6, "no d")]


def test_a_doubled_id_names_both_lines_once():
    tasks = parse_lines(b'{"id": "x", "role": "a"}\n{"id": 7}\n{"id": "x"}\n{"id": "7"}', "t")
    found = line_problems(tasks, nothing_wrong)
    assert [problem.line for problem in found] == [3, 4]
    assert "'x' is that of line 1" in found[0].message
    assert "'7' is that of line 2" in found[1].message


def test_what_reading_found_and_what_the_manager_finds_are_told_together_by_line():
    tasks = parse_lines(b'{"role": "a"}\n{"role": "b"}\n{oops}\n', "t")
    found = line_problems(tasks, unhappy_with_every_second)
    assert [problem.line for problem in found] == [2, 3]


@pytest.mark.parametrize(
    "line", [b'{"id": "y", }', b"{'id': 'y'}", b'{id: "y"}', b'{"workflow_id": "y", "role"']
)
def test_an_id_that_stands_on_an_unreadable_line_is_not_called_unknown_but_others_are(line):
    bad = parse_lines(b'{"id": "x", "after": ["y", "x", "z"]}\n' + line, "t")
    problems = line_problems(bad, unknown_ids)
    assert [problem.line for problem in problems] == [1, 2]
    assert problems[0].message == "unknown z"


def test_an_unknown_id_is_told_where_every_line_can_be_read():
    good = parse_lines(b'{"id": "x", "after": ["y"]}\n', "t")
    assert [problem.message for problem in line_problems(good, unknown_ids)] == ["unknown y"]
