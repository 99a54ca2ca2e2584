"""What must be true of a task's fields: every role finds the same path, or refuses it in the same words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.roles.inputs import collect_problems, existing_path, input_path, text_field
from tests.roles.attempts import task


def named(value: Any, cwd: str = "") -> Any:
    return task("any_role", cwd=cwd, thing=value)


def test_a_relative_path_starts_at_the_tasks_cwd_else_at_the_projects_folder(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for folder in (tmp_path, tmp_path / "sub"):
        (folder / "a.txt").touch()
    assert existing_path(named("a.txt"), "thing", tmp_path) == tmp_path / "a.txt"
    assert existing_path(named(" a.txt ", str(tmp_path / "sub")), "thing", tmp_path) == tmp_path / "sub/a.txt"
    assert existing_path(named(tmp_path / "a.txt"), "thing", Path("elsewhere")) == tmp_path / "a.txt"


def test_a_home_folder_is_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert input_path(named("~/new.json"), "thing", Path("base")) == tmp_path / "new.json"


def test_without_a_value_the_default_holds_and_without_one_there_is_no_path(tmp_path: Path) -> None:
    (tmp_path / "d.txt").touch()
    assert existing_path(named(None), "thing", tmp_path) is None
    assert input_path(named("  "), "thing", tmp_path) is None
    assert existing_path(named(""), "thing", tmp_path, default="d.txt") == tmp_path / "d.txt"


def test_a_folder_is_taken_only_where_one_is_allowed(tmp_path: Path) -> None:
    assert existing_path(named("."), "thing", tmp_path, folder_allowed=True) == tmp_path / "."
    with pytest.raises(TaskInputError, match=r"thing: .* is a folder; name a file in it"):
        existing_path(named("."), "thing", tmp_path)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (7, "thing is 7; it must be a text"),
        (b"a", "thing is b'a'; it must be a text"),
        ("a\0b", "no program can be given"),
        ("\ud800", "no program can be given"),
        ("gone", "there is no "),
        ("~nobody-of-this-name/a", "names no home folder"),
        ("x" * 5000, "cannot be looked at"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_fields_name(value: Any, words: str, tmp_path: Path) -> None:
    (problem,) = collect_problems(lambda: existing_path(named(value), "thing", tmp_path))
    assert problem.startswith("thing")
    assert words in problem


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TaskInputError, match="device, pipe or socket"):
        existing_path(named("pipe"), "thing", tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").touch(mode=0o000)
    with pytest.raises(TaskInputError, match="may not be read by you"):
        existing_path(named("secret"), "thing", tmp_path)


def test_every_problem_is_named_once(tmp_path: Path) -> None:
    def bad() -> str:
        return text_field(named(5), "thing")

    assert collect_problems(bad, bad, lambda: existing_path(named("gone"), "thing", tmp_path))[0] == (
        "thing is 5; it must be a text"
    )
