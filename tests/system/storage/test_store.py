"""What the store promises: what was acknowledged is there again, whatever happened meanwhile."""

from __future__ import annotations

import errno
import json
import math
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.rows import Changes, JournalRow, RoleRow, TaskRow
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    ClaimScope,
    FileClaim,
    Priority,
    Requirement,
    TaskSpec,
    TaskState,
)
from parallel_execution_manager.system.files import crash_points
from parallel_execution_manager.system.storage import opening, rows, schema
from parallel_execution_manager.system.storage.encoding import spec_to_text, specs_from_texts
from parallel_execution_manager.system.storage.errors import (
    NewerStoreError,
    NotKeptError,
    StoreError,
    StoreInUseError,
)
from parallel_execution_manager.system.storage.opening import KEPT, Backups
from parallel_execution_manager.system.storage.rows import COLUMNS, FRESH, task_values
from parallel_execution_manager.system.storage.store import Clocks, Committer, Store, open_queue
from tests.system.stores import NOW, damage, fill, row

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "core" / "parallel_execution_manager" / "system" / "storage"
POINTS = sorted(
    {
        name
        for path in SOURCES.glob("*.py")
        for name in re.findall(r'reach\("(store\.[^"]+)"\)', path.read_text(encoding="utf-8"))
    }
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose path has a space and a letter that is not ASCII."""
    return tmp_path / "a folder for tasks, größer" / "store"


def ids(store: Store) -> list[str]:
    return [each.spec.id for each in store.queue.tasks]


def reopened(folder: Path, clocks: Clocks = NOW) -> Store:
    return open_queue(folder, clocks)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_put_is_there_again(folder: Path) -> None:
    store = open_queue(folder, NOW)
    full = row(2, "b")._replace(
        state=TaskState.SUSPENDED,
        attempt=3,
        began_at=901.0,
        started_at=902.0,
        suspended_s=1.5,
        suspended_since=903.0,
        failures=1,
        evictions=2,
        losses=1,
        exit_code=-9,
        detail="killed",
        not_before=950.0,
        paused=True,
        until=2000.0,
        ending=TaskState.CANCELLED,
        waited=(("file", 1.25), ("turn", 3.0)),
        peak=TaskUsage(1.5, 80.25, 3, None, 2.0),
        counted_at=940.0,
        waits_for="file",
    )
    role = RoleRow("middle", True, Hand.PAUSED, 1200.0, 7, 5, stopped=True, since=880.0)
    store.put(Changes(written=(row(1, "a"), full), roles=(role,), fence=4)).wait()
    store.put(Changes(changed=(row(1, "a", detail="changed"),))).wait()
    store.close()
    again = reopened(folder)
    assert again.queue.tasks == (row(1, "a", detail="changed"), full)
    assert again.queue.roles == (role,)
    assert again.queue.fence > 4
    assert again.problems == ()
    again.close()


def happened_and_nothing() -> tuple[TaskRow, ...]:
    """For each thing that can happen to a task one to which just that has, and one to which nothing has."""
    happened = dict(
        zip(
            [name for name in TaskRow._fields if name not in {"number", "spec", "order", "queued_at"}],
            [
                *(TaskState.LOST, 1, 901.0, 902.0, 903.0, 1.5, 904.0, 1, 1, 1, 0, "why", "you", 905.0, True),
                *(906.0, TaskState.CANCELLED, (("turn", 1.0),), 1, "a file", TaskUsage(0.5, 100.0), 907.0),
                "turn",
            ],
            strict=True,
        )
    )
    put = [row(1, "nothing", began_at=900.0)]
    for name, value in happened.items():
        put.append(row(len(put) + 1, name, began_at=900.0)._replace(**{name: value}))
        put.append(row(len(put) + 1, f"nothing after {name}", began_at=900.0))
    return tuple(put)


def test_what_has_happened_to_a_task_is_told_from_nothing_and_all_stand_in_order(folder: Path) -> None:
    """Those to which nothing has happened are read in another way."""
    put = happened_and_nothing()
    store = open_queue(folder, NOW)
    store.put(Changes(written=put)).wait()
    store.close()
    again = reopened(folder)
    assert again.queue.tasks == put
    again.close()


def test_the_store_and_the_machine_agree_to_which_tasks_nothing_has_happened() -> None:
    put = happened_and_nothing()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrate(connection)
        rows.write(connection, [Changes(written=put)], 0.0)
        query = f"SELECT number FROM task WHERE {FRESH} ORDER BY number"  # noqa: S608
        found = connection.execute(query).fetchall()
    assert [number for (number,) in found] == [each.number for each in put if each.is_fresh]


@given(
    st.lists(
        st.tuples(st.text() | st.sampled_from(CheckKind), st.floats(0, 1e12) | st.integers(0)), max_size=3
    )
)
def test_for_how_long_a_task_waited_for_anything_is_kept_as_it_is(waited: list[tuple[str, float]]) -> None:
    values = task_values(row(1, "a", waited=tuple(waited)))
    assert values[COLUMNS.index("waited")] == json.dumps(waited)


def one_change(number: int, attempt: int, kind: str) -> Changes:
    name = f"t{number}"
    match kind:
        case "written":
            return Changes(written=(row(number, name, attempt=attempt),))
        case "changed":
            return Changes(changed=(row(number, name, attempt=attempt),))
        case "forgotten":
            return Changes(forgotten=(name,))
        case _:
            return Changes(forgotten=(name,), written=(row(number + 3, name, attempt=attempt),))


def kept_of(*groups: Sequence[Changes]) -> tuple[TaskRow, ...]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrate(connection)
        for group in groups:
            rows.write(connection, group, 0.0)
        return rows.read(connection).tasks


@given(
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.integers(0, 9),
            st.sampled_from(["written", "changed", "changed", "forgotten", "exchanged"]),
        )
    )
)
def test_what_is_written_together_is_as_if_it_had_been_written_bit_by_bit(
    steps: list[tuple[int, int, str]],
) -> None:
    group = [one_change(*step) for step in steps]
    assert kept_of(group) == kept_of(*([changes] for changes in group))


def test_a_task_has_a_column_for_each_of_its_fields() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrate(connection)
        found = {row[1] for row in connection.execute("PRAGMA table_info(task)")}
    assert found == {*COLUMNS, "id", "spec"}


def test_a_forgotten_task_is_gone(folder: Path) -> None:
    fill(folder, "a", "b")
    store = reopened(folder)
    store.put(Changes(forgotten=("a",))).wait()
    store.close()
    again = reopened(folder)
    assert ids(again) == ["b"]
    again.close()


def test_a_task_may_come_under_the_id_of_one_that_goes_with_the_same_event(folder: Path) -> None:
    fill(folder, "a", "b")
    store = reopened(folder)
    store.put(Changes(forgotten=("a",), written=(row(3, "a"),))).wait()
    store.close()
    again = reopened(folder)
    assert [(each.number, each.spec.id) for each in again.queue.tasks] == [(2, "b"), (3, "a")]
    again.close()


def test_fences_only_grow_over_restarts(folder: Path) -> None:
    highest = 0
    for _ in range(3):
        store = reopened(folder)
        assert store.queue.fence >= highest
        highest = store.queue.fence + 1
        store.put(Changes(fence=highest)).wait()
        store.close()


def test_the_journal_has_times_of_the_wall_clock_and_keeps_a_bounded_number(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "JOURNAL_KEPT", 10)
    store = open_queue(folder, NOW)
    entries = tuple(JournalRow(float(n), f"e{n}", "RoleStarted", "middle", {"n": n}) for n in range(30))
    store.put(Changes(journal=entries)).wait()
    store.close()
    connection = sqlite3.connect(folder / opening.FILE_NAME)
    found = connection.execute("SELECT at, cause, detail FROM journal ORDER BY number").fetchall()
    connection.close()
    assert [cause for _, cause, _ in found] == [f"e{n}" for n in range(20, 30)]
    assert found[0][0] > 1_000_000_000


claims_with = partial(
    st.builds,
    FileClaim,
    path=st.text(min_size=1),
    mode=st.sampled_from(ClaimMode),
    inode=st.none() | st.tuples(st.integers(0, 2**40), st.integers(0, 2**40)),
    scope=st.sampled_from(ClaimScope),
    pattern=st.sampled_from(["", "**/*.py"]),
    place=st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9), st.text()),
    folders=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=2).map(tuple),
)
claims = claims_with(links=st.lists(claims_with(), max_size=2).map(tuple))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v, max_size=2)
)
specs = st.builds(
    TaskSpec,
    id=st.text(min_size=1),
    role=st.text(),
    name=st.text(),
    priority=st.sampled_from(Priority),
    command=st.lists(st.text(), max_size=3).map(tuple),
    options=st.dictionaries(st.text(), values, max_size=2),
    claims=st.lists(claims, max_size=2).map(tuple),
    after=st.lists(st.text(), max_size=2).map(tuple),
    requirement=st.none() | st.builds(Requirement, st.floats(0, 9), st.floats(0, 9)),
    declares=st.sampled_from([frozenset(), frozenset({"cpu_cores"}), frozenset({"cpu_cores", "memory_mb"})]),
    timeout_s=st.none() | st.floats(1, 9),
    retries=st.integers(0, 3),
    env=st.dictionaries(st.text(), st.text(), max_size=2),
    cwd=st.text(),
    rerunnable=st.booleans(),
)


@given(st.lists(specs, max_size=3))
def test_a_specification_survives_as_text(given_specs: list[TaskSpec]) -> None:
    assert specs_from_texts([spec_to_text(each) for each in given_specs]) == given_specs


def test_what_tasks_say_alike_is_one_object_and_what_is_unknown_is_refused() -> None:
    command, needs = ("make", "a"), Requirement(0.5, 64.0)
    alike = [
        TaskSpec(f"t{n}", "role", name, command=command, requirement=needs)
        for n, name in ((1, "a"), (2, "ä"))
    ]
    found = specs_from_texts([spec_to_text(each) for each in alike * 2])
    assert found == alike * 2
    assert len({id(each.command) for each in found}) == len({id(each.requirement) for each in found}) == 1
    for text in (
        '{"id": "a", "role": "b", "name": "c", "x": 1}',
        '{"x": 1, "id": "a", "role": "b", "name": "c"}',
    ):
        with pytest.raises(KeyError):
            specs_from_texts([text])
    with pytest.raises(KeyError):
        specs_from_texts(['{"id": "a", "role": "b"}'])


def test_a_store_of_another_start_of_the_computer_counts_its_times_anew(folder: Path) -> None:
    fill(folder, "a")
    later = Clocks(monotonic=10.0, wall=NOW.wall + 600.0, boot="second")
    store = reopened(folder, later)
    assert not store.same_boot
    # Queued 100 s before the store was opened, that is 700 s ago.
    assert store.queue.tasks[0].queued_at == pytest.approx(10.0 - 700.0)
    store.close()
    same = reopened(folder, later)
    assert same.same_boot
    same.close()


def test_a_clock_that_was_set_back_makes_nothing_lie_ahead(folder: Path) -> None:
    fill(folder, "a")
    store = reopened(folder, Clocks(monotonic=10.0, wall=5.0, boot="second"))
    assert store.queue.tasks[0].queued_at <= 10.0
    store.close()


def test_an_unknown_start_of_the_computer_is_never_the_same(folder: Path) -> None:
    nobody = Clocks(1000.0, 1_700_000_000.0, "")
    open_queue(folder, nobody).close()
    store = open_queue(folder, nobody)
    assert not store.same_boot
    store.close()


@given(
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.integers(1, 50)), unique_by=lambda p: p[1]),
    st.floats(-1e9, 1e9),
)
@example([(1.0, 2), (1.0 + 2**-52, 1)], 1e9)
@example([(1.0, 2), (2.0, 1)], 1e9)
def test_moved_times_keep_the_order_of_all_tasks(places: list[tuple[float, int]], by: float) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    put = [row(number, f"t{number}", order=place) for place, number in places]
    rows.write(connection, [Changes(written=tuple(put))], 0.0)
    rows.shift_times(connection, by)
    after = rows.read(connection).tasks
    connection.close()
    before = sorted(put, key=lambda each: (each.order, each.number))
    assert [r.number for r in sorted(after, key=lambda each: (each.order, each.number))] == [
        r.number for r in before
    ]
    assert all(math.isfinite(each.order) for each in after)


def test_a_damaged_store_is_set_aside_and_the_newest_sound_backup_is_used(folder: Path) -> None:
    fill(folder, "a", "b")
    assert list((folder / "backups").iterdir())
    damage(folder / opening.FILE_NAME)
    store = reopened(folder)
    (told,) = store.problems
    assert "is damaged" in told
    assert "what was queued or has ended since then is lost" in told
    assert ids(store) == ["a", "b"]
    store.close()
    assert len(list(folder.glob("queue.corrupt-*.sqlite3"))) == 1


def test_a_damaged_backup_is_passed_over(folder: Path) -> None:
    fill(folder, "a")
    older = next((folder / "backups").iterdir())
    newer = older.with_name("queue-99990101T000000.sqlite3")
    newer.write_bytes(older.read_bytes())
    damage(newer)
    damage(folder / opening.FILE_NAME)
    store = reopened(folder)
    assert ids(store) == ["a"]
    store.close()


def test_a_link_in_the_place_of_a_backup_is_not_followed(folder: Path, tmp_path: Path) -> None:
    fill(folder, "a")
    older = next((folder / "backups").iterdir())
    fill(tmp_path / "elsewhere", "theirs")
    older.with_name("queue-20200101T000000.sqlite3").symlink_to(tmp_path / "elsewhere" / opening.FILE_NAME)
    older.unlink()
    damage(folder / opening.FILE_NAME)
    store = reopened(folder)
    assert ids(store) == []
    assert "There is no sound backup" in store.problems[0]
    store.close()


def test_without_a_backup_an_empty_queue_is_begun_and_told(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / opening.FILE_NAME).write_bytes(b"this is no database at all" * 100)
    store = reopened(folder)
    assert "There is no sound backup: its queue is lost" in store.problems[0]
    assert ids(store) == []
    store.close()


def test_a_database_of_another_program_is_set_aside(folder: Path) -> None:
    folder.mkdir(parents=True)
    other = sqlite3.connect(folder / opening.FILE_NAME)
    other.execute("CREATE TABLE t (a)")
    other.commit()
    other.close()
    store = reopened(folder)
    assert "it is a database of another program" in store.problems[0]
    store.close()


def test_a_missing_store_with_backups_is_not_taken_for_a_new_one(folder: Path) -> None:
    fill(folder, "a")
    (folder / opening.FILE_NAME).unlink()
    store = reopened(folder)
    assert "is missing" in store.problems[0]
    assert ids(store) == ["a"]
    store.close()


def fill_and_leave(folder: Path, *names: str) -> Store:
    """A store with these tasks, each told of by the journal, as a killed program leaves it."""
    store = open_queue(folder, NOW)
    for number, name in enumerate(names, 1):
        told = JournalRow(900.0, "e", "TasksSubmitted", name, {})
        store.put(Changes(written=(row(number, name),), journal=(told,))).wait()
    return store


@pytest.mark.parametrize("lost", ["queue.sqlite3-wal", "queue.sqlite3*"])
def test_a_store_that_has_lost_what_was_acknowledged_says_so_once(folder: Path, lost: str) -> None:
    left = fill_and_leave(folder, "a", "b", "c")
    kept = {path.name: path.read_bytes() for path in folder.glob("queue.sqlite3*")}
    left.close()
    for path in folder.rglob("*.sqlite3*"):
        path.unlink()
    for name, data in kept.items():
        if not Path(name).match(lost):
            (folder / name).write_bytes(data)
    store = reopened(folder)
    assert "has lost the last 3 entries of its journal" in "".join(store.problems)
    assert store.is_older
    store.put(Changes(journal=(JournalRow(900.0, "e", "QueueRestored", "", {}),))).wait()
    store.close()
    again = reopened(folder)
    assert (again.problems, again.is_older) == ((), False)
    again.close()


@pytest.mark.parametrize("name", ["queue.sqlite3", "queue.sqlite3-wal"])
def test_nothing_is_acknowledged_when_the_files_were_removed(folder: Path, name: str) -> None:
    store = fill_and_leave(folder, "a")
    (folder / name).rename(folder / "aside")
    ticket = store.put(Changes(written=(row(2, "b"),)))
    with pytest.raises(NotKeptError, match=f"{name} was removed or replaced"):
        ticket.wait()
    (folder / name).write_bytes(b"another")
    with pytest.raises(NotKeptError, match=f"{name} was removed or replaced"):
        ticket.wait()
    (folder / "aside").replace(folder / name)
    ticket.wait()
    store.close()
    again = reopened(folder)
    assert ids(again) == ["a", "b"]
    again.close()


def test_a_newer_store_is_refused_and_not_touched(folder: Path) -> None:
    fill(folder, "a")
    connection = sqlite3.connect(folder / opening.FILE_NAME)
    connection.execute(f"PRAGMA user_version = {schema.NEWEST + 1}")
    connection.close()
    before = content(folder)
    with pytest.raises(NewerStoreError, match="use the newer program"):
        open_queue(folder, NOW)
    assert content(folder) == before


def test_a_store_that_another_manager_has_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_PATIENCE_S", 0.0)
    store = open_queue(folder, NOW)
    with pytest.raises(StoreInUseError, match="in use by another manager"):
        open_queue(folder, NOW)
    store.close()


def test_a_folder_that_is_a_file_has_its_own_message(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    with pytest.raises(StoreError, match="cannot be used: File exists"):
        open_queue(folder, NOW)


def test_only_the_newest_backups_are_kept(folder: Path) -> None:
    fill(folder, "a")
    opened = opening.open_store(folder)
    for _ in range(KEPT + 2):
        opened.backups.make(opened.connection)
    opened.connection.close()
    assert len(list(Backups(folder / "backups").newest_first())) == KEPT


def test_a_backup_from_the_future_keeps_no_newer_one_from_being_made_or_used(folder: Path) -> None:
    """The clock was wrong once: it stands behind all that were made since, and is dropped first."""
    fill(folder, "a")
    opened = opening.open_store(folder)
    backups = opened.backups
    for first in backups.newest_first():
        first.unlink()
    future = folder / "backups" / "queue-29990101T000000.sqlite3"
    backups.make(opened.connection).rename(future)
    os.utime(future, (32_472_144_000, 32_472_144_000))
    assert backups.age_s() == math.inf
    made = [backups.make(opened.connection) for _ in range(KEPT)]
    opened.connection.close()
    assert backups.age_s() < math.inf
    assert set(backups.newest_first()) == set(made)
    assert not future.exists()


def test_a_migration_is_made_after_a_backup_and_whole_or_not_at_all(folder: Path) -> None:
    fill(folder, "a")
    connection = sqlite3.connect(folder / opening.FILE_NAME, isolation_level=None)
    broken = (*schema.MIGRATIONS, ("CREATE TABLE extra (a)", "CREATE TABLE nonsense ("))
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(connection, broken)
    assert schema.version_of(connection) == schema.NEWEST
    tables_now = [r[0] for r in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    assert "extra" not in tables_now
    connection.close()


@pytest.fixture
def armed() -> Iterator[None]:
    yield
    crash_points.disarm()


@pytest.mark.usefixtures("armed")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("point", ["store.before-writing", "store.before-commit"])
def test_what_the_disk_does_not_take_is_told_kept_in_mind_and_written_later(
    folder: Path, point: str, number: int
) -> None:
    told: list[str] = []
    store = open_queue(folder, NOW)
    store.tell_problems_to(told.append)

    def fail() -> None:
        raise OSError(number, os.strerror(number))

    crash_points.arm(point, fail)
    ticket = store.put(Changes(written=(row(1, "a"),), fence=9))
    reason = "the disk is full; make room" if number == errno.ENOSPC else "Input/output error"
    with pytest.raises(NotKeptError, match=reason):
        ticket.wait()
    assert reason in store.problem
    assert not ticket.wait_long(lambda: True)
    crash_points.disarm()
    assert ticket.wait_long(lambda: False)
    assert store.problem == ""
    assert len(told) == 2
    store.close()
    again = reopened(folder)
    assert ids(again) == ["a"]
    assert again.queue.fence >= 9
    again.close()


def test_half_a_character_is_kept_as_its_escape(folder: Path) -> None:
    store = open_queue(folder, NOW)
    odd = row(1, "a\ud800", detail="bad \ud800 text", cancelled_by="\udcff", paused_why="/ü/\udcff")
    entry = JournalRow(1.0, "e1", "TaskPaused", "a\ud800", {"why": "\udcff"})
    store.put(Changes(written=(odd, row(2, "b\ud800")), journal=(entry,))).wait()
    store.put(Changes(changed=(row(1, "a", detail="worse \udfff"),), forgotten=("b\ud800",))).wait()
    store.close()
    again = reopened(folder)
    (kept,) = again.queue.tasks
    assert (kept.detail, kept.spec.id) == ("worse \\udfff", "a\ud800")
    again.close()


def test_what_cannot_be_written_at_all_is_told_and_hinders_no_later_transaction(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    store = open_queue(folder, NOW)
    store.tell_problems_to(told.append)
    with pytest.raises(NotKeptError, match="an error of this program"):
        store.put(Changes(changed=(row(1, "a", exit_code=2**70),))).wait()
    assert len(told) == 1
    assert "OverflowError" in caplog.text
    assert not store._connection.in_transaction
    with pytest.raises(NotKeptError):
        store.close()


def test_the_thread_that_commits_outlives_whatever_a_commit_raises() -> None:
    taken: list[str] = []
    came_twice = threading.Event()

    def commit(things: Sequence[str]) -> None:
        taken.extend(things)
        if len(taken) == 1:
            raise ZeroDivisionError
        came_twice.set()

    committer = Committer(commit)
    committer.put("a")
    assert came_twice.wait(60)
    committer.close()
    assert taken == ["a", "a"]
    assert committer.problem == ""


@pytest.mark.parametrize("number", [0, 1, 7])
def test_what_nobody_waits_for_is_committed_whoever_has_committed_before(number: int) -> None:
    last = threading.Event()
    committer = Committer(lambda things: "last" in things and last.set())
    for each in range(number):
        committer.put(str(each)).wait()
    committer.put("last")
    assert last.wait(60)
    committer.close()


CHILD = """
import os, signal, sys
from pathlib import Path
from parallel_execution_manager.scheduling.model.rows import Changes
from parallel_execution_manager.system.files import crash_points
from parallel_execution_manager.system.storage import schema
from parallel_execution_manager.system.storage import opening as backups
from parallel_execution_manager.system.storage import opening
from parallel_execution_manager.system.storage.store import open_queue
from tests.system.stores import NOW, row

folder, point, job = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
crash_points.arm(point, lambda: os.kill(os.getpid(), signal.SIGKILL))
if job == "migrate":
    schema.NEWEST += 1
    schema.migrate.__defaults__ = ((*schema.MIGRATIONS, ("CREATE TABLE extra (a)", "DROP TABLE extra")),)
store = open_queue(folder, NOW)
for number in range(3, 9):
    store.put(Changes(written=(row(number, f"t{number}"),))).wait()
    print(f"t{number}", flush=True)
backups.Backups(folder / "backups").make(store._connection)
store.close()
"""


def run_child(folder: Path, point: str, job: str) -> subprocess.CompletedProcess[str]:
    """A program that works on the store until it is killed at ``point``, and says what it was promised."""
    path = os.pathsep.join([str(ROOT / "core"), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-P", "-c", CHILD, folder, point, job],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_nothing_acknowledged_is_lost(folder: Path, point: str) -> None:
    fill(folder, "a", "b")
    job = "migrate" if "migration" in point else "work"
    if point in {"store.before-set-aside", "store.after-set-aside", "store.before-backup-used"}:
        damage(folder / opening.FILE_NAME)
    done = run_child(folder, point, job)
    assert done.returncode == -signal.SIGKILL, done.stderr
    promised = ["a", "b", *done.stdout.split()]
    store = reopened(folder)
    assert ids(store)[: len(promised)] == promised
    assert len(ids(store)) <= len(promised) + 1
    store.close()
    assert not list(folder.rglob("*.unfinished"))


def test_a_store_of_the_version_before_keeps_its_tasks(folder: Path) -> None:
    """What it does not know yet, such as what ended tasks used, is unknown and not an error."""
    folder.mkdir(parents=True)
    connection = sqlite3.connect(folder / opening.FILE_NAME, isolation_level=None)
    schema.migrate(connection, schema.MIGRATIONS[:3])
    connection.execute(
        'INSERT INTO task VALUES (1, \'a\', \'{"id": "a", "role": "middle", "name": "a"}\', \'queued\', '
        "1.0, 1.0, 0, 1.0, NULL, NULL, 0.0, NULL, 0, 0, 0, NULL, '', '', NULL, 0, NULL, NULL, '[]', 0, '')"
    )
    connection.execute("INSERT INTO role VALUES ('middle', 1, 'paused', NULL, 5, 5, 0)")
    connection.close()
    store = open_queue(folder, NOW)
    (task,), (role,) = store.queue.tasks, store.queue.roles
    assert (task.spec.id, task.peak, task.counted_at, task.waits_for) == ("a", None, None, None)
    assert (role.hand, role.since) == (Hand.PAUSED, None)
    store.close()
