"""Records survive the death of their writer, also in the middle of a line, and only whole ones count."""

from __future__ import annotations

import contextlib
import os
import resource
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.supervisor import records
from parallel_execution_manager.supervisor.paths import Place
from parallel_execution_manager.supervisor.records import AttemptLog, forget_rows, read_log, read_rows
from parallel_execution_manager.system.files.atomic_write import replace_bytes
from parallel_execution_manager.system.files.crash_points import arm, disarm

STARTING = {"mark": "m1", "state": "starting", "key": ["t", 1], "output": "/o"}
STARTED = {"mark": "m1", "state": "started", "pid": 7, "ticks": 9, "boot": "b"}
ENDED = {"mark": "m1", "state": "ended", "code": 3}
OTHER = {"mark": "m2", "state": "starting", "key": ["ü\udcff", 2], "output": "/p"}
ALL: list[dict[str, Any]] = [STARTING, OTHER, STARTED, ENDED]


@contextlib.contextmanager
def log_in(folder: Path, rows: Any = ()) -> Iterator[AttemptLog]:
    log = AttemptLog(folder / "attempts.log", rows)
    try:
        yield log
    finally:
        log.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of all records above."""
    folder = tmp_path_factory.mktemp("records")
    with log_in(folder) as log:
        for record in ALL:
            log.add(record)
    return (folder / "attempts.log").read_bytes()


def test_later_records_of_an_attempt_go_over_earlier_ones(tmp_path: Path):
    with log_in(tmp_path) as log:
        for record in ALL:
            log.add(record)
        assert read_rows(tmp_path / "attempts.log") == {"m1": {**STARTING, **STARTED, **ENDED}, "m2": OTHER}


def test_what_was_refused_and_what_has_no_file_is_nothing(tmp_path: Path):
    with log_in(tmp_path) as log:
        log.add(STARTING)
        log.add({"mark": "m1", "state": "refused"})
        log.add({"mark": "m3", "state": "ended"})
    assert read_rows(tmp_path / "attempts.log") == {}
    assert read_rows(tmp_path / "missing") == {}


@given(st.data())
def test_of_a_file_that_was_cut_off_anywhere_all_whole_records_count(
    written: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
):
    length = data.draw(st.integers(0, len(written)))
    path = tmp_path_factory.getbasetemp() / "cut"
    replace_bytes(path, written[:length], durable=False)
    # The newline may be missing: the checksum tells that the record is whole.
    whole = sum(len(written[:length]) >= len(part) for part in _prefixes(written))
    expected: dict[str, Any] = {}
    for record in ALL[:whole]:
        expected.setdefault(record["mark"], {}).update(record)
    assert read_rows(path) == expected


@given(st.data())
def test_garbage_costs_no_record_but_those_that_it_hit(
    written: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
):
    start = data.draw(st.integers(0, len(written) - 1))
    garbage = data.draw(st.binary(min_size=1, max_size=50))
    path = tmp_path_factory.getbasetemp() / "garbage"
    replace_bytes(path, written[:start] + garbage + written[start + len(garbage) :], durable=False)
    for mark, row in read_rows(path).items():
        full = {**STARTING, **STARTED, **ENDED} if mark == "m1" else OTHER
        assert row.items() <= full.items() or row["state"] in {"starting", "started"}


def test_damaged_lines_are_counted_but_not_one_that_was_cut_off(written: bytes, tmp_path: Path):
    path = tmp_path / "attempts.log"
    assert read_log(path) == ({}, None)
    for data, damaged in ((written, 0), (written[:-5], 0), (b"x" + written[1:], 1)):
        path.write_bytes(data)
        assert read_log(path)[1] == damaged


def test_a_record_after_one_that_was_cut_off_is_read(written: bytes, tmp_path: Path):
    path = tmp_path / "attempts.log"
    path.write_bytes(written[:-5])
    rows = read_rows(path)
    with log_in(tmp_path, rows.values()) as log:
        log.add(ENDED)
    assert read_rows(path)["m1"]["state"] == "ended"


def test_shortening_keeps_what_is_of_use_while_others_add(tmp_path: Path):
    with log_in(tmp_path) as log:
        rows = {number: {**STARTING, "mark": str(number)} for number in range(200)}

        def add() -> None:
            for row in rows.values():
                log.add(row)

        adding = threading.Thread(target=add)
        adding.start()
        while adding.is_alive():
            log.shorten(rows.values)
        adding.join()
    assert read_rows(tmp_path / "attempts.log").keys() == {str(number) for number in rows}


def test_it_is_told_when_the_file_has_become_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(records, "LONG_BYTES", 200)
    with log_in(tmp_path) as log:
        assert not log.is_long
        log.add({**STARTING, "output": "x" * 200})
        assert log.is_long
        log.shorten(list)
        assert not log.is_long


def test_forgetting_needs_the_lock_and_leaves_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(records, "_PATIENCE_S", 0.0)
    place = Place(tmp_path)
    place.prepare()
    with log_in(place.folder, [STARTING, OTHER]):
        pass
    lock = place.take(0.0)
    assert lock is not None
    forget_rows(place, [("t", 1)])
    assert len(read_rows(place.attempts)) == 2
    with open(lock, "rb"):  # noqa: PTH123 - a descriptor, which is closed
        pass
    forget_rows(place, [("t", 1)])
    assert read_rows(place.attempts) == {"m2": OTHER}


def _prefixes(written: bytes) -> list[bytes]:
    """The shortest beginnings of ``written`` with one whole record, two, and so on."""
    lines = written.splitlines()
    return [b"\n".join(lines[: number + 1]) for number in range(len(lines))]


def test_records_are_synced_also_while_no_more_files_may_be_opened(tmp_path: Path):
    synced = threading.Event()
    arm("supervisor.before-sync", synced.set)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        with log_in(tmp_path) as log:
            for most in (3, limits[0]):
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, limits[1]))
                synced.clear()
                log.add(STARTING)
                assert synced.wait(60)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        disarm()


def test_what_is_added_after_shortening_is_in_the_file_also_where_no_more_files_may_be_opened(tmp_path: Path):
    """Each number of a file is taken at the moment when the shorter one has its name."""
    taken: list[int] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    def take_all() -> None:
        highest = max(int(path.name) for path in Path("/proc/self/fd").iterdir())
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 2, hard))
        with contextlib.suppress(OSError):
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))

    try:
        with log_in(tmp_path) as log:
            arm("file.before-rename", take_all)
            log.shorten(lambda: [STARTING])
            log.add({"mark": STARTING["mark"], "state": "ended"})
            for number in taken:
                os.close(number)
            taken.clear()
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            disarm()
            (row,) = read_rows(tmp_path / "attempts.log").values()
            assert row["state"] == "ended"
    finally:
        disarm()
        for number in taken:
            os.close(number)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
