"""The record of leases: nothing that is no record is taken for one, and nothing is lost in between."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import random
import sys
from collections import deque
from pathlib import Path

import pytest

from parallel_execution_manager.runtime.lease_arbiters import FileArbiter
from parallel_execution_manager.runtime.lease_custody import Kept, LeaseCustody
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim, Priority
from parallel_execution_manager.system.files import lock
from parallel_execution_manager.system.files.lock import FileLockError, NoFileLocksError
from parallel_execution_manager.system.processes.identity import ProcessIdentity, own_identity
from parallel_execution_manager.system.storage import lease_file
from parallel_execution_manager.system.storage import lease_file as lease_floor
from parallel_execution_manager.system.storage.lease_file import (
    LeaseBook,
    LeaseFile,
    LeaseFileError,
    in_the_way,
)
from parallel_execution_manager.system.storage.lease_record import (
    LeaseJsonError,
    LeaseRecord,
    new_id,
    read_claims,
    read_records,
    write_claims,
    write_records,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="leases of other programs need POSIX")

GONE = ProcessIdentity(2**22, 1, "boot")


def record(name: str, *claims: FileClaim, **fields: object) -> LeaseRecord:
    values = {"label": name, "processes": (own_identity(),), "claims": claims, "asked_at": 1.0, **fields}
    return LeaseRecord(id=f"lease:{name}", **values)  # type: ignore[arg-type]


def test_a_record_is_read_as_it_was_written():
    chain = ((1, 2), (1, 3))
    claims = (
        FileClaim("/a/é", ClaimMode.READ, (1, 9), place=(1, 2, "é"), folders=chain),
        FileClaim("/a/b", scope=ClaimScope.TREE, pattern="*.csv", folders=chain),
        FileClaim("/c", links=(FileClaim("/a/l", ClaimMode.READ, place=(1, 2, "l"), folders=chain),)),
    )
    first = record("a", *claims, priority=Priority.HIGH, asker=GONE, fence=7, facts={"role": "r", "n": 3})
    written = write_records([first, record("b", FileClaim("/x"))])
    assert written.folders == [[[1, 2], [1, 3]]]
    plain = json.loads(json.dumps({"leases": written.leases, "folders": written.folders}))
    assert read_records(plain["leases"], plain["folders"]) == (first, record("b", FileClaim("/x")))
    alone = json.loads(json.dumps(write_claims(claims)))
    assert alone["folders"] == [[[1, 2], [1, 3]]]
    assert read_claims(alone) == claims


@pytest.mark.parametrize(
    "value", [None, [], {"claims": []}, {"claims": [{}], "folders": []}, {"claims": 3, "folders": []}]
)
def test_what_are_no_claims_is_refused(value):
    with pytest.raises(LeaseJsonError, match="no list of claims"):
        read_claims(value)


@pytest.mark.parametrize(
    "change",
    [
        {"claims": []},
        {"processes": []},
        {"processes": [[1, 2, 3]]},
        {"processes": [[2**40, 1, "boot"]]},
        {"processes": [[0, 1, "boot"]]},
        {"asker": [-1, 1, "boot"]},
        {"asker": [float("inf"), 1, "boot"]},
        {"id": ""},
        {"priority": "soon"},
        {"claims": [{"path": "/a", "mode": "eat"}]},
        {"claims": [{"path": "/a", "mode": "read", "folders": 4}]},
        {"asker": 5},
        {"facts": []},
        {"asked_at": float("inf")},
        {"asked_at": float("nan")},
        {"granted_at": float("-inf")},
        {"asked_at": 10**400},
    ],
)
def test_what_is_no_lease_is_refused(change):
    written = write_records([record("a", FileClaim("/a"))])
    with pytest.raises(LeaseJsonError, match="no list of leases"):
        read_records([{**written.leases[0], **change}], written.folders)
    with pytest.raises(LeaseJsonError):
        read_records(None, [])


def test_ids_differ():
    assert len({new_id() for _ in range(1000)}) == 1000


def test_a_book_is_written_as_a_whole_or_not_at_all(tmp_path):
    file = LeaseFile(tmp_path / "data")
    one = record("a", FileClaim("/a"), fence=1)
    with file.opened() as book:
        book.records[one.id] = one
        book.last_fence = 1
    before = (tmp_path / "data" / "leases.json").read_bytes()
    with contextlib.suppress(RuntimeError), file.opened() as book:
        book.records.clear()
        raise RuntimeError("a fault")
    assert (tmp_path / "data" / "leases.json").read_bytes() == before
    with file.opened() as book:
        assert (book.records, book.last_fence, book.has_manager) == ({one.id: one}, 1, False)
        book.records["lease:b"] = record("b", FileClaim("/b"), processes=(GONE,))
        book.records["lease:c"] = record("c", FileClaim("/c"), asker=GONE)
        book.drop_dead()
        assert list(book.records) == [one.id]


def test_a_record_is_for_its_user_alone(tmp_path):
    (tmp_path / "leases.json").write_text(LeaseFile(tmp_path)._text(LeaseBook()))
    (tmp_path / "leases.json").chmod(0o644)
    with LeaseFile(tmp_path).opened() as book:
        book.last_fence = 1
    assert (tmp_path / "leases.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "[", "[]", "{}", '{"version": 1}', '{"version": 1, "leases": 3}'])
def test_a_damaged_file_is_refused_and_left(tmp_path, text):
    (tmp_path / "leases.json").write_text(text)
    with pytest.raises(LeaseFileError, match="is damaged"), LeaseFile(tmp_path).opened():
        pass
    assert (tmp_path / "leases.json").read_text() == text


def test_a_record_that_is_no_json_is_named_and_what_was_written_stays(tmp_path):
    file = LeaseFile(tmp_path)
    good, bad = record("a", FileClaim("/a")), record("b", FileClaim("/b"), asked_at=float("inf"))
    with file.opened() as book:
        book.records[good.id] = good
    named = "'lease:b' of 'b' is no JSON .*; release it"
    with pytest.raises(LeaseFileError, match=named), file.opened() as book:
        book.records[bad.id] = bad
    with pytest.raises(LeaseFileError, match="a number in it is no JSON"), file.opened() as book:
        book.last_fence = float("inf")  # type: ignore[assignment]
    with file.opened() as book:
        assert book.records == {good.id: good}


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path, monkeypatch):
    (tmp_path / "leases.json").mkdir()
    with pytest.raises(LeaseFileError, match="cannot be read"), LeaseFile(tmp_path).opened():
        pass
    (tmp_path / "leases.json").rmdir()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(lease_file, "replace_text", full)
    with (
        pytest.raises(LeaseFileError, match="cannot be written: No space left"),
        LeaseFile(tmp_path).opened() as b,
    ):
        b.last_fence = 5


def test_a_lock_that_stays_taken_is_told(tmp_path):
    with (tmp_path / "leases.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        problem = pytest.raises(FileLockError, match="must stand still; find it")
        with problem, LeaseFile(tmp_path).opened(patience_s=0.0):
            pass


def test_a_lock_that_cannot_be_made_is_told(tmp_path, monkeypatch):
    (tmp_path / "lock").mkdir()
    with pytest.raises(FileLockError, match="cannot be opened"), lock.locked(tmp_path / "lock"):
        pass

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", none)
    with pytest.raises(FileLockError, match="on a local disk"), lock.locked(tmp_path / "other"):
        pass
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(NoFileLocksError, match="Windows"), lock.locked(tmp_path / "other"):
        pass


def test_who_is_before_is_told():
    a, b = FileClaim("/a"), FileClaim("/b")
    read_a = FileClaim("/a", ClaimMode.READ)
    holder = record("h", read_a, fence=1)
    writer = record("w", a, b, asked_at=2.0)
    reader = record("r", read_a, asked_at=3.0)
    urgent = record("u", read_a, asked_at=4.0, priority=Priority.HIGH)
    others = [holder, writer, reader, urgent]
    assert in_the_way(holder, [holder]) is None
    found = in_the_way(writer, others)
    assert found is not None
    assert (found.record, found.claim) == (holder, a)
    found = in_the_way(reader, others)
    assert found is not None
    assert found.record == writer
    assert in_the_way(urgent, others) is None
    assert in_the_way(record("x", FileClaim("/x"), asked_at=9.0), others) is None


class Disk:
    """What a power cut may leave of a file: only what was synced; of names that were not, any of the last."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.possible: list[bytes] = []
        self._synced: dict[int, bytes] = {}
        fsync, replace = os.fsync, Path.replace

        def sync(descriptor: int) -> None:
            fsync(descriptor)
            place = Path(f"/proc/self/fd/{descriptor}").readlink()
            if place == path.parent:
                del self.possible[:-1]
            elif place.is_file():
                self._synced[place.stat().st_ino] = place.read_bytes()

        def rename(source: Path, target: Path) -> Path:
            if target == path:
                self.possible.append(self._synced.get(source.stat().st_ino, b"torn"))
            return replace(source, target)

        monkeypatch.setattr(os, "fsync", sync)
        monkeypatch.setattr(Path, "replace", rename)

    def least_fence(self) -> int:
        """The lowest of the highest numbers that the record may give."""
        return min(int(json.loads(content)["last_fence"]) for content in self.possible)


