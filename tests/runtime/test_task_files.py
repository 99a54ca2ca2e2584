"""A task's files are looked up anew before it starts, held while it runs, and compared."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime.task_files import MOST_TURNS_BACK, FileKeeper, FilesMoved, needs_more
from parallel_execution_manager.scheduling.leases.claims import meet
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim, TaskSpec
from parallel_execution_manager.system.files.fingerprints import MOST_FILES, HeldFiles, OpenFilesShare
from parallel_execution_manager.system.files.identity import identify
from tests.runtime.waiting import log_of, until, until_state, view_of

ROLE = "task_management"
PLAIN = FileClaim("/x/f", inode=(1, 2), place=(1, 9, "f"), folders=((1, 9), (1, 8)))


def claims(folder: Path, *paths: str, mode: ClaimMode = ClaimMode.WRITE) -> tuple[FileClaim, ...]:
    return tuple(identify(path, str(folder), mode) for path in paths)


def spec(*of: FileClaim) -> TaskSpec:
    return TaskSpec("t", ROLE, "t", claims=of)


@pytest.fixture
def keeper() -> FileKeeper:
    return FileKeeper(OpenFilesShare(10))


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ({}, False),
        ({"inode": None}, False),
        ({"place": None}, False),
        ({"folders": ((1, 8),)}, False),
        ({"inode": (1, 3)}, True),
        ({"place": (1, 7, "f")}, True),
        ({"folders": ((1, 6), (1, 9), (1, 8))}, True),
        ({"path": "/x/g"}, True),
        ({"scope": ClaimScope.TREE}, True),
        ({"pattern": "*"}, True),
    ],
)
def test_more_is_needed_if_a_file_is_known_by_something_new(change: dict[str, Any], more: bool) -> None:
    assert needs_more(replace(PLAIN, **change), PLAIN) is more


def test_a_task_with_the_files_it_was_granted_holds_them(keeper: FileKeeper, tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    files = keeper.take(spec(*claims(tmp_path, "a", "missing")), 7)
    assert (files.fence, files.problem, files.ends()) == (7, "", ())
    files.close()


def test_a_task_whose_file_is_another_now_goes_back_into_the_line(keeper: FileKeeper, tmp_path: Path) -> None:
    granted = claims(tmp_path, "a")
    (tmp_path / "a").touch()
    with pytest.raises(FilesMoved) as moved:
        keeper.take(spec(*granted), 1)
    assert moved.value.claims == claims(tmp_path, "a")
    keeper.take(spec(*moved.value.claims), 2).close()


def test_a_link_that_leads_elsewhere_now_is_followed_anew(keeper: FileKeeper, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("one")
    granted = claims(tmp_path, "link")
    (tmp_path / "link").unlink()
    (tmp_path / "link").symlink_to("two")
    with pytest.raises(FilesMoved) as moved:
        keeper.take(spec(*granted), 1)
    assert moved.value.claims == claims(tmp_path, "link")
    assert meet(moved.value.claims[0], *claims(tmp_path, "two"))


def test_a_task_whose_files_never_settle_starts_at_last_and_says_so(
    keeper: FileKeeper, tmp_path: Path
) -> None:
    granted = claims(tmp_path, "a")
    (tmp_path / "a").touch()
    for _ in range(MOST_TURNS_BACK):
        with pytest.raises(FilesMoved):
            keeper.take(spec(*granted), 1)
    files = keeper.take(spec(*granted), 1)
    files.close()
    assert "others each time" in files.told[0].message


def test_a_task_that_runs_already_keeps_the_files_it_was_granted(keeper: FileKeeper, tmp_path: Path) -> None:
    granted = claims(tmp_path, "a")
    (tmp_path / "a").touch()
    files = keeper.take_over(spec(*granted), 5)
    files.stands_still()
    (tmp_path / "a").write_text("x", encoding="utf-8")
    assert files.fence == 5
    assert files.goes_on() == "a changed while the task was suspended"
    files.close()
    assert keeper.take_over(spec(), 0).goes_on() == ""


def test_what_was_known_of_a_forgotten_task_does_not_count(keeper: FileKeeper, tmp_path: Path) -> None:
    granted = claims(tmp_path, "a")
    (tmp_path / "a").touch()
    for _ in range(MOST_TURNS_BACK + 1):
        with pytest.raises(FilesMoved):
            keeper.take(spec(*granted), 1)
        keeper.forget("t")


def test_files_that_cannot_be_had_any_more_are_a_problem(keeper: FileKeeper, tmp_path: Path) -> None:
    granted = claims(tmp_path, "a")
    (tmp_path / "a").symlink_to("a")
    assert "circle" in keeper.take(spec(*granted), 1).problem


def test_a_pattern_that_matches_nothing_is_told_of(keeper: FileKeeper, tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    files = keeper.take(spec(*claims(tmp_path, "*.csv", "*.txt", "sub/")), 1)
    files.close()
    assert [found.message for found in files.told] == [
        f"{tmp_path}/*.txt matched no file when the task started"
    ]


def test_what_others_change_while_a_task_stands_still_is_told_by_name(
    keeper: FileKeeper, tmp_path: Path
) -> None:
    names = ["a", "b", "c", "d"]
    for name in names:
        (tmp_path / name).touch()
    files = keeper.take(spec(*claims(tmp_path, *names)), 1)
    files.stands_still()
    assert files.goes_on() == ""
    files.stands_still()
    for name in names:
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert files.goes_on() == "a, b, c and 1 more changed while the task was suspended"
    assert [found.message for found in files.ends()] == [
        f"{name} was changed while the task was suspended" for name in names
    ]
    files.close()


def submit(manager: ParallelExecutionManager, task_id: str, code: str, *files: str, **more: Any) -> None:
    row = {"id": task_id, "role": ROLE, "command": ["sh", "-c", code], "files": list(files), **more}
    manager.submit([row])


def test_a_file_that_has_become_one_with_a_held_file_waits_for_its_holder(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    (base / "one").touch()
    submit(manager, "holder", "while [ ! -e go ]; do sleep 0.05; done", "one")
    until_state(manager, "holder", "running")
    submit(manager, "linker", "while [ ! -e queued ]; do sleep 0.05; done; ln one two")
    submit(manager, "waiter", "true", "two", after=["linker"])
    (base / "queued").touch()
    until(lambda: view_of(manager, "waiter").waits_for is not None and blocker(manager, "waiter") == "holder")
    assert view_of(manager, "waiter").state == "queued"
    (base / "go").touch()
    assert manager.wait_until_idle(60)
    view = view_of(manager, "waiter")
    assert (view.state, view.attempt) == ("succeeded", 1)


def test_a_held_file_stays_held_when_it_is_renamed_and_its_name_when_it_is_made_anew(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    (base / "old").touch()
    submit(manager, "holder", "while [ ! -e go ]; do sleep 0.05; done", "old")
    until_state(manager, "holder", "running")
    (base / "old").rename(base / "new")
    (base / "old").touch()
    for name in ("old", "new"):
        submit(manager, name, "true", name)
        assert blocker(manager, name) == "holder"
    (base / "go").touch()
    assert manager.wait_until_idle(60)
    assert [view_of(manager, name).state for name in ("old", "new")] == ["succeeded"] * 2


def test_what_is_not_compared_is_told(keeper: FileKeeper, tmp_path: Path) -> None:
    for number in range(MOST_FILES + 1):
        (tmp_path / f"f{number}").touch()
    files = keeper.take(spec(*claims(tmp_path, ".", mode=ClaimMode.READ)), 1)
    assert [found.message for found in files.ends()] == [
        "only 2,000 of its files were watched for changes by others"
    ]
    files.close()


def blocker(manager: ParallelExecutionManager, name: str) -> str:
    check = view_of(manager, name).waits_for
    return "" if check is None else check.blocker


def test_a_task_whose_file_has_become_a_circle_fails_with_the_reason_and_others_run(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    submit(manager, "first", "while [ ! -e go ]; do sleep 0.05; done; ln -s ring ring")
    submit(manager, "second", "true", "ring", after=["first"])
    (tmp_path / "base" / "go").touch()
    submit(manager, "third", "true", "other", after=["first"])
    assert manager.wait_until_idle(60)
    view = view_of(manager, "second")
    assert view.state == "failed"
    assert "lead in a circle" in view.detail
    assert view_of(manager, "third").state == "succeeded"


def test_a_file_that_was_changed_while_its_holder_was_suspended_is_told_at_once_and_in_the_result(
    manager: ParallelExecutionManager, tmp_path: Path
) -> None:
    file = tmp_path / "base" / "data.txt"
    file.write_text("1", encoding="utf-8")
    told: list[str] = []
    manager.subscribe(lambda news: told.append(str(news.data)) if news.kind == "problem" else None)
    submit(manager, "t", "while [ ! -e go ]; do sleep 0.05; done", "data.txt")
    until_state(manager, "t", "running")
    manager.pause_task("t")
    until_state(manager, "t", "suspended")
    file.write_text("2", encoding="utf-8")
    manager.resume_task("t")
    until_state(manager, "t", "running")
    (tmp_path / "base" / "go").touch()
    assert manager.wait_until_idle(60)
    assert [text for text in told if "data.txt changed while the task was suspended" in text]
    folder = manager.run_folder("t")
    assert folder is not None
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    assert result["findings"][0]["path"] == os.path.realpath(file)


def test_the_number_of_a_lease_grows_from_task_to_task(manager: ParallelExecutionManager) -> None:
    for name, files in (("one", ["f"]), ("none", []), ("two", ["f"]), ("three", ["g"])):
        submit(manager, name, "echo ${PEM_LEASE-none}", *files)
    assert manager.wait_until_idle(60)
    assert log_of(manager, "none") == "none\n"
    numbers = [int(log_of(manager, name)) for name in ("one", "two")]
    assert 0 < numbers[0] < numbers[1]
    assert int(log_of(manager, "three")) not in numbers


def test_ten_thousand_files_of_one_task_hold_nobody_up(manager: ParallelExecutionManager) -> None:
    submit(manager, "many", "true", *(f"many/f{number}" for number in range(10_000)))
    submit(manager, "small", "true", "small")
    assert manager.wait_until_idle(60)
    assert [view_of(manager, name).state for name in ("many", "small")] == ["succeeded"] * 2


def broken(*_: Any, **__: Any) -> None:
    raise OSError(24, "Too many open files")


def test_a_task_whose_files_cannot_be_held_fails_with_the_reason(
    manager: ParallelExecutionManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FileKeeper, "take", broken)
    manager.submit([{"id": "t", "role": "task_management", "command": ["true"], "files": ["x"]}])
    assert "Too many open files" in until_state(manager, "t", "failed").detail


@pytest.mark.parametrize("fault", ["stands_still", "goes_on"])
def test_a_fault_in_comparing_files_leaves_no_task_suspended(
    manager: ParallelExecutionManager, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(HeldFiles, fault, broken)
    manager.submit([{"id": "t", "role": "task_management", "command": ["sleep", "600"], "files": ["x"]}])
    until_state(manager, "t", "running")
    manager.pause_task("t")
    until_state(manager, "t", "suspended")
    manager.resume_task("t")
    until_state(manager, "t", "running")
    manager.cancel_task("t")
