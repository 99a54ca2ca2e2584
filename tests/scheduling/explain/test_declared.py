"""Declarations that measurements contradict."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling.admission.estimates import Estimate, Source
from parallel_execution_manager.scheduling.explain.reasons import where_from, wrong_declaration
from parallel_execution_manager.scheduling.model.task import Requirement, TaskSpec


def saying(declared: Requirement | None, *names: str) -> TaskSpec:
    declares = frozenset(names or ("cpu_cores", "memory_mb"))
    return TaskSpec(id="t", role="r", name="n", requirement=declared, declares=declares)


def measured(cpu: float, memory_mb: float, source: Source = Source.OWN, runs: int = 4) -> Estimate:
    return Estimate(Requirement(cpu, memory_mb), source, runs, 1.0)


def test_too_much_and_too_little_are_told_with_both_numbers() -> None:
    words = wrong_declaration(saying(Requirement(0.2, 4000.0)), measured(1.0, 250.0))
    assert "memory_mb is 4000 (3.9 GiB), measured up to 250;" in words
    assert "cpu_cores is 0.2, measured 1.00" in words
    assert "(4 runs of the same work)" in words


def test_siblings_speak_for_a_task_when_there_are_enough() -> None:
    declared = Requirement(1.0, 4000.0)
    assert wrong_declaration(saying(declared), measured(1.0, 250.0, Source.SIBLING, 2)) == ""
    assert "(3 runs of its kind)" in wrong_declaration(
        saying(declared), measured(1.0, 250.0, Source.SIBLING, 3)
    )


def test_one_run_is_one_run() -> None:
    assert "(1 run of the same work)" in wrong_declaration(
        saying(Requirement(1.0, 4000.0)), measured(1.0, 10.0, runs=1)
    )


@pytest.mark.parametrize(
    ("declared", "estimate"),
    [
        (None, measured(1.0, 250.0)),
        (Requirement(1.0, 300.0), measured(1.0, 250.0)),
        (Requirement(1.0, 60.0), measured(1.0, 10.0)),
        (Requirement(0.3, 250.0), measured(0.1, 250.0)),
        (Requirement(1.0, 4000.0), Estimate(Requirement(1.0, 4000.0), Source.DECLARED)),
    ],
)
def test_what_is_near_enough_or_unknown_is_no_fault(declared: Requirement | None, estimate: Estimate) -> None:
    assert wrong_declaration(saying(declared), estimate) == ""


@pytest.mark.parametrize(
    ("source", "runs", "words"),
    [
        (Source.OWN, 1, "measured in 1 run of the same work"),
        (Source.SIBLING, 3, "measured in 3 runs of its kind"),
        (Source.SIBLING, 0, "measured in another of its kind that still runs"),
        (Source.DECLARED, 0, "declared"),
        (Source.PROGRAM, 3, "a guess from 3 runs of its program with arguments of another size"),
        (
            Source.PROGRAM,
            2,
            (
                "a guess from 2 runs of its program with arguments of another size; "
                "until more were measured, at least the memory of its role is kept for it"
            ),
        ),
        (Source.CONFIGURED, 0, "by its role"),
        (Source.ROLE, 0, "by its role: nothing like it was measured"),
    ],
)
def test_an_estimate_says_where_it_comes_from(source: Source, runs: int, words: str) -> None:
    assert where_from(Estimate(Requirement(), source, runs)) == words


@pytest.mark.parametrize(
    ("source", "runs", "said", "words"),
    [
        (Source.ROLE, 0, "cpu_cores", "cores declared, memory by its role: nothing like it was measured"),
        (Source.CONFIGURED, 0, "memory_mb", "memory declared, cores by its role"),
        (
            Source.PROGRAM,
            1,
            "memory_mb",
            "memory declared, cores a guess from 1 run of its program with arguments of another size",
        ),
    ],
)
def test_an_estimate_says_where_each_half_comes_from(
    source: Source, runs: int, said: str, words: str
) -> None:
    assert where_from(Estimate(Requirement(), source, runs, said=frozenset({said}))) == words


def test_what_the_task_leaves_to_its_role_is_not_its_fault() -> None:
    task = saying(Requirement(0.2, 4000.0), "cpu_cores")
    assert "memory_mb" not in wrong_declaration(task, measured(1.0, 10.0))
    assert "cpu_cores is 0.2" in wrong_declaration(task, measured(1.0, 10.0))


def test_a_process_that_is_over_at_once_tells_nothing_of_cores() -> None:
    estimate = Estimate(Requirement(1.0, 8.0), Source.OWN, 3, 0.002)
    assert wrong_declaration(saying(Requirement(0.01, 8.0)), estimate) == ""
