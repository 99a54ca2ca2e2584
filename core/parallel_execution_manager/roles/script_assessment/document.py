"""``assessment.json``: all that is known of every file and block, for programs."""

from __future__ import annotations

import platform
from dataclasses import asdict
from typing import Any

from parallel_execution_manager.roles.documents import document
from parallel_execution_manager.roles.script_assessment.assessment import Assessment
from parallel_execution_manager.roles.script_assessment.grading import FileGrade, GradedBlock
from parallel_execution_manager.roles.script_assessment.lines import LineCounts
from parallel_execution_manager.roles.script_assessment.metrics import Halstead, complexity_rank

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
