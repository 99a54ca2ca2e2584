"""Changes of files are told: by the kernel where it can, by comparing where it cannot, and losses too."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.system.files import changes as inotify_changes
from parallel_execution_manager.system.files.changes import (
    ChangeKind,
    Changes,
    ComparedFiles,
    FileChange,
    FileChanges,
    InotifyChanges,
    best_file_changes,
)
from tests.system.trees import wait_until

needs_inotify = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
ROOT = Path(__file__).parents[3]


@pytest.fixture(params=[ComparedFiles, pytest.param(InotifyChanges, marks=needs_inotify)])
def either(request: pytest.FixtureRequest) -> Iterator[FileChanges]:
    made = request.param()
    yield made
    made.close()


@pytest.fixture
def news() -> Iterator[FileChanges]:
    made = InotifyChanges()
    yield made
    made.close()


def kinds(changes: Changes, path: Path) -> set[ChangeKind]:
    return {change.kind for change in changes.found if change.path == str(path)}


def test_a_change_is_told_once_and_only_of_the_files_that_are_followed(either: FileChanges, tmp_path: Path):
    followed, other = tmp_path / "a.txt", tmp_path / "b.txt"
    followed.write_text("one")
    either.follow([str(followed)], [])
    assert either.take() == Changes((), ()) or not either.take().found
    other.write_text("two")
    followed.write_text("other text")
    found = either.take()
    assert ChangeKind.WRITTEN in kinds(found, followed)
    assert not kinds(found, other)
    assert not either.take().found


def test_a_file_that_comes_and_goes_is_told(either: FileChanges, tmp_path: Path):
    path = tmp_path / "new.txt"
    either.follow([str(path)], [])
    path.write_text("here")
    assert ChangeKind.MADE in kinds(either.take(), path)
    path.unlink()
    assert ChangeKind.REMOVED in kinds(either.take(), path)


def test_a_replaced_file_is_told_and_followed_on(either: FileChanges, tmp_path: Path):
    path, fresh = tmp_path / "a.txt", tmp_path / "a.txt.new"
    path.write_text("one")
    either.follow([str(path)], [])
    fresh.write_text("two and more")
    fresh.replace(path)
    assert ChangeKind.MADE in kinds(either.take(), path)
    path.write_text("third and last")
    assert ChangeKind.WRITTEN in kinds(either.take(), path)


def test_what_is_not_followed_any_more_is_not_told(either: FileChanges, tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("one")
    either.follow([str(path)], [])
    either.follow([], [])
    path.write_text("two and more")
    assert not either.take().found


@needs_inotify
def test_a_write_by_another_name_of_the_file_is_told(news: FileChanges, tmp_path: Path):
    path, alias = tmp_path / "a.txt", tmp_path / "folder" / "alias.txt"
    path.write_text("one")
    alias.parent.mkdir()
    os.link(path, alias)
    news.follow([str(path)], [])
    alias.write_text("two")
    assert ChangeKind.WRITTEN in kinds(news.take(), path)


@needs_inotify
def test_a_file_that_was_moved_away_is_followed_beside_the_one_that_came_in_its_place(
    news: FileChanges, tmp_path: Path
):
    path, away = tmp_path / "a.txt", tmp_path / "away.txt"
    path.write_text("one")
    news.follow([str(path)], [])
    path.rename(away)
    path.write_text("new")
    assert {ChangeKind.REMOVED, ChangeKind.MADE} <= kinds(news.take(), path)
    away.write_text("written while away")
    assert ChangeKind.WRITTEN in kinds(news.take(), path)


@needs_inotify
def test_one_who_only_closes_what_was_open_to_write_is_told_apart(news: FileChanges, tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("one")
    news.follow([str(path)], [])
    with path.open("r+"):
        pass
    assert kinds(news.take(), path) == {ChangeKind.CLOSED}


@needs_inotify
def test_a_file_whose_folder_does_not_exist_yet_is_told_once_it_is_there(news: FileChanges, tmp_path: Path):
    path = tmp_path / "later" / "a.txt"
    news.follow([str(path)], [])
    assert not news.take().found
    path.parent.mkdir()
    news.take()
    path.write_text("here")
    assert ChangeKind.MADE in kinds(news.take(), path)
    shutil.rmtree(path.parent)
    assert ChangeKind.REMOVED in kinds(news.take(), path)
    path.parent.mkdir()
    news.take()
    path.write_text("again")
    assert ChangeKind.MADE in kinds(news.take(), path)


@needs_inotify
def test_everything_below_a_tree_is_told_also_in_folders_that_come_later(news: FileChanges, tmp_path: Path):
    tree = tmp_path / "tree"
    deep = tree / "a" / "b"
    deep.mkdir(parents=True)
    news.follow([], [str(tree)])
    (deep / "x.txt").write_text("x")
    assert ChangeKind.WRITTEN in kinds(news.take(), deep / "x.txt")
    late = tree / "late" / "later"
    late.mkdir(parents=True)
    news.take()
    (late / "y.txt").write_text("y")
    assert ChangeKind.MADE in kinds(news.take(), late / "y.txt")
    (tree / "a").rename(tmp_path / "a")
    news.take()
    (tmp_path / "a" / "b" / "x.txt").write_text("outside now")
    assert not news.take().found


@needs_inotify
def test_a_tree_that_does_not_exist_yet_is_followed_once_it_does(news: FileChanges, tmp_path: Path):
    tree = tmp_path / "tree"
    news.follow([], [str(tree)])
    tree.mkdir()
    news.take()
    (tree / "x.txt").write_text("x")
    assert ChangeKind.WRITTEN in kinds(news.take(), tree / "x.txt")


@needs_inotify
def test_a_folder_is_watched_as_long_as_a_file_or_a_tree_needs_it(news: FileChanges, tmp_path: Path):
    path = tmp_path / "a.txt"
    news.follow([str(path)], [str(tmp_path)])
    news.follow([str(path)], [])
    path.write_text("one")
    assert ChangeKind.MADE in kinds(news.take(), path)
    news.follow([], [])
    path.write_text("two")
    assert not news.take().found


@needs_inotify
def test_a_tree_that_is_too_large_is_watched_in_part_and_that_is_said(
    news: FileChanges, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inotify_changes, "MOST_FOLDERS", 2)
    for name in "abc":
        (tmp_path / name).mkdir()
    news.follow([], [str(tmp_path)])
    assert [problem for problem in news.take().problems if "only 2 folders are watched" in problem]


@needs_inotify
def test_the_descriptor_can_be_polled(news: FileChanges, tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("one")
    news.follow([str(path)], [])
    poll = select.poll()
    poll.register(news.descriptor(), select.POLLIN)
    assert not poll.poll(0)
    path.write_text("two")
    assert poll.poll(0)


@needs_inotify
def test_lost_news_is_said_and_what_may_have_changed_is_named(news: FileChanges, tmp_path: Path):
    single, path = tmp_path / "single.txt", tmp_path / "tree" / "a.txt"
    path.parent.mkdir()
    single.touch()
    news.follow([str(single)], [str(path.parent)])
    for _ in range(int(Path("/proc/sys/fs/inotify/max_queued_events").read_text()) // 2 + 1):
        path.touch()
        path.unlink()
    single.write_text("changed")
    changes = news.take()
    assert kinds(changes, path) == {ChangeKind.MADE, ChangeKind.CLOSED, ChangeKind.REMOVED}
    assert kinds(changes, single) == {ChangeKind.CLOSED}
    assert ["news of some was lost" in problem for problem in changes.problems] == [True]


FULL = """
import sys
from pathlib import Path
from parallel_execution_manager.system.files.changes import InotifyChanges
Path("/proc/sys/user/max_inotify_watches").write_text("0")
folder = Path(sys.argv[1])
for name in "ab":
    (folder / name).write_text("one")
