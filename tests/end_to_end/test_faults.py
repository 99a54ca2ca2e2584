"""A sample of ``dev.py bench faults``: batches that meet a fault, or are killed, and come to their end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parallel_execution_manager.supervisor.paths import is_supported
from tests.faults.fault import DISK_FULL, IO_ERROR, KILL, Fault
from tests.faults.kills import Kills
from tests.faults.places import NO_DISK, OF_DAMAGED_STORES, OF_HELD_TASKS, PLACES, Places, combinations
from tests.faults.tasks import Ledger, a_task, differences, wrongs

pytestmark = pytest.mark.skipif(
    not is_supported(), reason="here tasks have no supervisor that outlives the manager"
)

ROOT = Path(__file__).parents[2]
SAMPLE = (
    ("store.before-commit", DISK_FULL, 4),
    ("store.before-commit", KILL, 6),
    ("store.before-set-aside", KILL, 1),
    ("engine.after-start", KILL, 2),
    ("engine.before-result", KILL, 1),
    ("file.before-new", KILL, 3),
    ("supervisor.before-spawn", KILL, 1),
    ("supervisor.before-resumed-record", IO_ERROR, 1),
)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places(tmp_path_factory.mktemp("places"))


@pytest.mark.parametrize(("place", "kind", "passing"), SAMPLE)
def test_a_batch_that_meets_a_fault_is_gone_on_with_and_nothing_is_lost_or_done_twice(
    places: Places, place: str, kind: str, passing: int
) -> None:
    outcome = places.attempt(place, kind, passing)
    assert outcome.fired
    assert outcome.wrong == []


@pytest.mark.parametrize("seed", [2, 3])
def test_a_batch_that_is_killed_again_and_again_comes_to_the_end_that_it_would_have_had(tmp_path, seed):
    storm = Kills(tmp_path, 20).storm(seed, 4)
    assert storm.wrong == []
    assert storm.total


def test_every_part_has_places_and_each_is_tried_with_all_that_can_happen_there():
    assert {name.partition(".")[0] for name in PLACES} == {"store", "engine", "supervisor", "file"}
    assert {*NO_DISK, *OF_DAMAGED_STORES, *OF_HELD_TASKS} <= set(PLACES)
    tried = {(place, kind) for place, kind, _ in combinations(1)}
    assert len(tried) == 3 * len(PLACES) - 2 * len(NO_DISK)


def test_each_test_that_the_page_on_reliability_names_is_there():
    page = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)`(?::((?: `test_\w+`,?)+))?", page)
    assert len(named) > 20
    for path, tests in named:
        text = (ROOT / path).read_text("utf-8")
        for name in re.findall(r"test_\w+", tests):
            assert f"def {name}(" in text, (path, name)


def test_what_must_not_be_is_found():
    ledger = Ledger()
    ledger.starts.update({("a", 1): 2, ("b", 1): 1, ("b", 2): 1})
    ledger.ends.update({"a": 2})
    ledger.overlaps.append("a")
    row = {"state": "succeeded", "attempts": 1}
    report = {"tasks": [{**row, "id": "a"}, {**row, "id": "b"}, {**row, "id": "c", "state": "running"}]}
    assert wrongs([a_task(name, 0.0) for name in "abcd"], report, ledger) == [
        "task d is missing in the report",
        "task a had a file together with another one",
        "attempt 1 of task a was started 2 times",
        "task a has done its work 2 times",
        "task b has succeeded without doing its work",
        "task b had attempt 2, and 1 are reported",
        "task c is running at the end",
    ]


def test_what_became_otherwise_is_named():
    before = {"id": "a", "state": "succeeded", "exit_code": 0, "attempts": 1, "detail": ""}
    after = {**before, "state": "lost", "exit_code": None, "detail": "why"}
    assert differences({"tasks": [before]}, {"tasks": [after]}) == [
        "task a is ['lost', None, 1], not ['succeeded', 0, 1]: why"
    ]
    assert Fault("", "", 0, "").name == "undisturbed"
