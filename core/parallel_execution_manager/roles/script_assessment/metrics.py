"""What is left to radon: ranks, Halstead's measures and the maintainability index.

The only module that imports radon. Its formulas are those of Halstead (1977) and of the
maintainability index (Oman and Hagemeister, 1992, in the scaled form of Visual Studio).
"""

from __future__ import annotations

import ast

from radon.complexity import cc_rank
from radon.metrics import HalsteadReport, h_visit_ast, mi_compute, mi_rank

from parallel_execution_manager.roles.script_assessment.lines import LineCounts
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Halstead:
    """Halstead's measures: distinct and all operators and operands, and what follows from them.

    ``volume`` is in bits, ``effort`` in elementary discriminations, ``bugs`` an estimated count.
    """

    distinct_operators: int
    distinct_operands: int
    operators: int
    operands: int
    volume: float
    difficulty: float
    effort: float
    bugs: float


def halstead(tree: ast.Module) -> tuple[Halstead, list[Halstead]]:
    """The measures of the file, and of each function that no other function holds, in source order.

    Raises:
        RecursionError: the tree is deeper than the recursion limit allows.
    """
    report = h_visit_ast(tree)
    return _measures(report.total), [_measures(function) for _, function in report.functions]


def complexity_rank(complexity: int) -> str:
    """A (1 to 5), B (to 10), C (to 20), D (to 30), E (to 40) or F."""
    rank: str = cc_rank(complexity)
    return rank


def maintainability(volume: float, complexity: int, lines: LineCounts) -> tuple[float, str]:
    """The maintainability index, 0 to 100, and its rank: A above 19, B above 9, C below.

    ``complexity`` is the module's total. Texts that stand alone count as comments.
    """
    share = (lines.comments + lines.multi) / lines.source * 100 if lines.source else 0
    index: float = mi_compute(volume, complexity, lines.logical, share)
    return index, mi_rank(index)


def _measures(report: HalsteadReport) -> Halstead:
    return Halstead(
        distinct_operators=report.h1,
        distinct_operands=report.h2,
        operators=report.N1,
        operands=report.N2,
        volume=report.volume,
        difficulty=report.difficulty,
        effort=report.effort,
        bugs=report.bugs,
    )
