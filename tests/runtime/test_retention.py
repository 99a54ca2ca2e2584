"""What retention removes from a real data folder, and what never."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from parallel_execution_manager.runtime.retention import Retention
from parallel_execution_manager.scheduling.settings.configuration import OutputRules
from parallel_execution_manager.system.runs.folders import RunFolders
from parallel_execution_manager.system.runs.retention import RemovedRuns

DAY_S = 86_400.0
NOW = 1_700_000_000.0


ON_A_FULL_DISK = """
import contextlib, sys
from pathlib import Path
from tests.runtime.test_retention import made, run

data_dir = Path(sys.argv[1])
folders = [made(data_dir, str(days), days_ago=days) for days in (43, 42, 1)]
with contextlib.suppress(OSError):
    for number in range(60):
        (folders[2] / str(number)).touch()
with contextlib.suppress(OSError), (folders[2] / "0").open("ab", buffering=0) as file:
    while True:
        file.write(bytes(4096))
run(data_dir, keep_days=30)
print([folder.exists() for folder in folders])
"""


def in_namespace(script: str, *arguments: str) -> list[str]:
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, *arguments]


def made(data_dir: Path, task_id: str, attempt: int = 1, *, days_ago: float = 0.0, size: int = 100) -> Path:
    folder = RunFolders(data_dir).create(task_id, attempt)
    (folder / "task.json").write_text(json.dumps({"id": task_id}))
    (folder / "output.log").write_bytes(b"x" * size)
    for path in (folder / "task.json", folder / "output.log", folder):
        os.utime(path, (NOW - days_ago * DAY_S,) * 2)
    return folder


def run(data_dir: Path, is_open: Callable[[str], bool] = lambda _: False, **rules: float) -> None:
    retention = Retention(data_dir, is_open, lambda: NOW, lambda: 0.0)
    for _ in retention.one_pass(OutputRules(0, **rules)):
        pass


def test_what_is_too_old_goes_and_the_rest_stays(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    old, young = made(tmp_path, "old", days_ago=31), made(tmp_path, "young", days_ago=29)
    run(tmp_path, keep_days=30)
    assert (old.exists(), young.exists()) == (False, True)
    assert caplog.messages == [f"The run folder {old} is removed: it is older than output.keep_days"]
    assert "output.keep_days" in (RemovedRuns(tmp_path).told(old) or "")


def test_what_is_too_much_goes_the_oldest_first(tmp_path: Path) -> None:
    folders = [made(tmp_path, str(days), days_ago=days, size=1 << 20) for days in (4, 3, 2, 1)]
    run(tmp_path, keep_gb=2.5 / 1024)
    assert [folder.exists() for folder in folders] == [False, False, True, True]


def test_without_limits_nothing_goes(tmp_path: Path) -> None:
    folder = made(tmp_path, "old", days_ago=10_000)
    run(tmp_path)
    assert folder.exists()


def test_a_pass_that_is_broken_off_removes_no_more_and_the_next_one_ends_what_it_began(
    tmp_path: Path,
) -> None:
    folders = [made(tmp_path, str(days), days_ago=days) for days in (42, 41)]
    for number in range(500):
        (folders[0] / str(number)).touch()
    os.utime(folders[0], (NOW - 42 * DAY_S,) * 2)
    retention = Retention(tmp_path, lambda _: False, lambda: NOW, lambda: 0.0)
    steps = retention.one_pass(OutputRules(0, keep_days=30))
    while folders[0].exists():
        next(steps)
    aside = tmp_path / "runs" / ".removing"
    assert len([*aside.iterdir()]) == 1
    for _ in retention.one_pass(OutputRules(0)):
        pass
    assert [*aside.iterdir()] == []
    assert folders[1].exists()


def test_on_a_disk_without_any_room_folders_are_removed_all_the_same(tmp_path: Path) -> None:
    mounting = f"mount -t tmpfs -o size=256k,nr_inodes=60 none {tmp_path}"
    if shutil.which("unshare") is None or subprocess.call(in_namespace(mounting), stderr=subprocess.DEVNULL):
        pytest.skip("no mounts of our own may be made here")
    done = subprocess.run(
        in_namespace(f'{mounting} && exec "$0" -c "$1" {tmp_path}', sys.executable, ON_A_FULL_DISK),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "[False, False, True]\n", done.stderr
    assert "cannot be noted" in done.stderr


def test_of_a_task_that_is_still_to_end_the_newest_folder_stays(tmp_path: Path) -> None:
    first, second = (made(tmp_path, "open task", attempt, days_ago=40) for attempt in (1, 2))
    ended = made(tmp_path, "ended", days_ago=40)
    run(tmp_path, lambda task_id: task_id == "open task", keep_days=30)
    assert [folder.exists() for folder in (first, second, ended)] == [False, True, False]


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json", "[" * 100_000])
def test_a_folder_that_does_not_say_whose_it_is_stays_for_a_day(tmp_path: Path, text: str) -> None:
    fresh, older = made(tmp_path, "fresh", days_ago=0.5), made(tmp_path, "older", days_ago=1.5)
    for folder in (fresh, older):
        changed_at = folder.stat().st_mtime
        (folder / "task.json").write_text(text)
        os.utime(folder / "task.json", (changed_at, changed_at))
    run(tmp_path, keep_days=0.1)
    assert (fresh.exists(), older.exists()) == (True, False)


def test_after_the_clock_was_set_nothing_goes_for_its_age_within_a_day(tmp_path: Path) -> None:
    folder = made(tmp_path, "a", days_ago=29)
    wall, elapsed = NOW, 0.0
    retention = Retention(tmp_path, lambda _: False, lambda: wall, lambda: elapsed)

    def exists_after_a_pass() -> bool:
        for _ in retention.one_pass(OutputRules(0, keep_days=30)):
            pass
        return folder.exists()

    wall = NOW + 10 * 365 * DAY_S
    assert exists_after_a_pass()
    for _ in range(23):
        wall, elapsed = wall + 3600, elapsed + 3600
        assert exists_after_a_pass()
    wall, elapsed = wall + 3700, elapsed + 3700
    assert not exists_after_a_pass()


def test_with_the_clocks_of_this_computer_a_young_folder_stays(tmp_path: Path) -> None:
    folder = RunFolders(tmp_path).create("a", 1)
    os.utime(folder, (time.time() - 3 * DAY_S,) * 2)
    for days, stays in ((4.0, True), (2.0, False)):
        for _ in Retention(tmp_path, lambda _: False).one_pass(OutputRules(0, keep_days=days)):
            pass
        assert folder.exists() == stays


SHUT = """
import os, sys
from pathlib import Path
from tests.runtime.test_retention import made, run

folders = [made(Path(sys.argv[1]), str(days), days_ago=days) for days in (43, 42)]
shut = folders[0] / "modules" / "one"
shut.mkdir(parents=True)
(shut / "file").touch()
shut.chmod(0)
(folders[0] / "modules").chmod(0o500)
os.utime(folders[0], (1, 1))
run(Path(sys.argv[1]), keep_days=30)
print([folder.exists() for folder in folders], [*Path(sys.argv[1]).glob("runs/.removing/*")])
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs a user without rights")
def test_a_folder_that_a_task_has_shut_is_removed_and_keeps_no_other(tmp_path):
    # Nobody else's rights: whoever runs the tests may be root, who is kept out of nothing.
    command = ["unshare", "--user", sys.executable, "-c", SHUT, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unshare" in done.stderr:
        pytest.skip(f"no namespaces here: {done.stderr}")
    assert done.stdout == "[False, False] []\n", done.stderr
