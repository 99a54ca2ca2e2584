"""What can be written in the filter box, and what is told of a text that is no filter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager_gui.models.filter_query import (
    MOST_CHARACTERS,
    Expression,
    Fault,
    Field,
    FilterError,
    Query,
    parse,
)

TEXT = "wing v3 seed 13\nagent simulations\nwing-v3-seed-13\nqueued\ncpu: 6.1 cores"


def finds(query: Query, text: str = TEXT, field: Field = Field.ANYWHERE) -> bool:
    return all(finder(text) for finder in query.of(field))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("", True),
        ("seed wing", True),
        ("SEED", True),
        ("seed 14", False),
        ("w*13", True),
        ("*", True),
        ("seed?13", True),
        ("seed-1?\n", True),
        ("w*14", False),
        ("v?-seed", True),
        ("/seed.1[3-5]$/", True),
        ("/seed.1[4-5]$/", False),
        ("/^seed/", False),
        ("/seed.1[3-5]/", True),
        ("/wing v\\d/ queued", True),
        ("queued /V3 SEED/", True),
        ("/a\\/b/", False),
        ("/home/ada", False),
        ("[", False),
    ],
)
def test_words_wildcards_and_expressions(written, found):
    assert finds(parse(written)) is found


def test_a_prefix_says_where_to_look():
    query = parse("role:agent* state:/^que/ wing State:ed")
    assert [len(query.of(field)) for field in Field] == [1, 1, 2]
    assert finds(query, "agent simulations", Field.ROLE)
    assert finds(query, "queued", Field.STATE)
    assert not finds(query, "failed", Field.STATE)


@pytest.mark.parametrize(
    ("written", "fault", "part"),
    [
        ("/[/", Fault.WRONG_REGEX, "["),
        ("wing role:/[ab", Fault.UNFINISHED, "[ab"),
        ("/(a+)+b/", Fault.REPEATED_GROUP, "(a+)+b"),
        ("/W*W*W*W*!/", Fault.COSTLY, "W*W*W*W*!"),
        ("wing /" + "a?" * 30 + "b/", Fault.COSTLY, "a?" * 30 + "b"),
        ("/a{99999999999}/", Fault.WRONG_REGEX, "a{99999999999}"),
        ("x" * 501, Fault.TOO_LONG, "501"),
    ],
)
def test_what_is_wrong_is_named(written, fault, part):
    with pytest.raises(FilterError) as caught:
        parse(written)
    assert (caught.value.fault, caught.value.part) == (fault, part)
    assert part in str(caught.value)


@given(st.text(max_size=MOST_CHARACTERS), st.text())
def test_any_text_is_a_filter_or_told_to_be_none(written, text):
    try:
        query = parse(written)
    except FilterError:
        return
    assert finds(query, text) in (True, False)


def test_of_a_long_text_an_expression_sees_the_beginning_of_each_line():
    query = parse("/W*!/")
    assert finds(query, "W" * 499 + "!")
    assert not finds(query, "W" * 100_000 + "!")
    assert finds(query, "W" * 100_000 + "\n!")


def test_an_expression_that_takes_too_long_hides_nothing_more():
    expression = Expression("wing.*", patience_s=-1.0)
    assert not expression.is_spent
    assert expression("tail")
    assert expression.is_spent
    assert expression("tail")


def test_an_expression_without_repeats_is_not_timed():
    expression = Expression("wing|foil", patience_s=-1.0)
    assert expression.is_cheap
    assert not expression("tail")
    assert expression("foil")
    assert not expression.is_spent
