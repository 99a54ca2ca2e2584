"""Which run folders go, and that they go whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.runs.folders import RunFolders
from parallel_execution_manager.system.runs.retention import (
    BEFORE,
    NEWEST,
    REMOVING,
    Removal,
    RemovedRuns,
    Run,
    chosen,
    finish_removals,
    missing_told,
    room_of,
    runs_in,
    take_away,
)


def made(data_dir: Path, task_id: str, attempt: int = 1, at: float = 1e9) -> Path:
    folder = RunFolders(data_dir).create(task_id, attempt)
    (folder / "output.log").write_bytes(b"x" * 10_000)
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / "deep" / "deeper" / "file").write_text("made by the task")
    for path in (folder / "output.log", folder):
        os.utime(path, (at, at))
    return folder


def exhaust(steps: Iterator[object]) -> int:
    return sum(1 for _ in steps)


RUNS = st.lists(
    st.builds(
        Run, st.integers(0, 50).map(lambda n: Path(f"runs/t/{n}")), st.floats(0, 100), st.integers(0, 9)
    ),
    max_size=12,
    unique_by=lambda run: run.folder,
)


@given(RUNS, st.none() | st.floats(0, 100), st.none() | st.integers(0, 50), st.sets(st.integers(0, 50)))
def test_what_goes_is_the_oldest_never_what_is_kept_and_no_more_than_is_needed(
    runs: list[Run], oldest_at: float | None, most: int | None, kept: set[int]
) -> None:
    removed = list(chosen(runs, oldest_at, most, lambda run: int(run.folder.name) in kept))
    gone = [removal.run for removal in removed]
    stay = [run for run in runs if run not in gone]
    may_go = [run for run in stay if int(run.folder.name) not in kept]
    assert not any(int(run.folder.name) in kept for run in gone)
    assert [run.changed_at for run in gone] == sorted(run.changed_at for run in gone)
    assert not any(oldest_at is not None and run.changed_at < oldest_at for run in may_go)
    assert most is None or not may_go or sum(run.size for run in stay) <= most
    for removal in removed:
        is_old = oldest_at is not None and removal.run.changed_at < oldest_at
        assert removal.is_old == is_old
        assert is_old or most is not None
    if removed and not removed[-1].is_old:
        assert most is not None
        assert sum(run.size for run in [*stay, gone[-1]]) > most


def test_without_limits_nothing_goes() -> None:
    assert list(chosen([Run(Path("a"), 0.0, 10**12)], None, None, lambda _: False)) == []


def test_run_folders_are_found_with_their_time_and_room(tmp_path: Path) -> None:
    one, two = made(tmp_path, "a", at=1e9), made(tmp_path, "b", at=1.5e9)
    (tmp_path / "runs" / "a" / "notes").mkdir()
    (tmp_path / "runs" / "file").write_text("no folder")
    (tmp_path / "runs" / REMOVING / "12345").mkdir(parents=True)
    found = sorted(runs_in(tmp_path), key=lambda run: run.folder)
    assert found == [Run(one, 1e9), Run(two, 1.5e9)]
    assert 10_000 < sum(room_of(one)) < 100_000


def test_a_data_folder_without_runs_has_none(tmp_path: Path) -> None:
    assert list(runs_in(tmp_path)) == []
    assert exhaust(finish_removals(tmp_path)) == 0


def test_a_folder_goes_whole_and_links_out_of_it_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("stays")
    folder = made(tmp_path / "data", "a")
    (folder / "link").symlink_to(outside)
    (folder / "dangling").symlink_to("nowhere")
    assert exhaust(take_away(tmp_path / "data", folder)) >= 1
    assert not folder.parent.exists()
    assert (outside / "precious").read_text() == "stays"
    assert list((tmp_path / "data" / "runs" / REMOVING).iterdir()) == []


def test_a_large_folder_goes_in_many_steps(tmp_path: Path) -> None:
    folder = made(tmp_path, "a")
    for number in range(1000):
        (folder / str(number)).touch()
    assert exhaust(take_away(tmp_path, folder)) >= 5


def test_other_attempts_of_a_task_stay(tmp_path: Path) -> None:
    first, second = made(tmp_path, "a", 1), made(tmp_path, "a", 2)
    exhaust(take_away(tmp_path, first))
    assert not first.exists()
    assert (second / "output.log").exists()
    assert RunFolders(tmp_path).newest("a") == second


def test_a_removal_that_was_broken_off_is_finished_by_the_next_program(tmp_path: Path) -> None:
    folder = made(tmp_path, "a")
    next(take_away(tmp_path, folder))
    broken_off = made(tmp_path, "b")
    for number in range(1000):
        (broken_off / str(number)).touch()
    next(take_away(tmp_path, broken_off))
    assert not broken_off.exists()
    assert len(list((tmp_path / "runs" / REMOVING).iterdir())) == 1
    exhaust(finish_removals(tmp_path))
    assert list((tmp_path / "runs" / REMOVING).iterdir()) == []


def test_a_new_attempt_is_made_although_its_tasks_folder_vanishes_at_this_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last, really_list = made(tmp_path, "a"), os.listdir

    def listed(path: str) -> list[str]:
        names = really_list(path)
        if last.exists():
            exhaust(take_away(tmp_path, last))
        return names

    monkeypatch.setattr(os, "listdir", listed)
    assert RunFolders(tmp_path).create("a", 2).is_dir()


def test_who_looks_for_a_removed_folder_is_told_when_and_why_it_went(tmp_path: Path) -> None:
    journal = RemovedRuns(tmp_path)
    old, much, other = (made(tmp_path, name) for name in ("ä b", "much", "other"))
    assert journal.told(old) is None
    journal.note(Removal(Run(old, 0.0), is_old=True), 1e9)
    journal.note(Removal(Run(much, 0.0), is_old=False), 1e9)
    with (tmp_path / "runs" / NEWEST).open("a") as file:
        file.write('{"run": "cut off by a full di')
    assert "2001-09-0" in (journal.told(old) or "")
    assert "(output.keep_days)" in (journal.told(old) or "")
    assert "(output.keep_gb)" in (journal.told(much) or "")
    assert journal.told(other) is None
    assert missing_told(other) is None
    exhaust(take_away(tmp_path, other))
    exhaust(take_away(tmp_path, old))
    assert "gone, and not by this program" in (missing_told(other) or "")
    assert missing_told(old) == journal.told(old)


def test_the_journal_of_removals_does_not_grow_for_ever(tmp_path: Path) -> None:
    journal, folder = RemovedRuns(tmp_path), made(tmp_path, "x" * 50)
    runs = tmp_path / "runs"
    (runs / NEWEST).write_text("x" * (2 << 20) + "\n")
    journal.note(Removal(Run(folder, 0.0), is_old=True), 1e9)
    assert not (runs / NEWEST).exists()
    assert journal.told(folder) is not None
    (runs / NEWEST).write_text("x" * (2 << 20) + "\n")
    journal.note(Removal(Run(runs / "b" / "1", 0.0), is_old=True), 1e9)
    assert journal.told(folder) is None
    assert (runs / BEFORE).stat().st_size < (3 << 20)


def test_the_journal_is_kept_where_the_users_own_link_leads(tmp_path: Path) -> None:
    (tmp_path / "large").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "runs").symlink_to(tmp_path / "large")
    folder = RunFolders(tmp_path / "data").create("t", 1)
    RemovedRuns(tmp_path / "data").note(Removal(Run(folder, 0.0), is_old=True), 0.0)
    assert "output.keep_days" in (RemovedRuns(tmp_path / "data").told(folder) or "")
    assert (tmp_path / "large" / NEWEST).is_file()
