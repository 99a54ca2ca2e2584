"""Numbers are written as the window's language writes them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.system.storage.history import RunStatistics
from parallel_execution_manager_gui import main_window
from parallel_execution_manager_gui.models.row_tree_model import shown
from parallel_execution_manager_gui.results.document import Column
from parallel_execution_manager_gui.statistics_columns import COLUMNS
from parallel_execution_manager_gui.translation.told import count, figure

PACKAGE = Path(main_window.__file__).parent
LOCAL = {"models/row_tree_model.py", "models/filter_query.py", "translation/told.py", "scene_manager.py"}
"""These write numbers for ``local``, or output of an invented task."""


@pytest.mark.parametrize(("number", "written"), [(7, "7"), (1234, "1.234"), (1_000_000, "1.000.000")])
def test_counts_have_german_thousands(german, number, written):
    assert count(number) == written


def test_figures_and_results_have_german_fractions(german):
    assert figure(92.5) == "92,5"
    assert figure(90.0) == "90"
    assert [shown(cell, Column("x", digits=2)) for cell in (1234.5, 0.25, 3)] == ["1.234,5", "0,25", "3"]


def test_statistics_have_german_thousands(german):
    row = RunStatistics("role", "", 4321, 4000, 1321, 1000, None, None, 0.0, 0.0)
    assert {"4.321", "1.321", "1.000"} <= {column.text(row) for column in COLUMNS}


def test_counts_are_english_in_an_english_window(qapp):
    assert (count(1_234_567), figure(92.5)) == ("1,234,567", "92.5")


def test_nothing_else_writes_thousands_by_itself():
    paths = [path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).as_posix() not in LOCAL]
    found = [f"{path.name}:{line}: use count()" for path in paths for line in lines_with_thousands(path)]
    assert len(paths) > 200
    assert found == []


def lines_with_thousands(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            written = "," in ast.unparse(node.format_spec)
        else:
            written = isinstance(node, ast.Constant) and ":,}" in str(node.value)
        if written:
            yield node.lineno
