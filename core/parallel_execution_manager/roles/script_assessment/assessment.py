"""All grades of a run together, and the figures that follow from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import field
from statistics import fmean

from parallel_execution_manager.roles.script_assessment.blocks import Block
from parallel_execution_manager.roles.script_assessment.grading import FileGrade, GradeState
from parallel_execution_manager.roles.script_assessment.metrics import complexity_rank
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
