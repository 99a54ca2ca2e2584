"""The history's file: what was put in is found again, sorted, filtered and counted as asked."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.admission.footprints import SEPARATOR
from parallel_execution_manager.system.storage import history as history_file
from parallel_execution_manager.system.storage.history import (
    FILE_NAME,
    HistoryError,
    HistoryFile,
    HistoryQuery,
    PastRun,
    RunOrder,
    RunRefusedError,
    page,
    statistics,
)


def run(name: str = "walk", state: str = "succeeded", **given: object) -> PastRun:
    values = PastRun(
        *(0, name, name, "agents", f"agents{SEPARATOR}walk.py", state, 1, False, 90.0, 100.0, 110.0, 10.0),
        *(0.0, 0.0, 0, "", 0.5, 100.0, "{}"),
    )
    return values._replace(**given)


@pytest.fixture
def history(tmp_path: Path):
    made = HistoryFile(tmp_path)
    yield made
    made.close()


def names(folder: Path, **asked: object) -> list[str]:
    return [each.name for each in page(folder, HistoryQuery(**asked)).runs]


def test_what_was_put_in_is_found_again(tmp_path, history) -> None:
    put = run(detail="odd \udc80 ä", exit_code=None, goes_on=False)
    history.add([put])
    (found,) = page(tmp_path, HistoryQuery()).runs
    assert found == put._replace(number=1, detail="odd \\udc80 ä")
    assert history.newest_end() == 110.0


def test_runs_are_sorted_by_any_column_and_what_is_unknown_comes_last(tmp_path, history) -> None:
    history.add([run("a", duration_s=3.0), run("b", duration_s=None), run("c", duration_s=1.0)])
    assert names(tmp_path, order=RunOrder.DURATION) == ["a", "c", "b"]
    assert names(tmp_path, order=RunOrder.DURATION, descending=False) == ["c", "a", "b"]
    for order in RunOrder:
        assert sorted(names(tmp_path, order=order)) == ["a", "b", "c"]


def test_runs_are_filtered_by_text_role_state_and_task(tmp_path, history) -> None:
    history.add(
        [
            run("Walk 50%", task_id="w", state="failed", detail="boom_1"),
            run("other", role="scripts", state="cancelled", detail="boomx1"),
            run("other", attempt=1, goes_on=True, state="failed"),
        ]
    )
    assert names(tmp_path, text="walk 50%") == ["Walk 50%"]
    assert names(tmp_path, text="BOOM_1") == ["Walk 50%"]
    assert names(tmp_path, text="no such") == []
    assert names(tmp_path, role="scripts") == ["other"]
    assert names(tmp_path, states=frozenset({"failed", "lost"})) == ["Walk 50%"]
    assert len(names(tmp_path, task_id="other")) == 2


def test_pages_fit_each_other_while_more_is_added(tmp_path, history) -> None:
    history.add([run(str(number), ended_at=float(number)) for number in range(10)])
    first = page(tmp_path, HistoryQuery(limit=4))
    history.add([run("new", ended_at=99.0)])
    rest = [
        each.name
        for offset in (4, 8)
        for each in page(tmp_path, HistoryQuery(limit=4, offset=offset, up_to=first.up_to)).runs
    ]
    assert [each.name for each in first.runs] + rest == [str(number) for number in range(9, -1, -1)]
    assert first.total == 10


def test_what_is_in_it_already_is_not_added_twice(tmp_path, history) -> None:
    history.add([run()])
    history.add([run(ended_at=112.0), run(ended_at=110.0 + 3600), run(attempt=2)], only_unknown=True)
    assert page(tmp_path, HistoryQuery()).total == 3


def test_the_oldest_are_dropped(tmp_path, history, monkeypatch) -> None:
    monkeypatch.setattr(history_file, "RUNS_KEPT", 3)
    for number in range(6):
        history.add([run(str(number))])
    assert sorted(names(tmp_path)) == ["3", "4", "5"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]),
            st.sampled_from(["succeeded", "failed", "timed_out", "lost", "cancelled"]),
            st.none() | st.floats(0, 1000),
            st.booleans(),
        ),
        max_size=40,
    )
)
def test_statistics_are_those_of_counting_by_hand(tmp_path_factory, rows) -> None:
    folder = tmp_path_factory.mktemp("history")
    history = HistoryFile(folder)
    history.add([run(role=role, state=s, duration_s=d, goes_on=g, throttled_s=1.0) for role, s, d, g in rows])
    history.close()
    found = {each.role: each for each in statistics(folder)}
    for role in ("a", "b"):
        chosen = [row for row in rows if row[0] == role and not row[3]]
        assert (role in found) == bool(chosen)
        if not chosen:
            continue
        durations = sorted(row[2] for row in chosen if row[2] is not None)
        one = found[role]
        failed = sum(row[1] in {"failed", "timed_out", "lost"} for row in chosen)
        succeeded = sum(row[1] == "succeeded" for row in chosen)
        assert (one.count, one.failed, one.succeeded) == (len(chosen), failed, succeeded)
        assert one.cancelled == len(chosen) - failed - succeeded
        assert one.throttled_s == pytest.approx(len(chosen))
        assert one.median_s == (median_low(durations) if durations else None)
        assert one.p95_s == (durations[-(-len(durations) * 95 // 100) - 1] if durations else None)
        share = 100 * failed / (failed + succeeded) if failed + succeeded else None
        assert one.failed_percent == share


def test_kinds_are_told_by_their_program(tmp_path, history) -> None:
    history.add([run(), run(kind=f"agents{SEPARATOR}python3 fire.py"), run()])
    assert [(each.program, each.count) for each in statistics(tmp_path, by_kind=True)] == [
        ("walk.py", 2),
        ("python3 fire.py", 1),
    ]


def test_a_damaged_file_is_set_aside_and_said_so(tmp_path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database " * 1000)
    history = HistoryFile(tmp_path)
    assert "is damaged; it is kept as history.corrupt-" in history.problem
    history.add([run()])
    history.close()
    assert len(list(tmp_path.glob("history.corrupt-*"))) == 1


def test_a_newer_file_is_not_touched(tmp_path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()
    with pytest.raises(HistoryError, match="of version 7, .* It was not changed"):
        HistoryFile(tmp_path)


def test_a_folder_that_cannot_be_is_told(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match="cannot be opened"):
        HistoryFile(tmp_path / "file")
    with pytest.raises(HistoryError, match="cannot be read"):
        page(tmp_path / "nowhere", HistoryQuery())


def test_what_another_holds_is_told_and_nothing_is_added(tmp_path, history, monkeypatch) -> None:
    history._connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(tmp_path / FILE_NAME)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(HistoryError, match="cannot be written"):
        history.add([run()])
    other.rollback()
    other.close()
    history.add([run()])
    assert page(tmp_path, HistoryQuery()).total == 1


def test_a_file_of_an_earlier_version_is_brought_up_to_date(tmp_path, history, monkeypatch) -> None:
    history.add([run()])
    history.close()
    added = "ALTER TABLE run ADD COLUMN mood TEXT"
    monkeypatch.setattr(history_file, "_STEPS", (*history_file._STEPS, (added,)))
    HistoryFile(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        assert connection.execute("SELECT name, mood FROM run").fetchall() == [("walk", None)]
        assert connection.execute("PRAGMA user_version").fetchone() == (len(history_file._STEPS),)
    connection.close()


def test_values_that_may_be_secrets_are_taken_out_of_a_file_of_an_earlier_version(
    tmp_path, monkeypatch
) -> None:
    lines = (
        '{"command": ["fit", "--key=swordfish"], "env": {"API_KEY": "swordfish", "STEPS": "12"}}',
        '{"command": ["walk"], "env": {"STEPS": "12"}}',
        '"env" and swordfish, but no task',
    )
    monkeypatch.setattr(history_file, "_STEPS", history_file._STEPS[:1])
    old = HistoryFile(tmp_path)
    old.add([run(line=line) for line in lines])
    old.close()
    monkeypatch.undo()
    HistoryFile(tmp_path).close()
    newest_first = [each.line for each in page(tmp_path, HistoryQuery()).runs]
    assert newest_first[::-1] == [lines[0].replace("swordfish", "(hidden)"), *lines[1:]]
    assert (tmp_path / FILE_NAME).read_bytes().count(b"swordfish") == 1


def test_what_was_not_yet_in_a_damaged_file_is_set_aside_with_it(tmp_path, monkeypatch) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"")
    (tmp_path / f"{FILE_NAME}-wal").write_bytes(b"the newest runs")
    opened, damage = HistoryFile._opened, [sqlite3.DatabaseError("database disk image is malformed")]

    def find_the_damage_once(history: HistoryFile) -> sqlite3.Connection:
        if damage:
            raise damage.pop()
        return opened(history)

    monkeypatch.setattr(HistoryFile, "_opened", find_the_damage_once)
    HistoryFile(tmp_path).close()
    (aside,) = tmp_path.glob("history.corrupt-*-wal")
    assert aside.read_bytes() == b"the newest runs"


def test_a_run_that_no_file_takes_is_refused_and_nothing_is_added(tmp_path, history) -> None:
    with pytest.raises(RunRefusedError, match="cannot be written"):
        history.add([run("a"), run("b", exit_code=2**70)])
    assert page(tmp_path, HistoryQuery()).total == 0
