"""A search finds what a person would see in the log, all of it, and can be ended at any moment."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.logs import search as log_search
from parallel_execution_manager.system.logs.search import Hit, Needle, search
from parallel_execution_manager.system.logs.text import readable


def finder(text: str, flags: int = 0):
    return lambda where: (
        (m.start(), m.end() - m.start()) for m in re.finditer(re.escape(text), where, flags)
    )


def hits(path: Path, text: str, needle: Needle | None = None, flags: int = 0) -> list[Hit]:
    steps = search(path, finder(text, flags), needle or Needle())
    return [hit for step in steps for hit in step.hits]


def shown_at(path: Path, hit: Hit) -> str:
    line = path.read_bytes()[hit.line :].split(b"\n")[0]
    return readable(line.decode("utf-8", "replace"))[hit.column : hit.column + hit.length]


LINES = st.lists(
    st.text(st.sampled_from([*"ab \r\x1b[31mä", "\U0001f600"]), max_size=12).map(
        lambda t: t.replace("\n", "")
    ),
    max_size=40,
)


@given(LINES)
def test_every_place_is_found_once_wherever_the_pieces_end(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_search, "_PIECE_BYTES", 16)
        patch.setattr(log_search, "_OVERLAP", 4)
        path = Path(folder) / "output.log"
        # Longer lines are cut, and what lies across a cut of more than the overlap is not promised.
        short = [line for line in lines if len(line.encode()) < 15]
        path.write_bytes("".join(f"{line}\n" for line in short).encode())
        found = hits(path, "ab")
        expected = [readable(line).count("ab") for line in short]
        assert len(found) == sum(expected)
        assert found == sorted(found, key=lambda hit: (hit.line, hit.column))
        assert all(shown_at(path, hit) == "ab" for hit in found)


@pytest.mark.parametrize("place", [0, 10, 4090, 8185, 99_990])
def test_a_line_without_an_end_is_searched_too(tmp_path: Path, place: int, monkeypatch) -> None:
    monkeypatch.setattr(log_search, "_PIECE_BYTES", 8192)
    path = tmp_path / "output.log"
    path.write_bytes(b"x" * place + b"needle" + b"y" * (100_000 - place))
    (found,) = hits(path, "needle")
    assert found.line + found.column == place


def test_what_a_colour_divides_is_found_as_it_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "output.log"
    path.write_bytes(b"no\n\x1b[31mnee\x1b[0mdle\n")
    assert hits(path, "needle", Needle(b"needle", same_case=True)) == [Hit(3, 0, 6)]


def test_pieces_without_the_needle_are_passed_over_and_others_are_not(tmp_path: Path) -> None:
    path = tmp_path / "output.log"
    path.write_bytes("Needle\nneedle\n\u212aelvin\n".encode())
    assert len(hits(path, "needle", Needle(b"needle", same_case=True))) == 1
    assert len(hits(path, "needle", Needle(b"needle"), re.IGNORECASE)) == 2
    assert len(hits(path, "kelvin", Needle(b"kelvin"), re.IGNORECASE)) == 1
    assert hits(path, "nothing", Needle(b"nothing")) == []


def test_bytes_that_are_no_text_hinder_nothing(tmp_path: Path) -> None:
    path = tmp_path / "output.log"
    path.write_bytes(bytes(range(256)) * 50 + b"\nneedle\n" + b"\xff\x00" * 5000)
    assert [hit.column for hit in hits(path, "needle")] == [0]


def test_after_very_many_places_the_search_ends(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(log_search, "MOST_HITS", 10)
    path = tmp_path / "output.log"
    path.write_bytes(b"a\n" * 1_000_000)
    steps = list(search(path, finder("a")))
    assert [len(step.hits) for step in steps] == [10]


def test_each_step_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "output.log"
    path.write_bytes(b"line\n" * 200_000)
    steps = list(search(path, finder("nothing")))
    assert len(steps) > 3
    assert [step.done for step in steps] == sorted({step.done for step in steps})
    assert steps[-1].done == steps[-1].size == 1_000_000


@pytest.mark.skipif(not hasattr(os, "SEEK_HOLE"), reason="the system knows no holes in files")
def test_a_hole_is_passed_over_at_once_and_no_half_line_behind_it_is_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "output.log"
    with path.open("wb") as file:
        file.write(b"needle\n")
        file.seek(200 << 30)
        file.write(b"half a needle\nneedle\n")
    found = hits(path, "needle")
    assert [hit.line for hit in found] == [0, (200 << 30) + 14]
    assert len(list(search(path, finder("needle")))) < 5
