"""What a manager's door believes about leases: only what the kernel says of who asks."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime import caller as caller_module
from parallel_execution_manager.runtime import lease_askers
from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.client import ManagerClient, managers_of
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.lease_arbiters import DoorArbiter, FileArbiter
from parallel_execution_manager.runtime.lease_claims import claims_of
from parallel_execution_manager.runtime.lease_desk import LeaseBusyError, LeaseDesk
from parallel_execution_manager.scheduling.model.task import ClaimMode
from parallel_execution_manager.system.processes.identity import ProcessIdentity, identity_of, own_identity
from parallel_execution_manager.system.storage.lease_record import LeaseRecord, write_records

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who is at a socket's end")

SLEEP = ["sleep", "600"]

ASK = """
import json, sys
from pathlib import Path
from parallel_execution_manager.runtime.client import managers_of
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.system.processes.identity import own_identity

(client,) = managers_of(Path(sys.argv[1]))
with client:
    for question in json.loads(sys.argv[2]):
        for lease in question.get("leases", ()):
            lease["processes"] = [process or list(own_identity()) for process in lease["processes"]]
        try:
            print("done", json.dumps(client.ask(**question)))
        except DoorError as error:
            print(error.kind, error)
"""
"""What a stranger runs: a process that is null is its own."""

LEAVE = "me = os.getpid()\nif os.fork():\n    os._exit(0)\nwhile os.getppid() == me:\n    time.sleep(0.01)\n"
"""What leaves an open connection to a child."""


def asked_by_a_stranger(data_dir: Path, *questions: dict[str, Any]) -> list[str]:
    """What a program of another session is answered, a line for each question."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, data_dir, json.dumps(questions)],
        start_new_session=True,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def client(manager: ParallelExecutionManager) -> Iterator[ManagerClient]:
    """A connection to a manager."""
    (found,) = managers_of(manager.data_dir)
    with found:
        yield found


@pytest.fixture
def holder() -> Iterator[ProcessIdentity]:
    """A process that the test has started."""
    with subprocess.Popen(SLEEP) as process:
        identity = identity_of(process.pid)
        assert identity is not None
        yield identity
        process.kill()


def record(path: Path, *processes: ProcessIdentity, name: str = "test", **fields: Any) -> LeaseRecord:
    claims = claims_of([str(path)], "/", ClaimMode.WRITE, Path("/nowhere"))
    return LeaseRecord(f"lease:{name}", "test", processes, claims, 1.0, **fields)


def question(wanted: LeaseRecord, *, of_the_asker: bool = False) -> dict[str, Any]:
    written = write_records([wanted])
    if of_the_asker:
        written.leases[0]["processes"] = [None]
    wishes = {"leases": written.leases, "folders": written.folders, "line": False, "wait_s": 0}
    return {"kind": "lease.acquire", **wishes}


def test_nobody_takes_files_for_a_stranger(manager, tmp_path, holder):
    ask = question(record(tmp_path / "a", holder))
    named = question(record(tmp_path / "a", holder, asker=holder), of_the_asker=True)
    own = question(record(tmp_path / "a", holder), of_the_asker=True)
    for_it, as_it, for_itself = asked_by_a_stranger(manager.data_dir, ask, named, own)
    assert for_it.startswith(f"not_yours files cannot be held for process {holder.pid}: process ")
    assert "ask in that process" in for_it
    assert as_it.startswith(f"not_yours process {holder.pid} is named as the one that waits for the answer")
    assert for_itself.startswith("done ")


HOST = """
import sys
from parallel_execution_manager import ParallelExecutionManager
manager = ParallelExecutionManager(build_contexts=False, base_dir=sys.argv[1], data_dir=sys.argv[1] + "/data")
print("there", flush=True)
sys.stdin.read()
manager.close()
"""


def test_no_file_is_held_for_the_manager_but_by_itself(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", HOST, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as host:
        assert host.stdout is not None
        assert host.stdout.readline() == "there\n"
        identity = identity_of(host.pid)
        assert identity is not None
        with pytest.raises(DoorError, match=f"process {host.pid} is the manager that hands the files out"):
            LeaseDesk(tmp_path / "data").acquire(record(tmp_path / "a").claims, "x", [identity])
        host.communicate("")
        assert host.returncode == 0


def test_a_program_with_a_manager_in_it_may_hold_files_itself(manager, tmp_path):
    held = LeaseDesk(manager.data_dir).acquire(record(tmp_path / "a").claims, "x", [own_identity()])
    assert held.fence


def test_nobody_ends_the_lease_of_a_stranger_or_takes_its_id(manager, tmp_path, holder):
    desk = LeaseDesk(manager.data_dir)
    held = desk.acquire(record(tmp_path / "a").claims, "mine", [holder])
    dropped, kept, taken = asked_by_a_stranger(
        manager.data_dir,
        {"kind": "lease.drop", "lease": held.id},
        {"kind": "lease.keep", "lease": held.id},
        question(record(tmp_path / "a", holder, name=held.id.removeprefix("lease:")), of_the_asker=True),
    )
    for answer in (dropped, kept):
        assert answer.startswith(f"not_yours {held.id} is of mine (process {holder.pid}), and process ")
        assert answer.endswith("It ends with its process")
    assert taken == f"not_yours the id {held.id} is of a lease of process {holder.pid}; take another id"
    assert [lease.id for lease in desk.records()] == [held.id]
    desk.drop(held.id)
    assert desk.records() == ()


def test_a_process_may_ask_for_what_it_runs_in_and_for_what_it_has_started(client, tmp_path, holder):
    door = DoorArbiter(client)
    for number, process in enumerate((own_identity(), holder)):
        wanted = record(tmp_path / str(number), process, name=str(number), asker=own_identity())
        assert door.acquire(wanted, line=True, patience_s=5.0).fence > 0
        door.keep(wanted.id)
        door.drop(wanted.id)
    assert door.records() == ()


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() != 0, reason="only root can be another user")
def test_files_are_not_held_for_another_user(client, tmp_path):
    with subprocess.Popen(SLEEP, user=65534) as process:
        other = identity_of(process.pid)
        assert other is not None
        with pytest.raises(DoorError, match="it belongs to user 65534, and user 0 asks") as raised:
            DoorArbiter(client).acquire(record(tmp_path / "a", other), line=False, patience_s=0.0)
        assert raised.value.kind == "not_yours"
        process.kill()


