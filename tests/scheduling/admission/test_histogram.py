"""Histograms in which older values count less."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.admission.footprints import (
    HALVES_AFTER,
    RATIO,
    DecayingHistogram,
    bucket_of,
)

VALUES = st.lists(st.floats(0.002, 1e7), min_size=1, max_size=60)


def filled(*values: float) -> DecayingHistogram:
    made = DecayingHistogram()
    for value in values:
        made.add(bucket_of(value))
    return made


def test_an_empty_one_knows_nothing() -> None:
    assert DecayingHistogram().percentile(95) == 0.0
    assert DecayingHistogram().mean() == 0.0


def test_of_few_values_the_95th_percentile_is_the_highest() -> None:
    assert filled(100, 900, 100, 100).percentile(95) == pytest.approx(900, rel=RATIO - 1)


def test_an_old_extreme_is_forgotten_in_the_end() -> None:
    assert filled(900, *[100.0] * 6 * HALVES_AFTER).percentile(95) == pytest.approx(100, rel=RATIO - 1)


def test_zero_is_zero() -> None:
    assert filled(0, 0).percentile(95) == 0.0
    assert filled(0).mean() == 0.0


@given(VALUES)
def test_the_highest_percentile_covers_all_and_is_at_most_one_step_too_high(values: list[float]) -> None:
    top = filled(*values).percentile(100)
    assert max(values) * (1 - 1e-6) <= top <= max(values) * RATIO * (1 + 1e-6)


@given(VALUES)
def test_the_mean_lies_between_the_extremes(values: list[float]) -> None:
    assert min(values) / RATIO <= filled(*values).mean() <= max(values) * RATIO


@given(VALUES)
def test_it_survives_being_kept(values: list[float]) -> None:
    made = filled(*values)
    again = DecayingHistogram.from_row(made.to_row())
    assert again.percentile(95) == made.percentile(95)
    assert again.mean() == pytest.approx(made.mean(), rel=1e-3)


def test_weights_stay_in_range_after_very_many_values() -> None:
    made = filled(*[5.0] * 2000)
    assert made.percentile(50) == pytest.approx(5, rel=RATIO - 1)
    assert all(math.isfinite(weight) for weight in made.to_row().values())


@pytest.mark.parametrize("weight", [-1.0, math.inf, math.nan])
def test_a_weight_that_cannot_be_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="is not a number from 0 up"):
        DecayingHistogram.from_row({"3": weight})


@pytest.mark.parametrize("bucket", ["-1", "1001", "99999999"])
def test_a_bucket_that_cannot_be_is_refused(bucket: str) -> None:
    with pytest.raises(ValueError, match="is not from 0 to"):
        DecayingHistogram.from_row({bucket: 1.0})
