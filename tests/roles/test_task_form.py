"""Tasks as people write them: what is understood, and a sentence for everything that is not."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.roles.base import Role
from parallel_execution_manager.roles.registry import builtin_roles
from parallel_execution_manager.roles.task_form import (
    FormContext,
    TaskFormError,
    TaskProblem,
    parse_tasks,
    to_mapping,
)
from parallel_execution_manager.scheduling.model.task import ClaimMode, Priority, Requirement, TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration
from parallel_execution_manager.system.files.identity import FileIdentifier


class Declared(Role):
    """A role whose fields are checked from their declaration alone."""

    declaration = RoleDeclaration(
        "declared",
        "Declared",
        "Tests.",
        5,
        1,
        1,
        fields=(
            Field(
                "level", FieldType.INTEGER, "Level", "How deep to go.", required=True, minimum=1, maximum=9
            ),
            Field("script", FieldType.FILE, "Script", "What to run.", required=True),
        ),
    )


def context(folder: Path) -> FormContext:
    """The built-in roles and one that is declared here."""
    numbers = itertools.count(1)
    roles = {**builtin_roles(), "declared": Declared()}
    return FormContext(
        roles, folder, lambda role: f"{role}-{next(numbers)}", lambda _: Requirement(2.0, 300.0)
    )


def read(folder: Path, **row: Any) -> tuple[list[TaskSpec], list[str]]:
    """One task of task management, and what is wrong with it."""
    tasks, problems = parse_tasks([{"role": "task_management", **row}], context(folder))
    return [task for _, task in tasks], [problem.message for problem in problems]


def test_a_whole_task_is_understood(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    row = {
        "id": 7,
        "name": "n",
        "priority": "HIGH",
        "command": ["run", "it"],
        "files": ["a.txt", {"path": "b.txt", "mode": "read"}, {"path": "a.txt", "mode": "read"}],
        "after": ["x", "y", "x"],
        "requirements": {"cpu_cores": 0.5},
        "timeout_s": 3,
        "retries": 2,
        "env": {"A": "1"},
        "cwd": "work",
        "rerunnable": True,
        "note": "kept",
    }
    (task,), problems = read(tmp_path, **row)
    assert problems == []
    assert (task.id, task.name, task.priority, task.command) == ("7", "n", Priority.HIGH, ("run", "it"))
    assert [(Path(c.path).name, c.mode) for c in task.claims] == [
        ("a.txt", ClaimMode.WRITE),
        ("b.txt", ClaimMode.READ),
    ]
    assert task.after == ("x", "y")
    assert task.requirement == Requirement(0.5, 300.0)
    assert (task.timeout_s, task.retries, dict(task.env), task.rerunnable) == (3.0, 2, {"A": "1"}, True)
    assert task.cwd == str(tmp_path / "work")
    assert dict(task.options) == {"note": "kept"}
    (again,), _ = read(tmp_path, **to_mapping(task))
    assert again == task


@pytest.mark.parametrize(
    ("row", "name", "id_"),
    [
        ({"command": ["/bin/true"]}, "true", "task_management-1"),
        ({"workflow_id": "w", "command": ["x"]}, "x", "w"),
        ({}, "Task management", "task_management-1"),
    ],
)
def test_what_is_left_out_gets_a_sensible_value(
    tmp_path: Path, row: dict[str, Any], name: str, id_: str
) -> None:
    (task,), problems = read(tmp_path, **row)
    assert (problems, task.name, task.id, task.priority) == ([], name, id_, Priority.NORMAL)


def test_new_ids_avoid_those_that_are_given(tmp_path: Path) -> None:
    rows = [{"role": "task_management"}, {"role": "task_management", "id": "task_management-1"}]
    tasks, _ = parse_tasks(rows, context(tmp_path))
    assert [task.id for _, task in tasks] == ["task_management-2", "task_management-1"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"role": None}, "role is missing"),
        ({"role": 5}, "role is 5; give a text"),
        ({"name": ["x"]}, 'name is ["x"]; give a text'),
        ({"name": "a\0b"}, "name holds a NUL character"),
        ({"name": "\ud800"}, "half a character"),
        ({"name": ""}, "name is empty; give a text, or leave it out to have one made up"),
        ({"id": ""}, "id is empty; give a text, or leave it out"),
        ({"priority": "hihg"}, "did you mean 'high'?"),
        ({"priority": 3}, "give one of low, normal, high"),
        ({"command": []}, "command is empty"),
        ({"command": ""}, 'command is ""; give a list'),
        ({"command": ["", "x"]}, "the first entry is the program"),
        ({"command": ["x", 3]}, "command holds 3"),
        ({"command": ["x"], "script": "y.py"}, "command and script are both given"),
        ({"files": "a.txt"}, "files is"),
        ({"files": [5]}, "files holds 5"),
        ({"files": [str(n) for n in range(10_001)]}, "files holds 10,001 entries"),
        ({"files": ["/"]}, "whole file system"),
        ({"files": ["**/../x"]}, "behind a wildcard"),
        ({"files": [{"mode": "read"}]}, "files.path is missing"),
        ({"files": [""]}, "files: "),
        ({"files": [{"path": "x", "mode": "raed"}]}, "did you mean 'read'?"),
        ({"files": [{"path": "x", "mod": "read"}]}, "did you mean 'mode'?"),
        ({"after": "x"}, "after is"),
        ({"requirements": [1]}, "requirements is [1]; give an object"),
        ({"requirements": {"cpu_core": 1}}, "requirements.cpu_core is no known key; did you mean"),
        ({"requirements": {"zzz": 1}}, "known keys: cpu_cores, memory_mb"),
        ({"requirements": {"cpu_cores": True}}, "requirements.cpu_cores is true; give a number"),
        ({"requirements": {"memory_mb": 10**400}}, "give a number of reasonable size"),
        ({"timeout_s": "3"}, 'timeout_s is "3"; give a number'),
        ({"retries": 1.5}, "give a whole number"),
        ({"retries": float("inf")}, "give a whole number"),
        ({"env": {"A": 1}}, "env.A is 1"),
        (
            {"command": ["fit", "--key=(hidden)"], "env": {"API_KEY": "swordfish"}},
            "command holds (hidden) where a value of env stood",
        ),
        ({"args": {"key": "(hidden)"}, "env": {"API_KEY": "swordfish"}}, "args holds (hidden)"),
        ({"env": {"API_KEY": 123456}}, "env.API_KEY is (hidden); names and values must be texts"),
        ({"env": {"": "x"}}, "names and values must be texts"),
        ({"cwd": "nowhere"}, "cwd 'nowhere' is no folder"),
        ({"cwd": "d" * 5_000}, "… cannot be looked at: File name too long; give the path of a folder"),
        ({"rerunnable": "yes"}, "give true or false"),
        ({"role": "declared", "script": "s"}, "level is missing; give how deep to go."),
        (
            {"role": "declared", "script_path": "s", "level": "high"},
            "level is 'high'; must be a whole number",
        ),
        ({"role": "declared", "level": 3}, "script is missing"),
    ],
)
def test_what_cannot_be_used_is_named_with_the_way_out(
    tmp_path: Path, row: dict[str, Any], problem: str
) -> None:
    tasks, problems = read(tmp_path, **row)
    assert tasks == []
    assert len(problems) == 1
    assert problem in problems[0]


def test_every_problem_of_every_task_is_told_at_once(tmp_path: Path) -> None:
    rows: list[Any] = [{"role": "task_management", "retries": "x", "cwd": "nowhere"}, "text", {"role": 1}]
    tasks, problems = parse_tasks(rows, context(tmp_path))
    assert tasks == []
    assert [problem.index for problem in problems] == [0, 0, 1, 2]
    error = TaskFormError(problems)
    assert error.problems == tuple(problems)
    assert "retries" in str(error)
    assert problems[2] == TaskProblem(1, "a task must be an object with its keys and values")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = ["id", "role", "name", "priority", "command", "files", "after", "requirements", "timeout_s", "retries"]


@given(row=st.dictionaries(st.sampled_from([*KEYS, "env", "cwd", "rerunnable", "script"]), json_values))
def test_whatever_is_written_is_understood_or_refused_with_sentences(
    tmp_path_factory: pytest.TempPathFactory, row: dict[str, Any]
) -> None:
    tasks, problems = parse_tasks([row], context(tmp_path_factory.getbasetemp()), check_input=False)
    assert len(tasks) == (not problems)
    for _, task in tasks:
        json.dumps(to_mapping(task))


@pytest.mark.parametrize("digits", [30, 400, 5000])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_whole_number_beyond_all_reason_is_a_problem(tmp_path: Path, digits: int, sign: int) -> None:
    (problem,) = read(tmp_path, command=["x"], retries=sign * 10**digits)[1]
    assert problem.startswith("retries is ")
    assert problem.endswith("give a whole number of reasonable size")


@pytest.mark.parametrize("retries", [float("inf"), float("nan"), 1.5, True, "1"])
def test_what_is_no_whole_number_is_a_problem(tmp_path: Path, retries: object) -> None:
    assert "give a whole number" in read(tmp_path, command=["x"], retries=retries)[1][0]


def test_numbers_too_long_to_be_written_are_problems_all_the_same(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, command=["x"], name=10**5000)[1]
    assert problem == "name is a int that cannot be shown; give a text"


def test_trees_and_patterns_are_written_as_they_were_given(tmp_path: Path) -> None:
    files = ["src/", "out/*.csv", {"path": "data/**", "mode": "read"}]
    (task,), problems = read(tmp_path, files=files, command=["x"])
    assert not problems
    (again,), problems = read(tmp_path, **to_mapping(task))
    assert (again, problems) == (task, [])
    assert to_mapping(task)["files"][1] == f"{tmp_path}/out/*.csv"


def test_a_file_named_twice_is_one_claim_and_two_patterns_are_two(tmp_path: Path) -> None:
    files = ["a", {"path": "./a", "mode": "read"}, "*.csv", "*.txt", "./*.csv"]
    (task,), _ = read(tmp_path, files=files, command=["x"])
    assert [(claim.pattern, claim.mode) for claim in task.claims] == [
        ("", ClaimMode.WRITE),
        ("*.csv", ClaimMode.WRITE),
        ("*.txt", ClaimMode.WRITE),
    ]


def test_the_data_folder_cannot_be_claimed(tmp_path: Path) -> None:
    own = replace(context(tmp_path), identifier=lambda: FileIdentifier([str(tmp_path / "data")]))
    _, (problem,) = parse_tasks([{"role": "task_management", "command": ["x"], "files": ["data/"]}], own)
    assert "the manager's own data folder" in problem.message


@pytest.mark.parametrize("key", ["name", "env", "requirements", "files", "note"])
def test_what_is_nested_without_measure_is_a_problem(tmp_path: Path, key: str) -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    circle: list[object] = []
    circle.append(circle)
    for value in (deep, circle):
        (problem,) = read(tmp_path, command=["x"], **{key: value})[1]
        assert "more than 100 objects and lists" in problem


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({(1, 2): 3}, "extra: a key is of type tuple; every key must be a text"),
        ([{"a": ({1: 2},)}], "extra: a key is of type int; every key must be a text"),
        ({None: 1}, "extra: a key is of type NoneType; every key must be a text"),
        ([1e999], "extra: a number is infinite or none at all (NaN); give one that is not, or a text"),
        ([10**5000], "extra: a whole number has more than 400 digits; give it as a text"),
        ([{"a": -(10**400)}], "extra: a whole number has more than 400 digits; give it as a text"),
    ],
)
def test_options_that_could_not_be_kept_as_they_are_are_problems(
    tmp_path: Path, value: object, problem: str
) -> None:
    assert read(tmp_path, id="a", extra=value) == ([], [problem])
    assert read(tmp_path, id="a", extra=[{"a": [10**400 - 1, True, None, 1.5, {"b": "c"}]}])[1] == []


def test_a_name_in_env_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    tasks, problems = read(tmp_path, id="a", env={1: "x"})
    assert tasks == []
    assert problems == ['env.1 is "x"; names and values must be texts']


@pytest.mark.parametrize(
    ("key", "form"),
    [
        ("reads", '"files": [{"path": "…", "mode": "read"}]'),
        ("writes", '"files": ["…"]'),
        ("locks", '"files": ["…"]'),
        ("exclusive", '"files": ["…"]'),
    ],
)
def test_a_key_that_only_looks_as_if_it_kept_a_file_safe_is_refused(tmp_path: Path, key: str, form: str):
    tasks, problems = read(tmp_path, command=["true"], **{key: ["a.txt"]})
    assert (tasks, problems) == ([], [f"{key} keeps no file from anybody; write {form}"])


def test_a_role_may_have_a_field_of_such_a_name(tmp_path: Path):
    declaration = replace(Declared.declaration, fields=(Field("lock", FieldType.TEXT, "Lock", "Which."),))
    role = type("Locking", (Declared,), {"declaration": declaration})()
    found = replace(context(tmp_path), roles={"locking": role})
    tasks, problems = parse_tasks([{"role": "locking", "command": ["true"], "lock": "x"}], found)
    assert (len(tasks), problems) == (1, [])
