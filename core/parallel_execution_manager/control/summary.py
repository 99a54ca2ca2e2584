"""The last lines of a run without a window: artefacts, what did not succeed, and the counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from parallel_execution_manager.control.headless import HeadlessRun
from parallel_execution_manager.control.report import state_counts
from parallel_execution_manager.control.tally import ending, task_subject
from parallel_execution_manager.control.wording import counted, duration, printable, state_word
from parallel_execution_manager.roles.results import RESULT_FILE, read_result
from parallel_execution_manager.scheduling.model import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.executor import Exit

FAILURES_SHOWN = 20
OUTPUT_FILE = "output.log"

FolderOf = Callable[[str], Path | None]


def summary_lines(run: HeadlessRun, folder_of: FolderOf) -> Iterator[str]:
    """One line or two for each task that did not succeed, then one for all."""
    unhappy = [task for task in run.tasks if task.state.is_final and task.state is not TaskState.SUCCEEDED]
    yield from _failures(unhappy[:FAILURES_SHOWN], folder_of)
    if len(unhappy) > FAILURES_SHOWN:
        yield f"… and {counted(len(unhappy) - FAILURES_SHOWN, 'more task')}"
    counts = state_counts(task.state for task in run.tasks)
    words = ", ".join(f"{number:,} {state_word(state)}" for state, number in counts.items())
    took = duration(run.facts.end - run.facts.start)
    yield f"{counted(len(run.tasks), 'task')} in {took}{': ' if words else ''}{words}"


def artefact_lines(run: HeadlessRun, folder_of: FolderOf) -> Iterator[str]:
    """For each task that left artefacts its run folder and their names."""
    for task in run.tasks:
        folder = folder_of(task.id)
        if folder is None or not (folder / RESULT_FILE).exists():
            continue
        artefacts = read_result(folder, Exit(task.exit_code or 0)).artefacts
        if artefacts:
            names = ", ".join(printable(artefact.path) for artefact in artefacts)
            yield f"{printable(task.id)} left {names} in {printable(str(folder))}"


def _failures(tasks: Sequence[TaskView], folder_of: FolderOf) -> Iterator[str]:
    for task in tasks:
        detail = ending(task)
        yield f"{state_word(task.state)}: {task_subject(task)}{': ' if detail else ''}{detail}"
        folder = folder_of(task.id)
        if folder is not None:
            yield f"    its output: {printable(str(folder / OUTPUT_FILE))}"
