"""The end of an attempt: what its role and the manager make of the exit of its process."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from parallel_execution_manager.roles.base import RunContext
from parallel_execution_manager.roles.results import (
    Entries,
    Finding,
    Result,
    describe_exit,
    lacks_result,
    read_result,
    visible_in,
)
from parallel_execution_manager.runtime.inheriting import with_withheld
from parallel_execution_manager.runtime.last_files import LastFiles
from parallel_execution_manager.runtime.last_words import with_last_words
from parallel_execution_manager.runtime.task_files import AttemptFiles
from parallel_execution_manager.runtime.unusual_ends import broken
from parallel_execution_manager.runtime.workshop import Seen, Watcher, Workshop
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind, TaskSpec
from parallel_execution_manager.system.files.crash_points import reach
from parallel_execution_manager.system.processes.executor import Exit
from parallel_execution_manager.system.runs.run_files import ReplacedFolderError

logger = logging.getLogger("ParallelExecutionManager")


def conclude(
    task: TaskSpec,
    context: RunContext,
    exit_: Exit,
    workshop: Workshop,
    files: AttemptFiles,
    watcher: Watcher,
) -> Outcome:
    """What came of a process that has ended, written into its run folder.

    If a manager is killed over it, the next one does it again: each step finds what is done already.
    """
    seen = _seen(task, watcher)
    written = LastFiles(context.folder)
    try:
        with workshop.turn:
            workshop.folders.see(context.folder)
            entries = visible_in(str(context.folder)) if task.command else None
    except ReplacedFolderError as error:
        return _homeless(exit_, error)
    try:
        reach("engine.before-result")
        result = _concluded(task, context, exit_, workshop, written, entries)
        if found := files.ends():
            result = result.with_findings(found)
            written.replace_result(result)
        if told := with_withheld(result, lambda: workshop.environment(task.role)):
            result = told
            written.replace_result(result)
        written.add_result(result, workshop.turn)
        if seen is not None:
            result = _with_seen(result, seen, written)
        if result.ok and (refusals := workshop.submit(task, result)):
            result = _not_all_queued(result, refusals)
            written.replace_result(result)
    except Exception as error:  # noqa: BLE001
        end = broken(context.folder, f"role {task.role} failed to conclude it", error)
        return replace(end, kind=OutcomeKind.FAILED, exit_code=exit_.code)
    if entries is not None and not result.artefacts:
        # Not where nobody has looked: a role may name none, and then all that is in the folder are artefacts.
        watcher.left_nothing()
    summary = with_last_words(result.summary, exit_, context.folder, task.env)
    return Outcome(
        kind=OutcomeKind.SUCCEEDED if result.ok else OutcomeKind.FAILED,
        exit_code=exit_.code,
        summary=summary + written.problem,
        cpu_s=exit_.cpu_s,
        max_memory_mb=exit_.max_memory_mb,
        delay_s=exit_.delay_s,
    )


def _homeless(exit_: Exit, error: ReplacedFolderError) -> Outcome:
    """What it has done is not known, or nobody's to say: nothing is read or written in another place."""
    summary = f"{describe_exit(exit_)}; but {error}: what it printed and made there is not to be had"
    logger.warning("%s", summary)
    return Outcome(
        kind=OutcomeKind.FAILED,
        exit_code=exit_.code,
        summary=summary,
        cpu_s=exit_.cpu_s,
        max_memory_mb=exit_.max_memory_mb,
        delay_s=exit_.delay_s,
    )


def _concluded(
    task: TaskSpec,
    context: RunContext,
    exit_: Exit,
    workshop: Workshop,
    written: LastFiles,
    entries: Entries | None,
) -> Result:
    """What the role makes of the exit; what the process itself left, if the role has no room to write.

    ``entries`` are what was seen in the folder of a task without work of its role.
    """
    if not task.command:
        try:
            return workshop.roles[task.role].conclude(task, context, exit_)
        except OSError as error:
            written.note(error)
    written.lacks_result = lacks_result(entries)
    return read_result(context.folder, exit_, entries)


def _seen(task: TaskSpec, watcher: Watcher) -> Seen | None:
    """What was seen; a fault in watching must not cost the task its result."""
    try:
        return watcher.look_back()
    except Exception:
        logger.exception("What was seen of task %r is lost", task.id)
        return None


def _with_seen(result: Result, seen: Seen, written: LastFiles) -> Result:
    written.take(lambda: seen.write(written.folder))
    if seen.findings:
        result = result.with_findings(seen.findings)
        written.replace_result(result)
    return result


def _not_all_queued(result: Result, refusals: Sequence[str]) -> Result:
    """The work was done, but what it wanted queued is lost; whoever waits for that must be told."""
    more = f" (and {len(refusals) - 1} more)" if len(refusals) > 1 else ""
    return replace(
        result,
        ok=False,
        summary=f"{result.summary}; but a task that it wants queued is refused: {refusals[0]}{more}",
        findings=(*result.findings, *(Finding("error", f"refused: {text}") for text in refusals)),
    )
