"""What must be true of a task-management task, run as a process on real files."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.roles.input_files import InputProblems
from parallel_execution_manager.roles.task_management import worker
from parallel_execution_manager.roles.task_management.role import TaskManagement
from parallel_execution_manager.roles.task_management.state_file import read_state, write_state
from tests.roles.attempts import DEADLINE_S, Attempts, manager_state, task, task_row, work_here

ROLE = "task_management"
LONG_AGO = datetime.now(UTC) - timedelta(days=3, hours=1)
SCHEDULE = f"""
timezone = "UTC"

[[task]]
name = "nightly"
role = "resource_management"
every = "1d"
start = {LONG_AGO:%Y-%m-%dT%H:%M:%S}

[[task]]
name = "once"
role = "agent_simulations"
due = 2026-01-01T09:00:00
script = "sim.py"

[[task]]
name = "never yet"
role = "resource_management"
due = 2150-01-01
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "recurring.toml").write_text(SCHEDULE, encoding="utf-8")
    (folder / "sim.py").touch()
    return folder


@pytest.fixture
def attempts(project: Path, tmp_path: Path) -> Attempts:
    return Attempts(TaskManagement(), project, tmp_path / "runs")


def decisions(attempts: Attempts) -> list[dict[str, Any]]:
    lines = (attempts.folder / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_due_tasks_are_submitted_once_and_every_entry_leaves_a_line(
    attempts: Attempts, project: Path
) -> None:
    first = attempts.run(task(ROLE, schedule="recurring.toml"))
    assert first.ok
    names = [row["name"] for row in first.submissions]
    assert names == ["nightly", "once"]
    assert first.submissions[1]["id"] == "once@2026-01-01T09:00:00Z"
    assert first.submissions[1]["cwd"] == str(project)
    assert [(row["rule"], row["decision"]) for row in decisions(attempts)] == [
        ("nightly", "covered"),
        ("nightly", "submitted"),
        ("once", "submitted"),
        ("never yet", "not_due"),
    ]
    assert decisions(attempts)[0]["zone"] == "UTC"
    second = attempts.run(task(ROLE, schedule="recurring.toml"))
    assert second.ok
    assert second.submissions == ()
    assert {row["decision"] for row in decisions(attempts)} == {"not_due"}
    assert "never yet" in (attempts.folder / "decisions.md").read_text(encoding="utf-8")


def test_the_state_stands_beside_the_schedule_or_where_the_task_says(
    attempts: Attempts, project: Path
) -> None:
    attempts.run(task(ROLE, schedule="recurring.toml"))
    assert set(read_state(project / "recurring.state.json")) == {"nightly", "once", "never yet"}
    (project / "data").mkdir()
    result = attempts.run(task(ROLE, schedule="recurring.toml", state_file="data/mine.json"))
    assert len(result.submissions) == 2
    assert read_state(project / "data" / "mine.json")["once"] == datetime(2026, 1, 1, 9, tzinfo=UTC)


def test_one_task_that_cannot_be_queued_does_not_keep_the_others_out(
    attempts: Attempts, project: Path
) -> None:
    (project / "sim.py").unlink()
    result = attempts.run(task(ROLE, schedule="recurring.toml"))
    assert result.ok
    assert [row["name"] for row in result.submissions] == ["nightly"]
    assert any("'sim.py' does not exist" in finding.message for finding in result.findings)
    (project / "sim.py").touch()
    again = attempts.run(task(ROLE, schedule="recurring.toml"))
    assert [row["name"] for row in again.submissions] == ["once"]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ('after = ["gone"]', "after names 'gone', which is no task"),
        ("requirements = { memory_mb = 1e9 }", "more than this computer has"),
        ("timeout_s = -1", "timeout_s is -1"),
        ("retries = 100000", "retries is 100000"),
        ('cwd = "gone"', "is no folder"),
        ("command = []", "command is empty"),
    ],
)
def test_what_the_manager_would_refuse_is_refused_alone(
    line: str, part: str, attempts: Attempts, project: Path
) -> None:
    text = '[[task]]\nname = "{}"\nrole = "resource_management"\ndue = 2026-01-01\n'
    (project / "recurring.toml").write_text(f"{text.format('a')}{line}\n{text.format('b')}", encoding="utf-8")
    result = attempts.run(task(ROLE, schedule="recurring.toml"))
    assert [row["name"] for row in result.submissions] == ["b"]
    assert part in result.findings[0].message


def test_tasks_that_the_manager_has_are_not_submitted_again(attempts: Attempts) -> None:
    attempts.state = manager_state(task_row("once@2026-01-01T09:00:00Z"))
    result = attempts.run(task(ROLE, schedule="recurring.toml"))
    assert [row["name"] for row in result.submissions] == ["nightly"]


