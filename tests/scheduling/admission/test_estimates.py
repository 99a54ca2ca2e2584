"""What a task is taken to need: own runs, siblings, the declaration, a careful guess."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling.admission import footprints
from parallel_execution_manager.scheduling.admission.estimates import Basis, Estimate, Source, estimate
from parallel_execution_manager.scheduling.admission.footprints import FootprintBook, Kind, Run
from parallel_execution_manager.scheduling.model.task import Requirement

MINE = Kind("own", "sibling", "program")
SIBLING = Kind("other", "sibling", "program")
COUSIN = Kind("far", "far sibling", "program")
ROLE = Requirement(0.5, 6000.0)
ROOM_MB = 4000.0


def run(memory_mb: float | None = 100.0, cpu_cores: float | None = 0.2) -> Run:
    return Run(memory_mb, cpu_cores, 0.9, 10.0)


def known(*runs: tuple[Kind, Run]) -> FootprintBook:
    book = FootprintBook()
    for kind, each in runs:
        book.learn(kind, each)
    return book


def asked(book: FootprintBook | None, declared: Requirement | None = None) -> Estimate:
    return estimate(book, MINE, Basis(declared, ROLE, ROOM_MB))


def test_own_runs_count_more_than_what_is_declared() -> None:
    found = asked(known((MINE, run())), Requirement(1.0, 900.0))
    assert found.source is Source.OWN
    assert found.requirement.memory_mb == pytest.approx(100, rel=0.05)
    assert found.requirement.cpu_cores == pytest.approx(0.2, rel=0.05)
    assert (found.runs, found.duration_s) == (1, pytest.approx(10, rel=0.05))


def test_where_headroom_is_kept_the_height_of_the_runs_counts() -> None:
    basis = Basis(None, ROLE, ROOM_MB, by_peak=True)
    assert estimate(known((MINE, run())), MINE, basis).requirement.cpu_cores == pytest.approx(0.9, rel=0.06)
    assert estimate(known((COUSIN, run())), MINE, basis).requirement.cpu_cores == pytest.approx(0.9, rel=0.06)


def test_one_sibling_counts_more_than_a_guess() -> None:
    assert asked(known((SIBLING, run()))).source is Source.SIBLING


def test_a_declaration_counts_until_enough_siblings_are_known() -> None:
    declared = Requirement(1.0, 900.0)
    assert asked(known(*[(SIBLING, run())] * 2), declared) == Estimate(declared, Source.DECLARED)
    found = asked(known(*[(SIBLING, run())] * 3), declared)
    assert found.source is Source.SIBLING
    assert found.requirement.memory_mb == pytest.approx(100, rel=0.05)


@pytest.mark.parametrize("declared_mb", [60.0, 100.0, 180.0])
def test_a_declaration_that_siblings_do_not_contradict_is_kept(declared_mb: float) -> None:
    found = asked(known(*[(SIBLING, run())] * 3), Requirement(0.2, declared_mb))
    assert found.requirement == Requirement(0.2, declared_mb)


def test_a_live_sibling_tells_its_memory_before_it_ends() -> None:
    book = FootprintBook()
    book.note_live(SIBLING, 300.0)
    found = asked(book)
    assert (found.source, found.runs, found.duration_s) == (Source.SIBLING, 0, None)
    assert found.requirement == Requirement(ROLE.cpu_cores, 300.0)


def test_arguments_of_an_unknown_size_are_taken_for_the_largest_of_the_program() -> None:
    few, enough = known((COUSIN, run())), known(*[(COUSIN, run())] * 3)
    assert asked(few).requirement.memory_mb == ROOM_MB / 4
    assert asked(enough).requirement.memory_mb == pytest.approx(100, rel=0.06)
    assert asked(enough).is_guess


def test_what_ran_before_is_never_taken_to_need_more_than_there_is() -> None:
    assert asked(known((MINE, run(memory_mb=9000.0)))).requirement.memory_mb == ROOM_MB
    assert asked(known(*[(COUSIN, run(memory_mb=9000.0))] * 3)).requirement.memory_mb == ROOM_MB


def test_without_any_knowledge_the_role_is_asked_but_takes_a_quarter_at_most() -> None:
    found = asked(FootprintBook())
    assert found == Estimate(Requirement(0.5, ROOM_MB / 4), Source.ROLE)
    assert found.is_guess


def test_without_learning_only_words_count() -> None:
    assert asked(None) == Estimate(ROLE, Source.CONFIGURED)
    assert asked(None, Requirement(1.0, 2.0)) == Estimate(Requirement(1.0, 2.0), Source.DECLARED)


CORES_ONLY, MEMORY_ONLY = frozenset({"cpu_cores"}), frozenset({"memory_mb"})


def half(book: FootprintBook | None, said: frozenset[str]) -> Estimate:
    """Of a task that declares 2 cores or 900 MiB; the other number is its role's."""
    declared = Requirement(2.0, ROLE.memory_mb) if said == CORES_ONLY else Requirement(ROLE.cpu_cores, 900.0)
    return estimate(book, MINE, Basis(declared, ROLE, ROOM_MB, declares=said))


