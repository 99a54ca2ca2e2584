"""The book of attempts and its records say the same, also where the disk fails."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.supervisor import records
from parallel_execution_manager.supervisor.records import Attempt, AttemptBook, AttemptLog, read_rows
from parallel_execution_manager.system.files.crash_points import arm, disarm

FACTS = {"pid": 7, "ticks": 9, "boot": "b"}
ACCOUNT = {"code": 3, "cpu_s": 0.1, "max_memory_mb": None, "delay_s": None, "left_behind": 0}


def row(name: str) -> dict[str, Any]:
    return {"mark": f"mark-{name}", "state": "starting", "key": [name, 1], "output": "/o", "at": 1.0}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[AttemptBook]:
    found = AttemptBook(AttemptLog(tmp_path / "log", []), {})
    yield found
    disarm()
    found.close()


def begun(book: AttemptBook, name: str) -> Attempt:
    wanted = row(name)
    book.expect(wanted)
    attempt = Attempt(7, None, wanted)
    book.begin(attempt, FACTS)
    return attempt


def fail() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_is_known_is_what_is_written(book: AttemptBook, tmp_path: Path):
    attempt = begun(book, "a")
    assert not book.is_idle
    assert book.running() == [attempt]
    book.note_resumed(attempt, "its manager was gone")
    book.end(attempt, ACCOUNT)
    assert book.is_idle
    assert attempt.over.is_set()
    (known,) = book.rows()
    written = read_rows(tmp_path / "log")["mark-a"]
    assert written.pop("resumed_at") > 0
    assert written == known
    assert (known["state"], known["code"], known["resumed"]) == ("ended", 3, "its manager was gone")


def test_a_start_that_is_told_is_on_record_before_the_end(book: AttemptBook, tmp_path: Path):
    attempt = begun(book, "a")
    assert attempt.due
    book.record_start(attempt)
    assert not attempt.due
    assert read_rows(tmp_path / "log")["mark-a"] == {**row("a"), **FACTS, "state": "started"}
    book.end(attempt, ACCOUNT)
    assert read_rows(tmp_path / "log")["mark-a"] == book.rows()[0]


def test_a_start_that_is_told_together_with_the_end_is_recorded_together_with_it(
    book: AttemptBook, tmp_path: Path
):
    attempt = begun(book, "a")
    assert read_rows(tmp_path / "log")["mark-a"] == row("a")
    added = book.end(attempt, ACCOUNT)
    assert added == {**ACCOUNT, "state": "ended", "ended_at": added["ended_at"]}
    assert read_rows(tmp_path / "log")["mark-a"] == {**row("a"), **FACTS, **added}
    assert (tmp_path / "log").read_bytes().count(b"\n") == 2


def test_what_runs_is_not_forgotten_and_what_has_ended_is(book: AttemptBook):
    first, _ = begun(book, "a"), begun(book, "b")
    book.end(first, ACCOUNT)
    book.forget([["a", 1], ["b", 1], ["nobody", 9]])
    assert [known["key"] for known in book.rows()] == [["b", 1]]


def test_all_tries_of_an_attempt_are_forgotten_also_those_of_earlier_supervisors(tmp_path: Path):
    left = {**row("a"), **FACTS, **ACCOUNT, "mark": "mark-left", "state": "ended"}
    book = AttemptBook(AttemptLog(tmp_path / "log", [left]), {"mark-left": left})
    book.end(begun(book, "a"), ACCOUNT)
    assert [known["mark"] for known in book.rows()] == ["mark-left", "mark-a"]
    book.forget([["a", 1]])
    assert book.rows() == []
    book.close()


def test_a_long_file_is_shortened_to_what_is_of_use(
    book: AttemptBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(records, "LONG_BYTES", 100)
    book.end(begun(book, "a"), ACCOUNT)
    begun(book, "b")
    book.forget([["a", 1]])
    assert read_rows(tmp_path / "log").keys() == {"mark-b"}
    assert b"mark-a" not in (tmp_path / "log").read_bytes()


def test_an_attempt_that_cannot_be_written_down_is_not_begun(
    book: AttemptBook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    arm("supervisor.before-record", fail)
    with pytest.raises(OSError, match="No space left"):
        book.expect(row("a"))
    assert book.is_idle
    assert book.rows() == []
    assert "['a', 1] cannot be recorded as refused: OSError" in capsys.readouterr().err
    disarm()
    begun(book, "b")
    assert read_rows(tmp_path / "log").keys() == {"mark-b"}


def test_an_end_that_cannot_be_written_down_is_known_all_the_same(
    book: AttemptBook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    attempt = begun(book, "a")
    arm("supervisor.before-record", fail)
    book.end(attempt, ACCOUNT)
    assert book.rows()[0]["code"] == 3
    assert "cannot be recorded as ended" in capsys.readouterr().err
    disarm()
    begun(book, "b")
    assert read_rows(tmp_path / "log")["mark-a"]["code"] == 3


def test_solitude_is_told_with_the_orphans(book: AttemptBook):
    begun(book, "a")
    assert book.orphans_and_solitude(lambda roots: [*roots, 1]) == ([7, 1], True)
    begun(book, "b")
    assert book.orphans_and_solitude(lambda _: []) == ([], False)
