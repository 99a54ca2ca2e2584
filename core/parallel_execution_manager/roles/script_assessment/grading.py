"""Grading one file: read once, tokenised once, parsed once."""

from __future__ import annotations

import ast
import tokenize
from enum import StrEnum, unique
from pathlib import Path

from parallel_execution_manager.roles.script_assessment.blocks import Block, find_blocks, module_complexity
from parallel_execution_manager.roles.script_assessment.lines import LineCounts, count_lines
from parallel_execution_manager.roles.script_assessment.metrics import Halstead, halstead, maintainability
from parallel_execution_manager.roles.script_assessment.source import Refusal, parse_source, read_source
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@unique
class GradeState(StrEnum):
    """Where a file ended: each is in exactly one of these."""

    GRADED = "graded"
    PARTLY_GRADED = "partly_graded"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class GradedBlock:
    """A block with its Halstead measures; those of nested functions are counted with the outer one."""

    block: Block
    halstead: Halstead | None


@dataclass(frozen=True, slots=True)
class FileGrade:
    """What is known of one file; ``reason`` and ``line`` say why something is missing."""

    path: str
    state: GradeState
    reason: str = ""
    line: int | None = None
    lines: LineCounts | None = None
    blocks: tuple[GradedBlock, ...] = ()
    complexity: int | None = None
    halstead: Halstead | None = None
    maintainability: float | None = None
    maintainability_rank: str = ""


def grade_file(path: Path, shown: str, max_mb: float) -> FileGrade:
    """The grade of the file at ``path``, which reports call ``shown``. Never raises for its content."""
    try:
        text = read_source(path, max_mb)
        lines, tree = _understand(text)
    except Refusal as refusal:
        return FileGrade(shown, GradeState.REFUSED, refusal.reason, refusal.line)
    except MemoryError:
        return FileGrade(shown, GradeState.REFUSED, "there is not enough memory to read it")
    if tree is None:
        reason = "it is nested too deeply to be parsed: only lines were counted"
        return FileGrade(shown, GradeState.PARTLY_GRADED, reason, lines=lines)
    return _grade_tree(shown, tree, lines)


def _understand(text: str) -> tuple[LineCounts, ast.Module | None]:
    """Line counts and tree; no tree if the parser gives up on the depth of a correct file."""
    try:
        tree = parse_source(text)
    except (RecursionError, MemoryError):
        tree = None
    try:
        return count_lines(text), tree
    except (SyntaxError, tokenize.TokenError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else error.args[1][0]
        raise Refusal(f"it cannot be split into tokens: {error.args[0]}", line) from error


def _grade_tree(shown: str, tree: ast.Module, lines: LineCounts) -> FileGrade:
    module, blocks = find_blocks(tree)
    complexity = module_complexity(module)
    try:
        whole, of_functions = halstead(tree)
    except RecursionError:
        reason = "it is nested too deeply for Halstead's measures and the maintainability index"
        graded = tuple(GradedBlock(block, None) for block in blocks)
        return FileGrade(shown, GradeState.PARTLY_GRADED, reason, None, lines, graded, complexity)
    index, rank = maintainability(whole.volume, complexity, lines)
    graded = tuple(_with_halstead(blocks, of_functions))
    return FileGrade(shown, GradeState.GRADED, "", None, lines, graded, complexity, whole, index, rank)


def _with_halstead(blocks: list[Block], of_functions: list[Halstead]) -> list[GradedBlock]:
    """Both lists are in source order, the measures without classes and nested functions."""
    left = iter(of_functions)
    return [
        GradedBlock(block, None if block.kind == "class" or block.is_nested_in_function else next(left))
        for block in blocks
    ]
