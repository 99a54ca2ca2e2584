"""Ids in the order of keys: a few changes or very many leave what sorting all of it would."""

from __future__ import annotations

from itertools import starmap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager_gui.models.key_order import MOST_GAPS, KeyOrder

NUMBERS = st.dictionaries(st.integers(0, 30), st.integers(0, 9), max_size=30)


def keys(numbers):
    return {str(number): (place, number) for number, place in numbers.items()}


def of(keys_by_id):
    entries = sorted((key, id_) for id_, key in keys_by_id.items())
    return KeyOrder([key for key, _ in entries], [id_ for _, id_ in entries])


@given(NUMBERS, NUMBERS, st.sets(st.integers(0, 30)))
def test_what_changes_is_put_where_sorting_would_put_it(before, after, gone):
    known, changed = keys(before), {str(number) for number in gone} | set(keys(after))
    order = of(known)
    order.replace({id_: key for id_, key in known.items() if id_ in changed}, keys(after))
    assert order == of({id_: key for id_, key in known.items() if id_ not in changed} | keys(after))
    assert [order.row(id_, key) for key, id_ in zip(order.keys, order.ids, strict=True)] == list(
        range(len(order.ids))
    )


@pytest.mark.parametrize("step", [2, 3])
def test_very_many_scattered_changes_leave_the_same(step):
    count = step * (MOST_GAPS + 2)
    known = {str(number): (number, 0) for number in range(count)}
    moved = {str(number): (count - number, 1) for number in range(0, count, step)}
    order = of(known)
    order.replace({id_: known[id_] for id_ in moved}, moved)
    assert order == of(known | moved)


def test_a_part_keeps_the_order_and_an_id_that_is_not_there_has_no_row():
    order = of(dict(starmap(lambda id_, place: (id_, (place,)), zip("abcd", range(4), strict=True))))
    assert order.part({"b", "d"}) == KeyOrder([(1,), (3,)], ["b", "d"])
    assert order.part(set("abcd")) == order
    assert order.row("x", (1,)) is None
    assert order.row("x", (9,)) is None
