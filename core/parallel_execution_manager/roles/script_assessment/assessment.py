"""All grades of a run, the figures that follow from them, and ``assessment.json``."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, field
from statistics import fmean
from typing import Any

from parallel_execution_manager.roles.reports import document
from parallel_execution_manager.roles.script_assessment.grading import (
    Block,
    FileGrade,
    GradedBlock,
    GradeState,
    Halstead,
    complexity_rank,
)
from parallel_execution_manager.roles.script_assessment.source import LineCounts
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block with the file that it stands in."""

    path: str
    block: Block

    @property
    def rank(self) -> str:
        """The rank of its complexity, A to F."""
        return complexity_rank(self.block.complexity)


@dataclass(slots=True)
class Assessment:
    """The grades of what was found at ``source``; ``left_out`` are paths with the reason."""

    source: str
    grades: list[FileGrade] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether every file was reached; not so when the run was stopped."""
        return all(grade.state is not GradeState.CANCELLED for grade in self.grades)

    @property
    def states(self) -> dict[str, int]:
        """How many files ended in each state."""
        counts = Counter(grade.state for grade in self.grades)
        return {state.value: counts[state] for state in GradeState}

    def in_state(self, state: GradeState) -> list[FileGrade]:
        """The files that ended in ``state``."""
        return [grade for grade in self.grades if grade.state is state]

    def blocks(self) -> Iterator[PlacedBlock]:
        """All functions and classes."""
        for grade in self.grades:
            for graded in grade.blocks:
                yield PlacedBlock(grade.path, graded.block)

    def worst_blocks(self) -> list[PlacedBlock]:
        """All functions and classes, the most complex first."""
        return sorted(self.blocks(), key=lambda placed: -placed.block.complexity)

    def average_complexity(self) -> float | None:
        """The mean over all functions and classes; ``None`` without any."""
        complexities = [placed.block.complexity for placed in self.blocks()]
        return fmean(complexities) if complexities else None

    def complexity_ranks(self) -> dict[str, int]:
        """How many functions and classes have each rank, A to F."""
        counts = Counter(placed.rank for placed in self.blocks())
        return {rank: counts[rank] for rank in "ABCDEF"}

    def maintainability_ranks(self) -> dict[str, int]:
        """How many files have each rank, A to C."""
        counts = Counter(grade.maintainability_rank for grade in self.grades)
        return {rank: counts[rank] for rank in "ABC"}


_DIGITS = 3


def assessment_document(assessment: Assessment) -> dict[str, Any]:
    """The whole assessment as JSON-able data."""
    return document(
        "assessment",
        {
            "source": assessment.source,
            "python_version": platform.python_version(),
            "complete": assessment.is_complete,
            "summary": summary_figures(assessment),
            "files": [_file_row(grade) for grade in assessment.grades],
            "left_out": [{"path": path, "reason": reason} for path, reason in assessment.left_out.items()],
        },
    )


def summary_figures(assessment: Assessment) -> dict[str, Any]:
    """Counts, averages and distributions over the whole."""
    blocks = list(assessment.blocks())
    average = assessment.average_complexity()
    return {
        "files": assessment.states,
        "lines": sum(grade.lines.total for grade in assessment.grades if grade.lines),
        "blocks": len(blocks),
        "corrected_blocks": sum(bool(placed.block.corrections) for placed in blocks),
        "average_complexity": None if average is None else round(average, _DIGITS),
        "complexity_ranks": assessment.complexity_ranks(),
        "maintainability_ranks": assessment.maintainability_ranks(),
    }


def _file_row(grade: FileGrade) -> dict[str, Any]:
    index = grade.maintainability
    return {
        "path": grade.path,
        "state": grade.state.value,
        "reason": grade.reason,
        "line": grade.line,
        "lines": _lines_row(grade.lines),
        "complexity": grade.complexity,
        "maintainability": None if index is None else round(index, _DIGITS),
        "maintainability_rank": grade.maintainability_rank,
        "halstead": _halstead_row(grade.halstead),
        "blocks": [_block_row(graded) for graded in grade.blocks],
    }


def _block_row(graded: GradedBlock) -> dict[str, Any]:
    block = graded.block
    return {
        "kind": block.kind,
        "name": block.name,
        "line": block.line,
        "end_line": block.end_line,
        "complexity": block.complexity,
        "rank": complexity_rank(block.complexity),
        "radon_complexity": block.radon_complexity,
        "decisions": dict(block.decisions),
        "corrections": dict(block.corrections),
        "halstead": _halstead_row(graded.halstead),
    }


def _lines_row(lines: LineCounts | None) -> dict[str, int] | None:
    return asdict(lines) if lines else None


def _halstead_row(halstead: Halstead | None) -> dict[str, float] | None:
    if halstead is None:
        return None
    return {name: round(value, _DIGITS) for name, value in asdict(halstead).items()}
