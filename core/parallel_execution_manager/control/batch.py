"""``pem batch``: runs a file of tasks to its end and says with its exit code whether all succeeded."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from parallel_execution_manager.control.exit_codes import SOME_FAILED
from parallel_execution_manager.control.headless import HeadlessRun, run_headless
from parallel_execution_manager.control.options import (
    add_manager_options,
    make_manager,
    refuse,
    show,
    some_path,
    surrounding_problems,
    tell,
)
from parallel_execution_manager.control.report import build_report
from parallel_execution_manager.control.report_file import ReportError, check_report_path, write_report
from parallel_execution_manager.control.summary import summary_lines
from parallel_execution_manager.control.task_check import line_problems, typo_warnings
from parallel_execution_manager.control.task_file import (
    LineProblem,
    TaskFile,
    TaskFileError,
    read_task_file,
)
from parallel_execution_manager.runtime.manager import ParallelExecutionManager


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem batch``."""
    parser.add_argument(
        "tasks",
        metavar="TASKS.jsonl",
        help="a file with one task a line as a JSON object; - is standard input",
    )
    add_manager_options(parser)
    parser.add_argument(
        "--report", metavar="R.json", type=some_path, help="write there what became of each task"
    )


def execute(args: argparse.Namespace) -> int:
    """Run the file; the exit code."""
    problems = [*surrounding_problems(args), *_report_problems(args.report)]
    try:
        tasks = read_task_file(args.tasks)
    except TaskFileError as error:
        return refuse([str(error), *problems])
    if problems:
        return refuse([*_lines(tasks, tasks.problems), *problems])
    with contextlib.closing(make_manager(args)) as manager:
        found = line_problems(tasks, manager.check)
        if found:
            return refuse(_lines(tasks, found))
        return _run(args.report, manager, tasks)


def _run(report: Path | None, manager: ParallelExecutionManager, tasks: TaskFile) -> int:
    for warning in _lines(tasks, typo_warnings(tasks, manager.role_declarations())):
        tell(warning)
    if not tasks.rows:
        tell(f"{tasks.name}: holds no tasks")
    run = run_headless(manager, tasks.name, lambda: manager.submit([row.task for row in tasks.rows]))
    show(summary_lines(run, manager.run_folder))
    return _reported(report, run)


def _reported(report: Path | None, run: HeadlessRun) -> int:
    """The run's exit code, once its report is written."""
    if report is not None:
        try:
            write_report(report, build_report(run.facts, run.tasks))
        except ReportError as error:
            tell(str(error))
            return run.facts.exit_code or SOME_FAILED
    return run.facts.exit_code


def _report_problems(report: Path | None) -> Iterator[str]:
    if report is not None:
        try:
            check_report_path(report)
        except ReportError as error:
            yield str(error)


def _lines(tasks: TaskFile, found: Iterable[LineProblem]) -> list[str]:
    return [f"{tasks.name}:{problem.line}: {problem.message}" for problem in found]
