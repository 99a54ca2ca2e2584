"""The worker of project management: reads the state and the files, writes the status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from parallel_execution_manager.roles.input_files import InputProblems
from parallel_execution_manager.roles.project_management.milestones import (
    TaskRow,
    manager_rows,
    overdue,
    read_milestones,
    read_task_list,
    role_milestones,
)
from parallel_execution_manager.roles.project_management.progress import Progress, Standing, progress_of
from parallel_execution_manager.roles.project_management.report import as_json, findings, markdown
from parallel_execution_manager.roles.reports import document, local_time
from parallel_execution_manager.roles.results import Artefact, Result, write_json, write_result
from parallel_execution_manager.roles.worker import (
    own_task_id,
    read_manager_state,
    refuse_input,
    run_folder,
)

ARTEFACTS = (Artefact("status.md", "Project status"), Artefact("status.json", "Project status as data"))


def main(argv: Sequence[str] | None = None) -> int:
    """Write ``status.json``, ``status.md`` and the result; returns 1 if an input file cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--milestones", type=Path)
    parser.add_argument("--tasks-file", type=Path)
    arguments = parser.parse_args(argv)
    folder = run_folder()
    zone = local_time()
    try:
        listed = read_task_list(arguments.tasks_file, zone) if arguments.tasks_file else []
        milestones = read_milestones(arguments.milestones, zone) if arguments.milestones else None
    except InputProblems as error:
        return refuse_input(folder, error)
    rows = [*manager_rows(read_manager_state(folder), own_task_id()), *listed]
    now = datetime.now(UTC)
    progress = [progress_of(milestone, rows, now) for milestone in milestones or role_milestones(rows)]
    _write(folder, progress, overdue(listed, now), now)
    return 0


def _write(folder: Path, progress: list[Progress], late_tasks: list[TaskRow], now: datetime) -> None:
    summary = _summary(progress)
    text = markdown(progress, late_tasks, now, local_time())
    (folder / "status.md").write_text(text, encoding="utf-8")
    milestones = [as_json(item, now) for item in progress]
    write_json(folder / "status.json", document("project_status", {"milestones": milestones}))
    data = {"milestones": [{key: row[key] for key in ("title", "percent", "standing")} for row in milestones]}
    write_result(folder, Result(True, summary, ARTEFACTS, tuple(findings(progress, late_tasks)), data=data))
    sys.stdout.write(text)


def _summary(progress: list[Progress]) -> str:
    if not progress:
        return "no milestone and no task to report on"
    reached = sum(item.standing in {Standing.REACHED, Standing.REACHED_LATE} for item in progress)
    late = sum(item.standing is Standing.LATE for item in progress)
    done, total = sum(item.done for item in progress), sum(item.total for item in progress)
    return f"{reached} of {len(progress)} milestones reached, {late} late; {done} of {total} tasks done"


if __name__ == "__main__":
    sys.exit(main())
