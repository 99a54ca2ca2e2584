"""What a manager answers about leases at its door, and when it does not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime import core, lease_desk, lease_keeper
from parallel_execution_manager.runtime.client import ManagerClient, managers_of
from parallel_execution_manager.runtime.door_protocol import DoorError, write_request
from parallel_execution_manager.runtime.lease_arbiters import DoorArbiter
from parallel_execution_manager.runtime.lease_claims import claims_of
from parallel_execution_manager.runtime.lease_custody import Kept, LeaseCustody
from parallel_execution_manager.runtime.lease_desk import LeaseBusyError, LeaseDesk, default_lease_dir
from parallel_execution_manager.scheduling.events import LeaseWanted
from parallel_execution_manager.scheduling.model.task import ClaimMode
from parallel_execution_manager.supervisor.paths import Place
from parallel_execution_manager.supervisor.records import AttemptLog
from parallel_execution_manager.system.ipc.local_socket import LineReader, connections
from parallel_execution_manager.system.processes.identity import ProcessIdentity, identity_of, own_identity
from parallel_execution_manager.system.storage import lease_file
from parallel_execution_manager.system.storage.lease_file import LeaseFile, LeaseFileError
from parallel_execution_manager.system.storage.lease_record import LeaseRecord, write_records
from tests.runtime.waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="leases of other programs need POSIX")


@pytest.fixture
def client(manager: ParallelExecutionManager) -> Iterator[ManagerClient]:
    """A connection to a manager."""
    (found,) = managers_of(manager.data_dir)
    with found:
        yield found


def record(path: Path, **fields: object) -> LeaseRecord:
    claims = claims_of([str(path)], "/", ClaimMode.WRITE, Path("/nowhere"))
    values = {"label": "test", "processes": (own_identity(),), "claims": claims, "asked_at": 1.0, **fields}
    return LeaseRecord(id="lease:test", **values)  # type: ignore[arg-type]


@pytest.fixture
def other() -> Iterator[ProcessIdentity]:
    """Another process."""
    with subprocess.Popen(["sleep", "600"]) as process:
        identity = identity_of(process.pid)
        assert identity is not None
        yield identity
        process.kill()


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        ("lease.acquire", {}, "give one lease"),
        ("lease.acquire", {"leases": [], "folders": [], "line": True, "wait_s": 0}, "give one lease"),
        ("lease.acquire", {"leases": [{}], "folders": [], "line": True, "wait_s": 0}, "give one lease"),
        ("lease.keep", {}, "give the id of a lease"),
        ("lease.drop", {"lease": 3}, "give the id of a lease"),
    ],
)
def test_nonsense_is_told(client, kind, fields, reason):
    with pytest.raises(DoorError, match=reason) as raised:
        client.ask(kind, **fields)
    assert raised.value.kind == "bad_request"


def test_a_lease_of_nobody_is_refused(client, tmp_path):
    gone = record(tmp_path / "a", processes=(ProcessIdentity(2**22, 1, "boot"),))
    with pytest.raises(DoorError, match="no process of the lease"):
        DoorArbiter(client).acquire(gone, line=False, patience_s=0.0)


def test_what_is_not_known_has_ended_already(client):
    door = DoorArbiter(client)
    door.keep("lease:unknown")
    door.drop("lease:unknown")
    assert door.records() == ()


def test_asking_again_is_answered_in_the_same_way(client, tmp_path):
    door = DoorArbiter(client)
    first = door.acquire(record(tmp_path / "a"), line=True, patience_s=5.0)
    assert first.fence > 0
    assert door.acquire(record(tmp_path / "a"), line=True, patience_s=5.0) == first
    (kept,) = door.records()
    assert (kept.fence, kept.is_granted) == (first.fence, True)


def test_whoever_finds_no_place_to_wait_is_told_to_ask_again(client, tmp_path, manager, other):
    desk = LeaseDesk(manager.data_dir)
    claims = record(tmp_path / "a").claims
    held = desk.acquire(claims, "holder", [other])
    places = [manager._core.leases._place() for _ in range(lease_keeper.MOST_WAITING)]
    for place in places:
        assert place.__enter__()
    answer = DoorArbiter(client).acquire(record(tmp_path / "a"), line=True, patience_s=60.0)
    assert (answer.fence, answer.again_s) == (0, lease_keeper.ASK_AGAIN_S)
    assert answer.obstacle is not None
    assert answer.obstacle.party.id == held.id
    for place in places:
        place.__exit__(None, None, None)
    over = DoorArbiter(client).acquire(record(tmp_path / "a"), line=False, patience_s=0.0)
    assert over.obstacle is not None
    assert [r.id for r in desk.records()] == [held.id]


def test_what_is_given_up_before_the_machine_knows_of_it_is_not_held_for_ever(manager, tmp_path, monkeypatch):
    keeper, engine = manager._core.leases, manager._core.engine
    settle = engine.settle

    def late(kind: object, **fields: object) -> None:
        if kind is LeaseWanted:
            keeper.drop("lease:test")
        settle(kind, **fields)

    monkeypatch.setattr(engine, "settle", late)
    answer = keeper.acquire(record(tmp_path / "a"), line=True, patience_s=0.0)
    assert answer.problem == "the place in line was given up, or the process has ended"
    assert manager.snapshot().leases == ()


def test_whoever_has_ended_meanwhile_holds_nothing(manager, tmp_path, other):
    os.kill(other.pid, signal.SIGKILL)
    manager._core.leases.acquire(record(tmp_path / "a", processes=(other,)), line=True, patience_s=0.0)
    until(lambda: manager._core.leases.records() == ())
    desk = LeaseDesk(manager.data_dir)
    held = desk.acquire(record(tmp_path / "a").claims, "another")
    assert [lease.id for lease in desk.records()] == [held.id]


def test_what_cannot_be_written_down_is_not_granted(manager, tmp_path, monkeypatch):
    desk = LeaseDesk(manager.data_dir)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(lease_file, "replace_text", full)
        with pytest.raises(DoorError, match="cannot be written: No space left") as raised:
            desk.acquire(record(tmp_path / "a").claims, "me")
        assert raised.value.kind == "no_record"
    assert desk.acquire(record(tmp_path / "a").claims, "me").fence > 0


def test_that_leases_are_not_handed_back_is_told_only_where_there_are_some(tmp_path, monkeypatch, caplog):
    custody = LeaseCustody(tmp_path)
    custody.take_over()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lease_file, "replace_text", full)
    custody.hand_back(1, tasks_go_on=False)
    assert caplog.text == ""
    held = record(tmp_path / "a", fence=1)
    custody.kept[held.id] = Kept(held)
    custody.hand_back(1, tasks_go_on=False)
    assert "Leases of other programs are not handed back" in caplog.text
    assert "Errno" not in caplog.text


def test_a_grant_that_cannot_be_written_down_is_held_by_nobody(client, manager, tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    door = DoorArbiter(client)
    with monkeypatch.context() as patch:
        patch.setattr(lease_file, "replace_text", full)
        with pytest.raises(DoorError, match="cannot be written"):
            door.acquire(record(tmp_path / "a", asker=own_identity()), line=False, patience_s=0.0)
        # The asker has said nothing more, and lives on.
        assert door.records() == ()
    assert door.acquire(record(tmp_path / "b"), line=False, patience_s=0.0).fence > 0
    with monkeypatch.context() as patch:
        patch.setattr(lease_file, "replace_text", full)
        # What is written already is not written again.
        assert door.acquire(record(tmp_path / "b"), line=False, patience_s=0.0).fence > 0
    assert [lease.id for lease in manager._core.leases.records()] == ["lease:test"]


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "9" * 400])
def test_one_bad_number_at_the_door_stops_nobody(manager, client, tmp_path, number):
    written = write_records([record(tmp_path / "a", asked_at=4321.5)])
    wish = {"leases": written.leases, "folders": written.folders, "line": True, "wait_s": 0}
    line = write_request("lease.acquire", wish).replace(b"4321.5", number.encode())
    (connection,) = connections(manager.data_dir)
    with connection:
        connection.sendall(line + b"\n")
        answer = json.loads(LineReader(connection).read(30.0) or b"")
    assert answer["error"]["kind"] in ("no_json", "bad_request")
    assert DoorArbiter(client).records() == ()
    assert LeaseDesk(manager.data_dir).acquire(record(tmp_path / "a").claims, "me").fence > 0


def test_a_manager_that_does_not_decide_is_told_after_a_while(manager, tmp_path, monkeypatch):
    monkeypatch.setattr(lease_desk, "MANAGER_PATIENCE_S", 0.1)
    desk = LeaseDesk(manager.data_dir)
    manager._core.leases.stop_answering()
    with pytest.raises(LeaseFileError, match="decides on the files of .* and has not answered"):
        desk.acquire(record(tmp_path / "a").claims, "me")


def test_a_manager_that_is_busy_is_told_as_such(request, tmp_path, monkeypatch):
    monkeypatch.setattr(lease_desk, "MANAGER_PATIENCE_S", 0.1)
    monkeypatch.setattr(core, "most_clients", lambda _: 0)
    manager = request.getfixturevalue("manager")
    with pytest.raises(LeaseFileError, match="it is busy .*, so ask later, or end some of those"):
        LeaseDesk(manager.data_dir).acquire(record(tmp_path / "a").claims, "me")
    told: list[str] = []
    with pytest.raises(LeaseFileError, match="it is busy"):
        LeaseDesk(manager.data_dir, told.append).drop("lease:none")
    (sentence,) = told
    assert sentence.startswith(f"the manager of {manager.data_dir} is busy (0 others are being answered")


def test_an_answer_that_is_none_is_told(client, monkeypatch, tmp_path):
    monkeypatch.setattr(ManagerClient, "ask", lambda *_, **__: {"x": 1})
    door = DoorArbiter(client)
    for ask in (
        lambda: door.acquire(record(tmp_path / "a"), line=True, patience_s=0.0),
        door.records,
        door.rows,
    ):
        with pytest.raises(DoorError, match="not known here") as raised:
            ask()
        assert raised.value.kind == "no_answer"


def test_whoever_interrupts_a_wait_leaves_no_place_in_line(tmp_path, other):
    desk = LeaseDesk(tmp_path / "data")
    claims = record(tmp_path / "a").claims
    held = desk.acquire(claims, "holder", [other])

    def interrupt(_obstacle: object) -> None:
        assert len(desk.records()) == 2
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.acquire(claims, "me", wait_s=60.0, told=interrupt)
    assert [r.id for r in desk.records()] == [held.id]
    mine = desk.acquire(record(tmp_path / "b").claims, "me")
    with pytest.raises(LeaseBusyError, match=f"works under {mine.id} already"):
        desk.acquire(claims, "me", wait_s=60.0)


def test_nobody_gets_files_while_it_is_not_known_what_a_lost_task_holds(tmp_path):
    data_dir = tmp_path / "data"
    place = Place(data_dir)
    place.folder.mkdir(parents=True)
    claims = record(tmp_path / "a").claims
    desk = LeaseDesk(data_dir)
    with LeaseFile(data_dir).opened() as book:
        book.manager = ProcessIdentity(2**22, 1, "boot")
    row = {"mark": "m", "key": ["t", 1], "state": "started", "output": str(data_dir / "log"), "at": 1.0}
    log = AttemptLog(place.attempts, [{**row, "pid": 2**22, "ticks": 1, "boot": "boot"}])
    try:
        lock = place.take(0.0)
        assert lock is not None
        with pytest.raises(
            LeaseBusyError, match="a is held by task t, perhaps, which goes on without its manager"
        ):
            desk.acquire(claims, "me")
        assert desk.rows() == []
        (data_dir / "task.json").write_text(
            json.dumps({"files": [{"path": str(tmp_path / "b"), "mode": "read"}]})
        )
        assert [row.name for row in desk.rows()] == [str(tmp_path / "b")]
        assert desk.acquire(claims, "me").fence == 1
        with pytest.raises(LeaseBusyError, match="b is held by task t"):
            desk.acquire(record(tmp_path / "b").claims, "me")
        os.close(lock)
        assert desk.acquire(record(tmp_path / "b").claims, "me").fence == 2
    finally:
        log.close()


def test_a_task_keeps_its_files_though_the_record_of_leases_is_gone(tmp_path):
    data_dir, claims = tmp_path / "data", record(tmp_path / "a").claims
    place = Place(data_dir)
    place.folder.mkdir(parents=True)
    (data_dir / "task.json").write_text(json.dumps({"files": [str(tmp_path / "a")]}))
    row = {"mark": "m", "key": ["t", 1], "state": "started", "output": str(data_dir / "log"), "at": 1.0}
    AttemptLog(place.attempts, [{**row, "pid": 2**22, "ticks": 1, "boot": "boot"}]).close()
    lock = place.take(0.0)
    assert lock is not None
    desk = LeaseDesk(data_dir)
    for _ in range(2):
        with pytest.raises(LeaseBusyError, match="a is held by task t"):
            desk.acquire(claims, "me")
    assert desk.acquire(record(tmp_path / "b").claims, "me").fence == 1
    with pytest.raises(LeaseBusyError, match="a is held by task t"):
        desk.acquire(claims, "me")
    os.close(lock)
    assert desk.acquire(claims, "me").fence == 2
    manager = ParallelExecutionManager(data_dir=data_dir)
    manager.close()
    with LeaseFile(data_dir).opened() as book:
        assert book.manager is None


def test_a_manager_that_leaves_tasks_running_does_not_let_the_record_decide(tmp_path):
    data_dir = tmp_path / "data"
    manager = ParallelExecutionManager(data_dir=data_dir)
    manager._core.leases.hand_back(tasks_go_on=True)
    with LeaseFile(data_dir).opened() as book:
        assert book.manager is not None
        assert not book.has_manager
    manager.close()
    with LeaseFile(data_dir).opened() as book:
        assert book.manager is None


def test_the_leases_of_a_task_are_those_of_its_manager(tmp_path, home):
    run_dir = str(tmp_path / "data" / "runs" / "t" / "1")
    assert default_lease_dir({"PEM_RUN_DIR": run_dir, "PEM_TASK_MARK": "m"}) == tmp_path / "data"
    assert default_lease_dir({"PEM_RUN_DIR": run_dir, "PEM_DATA_DIR": str(home)}) == home
    assert default_lease_dir({"PEM_TASK_MARK": "m", "PEM_DATA_DIR": str(home)}) == home
