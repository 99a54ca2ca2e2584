"""Several tasks are moved at once: they keep their order, whatever stands between them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager_gui.moving import Placed, is_in_place, steps_down, steps_up, to_gap

lines = st.integers(1, 8).flatmap(
    lambda length: st.tuples(
        st.just([chr(97 + number) for number in range(length)]),
        st.sets(st.integers(0, length - 1), min_size=1),
        st.integers(0, length),
    )
)


def chosen(line: list[str], places: set[int]) -> list[Placed]:
    return [Placed(line[place], "role", place) for place in places]


def moved(line: list[str], moves: list[tuple[str, int]]) -> list[str]:
    """What the manager makes of moves: each place is counted without the task itself."""
    line = list(line)
    for task_id, place in moves:
        line.remove(task_id)
        assert 0 <= place <= len(line)
        line.insert(place, task_id)
    return line


@given(lines)
def test_a_block_goes_into_the_gap_in_its_order(given_line):
    line, places, gap = given_line
    block = [line[place] for place in sorted(places)]
    above = [name for name in line[:gap] if name not in block]
    below = [name for name in line[gap:] if name not in block]
    tasks = chosen(line, places)
    assert moved(line, to_gap(tasks, gap)) == [*above, *block, *below]
    assert is_in_place(tasks, gap) == ([*above, *block, *below] == line)


@given(lines)
def test_steps_keep_the_order_of_all_that_is_chosen_and_stop_at_the_ends(given_line):
    line, places, _ = given_line
    block = [line[place] for place in sorted(places)]
    tasks = chosen(line, places)
    for after in (moved(line, steps_up(tasks)), moved(line, steps_down(tasks, {"role": len(line)}))):
        assert [name for name in after if name in block] == block
        assert all(abs(after.index(name) - line.index(name)) <= 1 for name in block)
    up = moved(line, steps_up(tasks))
    if 0 not in places:
        assert [up.index(name) for name in block] == [place - 1 for place in sorted(places)]


def test_what_stands_at_the_end_is_not_passed_by_what_stands_behind_it():
    line = list("abc")
    assert steps_up(chosen(line, {0, 1})) == []
    assert steps_down(chosen(line, {1, 2}), {"role": 3}) == []


def test_queues_of_roles_are_apart():
    tasks = [Placed("a", "one", 0), Placed("b", "two", 1)]
    assert steps_up(tasks) == [("b", 0)]
    assert steps_down(tasks, {"one": 2, "two": 2}) == [("a", 1)]