def test_a_schedule_with_problems_fails_with_all_of_them_and_changes_nothing(
    attempts: Attempts, project: Path
) -> None:
    with (project / "recurring.toml").open("a", encoding="utf-8") as schedule:
        schedule.write('[[task]]\nname = "bad"\nrole = "nobody"\nevery = "often"\n')
    result = attempts.run(task(ROLE, schedule="recurring.toml"))
    assert not result.ok
    assert result.submissions == ()
    assert result.summary == "recurring.toml has 2 problems; nothing was done"
    assert {finding.message.split(":")[0] for finding in result.findings} == {"task[3].role", "task[3].every"}
    assert not (project / "recurring.state.json").exists()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"decided_until": {"nightly": "x"}}', '{"decided_until": {"a": 1}}']
)
def test_a_damaged_state_is_kept_and_named_with_the_way_out(
    content: str, attempts: Attempts, project: Path
) -> None:
    (project / "recurring.state.json").write_text(content, encoding="utf-8")
    result = attempts.run(task(ROLE, schedule="recurring.toml"))
    assert not result.ok
    assert "recurring.state.json" in result.summary
    assert (project / "recurring.state.json").read_text(encoding="utf-8") == content


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX device files")
def test_a_state_that_cannot_be_written_leaves_nothing_submitted(attempts: Attempts, tmp_path: Path) -> None:
    with pytest.raises(InputProblems, match="cannot be written"):
        write_state(tmp_path / "no-folder" / "state.json", {})
    spec = task(ROLE, schedule="recurring.toml", state_file="/proc/state.json")
    result = attempts.run(spec)
    assert not result.ok
    assert result.submissions == ()
    assert "another state_file" in result.summary


def test_two_processes_on_one_schedule_submit_each_due_time_once(attempts: Attempts) -> None:
    spec = task(ROLE, schedule="recurring.toml")
    contexts = [attempts.context() for _ in range(4)]
    launches = [attempts.role.prepare(spec, context) for context in contexts]
    running = [
        subprocess.Popen(launch.argv, cwd=launch.cwd, env=dict(launch.env), stdout=subprocess.DEVNULL)
        for launch in launches
    ]
    assert [process.wait(DEADLINE_S) for process in running] == [0] * 4
    stored = [
        json.loads((context.folder / "result.json").read_text(encoding="utf-8")) for context in contexts
    ]
    assert sorted(len(result["submissions"]) for result in stored) == [0, 0, 0, 2]


def test_an_older_schedule_is_kept_too(attempts: Attempts, project: Path) -> None:
    entries = {"system_health_check": {"interval_hours": 4}, "log_cleanup": {"interval_hours": 168}}
    (project / "parallel_execution_tasks.json").write_text(json.dumps(entries), encoding="utf-8")
    spec = task(ROLE, schedule="parallel_execution_tasks.json")
    result = attempts.run(spec)
    assert [row["role"] for row in result.submissions] == ["resource_management"]
    assert [row["decision"] for row in decisions(attempts)] == ["submitted", "refused"]
    assert attempts.run(spec).submissions == ()


def test_without_a_schedule_the_waiting_tasks_are_explained(attempts: Attempts) -> None:
    attempts.state = manager_state(
        task_row("t-1", ROLE, "running"),
        task_row("b", state="queued", queued_at=900.0, waits_for="waits for memory: 1,200 MiB"),
        task_row("a", state="queued", name="naïve | \n name"),
    )
    result = attempts.run(task(ROLE))
    assert result.ok
    assert result.summary == "2 tasks wait"
    assert [(row["task_id"], row["reason"]) for row in decisions(attempts)] == [
        ("b", "waits for memory: 1,200 MiB"),
        ("a", "its turn comes next"),
    ]
    assert r"naïve \| name" in (attempts.folder / "decisions.md").read_text(encoding="utf-8")
    assert "names no schedule" in result.findings[0].message


def test_the_configured_schedule_is_used_by_tasks_that_name_none(attempts: Attempts) -> None:
    attempts.options["schedule"] = "recurring.toml"
    assert len(attempts.run(task(ROLE)).submissions) == 2
    attempts.options["schedule"] = "gone.toml"
    with pytest.raises(TaskInputError, match=r"gone\.toml"):
        attempts.role.prepare(task(ROLE), attempts.context())


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"schedule": "no.toml"}, "no.toml"),
        ({"schedule": "."}, "is a folder"),
        ({"schedule": 3}, "schedule is 3"),
        ({"schedule": "recurring.toml", "state_file": "no/such/state.json"}, "in a folder that exists"),
        ({"schedule": "recurring.toml", "state_file": "."}, "state_file"),
    ],
)
def test_bad_input_is_named_before_it_is_queued(options: dict[str, Any], part: str, project: Path) -> None:
    (problem,) = TaskManagement().check(task(ROLE, **options), project)
    assert part in problem


def test_the_worker_says_so_where_the_time_zone_has_no_name(
    attempts: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "XYZ-3")
    launch = attempts.role.prepare(task(ROLE, schedule="recurring.toml"), attempts.context())
    assert work_here(worker.main, launch, monkeypatch) == 0
    stored = json.loads((attempts.folder / "result.json").read_text(encoding="utf-8"))
    assert "has no name" in stored["findings"][-1]["message"]


def test_the_worker_reports_and_refuses_in_this_process_as_in_its_own(
    attempts: Attempts, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts.state = manager_state(task_row("q", state="queued"))
    launch = attempts.role.prepare(task(ROLE), attempts.context())
    assert work_here(worker.main, launch, monkeypatch) == 0
    (project / "recurring.toml").write_text("[", encoding="utf-8")
    launch = attempts.role.prepare(task(ROLE, schedule="recurring.toml"), attempts.context())
    assert work_here(worker.main, launch, monkeypatch) == 1
    (project / "parallel_execution_tasks.json").write_text("{}", encoding="utf-8")
    launch = attempts.role.prepare(task(ROLE, schedule="parallel_execution_tasks.json"), attempts.context())
    assert work_here(worker.main, launch, monkeypatch) == 0
    stored = json.loads((attempts.folder / "result.json").read_text(encoding="utf-8"))
    assert stored["summary"] == "the schedule is empty"
