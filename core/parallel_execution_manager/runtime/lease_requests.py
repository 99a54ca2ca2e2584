"""What other programs can ask a running manager about leases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from parallel_execution_manager.runtime.caller import Caller
from parallel_execution_manager.runtime.door import PersonalRequest
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import ManagerClosed
from parallel_execution_manager.runtime.lease_answers import LeaseRow, write_answer, write_row
from parallel_execution_manager.runtime.lease_askers import refuse_to_end, refuse_to_hold, refuse_to_join
from parallel_execution_manager.runtime.lease_custody import LeasesClosedError
from parallel_execution_manager.runtime.lease_keeper import LeaseKeeper
from parallel_execution_manager.system.files.lock import FileLockError
from parallel_execution_manager.system.runs.folders import DataDirError
from parallel_execution_manager.system.storage.lease_record import (
    LeaseJsonError,
    read_process,
    read_records,
    write_records,
)

MOST_PATIENCE_S = 10.0

Facts = Mapping[str, Any]


def lease_requests(keeper: LeaseKeeper, engine: Engine) -> Mapping[str, PersonalRequest]:
    """The table of requests."""
    return {
        "lease.acquire": _answered(lambda message, caller: _acquire(keeper, message, caller)),
        "lease.keep": _answered(lambda message, caller: _done(keeper, keeper.keep, message, caller)),
        "lease.join": _answered(lambda message, caller: _join(keeper, message, caller)),
        "lease.drop": _answered(lambda message, caller: _done(keeper, keeper.drop, message, caller)),
        "lease.records": _answered(lambda _, __: _records(keeper)),
        "lease.list": _answered(lambda _, __: _list(keeper, engine)),
    }


def _answered(request: PersonalRequest) -> PersonalRequest:
    """The request with its failures as the door tells them."""

    def answer(message: Facts, caller: Caller) -> Facts:
        try:
            return request(message, caller)
        except (LeasesClosedError, ManagerClosed) as error:
            raise DoorError("closed", str(error)) from error
        except (FileLockError, DataDirError) as error:
            raise DoorError("no_record", str(error)) from error

    return answer


def _acquire(keeper: LeaseKeeper, message: Facts, caller: Caller) -> Facts:
    try:
        (record,) = read_records(message["leases"], message["folders"])
        line, patience_s = bool(message["line"]), float(message["wait_s"])
    except (LeaseJsonError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise DoorError("bad_request", f"give one lease, its folders, line and wait_s: {error}") from error
    if not record.is_alive():
        raise DoorError("bad_request", f"no process of the lease {record.id!r} lives here")
    refuse_to_hold(record, caller, keeper.record(record.id))
    return write_answer(keeper.acquire(record, line=line, patience_s=min(patience_s, MOST_PATIENCE_S)))


def _done(keeper: LeaseKeeper, doing: Callable[[str], None], message: Facts, caller: Caller) -> Facts:
    lease_id = message.get("lease")
    if not isinstance(lease_id, str):
        raise DoorError("bad_request", 'give the id of a lease: "lease": "…"')
    if (record := keeper.record(lease_id)) is not None:
        refuse_to_end(record, caller)
    doing(lease_id)
    return {}


def _join(keeper: LeaseKeeper, message: Facts, caller: Caller) -> Facts:
    lease_id, given = message.get("lease"), message.get("processes")
    try:
        if not isinstance(lease_id, str) or not isinstance(given, list) or not given or None in given:
            raise TypeError("one of them is missing")
        processes = tuple(filter(None, map(read_process, given)))
    except (TypeError, ValueError, OverflowError) as error:
        raise DoorError("bad_request", f"give the id of a lease and a list of processes: {error}") from error
    record = keeper.record(lease_id)
    if record is None:
        return {"joined": False}
    refuse_to_end(record, caller)
    refuse_to_join(processes, caller)
    return {"joined": keeper.join(lease_id, processes)}


def _records(keeper: LeaseKeeper) -> Facts:
    written = write_records(keeper.records())
    return {"leases": written.leases, "folders": written.folders}


def _list(keeper: LeaseKeeper, engine: Engine) -> Facts:
    views = engine.look(lambda machine: tuple(machine.lease_views()))
    rows = [
        LeaseRow(
            view.path,
            str(view.mode),
            str(view.scope),
            view.pattern,
            tuple(keeper.party(hold.id, hold.since, hold.fence) for hold in view.holds),
            tuple(keeper.party(wait.id, wait.since) for wait in view.waits),
        )
        for view in views
    ]
    return {"files": [write_row(row) for row in sorted(rows, key=lambda row: row.path)]}