def test_a_process_that_ends_before_the_grant_gets_nothing(tmp_path, holder):
    gone = holder._replace(start_ticks=holder.start_ticks + 1)
    answer = FileArbiter(tmp_path / "data").acquire(record(tmp_path / "a", gone), line=True, patience_s=0.0)
    assert (answer.fence, answer.problem) == (0, "the process that was to hold the files (test) has ended")
    assert FileArbiter(tmp_path / "data").records() == ()


def test_where_the_system_tells_nothing_of_who_asks_nothing_is_refused(
    manager, tmp_path, holder, monkeypatch
):
    monkeypatch.setattr(Caller, "peer", None)
    held = LeaseDesk(manager.data_dir).acquire(record(tmp_path / "a").claims, "mine", [holder])
    (dropped,) = asked_by_a_stranger(manager.data_dir, {"kind": "lease.drop", "lease": held.id})
    assert dropped == "done {}"


def test_a_lease_of_nobody_may_be_ended_by_anybody(monkeypatch, tmp_path):
    monkeypatch.setattr(lease_askers, "speaks_for", lambda *_: False)
    monkeypatch.setattr(Caller, "peer", (1, 0))
    gone = ProcessIdentity(2**22, 1, "boot")
    lease_askers.refuse_to_end(record(tmp_path / "a", gone), Caller.__new__(Caller))


def test_a_connection_of_a_process_that_has_ended_speaks_for_nobody(manager, tmp_path, holder):
    # Somebody else may have its number by now.
    left = ASK.replace("with client:", f"{LEAVE}with client:")
    held = LeaseDesk(manager.data_dir).acquire(record(tmp_path / "a").claims, "mine", [holder])
    wanted = question(record(tmp_path / "b", holder), of_the_asker=True)
    asked = [wanted, {"kind": "lease.drop", "lease": held.id}]
    done = subprocess.run(
        [sys.executable, "-c", f"import os, time{left}", manager.data_dir, json.dumps(asked)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answers = done.stdout.splitlines()
    assert len(answers) == 2
    assert all("which has opened this connection, has ended" in answer for answer in answers)
    assert [lease.id for lease in LeaseDesk(manager.data_dir).records()] == [held.id]


def test_who_came_in_is_looked_up_once(tmp_path, holder):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        caller = Caller(ours)
        assert caller.identity == own_identity()
        lease_askers.refuse_to_join([holder], caller)
        with pytest.raises(DoorError, match="is no part of it"):
            lease_askers.refuse_to_join([identity_of(1) or holder], caller)
        caller.identity = own_identity()._replace(start_ticks=1)
        for refused in (
            lambda: lease_askers.refuse_to_hold(record(tmp_path / "a", holder), caller, None),
            lambda: lease_askers.refuse_to_end(record(tmp_path / "a", holder), caller),
            lambda: lease_askers.refuse_to_join([holder], caller),
        ):
            with pytest.raises(DoorError, match="has ended or cannot be seen from here"):
                refused()


def test_with_too_many_open_files_nobody_is_known(monkeypatch):
    def full(_pid: int) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(caller_module, "identity_of", full)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert Caller(ours).identity is None


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"lease": 3, "processes": [[1, 1, "b"]]},
        {"lease": "lease:x", "processes": []},
        {"lease": "lease:x", "processes": [None]},
        {"lease": "lease:x", "processes": [[0, 1, "b"]]},
    ],
)
def test_who_joins_a_lease_says_which_and_who(client, fields):
    with pytest.raises(DoorError, match="give the id of a lease and a list of processes") as raised:
        client.ask("lease.join", **fields)
    assert raised.value.kind == "bad_request"


def test_a_lease_that_has_ended_or_is_awaited_is_not_joined(client, manager, tmp_path, holder):
    door, wanted = DoorArbiter(client), record(tmp_path / "a", own_identity())
    for arbiter in (door, FileArbiter(tmp_path / "other")):
        assert not arbiter.join("lease:none", [holder])
        assert arbiter.acquire(wanted, line=False, patience_s=0.0).fence > 0
        assert arbiter.join(wanted.id, [holder])
        (joined,) = arbiter.records()
        assert joined.processes == (own_identity(), holder)
        waiting = record(tmp_path / "a", holder, name="waiting")
        assert not arbiter.acquire(waiting, line=True, patience_s=0.0).fence
        assert not arbiter.join(waiting.id, [own_identity()])
    with pytest.raises(LeaseBusyError, match="lease:none, which this works under, has ended meanwhile"):
        LeaseDesk(manager.data_dir).join("lease:none", [holder])
