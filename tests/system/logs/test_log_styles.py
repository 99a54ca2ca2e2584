"""Colours of a log become marks, whatever else is in it and however it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.logs.reader import Chunk
from parallel_execution_manager.system.logs.text import (
    PLAIN,
    LogText,
    Style,
    StyleMarks,
    changed,
    indexed,
    readable,
    without_marks,
)

RED, GREEN = 0xCD0000, 0x00CD00


def pieces(written: str, longest: int | None = None) -> list[tuple[str, Style]]:
    marks = StyleMarks()
    text = LogText(longest, marks)
    return list(marks.pieces(text.shown(Chunk(written)) + text.rest()))


@pytest.mark.parametrize(
    ("parameters", "style"),
    [
        ("31", Style(colour=RED)),
        ("", PLAIN),
        ("1;3;4;7;9", Style(bold=True, italic=True, underlined=True, struck=True, swapped=True)),
        ("41;92", Style(ground=RED, colour=0x00FF00)),
        ("38;5;196", Style(colour=0xFF0000)),
        ("48;5;244;1", Style(ground=0x808080, bold=True)),
        ("38;2;1;2;3", Style(colour=0x010203)),
        ("38:2:1:2:3", Style(colour=0x010203)),
        ("38;2;999;0;0", Style(colour=0xFF0000)),
        ("38;5;300", PLAIN),
        ("38;5", PLAIN),
        ("38;9;1", PLAIN),
        ("38", PLAIN),
        ("5", PLAIN),
    ],
)
def test_what_a_terminal_is_asked_for_becomes_a_style(parameters: str, style: Style) -> None:
    assert changed(PLAIN, parameters) == style


def test_each_attribute_can_be_taken_back_by_itself() -> None:
    everything = changed(PLAIN, "1;3;4;7;9;31;42")
    assert changed(everything, "22;23;24;27;29;39;49") == PLAIN
    assert changed(everything, "0") == PLAIN


@pytest.mark.parametrize("number", [-1, 256])
def test_there_are_256_indexed_colours(number: int) -> None:
    assert indexed(number) is None
    assert (indexed(0), indexed(15), indexed(16), indexed(231), indexed(232)) == (
        0,
        0xFFFFFF,
        0,
        0xFFFFFF,
        0x080808,
    )


def test_a_style_goes_on_over_lines_and_ends_where_it_is_ended() -> None:
    shown = pieces("a\x1b[31mb\nc\x1b[32md\x1b[0m e\n")
    assert shown == [
        ("a", PLAIN),
        ("b\n", Style(colour=RED)),
        ("c", Style(colour=RED)),
        ("d", Style(colour=GREEN)),
        (" e\n", PLAIN),
    ]


def test_what_is_cut_off_a_long_line_changes_the_next_line_all_the_same() -> None:
    shown = pieces("12345678\x1b[31m9\nnext\n", longest=6)
    assert shown == [("123456 … (3 more characters)\n", PLAIN), ("next\n", Style(colour=RED))]


def test_a_flood_of_colours_ends_in_plain_text_and_not_in_a_full_memory() -> None:
    written = "".join(f"\x1b[38;2;{n >> 16};{n >> 8 & 255};{n & 255}mx" for n in range(10_000))
    shown = pieces(written)
    assert len({style for _, style in shown}) <= 4096
    assert shown[-1] == ("x", PLAIN)


def test_letters_of_the_plane_of_the_marks_are_no_marks() -> None:
    assert pieces("a\U000f0005b\x1b[31mc") == [("a\ufffdb", PLAIN), ("c", Style(colour=RED))]


ODD = st.text(st.sampled_from([*"ab\n\r\x1b[]31m;:48520\x07", "\U000f0001"]), max_size=80)


@given(ODD, st.integers(0, 80))
def test_marks_change_nothing_of_what_is_shown(text: str, place: int) -> None:
    marks = StyleMarks()
    marked = LogText(None, marks)
    shown = marked.shown(Chunk(text[:place])) + marked.shown(Chunk(text[place:])) + marked.rest()
    assert without_marks(shown) == readable(text).replace("\U000f0001", "\ufffd")
    assert "".join(part for part, _ in marks.pieces(shown)) == without_marks(shown)
