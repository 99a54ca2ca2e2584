"""``assessment.md``: what a person wants to know first, worst things on top."""

from __future__ import annotations

from collections.abc import Iterator

from parallel_execution_manager.roles.markdown import plain, table
from parallel_execution_manager.roles.script_assessment.assessment import Assessment, PlacedBlock
from parallel_execution_manager.roles.script_assessment.blocks import Block
from parallel_execution_manager.roles.script_assessment.grading import FileGrade, GradeState

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
