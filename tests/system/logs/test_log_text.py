"""What is shown of a log does not depend on where it was cut into chunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.logs.reader import Chunk, amount
from parallel_execution_manager.system.logs.text import LogText, readable


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("10 %\r20 %\r\n", "10 %\n20 %\n"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]0;a title that never ends", "0;a title that never ends"),
        ("a\x00b\tc", "a\ufffdb\tc"),
    ],
)
def test_control_characters_are_not_shown(written: str, shown: str) -> None:
    assert readable(written) == shown


ODD_TEXT = st.text("ab\n\r\x1b[]31m;\x07\\\x00", max_size=60)


@given(ODD_TEXT, st.lists(st.integers(0, 60), max_size=6), st.sampled_from([None, 3, 10]))
def test_any_cut_into_chunks_shows_the_same(text: str, places: list[int], longest: int | None) -> None:
    whole, pieces = LogText(longest), LogText(longest)
    edges = [0, *sorted(places), len(text)]
    shown = "".join(
        pieces.shown(Chunk(text[a:b])) for a, b in zip(edges, [*edges[1:], len(text)], strict=True)
    )
    assert shown + pieces.rest() == whole.shown(Chunk(text)) + whole.rest()


def test_a_long_line_is_clipped_and_says_by_how_much() -> None:
    text = LogText(longest_line=5)
    assert text.shown(Chunk("1234567\nab\n123")) == "12345 … (2 more characters)\nab\n123"
    assert text.shown(Chunk("45678")) == "45"
    assert text.shown(Chunk("9" * 1000)) == ""
    assert text.shown(Chunk("\nnext")) == " … (1,003 more characters)\nnext"


def test_a_short_line_is_shown_as_it_is() -> None:
    assert LogText(longest_line=5).shown(Chunk("12345\n12345")) == "12345\n12345"


def test_what_is_missing_is_told_on_lines_of_their_own() -> None:
    text = LogText()
    assert text.shown(Chunk("half a line")) == "half a line"
    assert text.shown(Chunk("on\n", dropped=5 << 20, left_out=10)) == (
        "\n… 5.0 MiB of output were dropped here (log limit output.max_log_mb) …\n"
        "… 10 bytes are not shown here; the file in the run folder has them …\non\n"
    )
    assert text.shown(Chunk("x", restarted=True)) == (
        "… the log was cut or replaced; it starts again here …\nx"
    )


def test_amounts_are_told_in_units() -> None:
    assert [amount(number) for number in (0, 1023, 1536, 5 << 30, 2000 << 40)] == [
        "0 bytes",
        "1,023 bytes",
        "1.5 KiB",
        "5.0 GiB",
        "2,000.0 TiB",
    ]
