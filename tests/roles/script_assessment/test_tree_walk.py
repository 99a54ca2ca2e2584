"""What must be true of the files that are found: in order, none lost in silence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from parallel_execution_manager.roles.script_assessment.role import EXCLUDED
from parallel_execution_manager.roles.script_assessment.source import find_python_files, shown_path


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n", encoding="utf-8")


def test_python_files_are_found_in_order_and_others_are_no_matter(tmp_path: Path) -> None:
    make(tmp_path, "b.py", "a/c.PYW", "a/d.py", "a/data.json", "z.pyc")
    found = find_python_files(tmp_path, EXCLUDED)
    assert [shown_path(path, tmp_path) for path in found.files] == ["b.py", "a/c.PYW", "a/d.py"]
    assert found.left_out == {}


def test_what_a_pattern_leaves_out_is_named_with_the_pattern(tmp_path: Path) -> None:
    make(tmp_path, ".venv-3.12/x.py", "a/__pycache__/y.py", "a/gen/z.py", "a/kept.py", "skip_me.py")
    found = find_python_files(tmp_path, (*EXCLUDED, "a/gen", "skip_*"))
    assert [path.name for path in found.files] == ["kept.py"]
    left = {shown_path(path, tmp_path): why for path, why in found.left_out.items()}
    assert left == {
        ".venv-3.12": "it matches '.venv*'",
        "a/__pycache__": "it matches '__pycache__'",
        "a/gen": "it matches 'a/gen'",
        "skip_me.py": "it matches 'skip_*'",
    }


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    make(tmp_path, "tool")
    assert find_python_files(tmp_path / "tool", ("tool",)).files == [tmp_path / "tool"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a special right on Windows")
def test_linked_folders_are_not_followed_but_named(tmp_path: Path) -> None:
    make(tmp_path, "a/x.py")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "broken.py").symlink_to(tmp_path / "nowhere")
    found = find_python_files(tmp_path, ())
    assert [path.name for path in found.files] == ["broken.py", "x.py"]
    assert found.left_out == {tmp_path / "a" / "loop": "it is a link to a folder"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may list every folder")
def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path) -> None:
    make(tmp_path, "closed/x.py")
    (tmp_path / "closed").chmod(0)
    try:
        found = find_python_files(tmp_path, ())
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert found.files == []
    assert "cannot be listed" in found.unlisted[tmp_path / "closed"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are Unicode there")
def test_a_name_that_cannot_be_printed_is_escaped(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"bad\xff\nname.py")
    shown = shown_path(path, tmp_path)
    assert shown == "bad\\udcff\\nname.py"
    assert shown.encode("utf-8")