@pytest.mark.skipif(sys.platform != "linux", reason="names of open files are told by /proc")
def test_a_power_cut_leaves_a_whole_record_that_knows_every_number_that_was_given(tmp_path, monkeypatch):
    disk, chosen = Disk(tmp_path / "leases.json", monkeypatch), random.Random(5)
    arbiter, held, highest = FileArbiter(tmp_path), deque(["none"]), 0
    for step in range(200):
        if step % 50 == 25:
            custody = LeaseCustody(tmp_path)
            first = custody.take_over()
            assert disk.least_fence() >= first - 1 >= highest
            for fence in range(first, first + 5):
                kept = record(str(fence), FileClaim(f"/m{fence}"), fence=fence)
                custody.kept[kept.id] = Kept(kept)
                custody.save(fence)
                highest = fence
                assert disk.least_fence() >= highest
            custody.kept.clear()
            custody.hand_back(highest, tasks_go_on=False)
        elif chosen.random() < 0.6:
            wanted = record(f"s{step}", FileClaim(f"/{chosen.randrange(20)}"))
            fence = arbiter.acquire(wanted, line=chosen.random() < 0.5, patience_s=0.0).fence
            assert fence == 0 or fence > highest
            highest = max(highest, fence)
            held.append(wanted.id)
        else:
            arbiter.drop(held.popleft() if len(held) > 1 else held[0])
        assert highest == 0 or disk.least_fence() >= highest


