"""Whatever a task leaves under a name that the manager opens: a regular file is read, all else is refused."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from parallel_execution_manager.system.files import crash_points
from parallel_execution_manager.system.runs.run_files import (
    append_text,
    changing_regular,
    open_regular,
    read_regular,
    write_new,
)

needs_pipes = pytest.mark.skipif(sys.platform == "win32", reason="named pipes and links of POSIX")


def test_a_regular_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"12345")
    assert read_regular(file, 5) == b"12345"
    with pytest.raises(OSError, match=r"f in .* cannot be read: it has more than 4 bytes"):
        read_regular(file, 4)


def test_a_huge_file_is_refused_without_reading_all_of_it(tmp_path: Path) -> None:
    file = tmp_path / "f"
    with file.open("wb") as stream:
        stream.truncate(1 << 40)
    with pytest.raises(OSError, match="more than 16777216 bytes"):
        read_regular(file)


def test_a_file_of_many_chunks_is_read_whole(tmp_path: Path) -> None:
    data = bytes(range(256)) * 1000
    (tmp_path / "f").write_bytes(data)
    assert read_regular(tmp_path / "f") == data
    assert read_regular(str(tmp_path / "f"), len(data)) == data


def test_a_new_file_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError(errno.ENOSPC, "full")

    crash_points.arm("file.before-new", fail)
    try:
        with pytest.raises(OSError, match="full"):
            write_new(tmp_path, "f", b"x")
    finally:
        crash_points.disarm()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_manager_left_of_a_new_file_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".f.new").write_bytes(b"a ha")
    write_new(tmp_path, "f", b"a half")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"f": b"a half"}


@needs_pipes
def test_a_link_is_never_written_through_as_a_new_file(tmp_path: Path) -> None:
    (tmp_path / "f").symlink_to(tmp_path / "elsewhere")
    (tmp_path / ".f.new").symlink_to(tmp_path / "elsewhere")
    write_new(tmp_path, "f", b"x")
    assert not (tmp_path / "elsewhere").exists()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"f": b"x"}


def test_a_missing_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "f")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot be read"):
        read_regular(tmp_path)


@needs_pipes
def test_a_pipe_without_another_end_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f")
    with pytest.raises(OSError, match="cannot be read: it is no regular file"):
        read_regular(tmp_path / "f")
    with pytest.raises(OSError, match="cannot be written: it is a pipe"):
        append_text(tmp_path / "f", "x")


@needs_pipes
def test_a_pipe_with_a_reader_gets_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f")
    reader = os.open(tmp_path / "f", os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(OSError, match="no regular file"):
            append_text(tmp_path / "f", "x")
        assert os.read(reader, 1) == b""
    finally:
        os.close(reader)


@needs_pipes
@pytest.mark.parametrize("target", ["/dev/zero", "real"])
def test_a_link_is_refused_wherever_it_leads(tmp_path: Path, target: str) -> None:
    (tmp_path / "real").write_text("x")
    (tmp_path / "f").symlink_to(target)
    with pytest.raises(OSError, match="it is a symbolic link"), open_regular(tmp_path / "f"):
        pass
    with pytest.raises(OSError, match="it is a symbolic link"):
        append_text(tmp_path / "f", "y")
    assert (tmp_path / "real").read_text() == "x"


def test_text_is_appended_even_if_it_has_no_utf8_form(tmp_path: Path) -> None:
    append_text(tmp_path / "f", "ü\n")
    append_text(tmp_path / "f", "\ud800\n")
    assert (tmp_path / "f").read_text(encoding="utf-8") == "ü\n\\ud800\n"


@needs_pipes
def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "f").write_text("precious")
    (tmp_path / "run").symlink_to("other")
    file = tmp_path / "run" / "f"
    for use in (
        read_regular,
        lambda path: append_text(path, "x"),
        lambda path: changing_regular(path).__enter__(),
    ):
        with pytest.raises(OSError, match="run has been replaced by a link, which is not followed"):
            use(file)
    assert (tmp_path / "other" / "f").read_text() == "precious"


def test_a_file_is_found_by_its_name_alone_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f").write_text("here")
    monkeypatch.chdir(tmp_path)
    assert read_regular("f") == b"here"
    with pytest.raises(FileNotFoundError):
        read_regular("missing/f")
    with pytest.raises(OSError, match="cannot be read: Not a directory"):
        read_regular("f/f")


def test_what_has_a_second_name_elsewhere_is_neither_changed_nor_appended_to(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"precious")
    (tmp_path / "f").hardlink_to(precious)
    with pytest.raises(OSError, match=r"f in .* cannot be written: it has 2 names .*make a copy"):
        append_text(tmp_path / "f", "x")
    with (
        pytest.raises(OSError, match=r"f in .* cannot be changed: it has 2 names"),
        changing_regular(tmp_path / "f"),
    ):
        pytest.fail("it is open for writing")
    assert precious.read_bytes() == b"precious"
