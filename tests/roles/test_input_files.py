"""Files that a role reads are bounded, ordinary files, or refused with what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from parallel_execution_manager.roles import input_files
from parallel_execution_manager.roles.input_files import InputProblems, read_json_object, read_toml


def test_a_file_and_a_link_to_one_are_read(tmp_path: Path):
    (tmp_path / "plan.toml").write_text("a = 1", encoding="utf-8")
    (tmp_path / "link.toml").symlink_to(tmp_path / "plan.toml")
    assert read_toml(tmp_path / "plan.toml") == read_toml(tmp_path / "link.toml") == {"a": 1}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes")
@pytest.mark.parametrize("read", [read_toml, read_json_object])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, read):
    os.mkfifo(tmp_path / "plan")
    with pytest.raises(InputProblems, match="is no ordinary file"):
        read(tmp_path / "plan")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(input_files, "LARGEST_FILE", 2**20)
    (tmp_path / "plan.json").write_bytes(b" " * (2**20 + 1))
    with pytest.raises(InputProblems, match="has more than 1 MiB"):
        read_json_object(tmp_path / "plan.json")


def test_a_file_that_is_missing_is_told(tmp_path: Path):
    with pytest.raises(InputProblems, match="No such file"):
        read_toml(tmp_path / "plan.toml")


def test_depth_without_end_is_refused(tmp_path: Path):
    (tmp_path / "plan.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(InputProblems, match="is no JSON"):
        read_json_object(tmp_path / "plan.json")
