"""What must be true of recommendations: the bounds, the advice and the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.roles.resource_management.recommendation import (
    Advice,
    collect_footprints,
    recommend,
)
from tests.roles.attempts import manager_state, task_row


@pytest.mark.parametrize(
    ("required", "peaks", "reason"),
    [
        (2048, [300.0, 310.0, 290.0], "declares 2,048 MiB, peak 310 MiB: lower to 357 MiB (peak + 15 %)"),
        (256, [300.0, 310.0, 290.0], "declares 256 MiB, peak 310 MiB: raise to 357 MiB (peak + 15 %)"),
        (357, [300.0, 310.0, 290.0], "declares 357 MiB, peak 310 MiB: keep it"),
        (400, [310.0, 310.0, 310.0], "declares 400 MiB, peak 310 MiB: keep it"),
        (
            2048,
            [310.0],
            "declares 2,048 MiB, peak 310 MiB: perhaps lower to 357 MiB (peak + 15 %); a guess from 1 run",
        ),
        (
            256,
            [310.0, 10.0],
            "declares 256 MiB, peak 310 MiB: raise to 357 MiB (peak + 15 %); a guess from 2 runs",
        ),
        (256, [], "declares 256 MiB; no run was measured"),
    ],
)
def test_the_reason_has_numbers_and_the_way_out(required: float, peaks: list[float], reason: str) -> None:
    assert recommend("memory_mb", required, peaks, 15).reason == reason


def test_processor_bounds_are_in_steps_of_a_twentieth_core() -> None:
    advised = recommend("cpu_cores", 2, [0.91, 0.5, 0.5], 10)
    assert (advised.target, advised.lower, advised.upper) == (1.05, 0.55, 1.4)
    assert advised.reason == "declares 2.00 cores, peak 0.91 cores: lower to 1.05 cores (peak + 10 %)"


@given(
    required=st.floats(0, 1e5),
    peaks=st.lists(st.floats(0, 1e5), min_size=1, max_size=20),
    margin=st.floats(0, 400),
    resource=st.sampled_from(["cpu_cores", "memory_mb"]),
)
def test_following_the_advice_is_enough_for_every_run_seen_and_ends_it(
    required: float, peaks: list[float], margin: float, resource: str
) -> None:
    advised = recommend(resource, required, peaks, margin)
    assert advised.lower is not None
    assert advised.target is not None
    assert advised.upper is not None
    assert advised.lower <= advised.target <= advised.upper
    assert advised.target >= max(peaks) - 1e-6 * max(1, *peaks)
    if advised.advice is Advice.KEEP:
        assert required >= max(peaks)
    again = recommend(resource, max(advised.target, *peaks), peaks, margin)
    assert again.advice is Advice.KEEP


def test_footprints_are_of_started_tasks_by_role_and_name_with_the_newest_requirement() -> None:
    peak = {"cpu_cores": 0.5, "memory_mb": 100.0, "processes": 2}
    state = manager_state(
        task_row("me", name="self"),
        task_row(
            "b", name="n", started_at=20.0, peak=peak, requirement={"cpu_cores": 1.0, "memory_mb": 500.0}
        ),
        task_row("a", name="n", started_at=10.0, peak={"cpu_cores": 0.7, "memory_mb": 90.0}),
        task_row("c", name="n", started_at=15.0),
        task_row("q", name="n", state="queued"),
        task_row("z", "agent_simulations", name="n"),
    )
    other, footprint = collect_footprints(state, "me")
    assert (other.role, other.tasks) == ("agent_simulations", 1)
    assert footprint.tasks == 3
    assert footprint.required == {"cpu_cores": 1.0, "memory_mb": 500.0}
    assert footprint.peaks == {"cpu_cores": [0.7, 0.5], "memory_mb": [90.0, 100.0]}
