"""Functions and classes of a syntax tree, with the branches that make each of them complex.

Cyclomatic complexity (McCabe, 1976) is one more than the number of decisions. What counts as a
decision follows radon 6, so that ranks compare. Where radon does not see a decision, it is counted
all the same and kept apart as a correction, with its reason. The walk is our own because radon
drops classes inside functions, cannot say which branch adds what, and recurses once a level, which
a long ``elif`` chain does not survive.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import field

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
