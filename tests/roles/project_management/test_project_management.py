"""What must be true of a project-management task, run as a process on real files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.roles.project_management import worker
from parallel_execution_manager.roles.project_management.role import ProjectManagement
from tests.roles.attempts import Attempts, manager_state, task, task_row, work_here

ROLE = "project_management"
MILESTONES = """
[[milestone]]
title = "Release | one"
role = "script_assessment"
due = 2026-01-01

[[milestone]]
title = "By hand"
category = "Blocker"
"""
TASK_LIST = {
    "tasks": [
        {
            "id": "u-1",
            "title": "Write it",
            "category": "Blocker",
            "completed": True,
            "completed_date": "2026-01-02",
        },
        {"title": "Sign it", "category": "Blocker", "due_date": "2026-01-05T10:00:00", "completed": False},
        {"title": "Any time", "category": None, "due_date": None},
    ],
    "schedules": [],
    "categories": ["Feature"],
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "milestones.toml").write_text(MILESTONES, encoding="utf-8")
    (folder / "project_tasks.json").write_text(json.dumps(TASK_LIST), encoding="utf-8")
    return folder


@pytest.fixture
def attempts(project: Path, tmp_path: Path) -> Attempts:
    state = manager_state(
        task_row("t-1", ROLE, "running"),
        task_row("done"),
        task_row("broken", state="failed", detail="exit code 3"),
        task_row("held", state="queued", waits_for="waits for a.py, held by 'done'"),
        *(task_row(f"more-{number}", state="queued", waits_for="waits for memory") for number in range(30)),
    )
    return Attempts(ProjectManagement(), project, tmp_path / "runs", state)


def status(attempts: Attempts) -> dict[str, Any]:
    return json.loads((attempts.folder / "status.json").read_text(encoding="utf-8"))


def test_the_status_of_each_milestone_is_written_as_data_and_for_people(attempts: Attempts) -> None:
    result = attempts.run(task(ROLE, milestones="milestones.toml", tasks_file="project_tasks.json"))
    assert result.ok
    assert result.summary == "0 of 2 milestones reached, 1 late; 2 of 35 tasks done"
    release, by_hand = status(attempts)["milestones"]
    assert (release["standing"], release["done"], release["total"], release["failed"]) == ("late", 1, 33, 1)
    assert release["blockers"][0] == {
        "id": "broken",
        "name": "name of broken",
        "state": "failed",
        "why": "exit code 3",
    }
    assert (by_hand["percent"], by_hand["standing"]) == (50, "open, no due date")
    text = (attempts.folder / "status.md").read_text(encoding="utf-8")
    assert r"## Release \| one: 3 %, late" in text
    assert "and 12 more" in text
    assert "Sign it: was due 2026-01-05" in text
    assert [finding.level for finding in result.findings] == ["warning"] * 3


def test_without_a_file_the_roles_are_reported_and_not_the_task_itself(attempts: Attempts) -> None:
    result = attempts.run(task(ROLE))
    assert result.ok
    assert [row["title"] for row in status(attempts)["milestones"]] == ["All of script_assessment"]


def test_an_idle_manager_is_reported_too(attempts: Attempts) -> None:
    attempts.state = manager_state()
    result = attempts.run(task(ROLE))
    assert (result.ok, result.summary) == (True, "no milestone and no task to report on")


def test_listed_ids_that_nobody_knows_and_plans_that_were_too_small_are_noted(
    attempts: Attempts, project: Path
) -> None:
    listed = '[[milestone]]\ntitle = "m"\ntasks = ["gone"]\n'
    text = listed + '[[milestone]]\ntitle = "n"\nid = "more-*"\nplanned = 2\n'
    (project / "milestones.toml").write_text(text, encoding="utf-8")
    result = attempts.run(task(ROLE, milestones="milestones.toml"))
    assert [finding.message for finding in result.findings] == [
        "m: no task has the id gone",
        "n: planned 2 tasks, has 30",
    ]


def test_a_milestones_file_with_problems_fails_with_all_of_them(attempts: Attempts, project: Path) -> None:
    (project / "milestones.toml").write_text("[[milestone]]\nplanned = -1\n", encoding="utf-8")
    result = attempts.run(task(ROLE, milestones="milestones.toml"))
    assert not result.ok
    assert len(result.findings) == 3
    assert all(finding.level == "error" for finding in result.findings)
    assert "milestone[0].planned" in attempts.log()


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("{", "is no JSON"),
        ("[]", "must hold an object"),
        ("{}", "tasks: is missing"),
        ('{"tasks": 3}', "tasks: must be an array"),
        ('{"tasks": [3]}', "tasks[0]: is 3"),
        ('{"tasks": [{"completed": 1}]}', "tasks[0].completed: is 1"),
        ('{"tasks": [{"title": "x", "due_date": "soon"}]}', "tasks[0].due_date: is 'soon'"),
    ],
)
def test_a_task_list_with_problems_is_refused(
    content: str, part: str, attempts: Attempts, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "project_tasks.json").write_text(content, encoding="utf-8")
    spec = task(ROLE, tasks_file="project_tasks.json")
    launch = attempts.role.prepare(spec, attempts.context())
    assert work_here(worker.main, launch, monkeypatch) == 1
    assert part in (attempts.folder / "result.json").read_text(encoding="utf-8")


def test_names_of_any_letters_are_reported(attempts: Attempts, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts.state = manager_state(task_row("x", name="Ünïcödé 🚀 \x1b[31m\n|pipe|", state="failed"))
    launch = attempts.role.prepare(task(ROLE, milestones="milestones.toml"), attempts.context())
    assert work_here(worker.main, launch, monkeypatch) == 0
    text = (attempts.folder / "status.md").read_text(encoding="utf-8")
    assert "Ünïcödé 🚀" in text
    assert "\x1b" not in text
    assert attempts.run(task(ROLE, milestones="milestones.toml")).ok


def test_the_configured_milestones_are_used_by_tasks_that_name_none(attempts: Attempts) -> None:
    attempts.options["milestones"] = "milestones.toml"
    attempts.run(task(ROLE))
    assert len(status(attempts)["milestones"]) == 2
    attempts.options["milestones"] = "gone.toml"
    with pytest.raises(TaskInputError, match=r"gone\.toml"):
        attempts.role.prepare(task(ROLE), attempts.context())


def test_missing_files_are_all_named_before_the_task_is_queued(project: Path) -> None:
    spec = task(ROLE, milestones="no.toml", tasks_file="no.json", script="no.py", args=1)
    problems = ProjectManagement().check(spec, project)
    assert [
        any(name in problem for problem in problems) for name in ("no.toml", "no.json", "no.py", "args")
    ] == [True] * 4
