"""Keys of a task that nobody reads are warned of, with the line and what was most likely meant."""

from __future__ import annotations

import json
from typing import Any

import pytest

from parallel_execution_manager.control.task_file import LineProblem
from parallel_execution_manager.control.task_keys import COMMON_KEYS, ELSEWHERE, key_warnings
from parallel_execution_manager.roles.registry import builtin_roles
from parallel_execution_manager.roles.task_form import OWN_KEYS
from tests.control.task_files import parse_lines

DECLARATIONS = {name: role.declaration for name, role in builtin_roles().items()}


def warnings(*tasks: Any) -> list[LineProblem]:
    content = "\n".join(json.dumps(task) for task in tasks)
    return list(key_warnings(parse_lines(content.encode(), "t"), DECLARATIONS))


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("prioirty", "priority"),
        ("script_pth", "script_path"),
        ("retry", "retries"),
        ("depends_on", "after"),
        ("timeout", "timeout_s"),
        ("worst_allowed_rnk", "worst_allowed_rank"),
    ],
)
def test_a_slip_names_the_nearest_known_key(key, meant):
    [warning] = warnings({"role": "task_management"}, {"role": "script_assessment", key: 1})
    assert warning.line == 2
    assert f"key {key!r} is known to nobody; did you mean {meant!r}?" in warning.message


def test_a_key_like_no_other_is_warned_of_too_and_what_becomes_of_it_is_said():
    [warning] = warnings({"role": "agent_simulations", "zzz": 12})
    assert "'zzz'" in warning.message
    assert "only kept in the run folder's task.json" in warning.message


@pytest.mark.parametrize("role", DECLARATIONS)
def test_what_the_form_or_the_role_knows_is_not_warned_of(role):
    declaration = DECLARATIONS[role]
    declared = [field.key for field in (*declaration.fields, *declaration.options)]
    assert warnings({**dict.fromkeys([*OWN_KEYS, *COMMON_KEYS, *declared], 1), "role": role}) == []


def test_another_roles_key_is_warned_of():
    assert len(warnings({"role": "task_management", "worst_allowed_rank": "B"})) == 1


def test_a_key_that_many_tasks_have_is_told_once_with_their_number():
    [warning] = warnings(*({"role": "task_management", "zzz": number} for number in range(1000)))
    assert warning.line == 1
    assert "(and of 999 more tasks)" in warning.message


@pytest.mark.parametrize("role", [{}, {"role": ["a"]}, {"role": "nobody"}, {"role": None}])
def test_a_task_without_a_known_role_is_warned_of_like_any(role):
    assert ["'retry'" in warning.message for warning in warnings({**role, "retry": 1})] == [True]


def test_what_others_call_a_key_is_no_key_here():
    assert COMMON_KEYS.isdisjoint(ELSEWHERE)
    assert set(ELSEWHERE.values()) <= COMMON_KEYS
