"""The last lines of a run without a window: artefacts, what did not succeed, counts and run folders."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from parallel_execution_manager.control.artefacts import artefacts_of
from parallel_execution_manager.control.headless import HeadlessRun
from parallel_execution_manager.control.left_over import way_on
from parallel_execution_manager.control.report import FolderOf, state_counts
from parallel_execution_manager.control.tally import ending, task_subject
from parallel_execution_manager.control.wording import counted, duration, printable, state_word
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.runs.folders import OUTPUT_FILE

UNHAPPY_SHOWN = 20


def summary_lines(
    run: HeadlessRun, folder_of: FolderOf, data_dir: Path, *, ran: bool = True
) -> Iterator[str]:
    """What did not succeed, the numbers, where the run folders are, and how to go on with what is left.

    What failed stands before what was never started. ``ran`` is whether anything was done at all.
    """
    unhappy = sorted(
        (task for task in run.tasks if task.state is not TaskState.SUCCEEDED),
        key=lambda task: not task.attempt,
    )
    for task in islice(unhappy, UNHAPPY_SHOWN):
        yield from _unhappy(task, folder_of(task.id))
    if len(unhappy) > UNHAPPY_SHOWN:
        yield f"… and {counted(len(unhappy) - UNHAPPY_SHOWN, 'more task')}"
    counts = state_counts(task.state for task in run.tasks)
    words = ", ".join(f"{number:,} {state_word(state)}" for state, number in counts.items())
    took = f" in {duration(run.facts.end - run.facts.start)}" if ran else ""
    yield f"{counted(len(run.tasks), 'task')}{took}{': ' if words else ''}{words}"
    yield f"run folders: {printable(str(data_dir / 'runs'))}, one for each task and attempt"
    yield from filter(None, [way_on(run.tasks, data_dir)])


def artefact_lines(run: HeadlessRun, folder_of: FolderOf) -> Iterator[str]:
    """For each task that left artefacts its run folder and their names."""
    for task in run.tasks:
        folder = folder_of(task.id)
        artefacts = artefacts_of(task, folder)
        if artefacts:
            names = ", ".join(printable(artefact.path) for artefact in artefacts)
            yield f"{printable(task.id)} left {names} in {printable(str(folder))}"


def _unhappy(task: TaskView, folder: Path | None) -> Iterator[str]:
    word, detail = state_word(task.state), ending(task)
    if not task.state.is_final:
        word = "not finished" if task.attempt else "never started"
    yield f"{word}: {task_subject(task)}{': ' if detail else ''}{detail}"
    if folder is not None:
        yield f"    its output: {printable(str(folder / OUTPUT_FILE))}"
