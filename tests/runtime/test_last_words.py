"""What a failed process printed last says why it failed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from parallel_execution_manager.runtime.last_words import LONGEST, last_words, with_last_words
from parallel_execution_manager.system.files import atomic_write
from parallel_execution_manager.system.processes.executor import Exit


def printed(folder: Path, output: bytes) -> Path:
    (folder / "output.log").write_bytes(output)
    return folder


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (b"working\nValueError: no such seed\n\n  \n", "ValueError: no such seed"),
        (b"\x1b[31mred\x1b[0m\n", "red"),
        (b"without an end", "without an end"),
        ("right to left \u202e here\n".encode(), "right to left   here"),
        (b"half \xff\n", "half \ufffd"),
        (b"", ""),
        (b"\n\n", ""),
        (b"x" * 10_000, "x" * (LONGEST - 1) + "…"),
    ],
)
def test_the_last_line_that_is_not_empty_is_told(tmp_path: Path, output: bytes, words: str) -> None:
    assert last_words(printed(tmp_path, output), {}) == words


def test_without_an_output_there_are_none(tmp_path: Path) -> None:
    assert last_words(tmp_path, {}) == ""


def test_secrets_of_the_session_stay_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_TOKEN", "abcdef123456")
    assert last_words(printed(tmp_path, b"denied for abcdef123456\n"), {}) == "denied for (hidden)"


def test_secrets_of_the_task_stay_hidden_also_where_the_line_is_cut(tmp_path: Path) -> None:
    env = {"API_KEY": "swordfish" * 20, "COLOUR": "crimson"}
    output = f"crimson denied for {env['API_KEY']}\n".encode()
    assert last_words(printed(tmp_path, output), env) == "crimson denied for (hidden)"


@pytest.mark.parametrize(
    ("summary", "code", "told"),
    [
        ("exit code 2", 2, "exit code 2: no such file"),
        ("exit code 2, seed 42", 2, "exit code 2, seed 42: no such file"),
        ("exit code 0", 0, "exit code 0"),
        ("ended by signal 15", -15, "ended by signal 15"),
        ("2 of 5 scripts cannot be read", 2, "2 of 5 scripts cannot be read"),
    ],
)
def test_only_an_end_that_says_no_more_gets_them(tmp_path: Path, summary: str, code: int, told: str) -> None:
    assert with_last_words(summary, Exit(code), printed(tmp_path, b"no such file\n"), {}) == told


def test_a_full_disk_is_named_where_a_task_failed_for_no_other_reason_that_it_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = printed(tmp_path, b"xxxx")
    full = shutil.disk_usage(tmp_path)._replace(free=atomic_write.FULL_BELOW_BYTES - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    told = with_last_words("exit code 1", Exit(1), folder, {})
    assert told == f"exit code 1: xxxx; the disk of {folder} is full, which may be why: make room"
    assert with_last_words("2 of 5 scripts cannot be read", Exit(1), folder, {}).endswith("be read")


def test_a_folder_that_is_gone_is_on_no_full_disk(tmp_path: Path) -> None:
    assert not atomic_write.is_full(tmp_path / "gone")