def test_what_is_not_declared_is_estimated_as_if_nothing_were_declared() -> None:
    cores, memory = half(FootprintBook(), CORES_ONLY), half(FootprintBook(), MEMORY_ONLY)
    assert cores == Estimate(Requirement(2.0, ROOM_MB / 4), Source.ROLE, said=CORES_ONLY)
    assert memory == Estimate(Requirement(0.5, 900.0), Source.ROLE, said=MEMORY_ONLY)
    assert (cores.is_guess, memory.is_guess) == (True, False)
    one = half(known((SIBLING, run())), CORES_ONLY)
    assert (one.source, one.said, one.requirement.cpu_cores) == (Source.SIBLING, CORES_ONLY, 2.0)
    assert one.requirement.memory_mb == pytest.approx(100, rel=0.05)
    assert half(None, CORES_ONLY) == Estimate(Requirement(2.0, 6000.0), Source.CONFIGURED, said=CORES_ONLY)


def test_measurements_beat_a_half_declaration_as_they_beat_a_whole_one() -> None:
    found = half(known((MINE, run())), MEMORY_ONLY)
    assert (found.source, found.said) == (Source.OWN, frozenset())
    assert found.requirement.memory_mb == pytest.approx(100, rel=0.05)


def test_what_was_not_measured_is_not_taken_for_zero() -> None:
    found = asked(known((MINE, Run(None, None, None, 1.0))))
    assert found.requirement.memory_mb == 8.0


def test_a_book_can_be_kept_and_read_again() -> None:
    book = known((MINE, run()), (MINE, run(memory_mb=150.0)))
    book.note_live(COUSIN, 50.0)
    again = FootprintBook.from_rows(book.to_rows())
    before, after = asked(book), asked(again)
    assert after.requirement.memory_mb == before.requirement.memory_mb
    assert after.requirement.cpu_cores == pytest.approx(before.requirement.cpu_cores, rel=1e-6)
    assert (after.source, after.runs, after.duration_s) == (before.source, before.runs, before.duration_s)
    assert again.find(COUSIN.sibling) is None


def test_kinds_that_nobody_used_for_long_make_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(footprints, "MOST_KINDS", 3)
    book = known((MINE, run()), (MINE, run()), (Kind("new", "sibling", "program"), run()))
    assert len(book) == 3
    assert book.find(MINE.own) is None


def test_what_a_run_under_way_showed_is_replaced_by_what_it_ended_with() -> None:
    book = FootprintBook()
    book.note_live(MINE, 5000.0)
    book.learn(MINE, run())
    assert asked(book).requirement.memory_mb == pytest.approx(100, rel=0.05)
