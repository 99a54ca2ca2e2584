"""What must be true of the demo's queue: all roles, real input, and what its tasks show."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.roles.registry import builtin_roles
from parallel_execution_manager.roles.task_form import FormContext, parse_tasks
from parallel_execution_manager.scheduling.model.task import Requirement, TaskSpec
from tests.roles.attempts import Attempts, manager_state, task_row

DEMO = Path(__file__).parents[2] / "resources" / "demo"
QUEUE = "demo_queue.jsonl"


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    shutil.copytree(DEMO, folder)
    return folder


@pytest.fixture
def rows(demo: Path) -> list[dict[str, Any]]:
    lines = (demo / QUEUE).read_text(encoding="utf-8").splitlines()
    return [{**json.loads(line), "cwd": str(demo)} for line in lines]


@pytest.fixture
def tasks(rows: list[dict[str, Any]], tmp_path: Path) -> dict[str, TaskSpec]:
    context = FormContext(builtin_roles(), tmp_path, lambda role: role, lambda _role: Requirement())
    parsed, problems = parse_tasks(rows, context)
    assert problems == []
    return {spec.id: spec for _, spec in parsed}


def test_every_task_can_be_queued_and_all_six_roles_have_one(tasks: dict[str, TaskSpec]) -> None:
    assert {spec.role for spec in tasks.values()} == set(builtin_roles())
    assert all(after in tasks for spec in tasks.values() for after in spec.after)


def test_the_queue_shows_priorities_a_dependency_a_shared_file_and_a_retry(
    tasks: dict[str, TaskSpec],
) -> None:
    specs = list(tasks.values())
    assert len({spec.priority for spec in specs}) == 3
    assert any(spec.after for spec in specs)
    claimed = [claim.path for spec in specs for claim in spec.claims]
    assert any(claimed.count(path) == 2 for path in claimed)
    assert any(spec.retries for spec in specs)


def test_a_chain_is_long_enough_to_be_seen_waiting(tasks: dict[str, TaskSpec]) -> None:
    first, second, schedule = (tasks[name] for name in ("demo-note-1", "demo-note-2", "demo-schedule"))
    assert first.claims == second.claims
    assert schedule.after == (second.id,)
    assert "demo-schedule" in tasks["demo-status"].after
    assert all(float(note.options["args"][-1]) >= 3 for note in (first, second))


def run(spec: TaskSpec, tmp_path: Path, state: dict[str, Any]) -> tuple[Attempts, Any]:
    attempts = Attempts(builtin_roles()[spec.role], tmp_path, tmp_path / f"runs-{spec.id}", state)
    return attempts, attempts.run(spec)


def with_arguments(spec: TaskSpec, *arguments: str) -> TaskSpec:
    """The same task with less to do."""
    return replace(spec, options={**spec.options, "args": list(arguments)})


def test_the_task_that_is_to_be_retried_succeeds_at_its_second_attempt(
    tasks: dict[str, TaskSpec], tmp_path: Path
) -> None:
    state = manager_state()
    assert not run(tasks["demo-retry"], tmp_path, state)[1].ok
    assert run(tasks["demo-retry"], tmp_path, state)[1].ok


def test_both_notes_are_in_the_file_at_the_end(
    tasks: dict[str, TaskSpec], tmp_path: Path, demo: Path
) -> None:
    for name in ("demo-note-1", "demo-note-2"):
        notes, line, _seconds = tasks[name].options["args"]
        assert run(with_arguments(tasks[name], notes, line, "0"), tmp_path, manager_state())[1].ok
    assert (demo / "notes.txt").read_text(encoding="utf-8").splitlines()[1:] == ["first", "second"]


def test_a_simulation_with_a_seed_gives_the_same_metrics_each_time(
    tasks: dict[str, TaskSpec], tmp_path: Path
) -> None:
    for name, size in (("demo-walk", "--walkers"), ("demo-fire", "--size")):
        spec, found = with_arguments(tasks[name], size, "40"), []
        for _ in range(2):
            attempts, result = run(spec, tmp_path, manager_state())
            assert result.ok
            found.append((attempts.folder / "metrics.jsonl").read_bytes())
        assert found[0] == found[1]


def test_the_schedule_queues_two_tasks_that_can_run(tasks: dict[str, TaskSpec], tmp_path: Path) -> None:
    _, result = run(tasks["demo-schedule"], tmp_path, manager_state())
    assert result.ok
    assert [row["role"] for row in result.submissions] == ["resource_management", "agent_simulations"]
    context = FormContext(builtin_roles(), tmp_path, lambda role: role, lambda _role: Requirement())
    parsed, problems = parse_tasks(result.submissions, context)
    assert problems == []
    for _, spec in parsed:
        assert run(spec, tmp_path, manager_state())[1].ok


def test_the_status_has_every_milestone_reached_when_all_is_done(
    rows: list[dict[str, Any]], tasks: dict[str, TaskSpec], tmp_path: Path
) -> None:
    done = [task_row(row["id"], row["role"], name=row["name"]) for row in rows]
    due = task_row("due", "agent_simulations", name="Simulate again")
    _, result = run(tasks["demo-status"], tmp_path, manager_state(*done, due))
    assert result.summary.startswith("3 of 3 milestones reached, 0 late")
    assert result.findings == ()
