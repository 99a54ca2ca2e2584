"""What a regular expression may cost is told from how it is written, whoever's syntax it uses."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager_gui.branching import LONGEST, MOST, branching


@pytest.mark.parametrize(
    ("pattern", "repeats"),
    [
        ("", 0),
        (r"seed.1[3-5]$", 0),
        (r"\*\+\?[*+?]", 0),
        (r"[]*]\Q*+?\E(?#*)", 0),
        ("(?i)(?P<name>a)(?:b)(?=c)(?<!d)", 0),
        ("a{3}b{", 0),
        ("a*", 1),
        ("a{3,}?", 1),
        ("(foo )+", 1),
        (r"v\d+.*13", 2),
        ("W*W*!", 2),
        ("W*W*W*W*!", 4),
        (r"\Q[\EW*W*W*W*!", 4),
        ("(?#[)W*W*W*W*!", 4),
        ("[[:alpha:]*]W*W*", 3),
    ],
)
def test_repeats_without_end_are_counted(pattern, repeats):
    assert branching(pattern) == pytest.approx(repeats)


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [("colou?r", 2), ("jan|feb|mar", 3), ("(a|b)(c|d|e)", 6), ("a{2,5}", 4), ("a{,5}", 6), ("(a|b)?", 4)],
)
def test_choices_count_in_part(pattern, ways):
    assert branching(pattern) == pytest.approx(math.log(ways) / math.log(LONGEST))


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", r"(a+\\)+b", "(?:a|b)*", "(a?){9}", "a**", "a{2}{3}", "(?x)a *", "(?R)", "(?1)", r"\g<1>"],
)
def test_a_repeat_of_what_has_several_ways_and_what_is_not_known_is_without_bounds(pattern):
    assert branching(pattern) == math.inf


@pytest.mark.parametrize("pattern", ["a?" * 30 + "a" * 30, "(a|a)" * 30 + "b"])
def test_many_small_choices_are_too_many(pattern):
    assert branching(pattern) > MOST


@given(st.text("ab()[]{}*+?|\\^,1 ", max_size=40))
def test_any_text_has_a_number(pattern):
    assert branching(pattern) >= 0
