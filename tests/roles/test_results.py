"""What must be true of ``result.json``: what was written is read, and nothing else is taken for a result."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from parallel_execution_manager.roles.results import (
    Artefact,
    Finding,
    Result,
    lacks_result,
    read_result,
    visible_in,
    write_json,
    write_missing_result,
    write_new_json,
    write_result,
)
from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager.system.processes.executor import Exit
from parallel_execution_manager.system.runs.folders import OUTPUT_FILE, RESULT_FILE


def test_a_result_that_was_written_is_read_again(tmp_path: Path) -> None:
    result = Result(
        ok=True,
        summary="all of it — ü",
        artefacts=(Artefact("a/b.md", "B"),),
        findings=(Finding("warning", "look", "x.py", 3),),
        submissions=({"role": "r", "args": [1]},),
        data={"n": 1},
    )
    write_result(tmp_path, result)
    assert read_result(tmp_path, Exit(0)) == result
    assert [path.name for path in tmp_path.iterdir()] == [RESULT_FILE]


@pytest.mark.parametrize(
    "value",
    [
        *("", 'a "quote"\\\n\x00\x1f', "ü\u2028😀", True, False, None, 0, -3, 10**40, 0.1, 1e300, -0.0),
        *([], {}, ["a", 1], {"a": {"b": [None]}}, RoleState.ACTIVE, Path("a/b")),
    ],
)
def test_a_new_file_of_json_has_what_an_encoder_makes_of_each_value(value: object, tmp_path: Path) -> None:
    write_new_json(tmp_path, "f.json", {'odd "key" ü': value, "next": 1})
    expected = json.dumps({'odd "key" ü': value, "next": 1}, ensure_ascii=False, default=str)
    text = (tmp_path / "f.json").read_text(encoding="utf-8")
    assert text.count("\n") == 4
    assert json.loads(text) == json.loads(expected)


def test_what_is_no_number_stays_so_in_a_new_file_of_json(tmp_path: Path) -> None:
    infinite = {"a": float("inf"), "b": float("-inf"), "c": float("nan")}
    write_new_json(tmp_path, "f.json", {**infinite, "d": "\ud800"})
    assert (tmp_path / "f.json").read_text(encoding="utf-8").split() == [
        *("{", '"a":', "Infinity,", '"b":', "-Infinity,", '"c":', "NaN,", '"d":', '"\\ud800"', "}")
    ]


@pytest.mark.parametrize("name", [RESULT_FILE, "RESULT.json"])
def test_a_folder_that_has_a_result_in_any_letters_is_not_taken_for_one_without(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / OUTPUT_FILE).touch()
    assert lacks_result(visible_in(str(tmp_path)))
    (tmp_path / name).symlink_to("nowhere")
    assert not lacks_result(visible_in(str(tmp_path)))


def test_a_folder_that_cannot_be_looked_into_may_have_a_result(tmp_path: Path) -> None:
    assert not lacks_result(visible_in(str(tmp_path / "gone")))


def test_only_a_result_that_is_missing_is_written(tmp_path: Path) -> None:
    write_missing_result(tmp_path, Result(ok=True, summary="first"))
    write_missing_result(tmp_path, Result(ok=True, summary="second"))
    assert read_result(tmp_path, Exit(0)).summary == "first"


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_link_is_never_written_through_for_a_missing_result(tmp_path: Path) -> None:
    (tmp_path / RESULT_FILE).symlink_to(tmp_path / "elsewhere")
    write_missing_result(tmp_path, Result(ok=True, summary="s"))
    assert not (tmp_path / "elsewhere").exists()


def test_a_process_that_failed_has_failed_whatever_it_wrote(tmp_path: Path) -> None:
    write_result(tmp_path, Result(ok=True, summary="fine"))
    assert not read_result(tmp_path, Exit(1)).ok


@pytest.mark.parametrize(
    ("exit_", "ok", "summary"),
    [
        (Exit(0), True, "exit code 0"),
        (Exit(3), False, "exit code 3"),
        (Exit(-9, left_behind=2), False, "ended by signal 9; 2 processes it left behind were ended"),
    ],
)
def test_without_a_file_the_exit_decides(exit_: Exit, ok: bool, summary: str, tmp_path: Path) -> None:
    assert read_result(tmp_path, exit_) == Result(ok=ok, summary=summary)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[1, 2]",
        b"null",
        b"[" * 100_000,
        b'{"schema_version": 2, "ok": true}',
        b'{"schema_version": 1, "ok": true, "artefacts": [{"x": 1}]}',
        b'{"schema_version": 1, "ok": true, "findings": 5}',
        b'{"schema_version": 1, "ok": true, "submissions": [5]}',
        b'{"schema_version": 1, "ok": true, "data": [5]}',
    ],
)
def test_what_is_no_result_fails_with_the_files_name(content: bytes, tmp_path: Path) -> None:
    (tmp_path / RESULT_FILE).write_bytes(content)
    result = read_result(tmp_path, Exit(0))
    assert not result.ok
    assert RESULT_FILE in result.summary


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX")
def test_a_pipe_in_the_results_place_fails_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / RESULT_FILE)
    result = read_result(tmp_path, Exit(0))
    assert not result.ok
    assert f"{RESULT_FILE} in {tmp_path} cannot be read: it is no regular file" in result.summary


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_link_in_the_results_place_is_neither_read_nor_written_through(tmp_path: Path) -> None:
    folder, other = tmp_path / "run", tmp_path / "other"
    folder.mkdir()
    other.write_text("precious")
    (folder / RESULT_FILE).symlink_to(other)
    assert "symbolic link" in read_result(folder, Exit(0)).summary
    write_result(folder, Result(ok=True, summary="fine"))
    assert read_result(folder, Exit(0)).summary == "fine"
    assert other.read_text() == "precious"


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
@pytest.mark.parametrize("leads", ["other", "nowhere", "observed.json"])
def test_a_link_in_the_place_of_any_file_of_a_run_is_replaced_itself(tmp_path: Path, leads: str) -> None:
    other = tmp_path / "other"
    other.write_text("precious")
    (tmp_path / "observed.json").symlink_to(leads)
    write_json(tmp_path / "observed.json", {"a": 1})
    assert not (tmp_path / "observed.json").is_symlink()
    assert json.loads((tmp_path / "observed.json").read_text()) == {"a": 1}
    assert other.read_text() == "precious"
    assert not (tmp_path / "nowhere").exists()


def test_a_result_without_end_is_refused(tmp_path: Path) -> None:
    with (tmp_path / RESULT_FILE).open("wb") as file:
        file.truncate(1 << 40)
    assert "more than 16777216 bytes" in read_result(tmp_path, Exit(0)).summary


@pytest.mark.parametrize(
    "path",
    ["../other/1/plot.png", "/etc/passwd", "a/../../b", "C:\\Windows\\x", "\\\\host\\share", "..\\x", "a\0b"],
)
def test_an_artefact_outside_of_the_run_folder_is_told_and_not_listed(path: str, tmp_path: Path) -> None:
    write_result(
        tmp_path, Result(ok=True, summary="s", artefacts=(Artefact(path, "Report"), Artefact("a/b", "B")))
    )
    result = read_result(tmp_path, Exit(0))
    assert result.artefacts == (Artefact("a/b", "B"),)
    [finding] = result.findings
    assert "leads out of the run folder" in finding.message
