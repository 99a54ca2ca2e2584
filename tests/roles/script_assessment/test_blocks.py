"""What must be true of cyclomatic complexity: radon's numbers where radon is right, corrections apart."""

from __future__ import annotations

import ast
import sysconfig
import textwrap
from pathlib import Path

import pytest
from radon.complexity import add_inner_blocks
from radon.visitors import ComplexityVisitor

from parallel_execution_manager.roles.script_assessment.grading import Block, find_blocks, module_complexity

STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
KNOWN_FILES = (
    "dataclasses.py",
    "argparse.py",
    "inspect.py",
    "asyncio/base_events.py",
    "asyncio/taskgroups.py",
    "tarfile.py",
    "typing.py",
    "ast.py",
    "functools.py",
)


def blocks(source: str) -> dict[str, Block]:
    _, found = find_blocks(ast.parse(textwrap.dedent(source)))
    return {block.name: block for block in found}


@pytest.mark.parametrize("name", KNOWN_FILES)
def test_numbers_are_radons_for_every_block_that_radon_sees(name: str) -> None:
    tree = ast.parse((STANDARD_LIBRARY / name).read_text(encoding="utf-8"))
    module, found = find_blocks(tree)
    visitor = ComplexityVisitor.from_ast(tree)
    ours = {(block.line, block.kind == "class"): block.radon_complexity for block in found}
    radons = {(b.lineno, b.letter == "C"): b.complexity for b in add_inner_blocks(visitor.blocks)}
    assert radons
    assert radons.items() <= ours.items()
    assert module_complexity(module) == visitor.total_complexity


@pytest.mark.parametrize("name", KNOWN_FILES)
def test_no_function_and_no_class_is_missed(name: str) -> None:
    tree = ast.parse((STANDARD_LIBRARY / name).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    walked = sorted(node.lineno for node in ast.walk(tree) if isinstance(node, kinds))
    assert sorted(block.line for block in find_blocks(tree)[1]) == walked


@pytest.mark.parametrize(
    ("body", "complexity"),
    [
        ("pass", 1),
        ("if a: pass\n    elif b: pass\n    else: pass", 3),
        ("for x in a: pass\n    else: pass", 3),
        ("while a and b: pass", 3),
        ("return a if b else c", 2),
        ("return [x for x in a if x if y]", 4),
        ("try: pass\n    except A: pass\n    except B: pass\n    else: pass\n    finally: pass", 4),
        ("assert a", 2),
        ("with a: pass", 1),
        ("return lambda: a or b", 2),
        ("match a:\n        case 1: pass\n        case 2: pass\n        case _: pass", 3),
        ("match a:\n        case 1: pass\n        case rest: pass", 2),
    ],
)
def test_each_branch_counts_as_by_hand(body: str, complexity: int) -> None:
    block = blocks(f"def f():\n    {body}\n")["f"]
    assert block.complexity == block.radon_complexity == complexity


@pytest.mark.parametrize(
    ("source", "complexity", "radon", "reason"),
    [
        ("try: pass\n    except* A: pass\n    except* B: pass", 3, 1, "except*"),
        ("match a:\n        case 1 if b: pass\n        case _: pass", 3, 2, "case guard"),
        ("match a:\n        case 1: pass\n        case _ if b: pass", 3, 2, "case guard"),
        ("assert a and b", 3, 2, "and/or under an assert"),
    ],
)
def test_what_radon_does_not_see_is_counted_and_told_apart(
    source: str, complexity: int, radon: int, reason: str
) -> None:
    block = blocks(f"def f():\n    {source}\n")["f"]
    assert (block.complexity, block.radon_complexity) == (complexity, radon)
    assert block.corrections[reason] == complexity - radon


def test_decorators_defaults_and_bases_are_counted_with_what_they_stand_at() -> None:
    found = blocks("""
        @(a if b else c)
        def f(x=a or b, *, y=(c if d else e)): pass
        class C(A if b else B, metaclass=M or N): pass
    """)
    assert found["f"].corrections == {
        "conditional expression under a decorator": 1,
        "and/or under a default value": 1,
        "conditional expression under a default value": 1,
    }
    assert found["C"].corrections.total() == 2
    assert found["f"].radon_complexity == found["C"].radon_complexity == 1


def test_nested_blocks_have_qualified_names_and_kinds() -> None:
    found = blocks("""
        def outer():
            class Local:
                def method(self):
                    def inner(): return a or b
        class Outer:
            class Inner:
                async def work(self): pass
    """)
    assert {name: block.kind for name, block in found.items()} == {
        "outer": "function",
        "outer.Local": "class",
        "outer.Local.method": "method",
        "outer.Local.method.inner": "function",
        "Outer": "class",
        "Outer.Inner": "class",
        "Outer.Inner.work": "method",
    }
    assert found["outer.Local.method"].complexity == 1
    assert found["outer.Local.method.inner"].complexity == 2
    assert found["outer.Local.method.inner"].is_nested_in_function
    assert not found["Outer.Inner.work"].is_nested_in_function


def test_the_order_is_that_of_the_source() -> None:
    source = "def a():\n    def b(): pass\nif x:\n    def c(): pass\nelse:\n    class D: pass\n"
    assert list(blocks(source)) == ["a", "a.b", "c", "D"]
