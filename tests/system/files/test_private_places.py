"""What is in the data folder belongs to its user alone, whatever the umask and whoever was there before."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager.system.files.private_folders import (
    OWN_FILES,
    OWN_FOLDERS,
    OWN_PARTS,
    make_private_file,
)
from parallel_execution_manager.system.ipc.instance_lock import InstanceLock
from parallel_execution_manager.system.ipc.local_socket import Listener, LocalSocketError
from parallel_execution_manager.system.runs.folders import DataDirError, prepare_data_dir
from parallel_execution_manager.system.storage.opening import LastEntry

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
SOMEBODY = 4242
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away"
)


@pytest.fixture
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.usefixtures("_open_umask")
def test_the_folder_and_the_parents_made_with_it_are_the_users_alone(tmp_path: Path):
    prepare_data_dir(tmp_path / "a" / "b" / "c")
    assert [mode_of(tmp_path / part) for part in ("a", "a/b", "a/b/c")] == [0o700] * 3


@pytest.mark.parametrize("mode", [0o755, 0o750])
def test_a_folder_that_others_could_read_is_closed(tmp_path: Path, mode: int):
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(mode)
    prepare_data_dir(folder)
    assert mode_of(folder) == 0o700


def test_a_folder_that_others_could_write_is_closed_and_that_is_told(tmp_path: Path, caplog):
    (tmp_path / "runs").mkdir()
    (tmp_path / "instance.lock").touch()
    for path, mode in ((tmp_path, 0o777), (tmp_path / "runs", 0o777), (tmp_path / "instance.lock", 0o666)):
        path.chmod(mode)
    prepare_data_dir(tmp_path)
    assert [mode_of(tmp_path / part) for part in ("", "runs", "instance.lock")] == [0o700, 0o700, 0o600]
    assert f"data folder {tmp_path} could be written by others" in caplog.text


def test_a_folder_with_other_things_in_it_keeps_what_others_may_read(tmp_path: Path):
    (tmp_path / "thesis.tex").touch()
    tmp_path.chmod(0o755)
    prepare_data_dir(tmp_path)
    assert mode_of(tmp_path) == 0o755


def test_a_folder_with_other_things_in_it_that_others_may_write_is_refused(tmp_path: Path):
    (tmp_path / "thesis.tex").touch()
    tmp_path.chmod(0o777)
    with pytest.raises(DataDirError, match=r"others may write .* \(mode 0777\).*chmod go-w .*--data-dir"):
        prepare_data_dir(tmp_path)
    assert mode_of(tmp_path) == 0o777


@needs_root
@pytest.mark.parametrize("name", [*OWN_FOLDERS, *OWN_FILES])
def test_a_link_that_somebody_else_made_under_a_name_of_ours_is_refused(tmp_path: Path, name: str):
    target = tmp_path / "target"
    target.mkdir()
    data = tmp_path / "data"
    data.mkdir()
    (data / name).symlink_to(target)
    os.lchown(data / name, SOMEBODY, SOMEBODY)
    with pytest.raises(DataDirError, match=rf"{name} is a link that user {SOMEBODY} made; remove it"):
        prepare_data_dir(data)


@needs_root
def test_a_place_that_belongs_to_somebody_else_is_refused(tmp_path: Path):
    (tmp_path / "runs").mkdir()
    os.chown(tmp_path / "runs", SOMEBODY, SOMEBODY)
    with pytest.raises(DataDirError, match=rf"runs belongs to user {SOMEBODY}"):
        prepare_data_dir(tmp_path)


def test_a_link_of_ones_own_to_a_larger_disk_is_used(tmp_path: Path):
    (tmp_path / "large").mkdir()
    data = tmp_path / "data"
    data.mkdir()
    (data / "runs").symlink_to(tmp_path / "large")
    prepare_data_dir(data)
    assert (data / "runs").is_symlink()


@pytest.mark.parametrize("name", [*sorted({*OWN_FOLDERS, *OWN_FILES} - {"runs"}), *OWN_PARTS])
@pytest.mark.parametrize("leads", ["to a folder", "to a file", "nowhere"])
def test_no_other_link_of_ones_own_is_followed_and_where_it_leads_all_stays(
    tmp_path: Path, name: str, leads: str
):
    target = tmp_path / "target"
    if leads == "to a folder":
        target.mkdir(0o755)
    elif leads == "to a file":
        target.write_text("precious", encoding="utf-8")
        target.chmod(0o644)
    mode = mode_of(target) if target.exists() else None
    place = tmp_path / "data" / name
    place.parent.mkdir(parents=True)
    place.symlink_to(target)
    with pytest.raises(DataDirError, match=rf"{name} is a link, .* remove the link, or .*--data-dir"):
        prepare_data_dir(tmp_path / "data")
    assert (mode_of(target) if target.exists() else None) == mode


def test_what_is_made_for_a_library_is_not_made_through_a_link(tmp_path: Path):
    (tmp_path / "queue.sqlite3").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="it is a link, which is not followed; remove it"):
        make_private_file(tmp_path / "queue.sqlite3")
    assert not (tmp_path / "elsewhere").exists()


def test_a_door_is_not_opened_in_a_folder_that_a_link_leads_to(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere").chmod(0o755)
    (tmp_path / "doors").symlink_to("elsewhere")
    with pytest.raises(LocalSocketError, match=r"doors: .*it is a link, which is not followed"):
        Listener(tmp_path)
    assert mode_of(tmp_path / "elsewhere") == 0o755
    assert not any((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("make", ["symlink_to", "hardlink_to"])
def test_the_number_of_the_last_entry_is_not_written_over_a_file_of_somebodys(tmp_path: Path, make: str):
    precious = tmp_path / "precious"
    precious.write_text("precious", encoding="utf-8")
    getattr(tmp_path / "store-last", make)(precious)
    entry = LastEntry(tmp_path / "store-last")
    entry.write(7)
    entry.close()
    assert precious.read_text(encoding="utf-8") == "precious"


def test_what_a_lock_says_is_not_written_into_a_file_that_has_another_name(tmp_path: Path):
    precious = tmp_path / "precious"
    precious.write_text("precious", encoding="utf-8")
    (tmp_path / "instance.lock").hardlink_to(precious)
    InstanceLock(tmp_path).release()
    assert precious.read_text(encoding="utf-8") == "precious"


def test_a_lock_is_never_taken_through_a_link(tmp_path: Path):
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "instance.lock").symlink_to(victim)
    with pytest.raises(DataDirError, match=r"instance\.lock"):
        InstanceLock(data)
    assert victim.read_text(encoding="utf-8") == "precious"


@pytest.mark.usefixtures("_open_umask")
def test_whatever_a_manager_makes_is_its_users_alone(tmp_path: Path):
    """Also what its supervisor makes; only what tasks themselves make has the permissions they give it."""
    data = tmp_path / "data"
    data.mkdir(0o777)
    tasks = tmp_path / "tasks.jsonl"
    tasks.write_text('{"id": "a", "role": "task_management", "command": ["true"]}\n', encoding="utf-8")
    command = [
        sys.executable,
        "-P",
        "-m",
        "parallel_execution_manager",
        "batch",
        str(tasks),
        "--data-dir",
        str(data),
    ]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    everything = [data, *data.rglob("*")]
    assert {path.name for path in everything} >= {
        "queue.sqlite3",
        "output.log",
        "result.json",
        "attempts.log",
    }
    folders = [path for path in everything if path.is_dir()]
    assert [path for path in folders if mode_of(path) != 0o700] == []
    assert [path for path in everything if path not in folders and mode_of(path) & 0o077] == []
