"""A replaced file is the old one or the whole new one, and nothing is left beside it."""

from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from parallel_execution_manager.system.files.atomic_write import PRIVATE, replace_bytes, replace_text


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_text_is_written_in_utf_8_without_changes(tmp_path: Path):
    replace_text(tmp_path / "file", "zwei\nZeilen → ünï\r\n")
    assert (tmp_path / "file").read_bytes() == "zwei\nZeilen → ünï\r\n".encode()
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("durable", [True, False])
def test_old_content_is_replaced_as_a_whole(tmp_path: Path, durable: bool):
    replace_bytes(tmp_path / "file", b"long old content", durable=durable)
    replace_bytes(tmp_path / "file", b"new", durable=durable)
    assert (tmp_path / "file").read_bytes() == b"new"
    assert names(tmp_path) == ["file"]


def test_a_reader_sees_one_whole_content_or_another(tmp_path: Path):
    file = tmp_path / "file"
    contents = [bytes([number]) * 50_000 for number in range(4)]
    replace_bytes(file, contents[0])

    def write(content: bytes) -> None:
        for _ in range(25):
            replace_bytes(file, content, durable=False)

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, content) for content in contents]
        seen = {file.read_bytes()}
        while not all(writer.done() for writer in writers):
            seen.add(file.read_bytes())
        assert [writer.result() for writer in writers] == [None] * 4
    assert seen <= set(contents)
    assert names(tmp_path) == ["file"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
@pytest.mark.parametrize("exists", [True, False])
def test_a_file_is_private_if_it_is_to_be(tmp_path: Path, exists: bool):
    file = tmp_path / "file"
    if exists:
        file.touch()
        file.chmod(0o644)
    replace_text(file, "new", mode=PRIVATE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_the_permissions_of_an_old_file_are_kept(tmp_path: Path):
    file = tmp_path / "file"
    file.touch(mode=0o640)
    file.chmod(0o640)
    replace_text(file, "new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to("elsewhere/target")
    replace_text(tmp_path / "link", "one")
    replace_text(tmp_path / "link", "two")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "elsewhere" / "target").read_text() == "two"


def test_a_name_as_long_as_may_be_is_no_hindrance(tmp_path: Path):
    replace_text(tmp_path / ("x" * 255), "content")
    assert (tmp_path / ("x" * 255)).read_text() == "content"


def test_a_missing_folder_is_an_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        replace_text(tmp_path / "missing" / "file", "content")


def test_whatever_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").write_text("old")
    with pytest.raises(OSError, match="folder"):
        replace_text(tmp_path / "folder", "content")
    assert names(tmp_path) == ["folder"]
    assert (tmp_path / "folder" / "inside").read_text() == "old"


def test_text_that_has_no_utf_8_form_touches_nothing(tmp_path: Path):
    replace_text(tmp_path / "file", "old")
    with pytest.raises(UnicodeEncodeError):
        replace_text(tmp_path / "file", "\ud800")
    assert (tmp_path / "file").read_text() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_link_is_followed_or_replaced_as_it_is_wished(tmp_path: Path):
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to("target")
    replace_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"
    replace_text(tmp_path / "link", "ours", follow=False)
    assert not (tmp_path / "link").is_symlink()
    assert ((tmp_path / "link").read_text(), (tmp_path / "target").read_text()) == ("ours", "new")
