"""What the manager finds wrong with tasks is told with the line of the task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from parallel_execution_manager.control.task_check import line_problems, typo_warnings
from parallel_execution_manager.control.task_file import parse_lines
from parallel_execution_manager.roles.registry import builtin_roles
from parallel_execution_manager.roles.task_form import TaskProblem

DECLARATIONS = {name: role.declaration for name, role in builtin_roles().items()}


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


def test_an_id_that_may_stand_on_an_unreadable_line_is_not_called_unknown():
    bad = parse_lines(b'{"id": "x", "after": ["y", "x"]}\n{"id": "y", }\n', "t")
    assert [problem.line for problem in line_problems(bad, unknown_ids)] == [2]
    good = parse_lines(b'{"id": "x", "after": ["y"]}\n', "t")
    assert [problem.message for problem in line_problems(good, unknown_ids)] == ["unknown y"]


def test_a_likely_slip_in_a_key_is_warned_of():
    tasks = parse_lines(b'{"role": "script_assessment", "prioirty": "high", "script_pth": "a.py"}', "t")
    messages = [warning.message for warning in typo_warnings(tasks, DECLARATIONS)]
    assert len(messages) == 2
    assert "'prioirty'" in messages[0]
    assert "'priority'" in messages[0]
    assert "'script_path'" in messages[1]


def test_keys_of_ones_own_and_known_keys_are_not_warned_of():
    tasks = parse_lines(b'{"role": "agent_simulations", "ticket": 12, "priority": "low", "after": []}', "t")
    assert list(typo_warnings(tasks, DECLARATIONS)) == []
