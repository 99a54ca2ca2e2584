"""The worker of task management: decides what is due, or says what each queued task waits for."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from parallel_execution_manager.roles.input_files import InputProblems
from parallel_execution_manager.roles.reports import local_time, local_zone
from parallel_execution_manager.roles.results import Artefact, Finding, Result, write_result
from parallel_execution_manager.roles.task_management import report
from parallel_execution_manager.roles.task_management.plan import Plan, make_judge, plan
from parallel_execution_manager.roles.task_management.recurrence import Rule
from parallel_execution_manager.roles.task_management.report import decisions_markdown, findings, summary
from parallel_execution_manager.roles.task_management.schedule import read_older_schedule, read_schedule
from parallel_execution_manager.roles.task_management.state_file import read_state, sole_use, write_state
from parallel_execution_manager.roles.worker import (
    own_task_id,
    read_manager_state,
    refuse_input,
    run_folder,
)
from parallel_execution_manager.scheduling.model.policy import MachineSize

DECISIONS_FILE = "decisions.jsonl"
REPORT_FILE = "decisions.md"
ARTEFACTS = (Artefact(REPORT_FILE, "Decisions"), Artefact(DECISIONS_FILE, "Decisions as data"))


def main(argv: Sequence[str] | None = None) -> int:
    """Write the decisions and the result; returns 1 if an input file cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-dir", type=Path, required=True)
    parser.add_argument("--schedule", type=Path)
    parser.add_argument("--state", type=Path)
    arguments = parser.parse_args(argv)
    folder = run_folder()
    state = read_manager_state(folder)
    now = datetime.now(UTC)
    if arguments.schedule is None:
        return report_queue(folder, state, now)
    try:
        with sole_use(arguments.state):
            keep_schedule(folder, arguments, state, now)
    except InputProblems as error:
        return refuse_input(folder, error)
    return 0


def keep_schedule(
    folder: Path, arguments: argparse.Namespace, state: Mapping[str, Any], now: datetime
) -> None:
    """Decide every rule of the schedule, leave the result, then remember what was decided.

    In this order: if it ends in between, the attempt has failed and nothing of it is queued.

    Raises:
        InputProblems: the schedule or its state cannot be used.
    """
    decided_until = read_state(arguments.state)
    known_ids = {task["id"] for task in state["tasks"]}
    rules = _rules(arguments.schedule, state, decided_until, now)
    size = MachineSize(**state["machine"])
    decided = plan(rules, decided_until, now, known_ids, make_judge(arguments.base_dir, size, known_ids))
    _write(folder, decided, {rule.name: rule.zone for rule in rules}, now)
    write_state(arguments.state, decided.decided_until)


def _rules(
    schedule: Path, state: Mapping[str, Any], decided_until: Mapping[str, datetime], now: datetime
) -> list[Rule]:
    roles = [role["name"] for role in state["roles"]]
    if schedule.suffix.lower() == ".json":
        return read_older_schedule(schedule, local_time(), roles, decided_until, now)
    return read_schedule(schedule, local_zone() or ZoneInfo("UTC"), roles)


def _write(folder: Path, decided: Plan, zones: Mapping[str, str], now: datetime) -> None:
    _write_lines(folder, [{**row.as_json(now), "zone": zones[row.rule]} for row in decided.decisions])
    text = decisions_markdown(decided.decisions, now)
    (folder / REPORT_FILE).write_text(text, encoding="utf-8")
    write_result(
        folder,
        Result(
            ok=True,
            summary=summary(decided.decisions),
            artefacts=ARTEFACTS,
            findings=(*findings(decided.decisions), *_zone_note()),
            submissions=tuple(decided.submissions),
            data={"submitted": [row["id"] for row in decided.submissions]},
        ),
    )
    sys.stdout.write(text)


def _zone_note() -> Iterator[Finding]:
    if local_zone() is None:
        yield Finding(
            "note", "this machine's time zone has no name; rules without a timezone are read as UTC"
        )


def report_queue(folder: Path, state: Mapping[str, Any], now: datetime) -> int:
    """Without a schedule: a line for each queued task on what it waits for."""
    others = {**state, "tasks": [task for task in state["tasks"] if task["id"] != own_task_id()]}
    lines = report.waiting_tasks(others, now)
    _write_lines(folder, lines)
    text = report.waiting_markdown(lines)
    (folder / REPORT_FILE).write_text(text, encoding="utf-8")
    hint = Finding(
        "note", "the task names no schedule, so nothing was queued; give it one to queue what is due"
    )
    count = len(lines)
    write_result(
        folder, Result(True, f"{count} {'task waits' if count == 1 else 'tasks wait'}", ARTEFACTS, (hint,))
    )
    sys.stdout.write(text)
    return 0


def _write_lines(folder: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / DECISIONS_FILE).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
