"""The data folder is proved writable, and every attempt of a task has a folder of its own."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.system.runs.folders import (
    DataDirError,
    RunFolders,
    default_data_dir,
    prepare_data_dir,
    safe_name,
)
from parallel_execution_manager.system.runs.run_files import ReplacedFolderError
from tests.system.files.test_file_identity import ordinary_user


def test_the_data_folder_is_the_users_own_or_the_chosen_one(tmp_path: Path):
    assert default_data_dir({}).name == "parallel-execution-manager"
    assert default_data_dir({"PEM_DATA_DIR": ""}) == default_data_dir({})
    assert default_data_dir({"PEM_DATA_DIR": str(tmp_path)}) == tmp_path
    assert default_data_dir({"PEM_DATA_DIR": "here"}) == Path.cwd() / "here"
    assert default_data_dir({"PEM_DATA_DIR": "~/there"}) == Path.home() / "there"


def test_a_data_folder_is_made_with_its_parents_and_stays_empty(tmp_path: Path):
    folder = tmp_path / "a" / "b"
    prepare_data_dir(folder)
    prepare_data_dir(folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("below", ["", "below", "below/deeper"])
def test_a_file_in_the_way_is_named(tmp_path: Path, below: str):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(DataDirError) as caught:
        prepare_data_dir(file / below)
    assert f"{file} is a file and no folder" in str(caught.value)
    assert "--data-dir" in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_folder_without_permission_is_named_as_such(tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    with ordinary_user(), pytest.raises(DataDirError, match="used: it is not writable for this user"):
        prepare_data_dir(closed)
    with ordinary_user(), pytest.raises(DataDirError, match="not writable for this user"):
        prepare_data_dir(closed / "below")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_folder_that_cannot_be_made_names_the_one_that_is_not_writable():
    # Others may not look into the folder of all tests.
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o555)
        named = f"cannot be used: {re.escape(home)} is not writable for this user"
        with ordinary_user(), pytest.raises(DataDirError, match=named):
            prepare_data_dir(Path(home) / "below" / "deeper")


def test_a_path_that_is_too_long_is_named_as_such(tmp_path: Path):
    with pytest.raises(DataDirError, match="longer than the file system allows"):
        prepare_data_dir(tmp_path / ("x" * 300))


PREPARE = """
import sys
from pathlib import Path
from parallel_execution_manager.system.runs.folders import prepare_data_dir
prepare_data_dir(Path(sys.argv[1]) / "data")
"""


@pytest.mark.parametrize(
    ("option", "words"),
    [("ro", "mounted read-only"), ("size=64k,nr_inodes=2", "its disk is full")],  # the root and the filler
    ids=["read-only", "full"],
)
def test_a_read_only_and_a_full_disk_are_named_as_such(tmp_path: Path, option: str, words: str):
    mounting = f"mount -t tmpfs -o {option} none {tmp_path}"
    if shutil.which("unshare") is None or subprocess.call(in_namespace(mounting), stderr=subprocess.DEVNULL):
        pytest.skip("no mounts of our own may be made here")
    fill = f"cat /dev/zero > {tmp_path}/filler 2>/dev/null; "
    run = subprocess.run(
        in_namespace(f'{mounting}; {fill} exec "$0" -c "$1" {tmp_path}', sys.executable, PREPARE),
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"data folder {tmp_path}/data cannot be used" in run.stderr
    assert words in run.stderr


def in_namespace(script: str, *arguments: str) -> list[str]:
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, *arguments]


def test_plain_ids_are_their_own_folder_names():
    assert safe_name("task-0001.retry_2") == "task-0001.retry_2"


@pytest.mark.parametrize(
    "task_id",
    [
        "", ".", "..", "a/b", "../../etc/passwd", "a\\b", "nul", "com1.txt", "UPPER", ".hidden", "dot.",
        "sp ace", "x" * 500, "日本語" * 200, "a\0b", "\ud800", "con", "-rf", "a\nb", "t-0123456789",
    ],
)  # fmt: skip
def test_any_other_id_gets_a_name_that_every_file_system_takes(tmp_path: Path, task_id: str):
    folder = RunFolders(tmp_path).create(task_id, 1)
    assert folder.parent.parent == tmp_path / "runs"
    assert folder.is_dir()
    assert folder.parent.name != task_id
    assert len(folder.parent.name) <= 60
    assert RunFolders(tmp_path).newest(task_id) == folder


@given(st.lists(st.text(st.characters(codec=None), max_size=80), unique=True, min_size=2, max_size=2))
def test_different_ids_have_different_folders_even_where_case_is_folded(ids: list[str]):
    one, two = map(safe_name, ids)
    assert one.casefold() != two.casefold()


@given(st.text(max_size=80))
def test_a_made_name_is_no_other_ids_own_name(task_id: str):
    made = safe_name(task_id)
    assert made == task_id or safe_name(made) != made


def test_attempts_have_folders_of_their_own_and_the_newest_is_the_last_made(tmp_path: Path):
    folders = RunFolders(tmp_path)
    assert folders.newest("t") is None
    made = [folders.create("t", attempt) for attempt in (1, 2, 10)]
    assert [folder.name for folder in made] == ["1", "2", "10"]
    assert folders.newest("t") == made[-1]


def test_a_task_that_comes_back_in_a_later_run_overwrites_nothing(tmp_path: Path):
    first = RunFolders(tmp_path).create("t", 1)
    RunFolders(tmp_path).create("t", 2)
    (first / "result.json").write_text("kept")
    later = [RunFolders(tmp_path).create("t", attempt) for attempt in (1, 2)]
    assert [folder.name for folder in later] == ["1-2", "2-2"]
    assert RunFolders(tmp_path).newest("t") == later[-1]
    assert (first / "result.json").read_text() == "kept"


def test_managers_that_meet_in_one_folder_never_share_a_run_folder(tmp_path: Path):
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda _: RunFolders(tmp_path).create("t", 1), range(64)))
    assert len(set(made)) == 64


def test_files_of_others_among_the_attempts_do_no_harm(tmp_path: Path):
    folders = RunFolders(tmp_path)
    folder = folders.create("t", 1)
    (folder.parent / "notes.txt").touch()
    (folder.parent / "3-").mkdir()
    assert folders.newest("t") == folder
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
@pytest.mark.parametrize("prepared", [True, False], ids=["prepared", "vanished"])
def test_what_is_made_is_for_this_user_alone(tmp_path: Path, prepared: bool):
    data = tmp_path / "data"
    before = os.umask(0o022)
    try:
        if prepared:
            prepare_data_dir(data)
        folder = RunFolders(data).create("t", 1)
    finally:
        os.umask(before)
    made = (data, data / "runs", folder.parent, folder)
    assert [stat.S_IMODE(place.stat().st_mode) for place in made] == [0o700] * 4


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_nothing_is_found_or_made_where_a_link_is_in_the_place_of_a_task_s_folder(tmp_path: Path):
    (tmp_path / "elsewhere" / "1").mkdir(parents=True)
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "t").symlink_to(tmp_path / "elsewhere")
    folders = RunFolders(tmp_path)
    assert (folders.newest("t"), folders.of_attempt("t", 1), folders.newest_attempt("t")) == (None, None, 0)
    with pytest.raises(ReplacedFolderError, match="t has been replaced by a link"):
        folders.create("t", 1)
    with pytest.raises(ReplacedFolderError, match="t has been replaced by a link"):
        folders.see(tmp_path / "runs" / "t" / "1")


@pytest.mark.skipif(sys.platform != "win32", reason="junctions of Windows")
def test_a_junction_that_came_later_is_not_followed(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    folders = RunFolders(tmp_path)
    subprocess.run(
        ["cmd", "/c", "mklink", "/J", str(tmp_path / "runs"), str(tmp_path / "elsewhere")], check=True
    )
    with pytest.raises(ReplacedFolderError, match="runs has been replaced by a link"):
        folders.create("t", 1)


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_link_for_all_runs_is_used_if_it_was_there_first(tmp_path: Path):
    (tmp_path / "large").mkdir()
    (tmp_path / "runs").symlink_to("large")
    folders = RunFolders(tmp_path)
    folders.see(folders.create("t", 1))
    assert (tmp_path / "large" / "t" / "1").is_dir()
    (tmp_path / "runs").unlink()
    (tmp_path / "runs").symlink_to(tmp_path / "large")
    with pytest.raises(ReplacedFolderError, match="start the manager anew if the link is yours"):
        folders.create("t", 2)
    assert RunFolders(tmp_path).create("t", 2) == tmp_path / "runs" / "t" / "2"
