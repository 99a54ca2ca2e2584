"""What is looked for in a log is found at its place, and no expression keeps the window waiting for ever."""

from __future__ import annotations

import pytest

from parallel_execution_manager_gui.text_finder import PatternError, TextFinder, Wanted


def places(pattern, text):
    return list(TextFinder(Wanted(pattern, is_regex=True))(text))


@pytest.mark.parametrize("pattern", ["colou?r", "col[a-z]*r", "col[a-z]*r.*$"])
def test_places_are_counted_from_the_beginning_of_the_text_in_every_line(pattern):
    assert [begin for begin, _ in places(pattern, "a colour\n\nand color\n\U0001f600 color")] == [2, 14, 22]


def test_of_an_expression_with_repeats_the_beginning_of_a_line_is_looked_at():
    assert places("x*!", "W" * 9_999 + "!") == [(9_999, 1)]
    assert places("x*!", "W" * 10_000 + "!\n!") == [(10_002, 1)]
    assert places("x*y*!", "W" * 1_000 + "!") == []
    assert places("!", "W" * 10_000 + "!") == [(10_000, 1)]


@pytest.mark.parametrize("pattern", ["W*W*W*W*!", r"(W+\\)+!", "(?R)?"])
def test_an_expression_that_can_take_for_ever_is_refused_before_it_is_tried(pattern):
    with pytest.raises(PatternError, match="too many steps"):
        TextFinder(Wanted(pattern, is_regex=True))
