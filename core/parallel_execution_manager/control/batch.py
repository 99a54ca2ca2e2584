"""``pem batch``: runs a file of tasks to its end and says with its exit code whether all succeeded."""

from __future__ import annotations

import argparse
import contextlib
import shlex
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from parallel_execution_manager.control.beginning import beginning_problems, discard_earlier
from parallel_execution_manager.control.checked_tasks import CheckedTasks
from parallel_execution_manager.control.checking import checking_manager
from parallel_execution_manager.control.data_folder import some_path
from parallel_execution_manager.control.exit_codes import MANAGER_RUNS, SOME_FAILED
from parallel_execution_manager.control.headless import HeadlessRun, run_headless
from parallel_execution_manager.control.interruption import Interruption
from parallel_execution_manager.control.left_over import left_over
from parallel_execution_manager.control.messages import tell
from parallel_execution_manager.control.options import (
    DEFAULT_CONFIG,
    add_manager_options,
    default_configuration_problems,
    ground_problems,
    make_manager,
    place_problems,
    refuse,
    show,
)
from parallel_execution_manager.control.report import build_report
from parallel_execution_manager.control.report_file import (
    ReportError,
    check_report_path,
    refuse_to_overwrite,
    write_report,
)
from parallel_execution_manager.control.summary import summary_lines
from parallel_execution_manager.control.taken_over import taken_over
from parallel_execution_manager.control.task_check import CheckTasks, line_problems
from parallel_execution_manager.control.task_file import (
    STANDARD_INPUT,
    LineProblem,
    TaskFile,
    TaskFileError,
    read_task_file,
)
from parallel_execution_manager.control.task_keys import key_warnings
from parallel_execution_manager.control.task_programs import program_warnings
from parallel_execution_manager.runtime.batches import Batch
from parallel_execution_manager.runtime.errors import WishRefused
from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.system.ipc.instance_lock import ManagerRunsError
from parallel_execution_manager.system.runs.folders import DataDirError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``pem batch``."""
    parser.add_argument(
        "tasks",
        metavar="TASKS.jsonl",
        nargs="?",
        help="a file with one task a line as a JSON object; - is standard input",
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on with the batch that was interrupted in this data folder, instead of a file",
    )
    parser.add_argument(
        "--retry",
        action="store_true",
        help="with --resume: run again also what ran when the batch was interrupted and is not rerunnable",
    )
    parser.add_argument(
        "--discard",
        action="store_true",
        help="throw away the tasks that an earlier manager has left in this data folder, and end what runs",
    )
    add_manager_options(parser)
    parser.add_argument(
        "--report", metavar="R.json", type=some_path, help="write there what became of each task"
    )


def execute(args: argparse.Namespace) -> int:
    """Run the file, or go on with an earlier one; the exit code."""
    try:
        return _execute(args)
    except ManagerRunsError as error:
        refuse([f"{error}{_or_add(args, error.data_dir)}"])
        return MANAGER_RUNS
    except DataDirError as error:
        return refuse([str(error)])
    except WishRefused as error:
        return refuse(error.problems)


def _execute(args: argparse.Namespace) -> int:
    hopeless = list(ground_problems(args))
    if hopeless:
        return refuse(hopeless)
    problems = [
        *place_problems(args),
        *default_configuration_problems(args),
        *_report_problems(args),
        *beginning_problems(args),
    ]
    if args.resume or args.tasks is None:
        return refuse(problems) if problems else resume(args)
    try:
        tasks = read_task_file(args.tasks)
    except TaskFileError as error:
        return refuse([str(error), *problems])
    if problems:
        return refuse([*_found_anyway(args, tasks), *problems])
    return _begin(args, tasks)


def _begin(args: argparse.Namespace, tasks: TaskFile) -> int:
    if args.discard:
        # A file that is refused must cost nothing.
        found = _found_anyway(args, tasks)
        if found:
            return refuse(found)
        discard_earlier(args)
    with contextlib.closing(make_manager(args)) as manager:
        manager.expect_tasks()
        if args.discard:
            # Of what is thrown away something may still run: it is being ended.
            manager.wait_until_idle()
        checked = CheckedTasks(manager)
        found = _found(tasks, manager, checked.check, warn=not args.discard)
        if found:
            return refuse(found)
        batch = manager.begin_batch(tasks.name)
        return _run(args.report, manager, batch, checked.submit)


def resume(args: argparse.Namespace) -> int:
    """Go on with an interrupted batch to its end; the exit code."""
    begun = time.monotonic()
    with contextlib.closing(make_manager(args)) as manager:
        manager.expect_tasks()
        views = manager.snapshot().tasks
        batch = manager.earlier_batch
        if batch is None and not all(view.state.is_final for view in views):
            batch = Batch("tasks that were queued before", time.time())
        if batch is None or not views:
            return refuse(
                [f"there is no batch to go on with in {manager.data_dir}; begin one with pem batch FILE"]
            )
        try:
            if args.report is not None:
                refuse_to_overwrite(args.report, [_input("task file", batch.task_file)])
        except ReportError as error:
            # What still runs of the batch is not to end because of that.
            manager.close(keep_running=True)
            return refuse([str(error)])
        left = left_over(views, retry=args.retry)
        goes_on = "" if left.is_nothing else taken_over(views, begun)
        show([*left.lines(manager.data_dir), *filter(None, [goes_on])])
        for view in left.again:
            manager.retry_task(view.id)
        ids = [view.id for view in views]
        return _run(args.report, manager, batch, lambda: ids, ran=not left.is_nothing)


def _or_add(args: argparse.Namespace, data_dir: Path) -> str:
    """How the tasks get to the manager that is there, if they are in a file."""
    if args.tasks is None:
        return ""
    command = ["pem", "add", "--file", args.tasks, "--data-dir", str(data_dir)]
    return f", or give that one these tasks: {shlex.join(command)}"


def _found_anyway(args: argparse.Namespace, tasks: TaskFile) -> list[str]:
    """The problems of the tasks where other problems keep any task from being run."""
    try:
        with checking_manager(args) as manager:
            return _found(tasks, manager, manager.check)
    except (OSError, DataDirError):
        return _lines(tasks, tasks.problems)


def _found(
    tasks: TaskFile, manager: ParallelExecutionManager, check: CheckTasks, *, warn: bool = True
) -> list[str]:
    """The problems of the tasks; if ``warn``, tells what is no problem but most likely a mistake."""
    if warn:
        keys = key_warnings(tasks, manager.role_declarations())
        for warning in _lines(tasks, [*keys, *program_warnings(tasks, Path.cwd())]):
            tell(warning)
    return _lines(tasks, line_problems(tasks, check))


def _run(
    report: Path | None,
    manager: ParallelExecutionManager,
    batch: Batch,
    submit: Callable[[], Sequence[str]],
    *,
    ran: bool = True,
) -> int:
    with Interruption() as interruption:
        run = run_headless(manager, batch, submit, interruption)
        code = _reported(report, run, manager)
    show(summary_lines(run, manager.run_folder, manager.data_dir, ran=ran))
    return code


def _reported(report: Path | None, run: HeadlessRun, manager: ParallelExecutionManager) -> int:
    """The run's exit code, once its report is written."""
    if report is not None:
        try:
            write_report(
                report, build_report(run.facts, run.tasks, manager.run_folder, manager.left_nothing())
            )
        except ReportError as error:
            folder = shlex.quote(str(manager.data_dir))
            command = f"pem batch --resume --data-dir {folder} --report {shlex.quote(str(report))}"
            tell(f"{error}; all results are kept, and then this writes it: {command}")
            return run.facts.exit_code or SOME_FAILED
    return run.facts.exit_code


def _report_problems(args: argparse.Namespace) -> Iterator[str]:
    if args.report is not None:
        try:
            check_report_path(args.report)
            refuse_to_overwrite(args.report, _inputs(args))
        except ReportError as error:
            yield str(error)


def _inputs(args: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    """What this batch reads."""
    if args.tasks is not None and args.tasks != STANDARD_INPUT:
        yield _input("task file", args.tasks)
    yield _input("configuration", args.config or DEFAULT_CONFIG)


def _input(what: str, path: str | Path) -> tuple[str, Path]:
    return f"the {what} {path}", Path(path)


def _lines(tasks: TaskFile, found: Iterable[LineProblem]) -> list[str]:
    return [f"{tasks.name}:{problem.line}: {problem.message}" for problem in found]
