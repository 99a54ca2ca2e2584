"""What must be true of line counts: radon's numbers, in one pass, also where radon gives up."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from radon.raw import analyze

from parallel_execution_manager.roles.script_assessment.source import LineCounts, count_lines

STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
PIECES = (
    "x = 1\n",
    "x = 1; y = 2\n",
    "if x: y = 1  # why\n",
    "# alone\n",
    "\n",
    '"""one line"""\n',
    '"""two\n\nlines"""\n',
    "x = (1,\n\n     2)\n",
    "def f():\n    '''text'''\n    return 1;\n",
    "x = 1 + \\\n    2\n",
    "@decorator\nclass C:\n    pass\n",
)


def radons(source: str) -> LineCounts:
    raw = analyze(source)
    return LineCounts(raw.loc, raw.lloc, raw.sloc, raw.comments, raw.multi, raw.single_comments, raw.blank)


@pytest.mark.parametrize("name", ["dataclasses.py", "heapq.py", "textwrap.py", "asyncio/taskgroups.py"])
def test_counts_are_radons_on_real_files(name: str) -> None:
    source = (STANDARD_LIBRARY / name).read_text(encoding="utf-8")
    assert count_lines(source) == radons(source)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_counts_are_radons_whatever_is_put_together(source: str) -> None:
    assert count_lines(source) == radons(source)


def test_every_line_is_of_exactly_one_kind() -> None:
    counts = count_lines("".join(PIECES))
    assert counts.total == counts.source + counts.multi + counts.single + counts.blank


@pytest.mark.parametrize("line_end", ["\x0c", "\u2028", "\x1c"])
def test_only_line_feeds_end_lines(line_end: str) -> None:
    counts = count_lines(f"a = 'x{line_end}y'\nb = 2\n")
    assert (counts.total, counts.source, counts.logical) == (2, 2, 2)


def test_a_last_line_without_an_end_counts() -> None:
    assert count_lines("a = 1\nb = 2") == count_lines("a = 1\nb = 2\n")


def test_an_empty_file_has_no_lines() -> None:
    assert count_lines("") == LineCounts(0, 0, 0, 0, 0, 0, 0)


def test_one_statement_of_many_lines_is_counted_as_such() -> None:
    counts = count_lines("x = {\n" + "".join(f"    {n}: [{n}],\n" for n in range(20_000)) + "}\n")
    assert (counts.total, counts.source) == (20_002, 20_002)
