"""The report of a batch: what became of each task, in seconds since the start of the batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from parallel_execution_manager.control.artefacts import artefacts_of
from parallel_execution_manager.control.version import program_version
from parallel_execution_manager.scheduling.explain.reasons import wrong_declaration
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.sample import ResourceSample
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.config.masking import SecretValues

REPORT_SCHEMA_VERSION = 1

FolderOf = Callable[[str], Path | None]


@dataclass(slots=True)
class Course:
    """Mean and highest value of a measured percentage over a batch."""

    count: int = 0
    total: float = 0.0
    highest: float = 0.0

    def add(self, value: float | None) -> None:
        """Take in one measurement; what was not measured does not count."""
        if value is not None:
            self.count += 1
            self.total += value
            self.highest = max(self.highest, value)

    def summary(self) -> dict[str, float | None]:
        """Mean and maximum in percent, ``null`` if nothing was measured."""
        if not self.count:
            return {"mean_percent": None, "max_percent": None}
        return {"mean_percent": round(self.total / self.count, 1), "max_percent": round(self.highest, 1)}


@dataclass(slots=True)
class MachineCourse:
    """How busy the machine was while a batch ran."""

    samples: int = 0
    estimated: bool = False
    cpu: Course = field(default_factory=Course)
    memory: Course = field(default_factory=Course)
    disk: Course = field(default_factory=Course)

    def add(self, sample: ResourceSample) -> None:
        """Take in one sample."""
        self.samples += 1
        self.estimated |= sample.estimated
        self.cpu.add(sample.cpu_percent)
        self.memory.add(sample.memory_percent)
        self.disk.add(sample.disk_percent)


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What a report says about the batch as a whole.

    ``started_at`` is seconds since the epoch; ``start`` and ``end`` are the same moments as in the
    tasks' views (monotonic seconds). ``signal_name`` is empty if nothing interrupted the batch.
    """

    task_file: str
    started_at: float
    start: float
    end: float
    exit_code: int
    size: MachineSize
    course: MachineCourse
    signal_name: str = ""


def build_report(
    facts: BatchFacts,
    tasks: Sequence[TaskView],
    folder_of: FolderOf,
    left_nothing: Collection[str] = frozenset(),
) -> dict[str, Any]:
    """The report as JSON-able data; tasks keep their order. ``folder_of`` gives a task's run folder.

    Into that it looks for artefacts, but for the tasks that are known to have ``left_nothing``.
    """
    rows = []
    for view in tasks:
        folder = folder_of(view.id)
        left = () if view.id in left_nothing else artefacts_of(view, folder)
        paths = [str(folder / artefact.path) for artefact in left if folder]
        rows.append({**_task(view, facts, folder), "artefacts": paths})
    return {"summary": _summary(facts, tasks), "tasks": rows}


def state_counts(states: Iterable[TaskState]) -> dict[str, int]:
    """How many tasks are in each state, in the order of the states; states without tasks are left out."""
    counts = Counter(states)
    return {state.value: counts[state] for state in TaskState if counts[state]}


def _summary(facts: BatchFacts, tasks: Sequence[TaskView]) -> dict[str, Any]:
    course = facts.course
    return {
        "schema_version": REPORT_SCHEMA_VERSION,
        "program_version": program_version(),
        "task_file": facts.task_file,
        "started_at": datetime.fromtimestamp(facts.started_at, UTC).isoformat(timespec="milliseconds"),
        "makespan_s": _seconds(facts.end, facts.start),
        "exit_code": facts.exit_code,
        "interrupted_by": facts.signal_name or None,
        "total": len(tasks),
        "counts": state_counts(view.state for view in tasks),
        "machine": {"cores": facts.size.cores, "memory_mb": round(facts.size.memory_mb)},
        "samples": course.samples,
        "estimated": course.estimated,
        "cpu": course.cpu.summary(),
        "memory": course.memory.summary(),
        "disk": course.disk.summary(),
    }


def _task(view: TaskView, facts: BatchFacts, folder: Path | None) -> dict[str, Any]:
    start = facts.start
    return {
        "id": view.id,
        # A report is given to others, and a name may hold what the task is told by a variable.
        "name": SecretValues.of(view.spec.env).hidden(view.spec.name) if view.spec.env else view.spec.name,
        "role": view.spec.role,
        "state": view.state.value,
        "detail": view.detail,
        "queued_at": _seconds(view.queued_at, start),
        "started_at": _seconds(view.started_at, start),
        "ended_at": _seconds(view.ended_at, start),
        "exit_code": view.exit_code,
        "suspended_s": round(view.suspended_s, 3),
        "attempts": view.attempt,
        "needs": _needs(view),
        "waited_for": [{"kind": kind, "seconds": round(seconds, 3)} for kind, seconds in view.waited_s],
        "run_folder": None if folder is None else str(folder),
    }


def _needs(view: TaskView) -> dict[str, Any]:
    """What the task is taken to need, where that comes from, and whether its declaration is far off."""
    return {
        "cpu_cores": round(view.requirement.cpu_cores, 3),
        "memory_mb": round(view.requirement.memory_mb, 1),
        "source": view.estimate.source.value,
        "runs": view.estimate.runs,
        "wrong_declaration": wrong_declaration(view.spec, view.estimate) or None,
    }


def _seconds(moment: float | None, start: float) -> float | None:
    return None if moment is None else round(max(moment - start, 0.0), 3)
