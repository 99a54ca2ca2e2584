"""Pages of a log hold all of it, once, whatever is in it and from wherever they are asked for."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.logs import pages
from parallel_execution_manager.system.logs.pages import line_at, page_after, page_before, start_of_last

CONTENT = st.lists(
    st.one_of(st.binary(max_size=40), st.just(b"\n"), st.just("ä€\U0001f600".encode()), st.just(b"x" * 300)),
    max_size=60,
).map(b"".join)


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE_BYTES", 64)
    monkeypatch.setattr(pages, "PAGE_LINES", 5)


@given(CONTENT)
def test_pages_down_to_the_end_are_the_whole_log(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "output.log"
        path.write_bytes(content)
        parts, place = [], 0
        while (page := page_after(path, place)) is not None:
            assert page.begin == place
            assert page.gap == 0
            assert 0 < len(page.data) <= 64
            assert page.data.count(b"\n") <= 5
            parts.append(page.data)
            place = page.end
        assert b"".join(parts) == content


@given(CONTENT)
def test_pages_up_to_the_start_are_the_whole_log(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "output.log"
        path.write_bytes(content)
        parts, place = [], len(content)
        while (page := page_before(path, place)) is not None:
            assert page.end == place
            assert 0 < len(page.data) <= 64
            parts.append(page.data)
            place = page.begin
        assert b"".join(reversed(parts)) == content


@given(CONTENT, st.integers(0, 30))
def test_the_last_lines_begin_where_counting_says(content: bytes, lines: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "output.log"
        content = content.replace(b"x" * 300, b"x" * 30) + b"\n"
        content = b"\n".join(line[:20] for line in content.split(b"\n"))
        path.write_bytes(content)
        whole = content.splitlines(keepends=True) if b"\r" not in content else None
        begin = start_of_last(path, len(content), lines)
        assert begin == 0 or content[begin - 1 : begin] == b"\n"
        if whole is not None:
            assert content[begin:] == b"".join(whole[len(whole) - min(lines, len(whole)) :])


def test_a_line_is_known_by_any_place_in_it(tmp_path: Path) -> None:
    path = tmp_path / "output.log"
    path.write_bytes(b"one\ntwo\n" + b"x" * 200)
    assert [line_at(path, place) for place in (0, 2, 4, 6, 9)] == [0, 0, 4, 4, 8]
    assert line_at(path, 200) == 200


@pytest.mark.skipif(not hasattr(os, "SEEK_HOLE"), reason="the system knows no holes in files")
def test_what_was_dropped_is_told_from_both_sides(tmp_path: Path) -> None:
    path = tmp_path / "output.log"
    with path.open("wb") as file:
        file.write(b"first\n" + b"a" * (4096 - 6))
        file.seek(1 << 20)
        file.write(b"cut off\nlast\n")
    size = (1 << 20) + 13
    last = page_before(path, size)
    assert last is not None
    assert last.data == b"last\n"
    cut = page_before(path, last.begin)
    assert cut is not None
    assert cut.data == b"cut off\n"
    before = page_before(path, cut.begin)
    assert before is not None
    assert (before.end, before.gap) == (4096, (1 << 20) - 4096)
    after = page_after(path, 4096)
    assert after is not None
    assert (after.begin, after.data, after.gap) == (size - 5, b"last\n", size - 5 - 4096)


def test_before_the_start_and_behind_the_end_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "output.log"
    path.write_bytes(b"")
    assert page_before(path, 0) is None
    assert page_after(path, 0) is None
    assert start_of_last(path, 5, 3) == 5
    path.write_bytes(b"x\n")
    assert page_after(path, 2) is None
    assert page_before(path, 0) is None