def test_whoever_waits_writes_nothing_while_nothing_changes(tmp_path):
    arbiter = FileArbiter(tmp_path)
    claim = FileClaim("/a")
    assert arbiter.acquire(record("holder", claim), line=False, patience_s=0.0).fence == 1
    waiters = [record(f"w{number}", claim, asked_at=float(number)) for number in range(3)]
    for wanted in waiters:
        arbiter.acquire(wanted, line=True, patience_s=0.0)
    before = (tmp_path / "leases.json").stat()
    for wanted in waiters * 2:
        assert arbiter.acquire(wanted, line=True, patience_s=0.0).obstacle is not None
    after = (tmp_path / "leases.json").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("other")])
def test_what_is_no_ordinary_file_is_neither_waited_for_nor_followed(tmp_path, make):
    (tmp_path / "other").write_text('{"version": 1}')
    make(tmp_path / "leases.json")
    with (
        pytest.raises(LeaseFileError, match="it is no ordinary file; remove it when"),
        LeaseFile(tmp_path).opened(),
    ):
        pass


def test_the_numbers_go_on_when_the_record_is_removed(tmp_path):
    arbiter, highest = FileArbiter(tmp_path), 0
    for step in range(3 * lease_floor.AHEAD // 500):
        for number in range(3):
            wanted = record(f"{step}.{number}", FileClaim(f"/{step}/{number}"))
            fence = arbiter.acquire(wanted, line=False, patience_s=0.0).fence
            assert fence > highest
            highest = fence
        with LeaseFile(tmp_path).opened() as book:
            highest = book.last_fence = book.last_fence + 700
        (tmp_path / "leases.json").unlink()


def test_a_number_that_cannot_be_written_is_not_given(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(lease_file, "raise_floor", full)
    with pytest.raises(LeaseFileError, match="cannot be written: No space left"):
        FileArbiter(tmp_path).acquire(record("a", FileClaim("/a")), line=False, patience_s=0.0)
    assert not (tmp_path / "leases.json").exists()
