"""What must be true of one file: it ends in exactly one state, with reason and line where something lacks."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

import pytest
from radon.metrics import h_visit, mi_rank, mi_visit

from parallel_execution_manager.roles.script_assessment.grading import FileGrade, GradeState, grade_file

STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))


@pytest.fixture
def grade(tmp_path: Path):
    def make(content: bytes | str, max_mb: float = 16) -> FileGrade:
        path = tmp_path / "script.py"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return grade_file(path, "script.py", max_mb)

    return make


@pytest.mark.parametrize("name", ["dataclasses.py", "heapq.py", "textwrap.py"])
def test_index_and_halstead_are_radons(name: str) -> None:
    source = (STANDARD_LIBRARY / name).read_text(encoding="utf-8")
    graded = grade_file(STANDARD_LIBRARY / name, name, 16)
    assert graded.state is GradeState.GRADED
    assert graded.maintainability == pytest.approx(mi_visit(source, multi=True))
    assert graded.maintainability_rank == mi_rank(mi_visit(source, multi=True))
    assert graded.halstead is not None
    assert graded.halstead.volume == pytest.approx(h_visit(source).total.volume)


def test_halstead_of_a_function_is_its_own_and_nested_ones_have_none(grade) -> None:
    graded = grade(
        "class C:\n    def m(self):\n        def n(): return 1 + 2\n        return n\ndef f(): return 3 * 4\n"
    )
    measured = {row.block.name: row.halstead for row in graded.blocks}
    assert measured["C"] is None
    assert measured["C.m.n"] is None
    assert measured["f"] is not None
    assert measured["f"].operators == 1


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfx = 1\n",
        "# -*- coding: latin-1 -*-\ns = 'é'\n".encode("latin-1"),
        b"def f():\r\n    return 1\r\n",
        b"def f():\r    return 1\r",
        "def f():\n    pass\n\x0c\ns = '\u2028'\n".encode(),
        b"s = '\\d'\nassert (1, 'x')\n",
        b"",
        b"# nothing but this",
    ],
    ids=["mark", "cookie", "crlf", "cr", "separators", "dubious", "empty", "comment"],
)
def test_what_python_reads_is_graded(grade, content: bytes) -> None:
    graded = grade(content)
    assert (graded.state, graded.reason) == (GradeState.GRADED, "")


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"def f(:\n", 1, "cannot be parsed"),
        (b"x = 1\ny = '''abc\n", None, "unterminated"),
        (b"x = 1\ny = '\xff'\n", 2, "is not utf-8"),
        (b"# coding: klingon\n", 1, "encoding cannot be told"),
        (b"# coding: rot13\nk = 1\n", 1, "cannot be decoded as rot13"),
        (b"print 'hello'\n", 1, "print"),
        (b"x = " + b"(" * 300 + b"1" + b")" * 300 + b"\n", 1, "nested parentheses"),
    ],
)
def test_what_python_cannot_read_is_refused_with_line_and_reason(
    grade, content: bytes, line: int | None, reason: str
) -> None:
    graded = grade(content)
    assert graded.state is GradeState.REFUSED
    assert reason in graded.reason
    assert graded.line == line or line is None


def test_a_null_byte_is_refused(grade) -> None:
    graded = grade(b"x = 1\n\0\n")
    assert graded.state is GradeState.REFUSED
    assert "null bytes" in graded.reason
    assert graded.line in (None, 2)


def test_syntax_of_a_newer_python_is_named_as_such(grade) -> None:
    graded = grade("def f[T](a: T) -> T:\n    return a\n")
    if sys.version_info >= (3, 12):
        assert graded.state is GradeState.GRADED
    else:
        assert graded.state is GradeState.REFUSED
        assert "needs Python 3.12 or newer" in graded.reason


def test_a_file_over_the_limit_is_refused_unread(grade) -> None:
    graded = grade(b"x = 1\n" * 4000, max_mb=0.01)
    assert graded.state is GradeState.REFUSED
    assert "max_file_mb" in graded.reason


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "No such file" in grade_file(tmp_path / "gone.py", "gone.py", 1).reason
    assert "ordinary file" in grade_file(tmp_path, "folder.py", 1).reason


@pytest.mark.skipif(os.name != "posix", reason="named pipes are made this way on POSIX only")
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    assert grade_file(pipe, "pipe.py", 1).state is GradeState.REFUSED


def test_what_is_too_deep_for_the_parser_still_has_its_lines_counted(grade) -> None:
    graded = grade("x = " + "not " * 50_000 + "1\ny = 2\n")
    assert graded.state is GradeState.PARTLY_GRADED
    assert "too deeply" in graded.reason
    assert graded.lines is not None
    assert graded.lines.source == 2


def test_what_is_too_deep_for_halstead_still_has_its_complexity(grade) -> None:
    graded = grade("def f(x):\n    if x: pass\n" + "    elif x: pass\n" * 600)
    assert graded.state is GradeState.PARTLY_GRADED
    assert "Halstead" in graded.reason
    assert [row.block.complexity for row in graded.blocks] == [602]
