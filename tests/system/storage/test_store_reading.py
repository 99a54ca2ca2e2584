"""The past as it is read from the store: thinned out, with gaps, and never with something invented."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.model.rows import (
    QUANTITIES,
    ROLE_STEPS,
    Changes,
    JournalQuery,
    JournalRow,
    RoleUse,
    quantities,
)
from parallel_execution_manager.scheduling.model.sample import Pressure, ResourceSample
from parallel_execution_manager.system.storage import rows as tables
from parallel_execution_manager.system.storage.errors import StoreError
from parallel_execution_manager.system.storage.reading import MOST_POINTS, journal, samples
from parallel_execution_manager.system.storage.schema import migrate
from parallel_execution_manager.system.storage.store import Clocks, Store, open_queue

NOW = Clocks(monotonic=1000.0, wall=1_700_000_000.0, boot="first")


def sample(at: float, cpu: float | None = 50.0) -> ResourceSample:
    return ResourceSample(at, cpu, 40.0, 70.0, None, 1.0, 2.0, pressure=Pressure(1.0, 2.0, 3.0, 4.0, 5.0))


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """The tables of a new store."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    migrate(made)
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store on disk."""
    made = open_queue(tmp_path / "store", NOW)
    yield made
    made.close()


def write(connection: sqlite3.Connection, *found: ResourceSample, **roles: RoleUse) -> None:
    for each in found:
        tables.write(connection, [Changes(sample=each, roles_use=roles)], 0.0)


def value(row: tuple[float | None, ...], name: str) -> float | None:
    return row[QUANTITIES.index(name)]


def test_all_that_was_measured_is_there_again(connection: sqlite3.Connection) -> None:
    write(connection, sample(10.0), agents=RoleUse(1.5, 300.0))
    (found,) = samples(connection, 0.0, 20.0, 5)
    assert found.at == 10.0
    assert found.low == found.high == quantities(sample(10.0))
    assert found.roles == {"agents": RoleUse(1.5, 300.0)}


def test_each_quantity_stands_in_the_column_of_its_name(connection: sqlite3.Connection) -> None:
    pressure = Pressure(cpu=6.0, memory=7.0, io=8.0, memory_some=9.0, io_some=10.0)
    measured = {"cpu_percent": 1.0, "memory_percent": 2.0, "disk_percent": 3.0}
    rates = {"disk_read_mb_s": 4.0, "disk_write_mb_s": 5.0}
    write(connection, ResourceSample(at=1.0, **measured, **rates, pressure=pressure))
    connection.row_factory = sqlite3.Row
    row = dict(connection.execute("SELECT * FROM sample").fetchone())
    pressures = {"cpu_pressure": 6.0, "memory_pressure": 7.0, "io_pressure": 8.0}
    some = {"memory_pressure_some": 9.0, "io_pressure_some": 10.0}
    told = {"number": 1, "at": 1.0, "tasks": 0, "roles": "{}"}
    assert row == {**told, **measured, **rates, **pressures, **some}


def test_a_peak_is_in_sight_however_few_points_there_are(connection: sqlite3.Connection) -> None:
    write(connection, *(sample(float(at), 99.0 if at == 500 else 20.0) for at in range(1000)))
    found = samples(connection, 0.0, 1000.0, 10)
    assert len(found) == 10
    assert [value(row.high, "cpu") for row in found].index(99.0) == 5
    assert all(value(row.low, "cpu") == 20.0 for row in found)


def test_where_nothing_was_measured_there_is_nothing(connection: sqlite3.Connection) -> None:
    write(connection, sample(1.0), sample(2.0, cpu=None), sample(9.0))
    found = samples(connection, 0.0, 10.0, 10)
    assert [row.at for row in found] == [1.0, 2.0, 9.0]
    assert value(found[1].low, "cpu") is None
    assert value(found[1].low, "memory") == 40.0


@given(
    st.lists(st.tuples(st.floats(0, 999.9), st.one_of(st.none(), st.floats(0, 100))), max_size=60),
    st.integers(1, 200),
)
def test_every_measurement_is_within_its_span_and_none_twice(
    measured: list[tuple[float, float | None]], points: int
) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    write(connection, *(sample(at, cpu) for at, cpu in sorted(measured, key=lambda one: one[0])))
    found = samples(connection, 0.0, 1000.0, points)
    connection.close()
    assert len(found) <= points
    assert [row.at for row in found] == sorted(row.at for row in found)
    known = [cpu for _, cpu in measured if cpu is not None]
    low = [cpu for row in found if (cpu := value(row.low, "cpu")) is not None]
    high = [cpu for row in found if (cpu := value(row.high, "cpu")) is not None]
    assert (min(low, default=None), max(high, default=None)) == (
        min(known, default=None),
        max(known, default=None),
    )


@pytest.mark.parametrize(
    ("since", "until", "points", "words"),
    [
        (5.0, 5.0, 10, "give the earlier time first"),
        (float("nan"), 5.0, 10, "give the earlier time first"),
        (0.0, 5.0, 0, f"give a number from 1 to {MOST_POINTS}"),
        (0.0, 5.0, MOST_POINTS + 1, f"give a number from 1 to {MOST_POINTS}"),
    ],
)
def test_a_question_that_makes_no_sense_is_told(
    connection: sqlite3.Connection, since: float, until: float, points: int, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        samples(connection, since, until, points)


@pytest.mark.parametrize("number", [1, 16, 17, 40])
def test_entries_of_the_journal_keep_their_order_however_many_are_written_at_once(
    connection: sqlite3.Connection, number: int
):
    rows = [JournalRow(float(each), f"c{each}", "Woken", "", {}) for each in range(number)]
    assert tables.write_journal(connection, [], 0.0) is None
    assert tables.write_journal(connection, rows, 0.0) == number
    found = journal(connection, JournalQuery(limit=number))
    assert [(entry.number, entry.cause) for entry in reversed(found)] == [
        (each + 1, f"c{each}") for each in range(number)
    ]


def test_the_newest_entries_of_the_journal_come_first_and_can_be_gone_through(
    connection: sqlite3.Connection,
) -> None:
    rows = tuple(JournalRow(float(n), f"e{n}", "RoleStarted", "middle", {"n": n}) for n in range(5))
    tables.write_journal(connection, rows, 0.0)
    first = journal(connection, JournalQuery(limit=2))
    assert [entry.detail["n"] for entry in first] == [4, 3]
    second = journal(connection, JournalQuery(limit=2, before=first[-1].number))
    assert [entry.detail["n"] for entry in second] == [2, 1]
    newer = journal(connection, JournalQuery(after=second[0].number))
    assert [entry.detail["n"] for entry in newer] == [4, 3]


def test_entries_are_found_by_kind_subject_and_time(connection: sqlite3.Connection) -> None:
    rows = [
        JournalRow(1.0, "a", "RoleThrottled", "low", {"reason": "CPU"}),
        JournalRow(2.0, "b", "RoleResumed", "low", {}),
        JournalRow(3.0, "c", "RoleThrottled", "high", {}),
        JournalRow(4.0, "d", "TaskCancelled", "x", {}),
    ]
    tables.write_journal(connection, rows, 0.0)

    def causes(query: JournalQuery) -> str:
        return "".join(entry.cause for entry in journal(connection, query))

    assert causes(JournalQuery(kinds=frozenset({"RoleThrottled", "RoleResumed"}))) == "cba"
    assert causes(JournalQuery(subjects=frozenset({"low"}))) == "ba"
    assert causes(JournalQuery(since=2.0, until=4.0)) == "cb"


def test_attempts_that_failed_are_found_beside_other_kinds(connection: sqlite3.Connection) -> None:
    rows = [
        JournalRow(1.0, "a", "AttemptEnded", "x", {"outcome": "succeeded"}),
        JournalRow(2.0, "b", "AttemptEnded", "y", {"outcome": "failed"}),
        JournalRow(3.0, "c", "Refused", "", {"problems": ["no"]}),
        JournalRow(4.0, "d", "StartAttempt", "y", {}),
    ]
    tables.write_journal(connection, rows, 0.0)

    def causes(query: JournalQuery) -> str:
        return "".join(entry.cause for entry in journal(connection, query))

    assert causes(JournalQuery(failures=True)) == "b"
    assert causes(JournalQuery(kinds=frozenset({"Refused"}), failures=True)) == "cb"
    assert causes(JournalQuery(kinds=frozenset({"Refused"}), failures=True, before=3)) == "b"


def test_the_steps_of_roles_are_found_by_their_index(connection: sqlite3.Connection) -> None:
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    journal(connection, JournalQuery(since=1.0, until=2.0, kinds=ROLE_STEPS))
    connection.set_trace_callback(None)
    plan = connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}").fetchall()
    assert "journal_of_limits" in plan[0][3]


def test_what_was_put_can_be_read_while_the_store_is_open(store: Store) -> None:
    store.put(Changes(sample=sample(time.monotonic()))).wait()
    now = time.time()
    found = store.read(lambda connection: samples(connection, now - 60, now + 60, 10))
    assert value(found[0].high, "cpu") == 50.0


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_queue(tmp_path / "store", NOW)
    store.close()
    with pytest.raises(StoreError, match="is closed: its manager has ended"):
        store.read(lambda connection: journal(connection, JournalQuery()))


def test_a_store_that_cannot_be_read_says_why(store: Store) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        store.read(lambda connection: connection.execute("SELECT * FROM nothing").fetchall())


def test_a_store_of_an_older_version_keeps_its_samples(tmp_path: Path) -> None:
    from parallel_execution_manager.system.storage import opening, schema

    folder = tmp_path / "store"
    folder.mkdir()
    connection = sqlite3.connect(folder / opening.FILE_NAME, isolation_level=None)
    migrate(connection, schema.MIGRATIONS[:2])
    connection.execute("INSERT INTO sample (at, cpu_percent, tasks) VALUES (1700000000.0, 12.5, 0)")
    connection.close()
    store = open_queue(folder, NOW)
    (found,) = store.read(lambda c: samples(c, 1_699_999_990.0, 1_700_000_010.0, 10))
    store.close()
    assert value(found.low, "cpu") == 12.5
    assert value(found.low, "io_pressure") is None
    assert found.roles == {}
