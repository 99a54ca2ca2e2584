"""The grade of one file: its blocks, their complexity, and the maintainability of the whole.

Cyclomatic complexity (McCabe, 1976) is one more than the number of decisions. What counts as a
decision follows radon 6, so that ranks compare. Where radon does not see a decision, it is counted
all the same and kept apart as a correction, with its reason. The walk is our own because radon
drops classes inside functions, cannot say which branch adds what, and recurses once a level, which
a long ``elif`` chain does not survive.

radon computes ranks, Halstead's measures (Halstead, 1977) and the maintainability index (Oman and
Hagemeister, 1992, in the scaled form of Visual Studio).
"""

from __future__ import annotations

import ast
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import field
from enum import StrEnum, unique
from pathlib import Path

from radon.complexity import cc_rank
from radon.metrics import HalsteadReport, h_visit_ast, mi_compute, mi_rank

from parallel_execution_manager.roles.script_assessment.source import (
    LineCounts,
    Refusal,
    count_lines,
    parse_source,
    read_source,
)
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

BlockNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_UNVISITED_FIELDS = frozenset({"ctx", "op", "ops", "type_comment", "kind", "id", "attr", "arg", "asname"})


@dataclass(slots=True)
class Block:
    """A function, method or class; the tree's root is the block of the module itself.

    ``name`` is qualified by the blocks around it. ``decisions`` are what radon counts, by what adds
    them; ``corrections`` what it leaves out, by the reason.
    """

    kind: str
    name: str
    line: int
    end_line: int
    parent: Block | None = None
    decisions: Counter[str] = field(default_factory=Counter)
    corrections: Counter[str] = field(default_factory=Counter)
    children: list[Block] = field(default_factory=list)

    @property
    def complexity(self) -> int:
        """The complexity with corrections; of a class radon's average over its methods."""
        return self._averaged(self.whole_complexity)

    @property
    def radon_complexity(self) -> int:
        """The complexity as radon counts it."""
        return self._averaged(self.whole_radon_complexity)

    @property
    def whole_complexity(self) -> int:
        """The complexity with corrections; of a class together with all its methods."""
        own = 1 + self.decisions.total() + self.corrections.total()
        return own + sum(method.whole_complexity for method in self.methods)

    @property
    def whole_radon_complexity(self) -> int:
        """The complexity as radon counts it; of a class together with all its methods."""
        return 1 + self.decisions.total() + sum(method.whole_radon_complexity for method in self.methods)

    @property
    def methods(self) -> list[Block]:
        """The functions of a class; a function has none: what it nests does not count with it."""
        return [child for child in self.children if child.kind == "method"]

    @property
    def is_nested_in_function(self) -> bool:
        """Whether any block around this one is a function."""
        around = self.parent
        while around is not None:
            if around.kind in ("function", "method"):
                return True
            around = around.parent
        return False

    def _averaged(self, whole: int) -> int:
        count = len(self.methods)
        return whole // count + (count > 1) if count else whole


def find_blocks(tree: ast.Module) -> tuple[Block, list[Block]]:
    """The module's own block, and all others in the order of the source."""
    module = Block("module", "", 1, 1)
    found: list[Block] = []
    waiting: list[tuple[ast.AST, Block, str]] = [(tree, module, "")]
    while waiting:
        node, owner, unseen = waiting.pop()
        if isinstance(node, BlockNode):
            owner = _opened(node, owner)
            found.append(owner)
            waiting += _block_children(node, owner)
            continue
        for what, amount in _decisions(node):
            _add(owner, what, amount, unseen)
        if isinstance(node, ast.Match):
            _correct_match(node, owner)
        below = "an assert" if isinstance(node, ast.Assert) else unseen
        waiting += [(child, owner, below) for child in reversed(list(_children(node)))]
    return module, found


def module_complexity(module: Block) -> int:
    """What radon calls the total complexity of a file: its maintainability index rests on it."""
    return 1 + module.decisions.total() + sum(child.whole_radon_complexity - 1 for child in module.children)


def _opened(node: BlockNode, owner: Block) -> Block:
    kind = "class" if isinstance(node, ast.ClassDef) else "method" if owner.kind == "class" else "function"
    name = f"{owner.name}.{node.name}" if owner.name else node.name
    block = Block(kind, name, node.lineno, node.end_lineno or node.lineno, owner)
    owner.children.append(block)
    return block


def _block_children(node: BlockNode, block: Block) -> list[tuple[ast.AST, Block, str]]:
    """What stands at and in a block, last things first; radon looks only at the body."""
    heads: list[tuple[str, list[ast.expr]]] = [("a decorator", node.decorator_list)]
    if isinstance(node, ast.ClassDef):
        heads.append(("a class's bases", [*node.bases, *(keyword.value for keyword in node.keywords)]))
    else:
        defaults = [*node.args.defaults, *(value for value in node.args.kw_defaults if value)]
        heads.append(("a default value", defaults))
    body: list[tuple[ast.AST, Block, str]] = [(child, block, "") for child in reversed(node.body)]
    return body + [(child, block, where) for where, children in heads for child in children]


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name in node._fields:
        if name in _UNVISITED_FIELDS:
            continue
        value = getattr(node, name, None)
        if isinstance(value, list):
            yield from (item for item in value if isinstance(item, ast.AST))
        elif isinstance(value, ast.AST):
            yield value


def _add(owner: Block, what: str, amount: int, unseen: str) -> None:
    if unseen:
        owner.corrections[f"{what} under {unseen}"] += amount
    elif what == "except*":
        owner.corrections[what] += amount
    else:
        owner.decisions[what] += amount


def _correct_match(node: ast.Match, owner: Block) -> None:
    """Add guards, and cases that only their guard decides.

    radon counts all cases but one bare ``case _`` or ``case name``, guarded or not, and no guard.
    """
    guards = sum(case.guard is not None for case in node.cases)
    decided = sum(not _is_bare(case) for case in node.cases) + guards
    if decided > _counted_cases(node):
        owner.corrections["case guard"] += decided - _counted_cases(node)


def _counted_cases(node: ast.Match) -> int:
    return len(node.cases) - any(_is_bare(case) for case in node.cases)


def _is_bare(case: ast.match_case) -> bool:
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None


def _decisions(node: ast.AST) -> Iterator[tuple[str, int]]:
    rule = _RULES.get(type(node))
    if rule is not None:
        yield from ((what, amount) for what, amount in rule(node) if amount)


def _loop(node: ast.For | ast.AsyncFor | ast.While) -> list[tuple[str, int]]:
    what = "while" if isinstance(node, ast.While) else "for"
    return [(what, 1), ("else of a loop", int(bool(node.orelse)))]


def _try(node: ast.Try) -> list[tuple[str, int]]:
    return [("except", len(node.handlers)), ("else of a try", int(bool(node.orelse)))]


def _try_star(node: ast.TryStar) -> list[tuple[str, int]]:
    return [("except*", len(node.handlers) + bool(node.orelse))]


_RULES: dict[type[ast.AST], Callable[..., list[tuple[str, int]]]] = {
    ast.If: lambda _: [("if", 1)],
    ast.IfExp: lambda _: [("conditional expression", 1)],
    ast.BoolOp: lambda node: [("and/or", len(node.values) - 1)],
    ast.Assert: lambda _: [("assert", 1)],
    ast.For: _loop,
    ast.AsyncFor: _loop,
    ast.While: _loop,
    ast.Try: _try,
    ast.TryStar: _try_star,
    ast.Match: lambda node: [("case", _counted_cases(node))],
    ast.comprehension: lambda node: [("comprehension", 1 + len(node.ifs))],
}


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
