"""The verdict on an assessment (summary, findings, success) and ``assessment.md``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.reports import plain, table
from parallel_execution_manager.roles.results import Artefact, Finding, Result
from parallel_execution_manager.roles.script_assessment.assessment import (
    Assessment,
    PlacedBlock,
    summary_figures,
)
from parallel_execution_manager.roles.script_assessment.grading import (
    Block,
    FileGrade,
    GradeState,
    complexity_rank,
)
from parallel_execution_manager.roles.script_assessment.role import IgnoreList
from parallel_execution_manager.roles.script_assessment.source import shown_path

SHOWN_FILES = 15
SHOWN_LEFT_OUT = 50


def assessment_report(assessment: Assessment, headline: str, shown_blocks: int) -> str:
    """The readable report; ``headline`` is its first sentence."""
    lines = [f"# Assessment of {plain(assessment.source)}", "", plain(headline), ""]
    if not assessment.is_complete:
        lines += ["**The run was stopped: this is only the part that was reached.**", ""]
    lines += _not_graded(assessment)
    lines += _ranks(assessment)
    lines += _worst_blocks(assessment.worst_blocks()[:shown_blocks])
    lines += _least_maintainable(assessment)
    lines += _left_out(assessment)
    return "\n".join(lines)


def reasons(block: Block) -> str:
    """What makes the block complex: its branches by kind, the most frequent first."""
    parts = [f"{what} {count}" for what, count in block.decisions.most_common()]
    if block.methods:
        parts.insert(0, f"average of {len(block.methods)} methods, {block.whole_complexity} in all")
    if block.corrections:
        added = ", ".join(f"{what} {count}" for what, count in block.corrections.most_common())
        parts.append(f"corrected, radon says {block.radon_complexity}: {added}")
    return "; ".join(parts)


def _not_graded(assessment: Assessment) -> list[str]:
    states = (GradeState.REFUSED, GradeState.PARTLY_GRADED, GradeState.CANCELLED)
    rows = [
        (grade.state.value.replace("_", " "), _place(grade.path, grade.line), grade.reason)
        for state in states
        for grade in assessment.in_state(state)
    ]
    return ["## Not fully graded", "", *table(("State", "File", "Why"), rows)] if rows else []


def _ranks(assessment: Assessment) -> Iterator[str]:
    yield "## Ranks"
    yield ""
    yield "Complexity of functions and classes: A to 5, B to 10, C to 20, D to 30, E to 40, F above."
    yield ""
    yield from _rank_table(assessment.complexity_ranks(), "Functions and classes")
    yield (
        "Maintainability of files: A above 19, B above 9, C below. These limits are generous; compare files "
        "with each other rather than with them."
    )
    yield ""
    yield from _rank_table(assessment.maintainability_ranks(), "Files")


def _rank_table(counts: dict[str, int], title: str) -> list[str]:
    whole = sum(counts.values()) or 1
    rows = [(rank, count, f"{count / whole:.1%}") for rank, count in counts.items()]
    return table(("Rank", title, "Share"), rows)


def _worst_blocks(worst: list[PlacedBlock]) -> list[str]:
    rows = [
        (
            placed.rank,
            placed.block.complexity,
            placed.block.name,
            _place(placed.path, placed.block.line),
            reasons(placed.block),
        )
        for placed in worst
    ]
    titles = ("Rank", "Complexity", "Name", "Where", "Why")
    return ["## Most complex", "", *table(titles, rows)] if rows else []


def _least_maintainable(assessment: Assessment) -> list[str]:
    indexed = [
        (grade.maintainability, grade) for grade in assessment.grades if grade.maintainability is not None
    ]
    indexed.sort(key=lambda pair: pair[0])
    rows = [
        (
            grade.maintainability_rank,
            f"{index:.1f}",
            f"{position} of {len(indexed)}",
            grade.path,
            _size(grade),
        )
        for position, (index, grade) in enumerate(indexed[:SHOWN_FILES], start=1)
    ]
    titles = ("Rank", "Index", "Place", "File", "Lines")
    return ["## Least maintainable", "", *table(titles, rows)] if rows else []


def _left_out(assessment: Assessment) -> list[str]:
    if not assessment.left_out:
        return []
    rows = list(assessment.left_out.items())
    more = len(rows) - SHOWN_LEFT_OUT
    lines = ["## Left out", "", *table(("Path", "Why"), rows[:SHOWN_LEFT_OUT])]
    return [*lines, f"{more} more are listed in assessment.json.", ""] if more > 0 else lines


def _place(path: str, line: int | None) -> str:
    return f"{path}:{line}" if line else path


def _size(grade: FileGrade) -> int | str:
    return grade.lines.total if grade.lines else ""


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
