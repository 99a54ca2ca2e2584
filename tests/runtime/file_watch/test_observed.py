"""What tasks were seen to work with is kept, joined over some runs, and begun anew if it is broken."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from parallel_execution_manager.roles.results import Finding
from parallel_execution_manager.runtime.file_watch import observed as module
from parallel_execution_manager.runtime.file_watch.observed import FILE_NAME, ObservedBook, observed_files
from parallel_execution_manager.runtime.file_watch.records import MOST_ACCESSES, MOST_FILES, Record


def row(path: str, mode: str = "read") -> dict[str, str]:
    return {"path": path, "mode": mode}


def test_the_last_three_runs_are_joined_and_who_wrote_once_writes(tmp_path: Path):
    book = ObservedBook(tmp_path)
    book.note("r", "job", [row("/gone")])
    book.note("r", "job", [row("/b", "write"), row("/a")])
    book.note("r", "job", [row("/b")])
    book.note("r", "job", [row("/c")])
    book.note("r", "other", [row("/x")])
    book.save()
    expected = [row("/b", "write"), row("/a"), row("/c")]
    assert book.files("r", "job") == expected
    assert observed_files(tmp_path, "r", "job") == expected
    assert ObservedBook(tmp_path).files("r", "job") == expected
    assert observed_files(tmp_path, "r", "none") == observed_files(tmp_path, "none", "job") == []


def test_it_is_not_written_more_often_than_needed(tmp_path: Path):
    now = [0.0]
    book = ObservedBook(tmp_path, lambda: now[0])
    book.save(now=True)
    assert not (tmp_path / FILE_NAME).exists()
    for name in ("a", "b"):
        book.note("r", name, [row("/x")])
        book.save()
    assert observed_files(tmp_path, "r", "b") == []
    now[0] = module.SAVE_EVERY_S
    book.save()
    assert observed_files(tmp_path, "r", "b") == [row("/x")]
    book.note("r", "c", [row("/x")])
    book.save(now=True)
    assert observed_files(tmp_path, "r", "c") == [row("/x")]


def test_the_oldest_kinds_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_KINDS", 2)
    book = ObservedBook(tmp_path)
    for name in ("a", "b", "a", "c"):
        book.note("r", name, [row("/x")])
    assert [name for name in "abc" if book.files("r", name)] == ["a", "c"]


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"version": 2}', '{"version": 1, "roles": {"r": {"n": [[{"path": 1}]]}}}']
)
def test_a_broken_file_is_told_and_begun_anew(content: str, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    (tmp_path / FILE_NAME).write_text(content)
    with pytest.raises(ValueError, match="cannot be used"):
        observed_files(tmp_path, "r", "n")
    with caplog.at_level(logging.WARNING):
        book = ObservedBook(tmp_path)
    assert "begun anew" in caplog.text
    book.note("r", "n", [row("/x")])
    book.save()
    assert observed_files(tmp_path, "r", "n") == [row("/x")]


def test_what_cannot_be_written_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    book = ObservedBook(tmp_path / "no such folder")
    book.note("r", "n", [row("/x")])
    with caplog.at_level(logging.WARNING):
        book.save()
    assert "cannot be kept" in caplog.text


def record() -> Record:
    return Record(("/project", "/project/.venv/inner"), "/project/data")


def test_only_work_is_kept():
    made = record()
    for path in (
        *("/project/a", "/project/sub/b", "/project/.venv/inner/c"),
        *("/etc/passwd", "/project2/a", "/project/data/run", "/project/.git/index", "/project/.venv/lib/x"),
        *("/project/x/__pycache__/y.pyc", "/project/.venv/inner/node_modules/m.js"),
    ):
        made.note_file(path, writable=False)
    assert set(made.files) == {"/project/a", "/project/sub/b", "/project/.venv/inner/c"}


def test_who_wrote_once_has_written_and_comes_first():
    made = record()
    for path, writable in (("/project/a", None), ("/project/b", False), ("/project/b", True)):
        made.note_file(path, writable=writable)
    made.note_file("/project/b", writable=False)
    assert made.rows() == [row("/project/b", "write"), row("/project/a")]


def test_a_record_stays_small_and_says_what_it_left_out(tmp_path: Path):
    made = record()
    for number in range(MOST_FILES + 5):
        made.note_file(f"/project/{number}", writable=False)
    for number in range(MOST_ACCESSES + 5):
        made.note_access(f"sentence {number}", "/project/a", is_finding=number == 0)
    made.write(tmp_path)
    stored = json.loads((tmp_path / "observed_files.json").read_text())
    assert (len(stored["files"]), stored["left_out"], len(stored["undeclared"])) == (1000, 5, 100)
    assert made.findings == [Finding("warning", "sentence 0", "/project/a")]


def test_a_record_of_nothing_is_not_written(tmp_path: Path):
    record().write(tmp_path)
    assert list(tmp_path.iterdir()) == []
