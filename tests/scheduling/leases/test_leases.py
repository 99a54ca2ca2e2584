"""The table of leases by itself."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling.leases.table import Conflict, LeaseTable, Stand, Turn, Wait
from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from tests.scheduling.naive_leases import compare

F, G = FileClaim("f"), FileClaim("g")
READ_F = FileClaim("f", ClaimMode.READ)


def wait(name: str, order: float, claim: FileClaim, holder: str, since: float | None = 0.0) -> Wait:
    conflict = Conflict(claim, claim, holder, since)
    return Wait("middle", (order, int(order), name), (claim,), conflict, order)


def turn(rank: float) -> Turn:
    return Turn(rank, int(rank), {"middle": 0.0})


@pytest.mark.parametrize("seed", range(4))
def test_the_table_decides_as_comparing_everybody_with_everybody_does(seed: int) -> None:
    tally = compare(5_000, seed)
    assert min(tally.granted, tally.refused) > 500


def test_releasing_what_was_never_granted_changes_nothing() -> None:
    table = LeaseTable()
    table.grant("a", [F], 1.0)
    assert table.release("b") == ()
    assert list(table.grants) == ["a"]
    assert table.release("a") == (F,)
    assert table.conflict([F]) is None


def test_who_has_it_for_longest_is_named() -> None:
    table = LeaseTable()
    table.grant("late", [READ_F], 9.0, 2)
    table.grant("early", [READ_F], 4.0, 1)
    assert table.conflict([G, F]) == Conflict(F, READ_F, "early", 4.0)
    assert table.holding(F) == ["early", "late"]
    assert list(table.held(F)) == [READ_F]


def test_a_reader_lets_a_more_important_writer_go_first_and_nobody_else() -> None:
    table = LeaseTable()
    table.grant("reader", [READ_F], 0.0)
    table.park("writer", wait("writer", 5.0, F, "reader"))
    assert table.conflict([READ_F]) is None
    conflict = table.conflict([READ_F], turn(6.0))
    assert conflict == Conflict(READ_F, F, "writer")
    assert conflict.waits
    assert table.conflict([READ_F], turn(4.0)) is None
    assert table.conflict([READ_F], Turn(6.0, 6, {"other": 0.0})) is None
    assert table.unpark("writer").claims == (F,)
    assert table.conflict([READ_F], turn(6.0)) is None


def test_what_is_kept_for_somebody_is_kept_until_it_is_not() -> None:
    table = LeaseTable()
    table.keep("first", Stand("middle", (1.0, 1, "first"), (F, G)))
    assert table.conflict([G], turn(2.0)) == Conflict(G, G, "first")
    assert table.unkeep("first") == (F, G)
    assert table.unkeep("first") == ()
    assert table.conflict([G], turn(2.0)) is None


def test_an_excerpt_knows_those_who_were_asked_for_and_changes_nothing() -> None:
    table = LeaseTable()
    table.grant("a", [F], 0.0, 1)
    table.grant("b", [G], 0.0, 2)
    table.park("c", wait("c", 1.0, F, "a"))
    table.park("d", wait("d", 2.0, F, "a"))
    table.park("e", wait("e", 3.0, G, "f", None))
    table.keep("k", Stand("middle", (4.0, 4, "k"), (G,)))
    small = table.excerpt(["a", "nobody"], ["c", "e", "k", "nobody"])
    assert (list(small.grants), list(small.waits), list(small.behind)) == (["a"], ["c", "e"], ["e"])
    assert list(small.kept) == ["k"]
    assert list(small.next_in_lines([F, G], 3)) == ["c", "e", "k"]
    small.release("a")
    small.unpark("c")
    assert table.conflict([F]) is not None
    assert list(table.next_in_lines([F], 3)) == ["c", "d"]
    assert list(table.copy().waits) == ["c", "d", "e"]
    assert [(claim, line.first[2]) for claim, line in table.waiting_for([F])] == [(F, "c")]
    assert list(LeaseTable().waiting_for([F])) == []
