"""The tree keeps its own rules: layers, purity, docstrings, what an import loads."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = ROOT / "core" / "parallel_execution_manager"
TESTS = ROOT / "tests"
SCHEDULING = sorted((CORE / "scheduling").rglob("*.py"))
SOURCES = sorted(
    path for folder in ("core", "gui", "devtools", "tests") for path in (ROOT / folder).rglob("*.py")
)
# The part of the standard library that can neither read a clock or chance nor reach a file or a thread.
PURE = {
    *("__future__", "abc", "bisect", "collections", "contextlib", "copy", "dataclasses", "difflib", "enum"),
    *("fractions", "functools", "heapq", "itertools", "math", "numbers", "operator", "re", "statistics"),
    *("string", "textwrap", "types", "typing", "unicodedata"),
}
IMPURE_CALLS = {"open", "print", "input", "eval", "exec", "__import__"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported_modules(path: Path) -> set[str]:
    """The full names of all modules that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return names


def loaded_by(statement: str) -> set[str]:
    """The modules in ``sys.modules`` of a fresh interpreter that ran ``statement``."""
    program = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines())


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "core").with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", SCHEDULING, ids=relative)
def test_scheduling_imports_only_itself_and_what_is_pure(path):
    own = "parallel_execution_manager.scheduling"
    others = {name for name in imported_modules(path) if name != own and not name.startswith(f"{own}.")}
    assert {name.partition(".")[0] for name in others} <= PURE


@pytest.mark.parametrize("path", SCHEDULING, ids=relative)
def test_scheduling_neither_reads_nor_writes(path):
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert calls & IMPURE_CALLS == set()


@pytest.mark.parametrize("package", ["scheduling", "system"])
def test_neither_what_decides_nor_adapters_to_the_machine_load_qt(package):
    """All of a package in one process: if one of them loaded Qt, it would be there in the end."""
    paths = sorted((CORE / package).rglob("*.py"))
    loaded = loaded_by("\n".join(f"import {module_name(path)}" for path in paths))
    assert {module_name(path) for path in paths} <= loaded
    assert not any(name.startswith("PySide6") for name in loaded)


def test_the_manager_loads_no_window_libraries():
    loaded = loaded_by("from parallel_execution_manager import ParallelExecutionManager")
    assert "PySide6.QtCore" in loaded
    assert loaded & {"PySide6.QtGui", "PySide6.QtWidgets", "pyqtgraph"} == set()


def test_the_package_alone_loads_nothing_of_qt():
    assert not any(name.startswith("PySide6") for name in loaded_by("import parallel_execution_manager"))


def test_every_module_says_what_it_is():
    trees = ((relative(path), ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES)
    assert [name for name, tree in trees if not ast.get_docstring(tree)] == []


def test_the_architecture_page_has_the_layers_that_are_checked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(parallel_execution_manager\S*)` \|", page, re.MULTILINE) == layers


def test_source_roots_and_the_shared_namespace_are_no_packages():
    for folder in ("core", "gui", "core/ai_managers"):
        assert not (ROOT / folder / "__init__.py").exists()


def test_core_names_neither_the_window_nor_the_names_of_the_original():
    for path in sorted(CORE.rglob("*.py")):
        tops = {name.partition(".")[0] for name in imported_modules(path)}
        assert tops & {"parallel_execution_manager_gui", "ai_managers", "pyqtgraph"} == set(), relative(path)


@pytest.mark.parametrize("module", ["status", "list_tasks", "why", "log", "add", "changing"])
def test_verbs_that_only_ask_load_nothing_that_takes_long(module):
    """Whoever types one pays for it each time: for dataclasses, random numbers, and all that roles need."""
    slow = {"dataclasses", "inspect", "secrets", "hashlib", "importlib.metadata"}
    assert slow & loaded_by(f"import parallel_execution_manager.control.{module}") == set()
