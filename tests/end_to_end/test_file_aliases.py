"""Real tasks on files under all kinds of names, each of which checks that it is alone (small samples)."""

from __future__ import annotations

import sys

import pytest

from tests.bench.alias_files import make_edits, make_pairs
from tests.bench.aliases import bench, kill_holder, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts and links of POSIX")


def test_whatever_a_file_is_called_its_tasks_run_one_after_the_other() -> None:
    with bench(files=5) as (manager, files):
        edits = make_edits(files, 80, 0.01, seed=7)
        assert {kind for edit in edits for _, kind in edit.files} == {*files.kinds(0), *files.kinds(1)}
        run(manager, files, edits)
        assert files.seen_overlaps() == 0


def test_pairs_that_want_two_files_in_opposite_orders_all_end() -> None:
    with bench(files=3) as (manager, files):
        run(manager, files, make_pairs(files, 25))
        assert files.seen_overlaps() == 0


def test_after_a_holder_is_killed_exactly_one_of_two_waiters_has_the_file() -> None:
    with bench(files=1) as (manager, _):
        for name in ("a", "b"):
            kill_holder(manager, name)
