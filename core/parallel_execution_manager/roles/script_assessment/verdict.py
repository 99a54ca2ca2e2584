"""What an assessment comes to: one line, findings, success or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.result_model import Artefact, Finding, Result
from parallel_execution_manager.roles.script_assessment.assessment import Assessment, PlacedBlock
from parallel_execution_manager.roles.script_assessment.document import summary_figures
from parallel_execution_manager.roles.script_assessment.grading import FileGrade, GradeState
from parallel_execution_manager.roles.script_assessment.ignoring import IgnoreList
from parallel_execution_manager.roles.script_assessment.metrics import complexity_rank
from parallel_execution_manager.roles.script_assessment.report import reasons
from parallel_execution_manager.roles.script_assessment.tree_walk import shown_path

DOCUMENT_FILE = "assessment.json"
REPORT_FILE = "assessment.md"

_MOST_FINDINGS = 100
_WORST_IN_RESULT = 10
_REMARKABLE_RANK = "D"


def headline(assessment: Assessment) -> str:
    """The assessment in one line."""
    states = _states(assessment)
    average = assessment.average_complexity()
    if average is None:
        return f"{states or 'no Python files'}; no functions or classes"
    worst = assessment.worst_blocks()[0]
    return (
        f"{states}; average complexity {average:.1f} ({complexity_rank(round(average))}), "
        f"worst {worst.block.complexity} ({worst.rank}) in {worst.path}: {worst.block.name}"
    )


def _states(assessment: Assessment) -> str:
    return ", ".join(
        f"{count:,} {state.replace('_', ' ')}{_why(assessment, state)}"
        for state, count in assessment.states.items()
        if count
    )


def _why(assessment: Assessment, state: str) -> str:
    """The first refusal and its reason: a refused file fails the task."""
    if state != GradeState.REFUSED:
        return ""
    first, *others = assessment.in_state(GradeState.REFUSED)
    place = f"{first.path} line {first.line}" if first.line else first.path
    return f" ({place}: {first.reason}{', …' if others else ''})"


def conclusion(
    assessment: Assessment, root: Path, worst_allowed_rank: str, ignore: Sequence[str] = ()
) -> Result:
    """The result of the run: it has failed if a file was refused, or a block is worse than allowed.

    What ``ignore`` names is a note with its reason, however bad it is.
    """
    findings = list(_findings(assessment, root, worst_allowed_rank, IgnoreList(ignore)))
    ok = bool(assessment.grades) and not any(finding.level == "error" for finding in findings)
    return Result(
        ok=ok and assessment.is_complete,
        summary=headline(assessment),
        artefacts=(Artefact(REPORT_FILE, "Assessment report"), Artefact(DOCUMENT_FILE, "Assessment data")),
        findings=_at_most(findings),
        data=_figures(assessment),
    )


def _figures(assessment: Assessment) -> dict[str, Any]:
    worst = [
        {
            "name": placed.block.name,
            "path": placed.path,
            "line": placed.block.line,
            "complexity": placed.block.complexity,
            "rank": placed.rank,
        }
        for placed in assessment.worst_blocks()[:_WORST_IN_RESULT]
    ]
    return {**summary_figures(assessment), "complete": assessment.is_complete, "worst": worst}


def _findings(
    assessment: Assessment, root: Path, worst_allowed_rank: str, ignore: IgnoreList
) -> Iterator[Finding]:
    if not assessment.grades:
        message = "There is no Python file (*.py, *.pyw) here; correct script_path or the exclude patterns"
        yield Finding("error", message, assessment.source)
    if not assessment.is_complete:
        left = assessment.states[GradeState.CANCELLED]
        yield Finding("error", f"The run was stopped with {left:,} files left; start it again for the rest")
    for grade in assessment.in_state(GradeState.REFUSED):
        yield _file_finding("error", "Refused", grade, root)
    for grade in assessment.in_state(GradeState.PARTLY_GRADED):
        yield _file_finding("warning", "Partly graded", grade, root)
    yield from _of_blocks(assessment, root, worst_allowed_rank, ignore)


def _of_blocks(
    assessment: Assessment, root: Path, worst_allowed_rank: str, ignore: IgnoreList
) -> Iterator[Finding]:
    for problem in ignore.problems:
        yield Finding("warning", problem)
    for placed in assessment.worst_blocks():
        too_bad = placed.rank > worst_allowed_rank
        if not too_bad and placed.rank < _REMARKABLE_RANK:
            continue
        if reason := ignore.reason(placed):
            yield _block_finding("note", placed, root, f"; ignored: {reason}")
        else:
            yield _block_finding("error" if too_bad else "warning", placed, root)
    if assessment.is_complete:
        for entry in ignore.unused:
            yield Finding("note", f"no finding fits the entry {entry!r} of ignore; take it out")


def _file_finding(level: str, verb: str, grade: FileGrade, root: Path) -> Finding:
    return Finding(level, f"{verb}: {grade.reason}", _full_path(grade.path, root), grade.line)


def _block_finding(level: str, placed: PlacedBlock, root: Path, ignored: str = "") -> Finding:
    block = placed.block
    about = f"{block.name} has complexity {block.complexity} (rank {placed.rank})"
    message = f"{about}: {reasons(block)}{ignored}"
    return Finding(level, message, _full_path(placed.path, root), block.line)


def _full_path(path: str, root: Path) -> str:
    return f"{shown_path(root, root)}/{path}" if root.is_dir() else shown_path(root, root)


def _at_most(findings: list[Finding]) -> tuple[Finding, ...]:
    more = len(findings) - _MOST_FINDINGS
    if more <= 0:
        return tuple(findings)
    rest = Finding("note", f"{more:,} more findings are in {REPORT_FILE} and {DOCUMENT_FILE}")
    return (*findings[:_MOST_FINDINGS], rest)