changes = InotifyChanges()
changes.follow([str(folder / "a"), str(folder / "b")], [str(folder)])
print("\\n".join(changes.take().problems))
(folder / "b").write_text("two and more")
print(*(f"{change.kind} {Path(change.path).name}" for change in changes.take().found))
"""


def in_own_user_namespace(*command: str) -> subprocess.CompletedProcess[str]:
    unshare = shutil.which("unshare") or "unshare"
    return subprocess.run(
        [unshare, "--user", "--map-root-user", *command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "core")},
    )


@needs_inotify
@pytest.mark.skipif(
    sys.platform != "linux"
    or shutil.which("unshare") is None
    or in_own_user_namespace("true").returncode != 0,
    reason="this user may not have limits of its own",
)
def test_a_used_up_limit_of_watches_is_said_once_and_files_are_compared_instead(tmp_path: Path):
    done = in_own_user_namespace(sys.executable, "-c", FULL, str(tmp_path))
    assert done.returncode == 0, done.stderr
    problem, found = done.stdout.splitlines()
    assert "fs.inotify.max_user_watches of this computer is used up" in problem
    assert found == "written b"


def test_no_more_queues_means_that_files_are_compared_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse() -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(inotify_changes, "Inotify", refuse)
    changes = InotifyChanges()
    path = tmp_path / "a.txt"
    changes.follow([str(path)], [str(tmp_path)])
    assert ["the kernel gives no news" in problem for problem in changes.take().problems] == [True]
    path.write_text("one")
    assert changes.take().found == (FileChange(str(path), ChangeKind.MADE),)
    assert changes.descriptor() is None


def test_comparing_says_that_it_does_not_see_trees(tmp_path: Path):
    files = ComparedFiles()
    files.follow([], [str(tmp_path)])
    files.follow([], [str(tmp_path)])
    assert ["are not seen here" in problem for problem in files.take().problems] == [True]


def test_the_best_way_is_chosen():
    assert isinstance(best_file_changes("darwin"), ComparedFiles)
    if sys.platform == "linux":
        best = best_file_changes()
        assert isinstance(best, InotifyChanges)
        best.close()


@needs_inotify
def test_closing_gives_the_queue_back():
    before = len(list(Path("/proc/self/fd").iterdir()))
    changes = InotifyChanges()
    changes.close()
    changes.close()
    wait_until(lambda: len(list(Path("/proc/self/fd").iterdir())) == before, "the descriptor to be closed")
