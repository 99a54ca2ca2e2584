"""``pem lease release``: lets go of what the calling process holds."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT, NOT_YOURS, SOME_FAILED
from parallel_execution_manager.control.lease_paths import (
    LeaseInputError,
    claims_from,
    holder_of,
    lease_dir_of,
)
from parallel_execution_manager.control.messages import tell
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.lease_answers import LeaseRow, claim_of, party_of
from parallel_execution_manager.runtime.lease_claims import is_same
from parallel_execution_manager.runtime.lease_desk import LeaseDesk
from parallel_execution_manager.runtime.lease_standing import own_holders
from parallel_execution_manager.runtime.own_files import own_files
from parallel_execution_manager.scheduling.leases.claims import meet
from parallel_execution_manager.scheduling.model.task import FileClaim
from parallel_execution_manager.system.files.identity import FileIdentityError
from parallel_execution_manager.system.files.lock import FileLockError
from parallel_execution_manager.system.processes.identity import (
    ProcessIdentity,
    line_of_descent,
    own_number,
    speaks_for,
)
from parallel_execution_manager.system.runs.folders import DataDirError
from parallel_execution_manager.system.storage.lease_record import OF_COMMAND, PREFIX, LeaseRecord


class NotYoursError(Exception):
    """A lease belongs to somebody else; the message says to whom and when it ends."""


def execute(args: argparse.Namespace) -> int:
    """Let go of all that is named, or of nothing; the exit code."""
    try:
        desk = LeaseDesk(lease_dir_of(args), tell)
        holder = holder_of(args.holder)
        is_heard = args.holder is None or speaks_for(own_number(), holder)
        mine = frozenset(line_of_descent(holder.pid) if is_heard else ())
        records = desk.records()
        chosen = [record for name in args.names for record in leases_meant(name, records, mine, desk)]
        for lease_id in dict.fromkeys(record.id for record in chosen):
            desk.drop(lease_id)
    except (FileIdentityError, LeaseInputError, DataDirError) as error:
        tell(str(error))
        return BAD_INPUT
    except NotYoursError as error:
        tell(str(error))
        return NOT_YOURS
    except (FileLockError, DoorError) as error:
        tell(str(error))
        return SOME_FAILED
    return ALL_SUCCEEDED


def leases_meant(
    name: str, records: Sequence[LeaseRecord], mine: frozenset[ProcessIdentity], desk: LeaseDesk
) -> list[LeaseRecord]:
    """The leases of ``mine`` (a process, its parent and so on) that an id or a path means.

    Raises:
        LeaseInputError: there is no such lease.
        NotYoursError: there is, but of somebody else.
        FileIdentityError: the path names no file for certain.
    """
    wanted: FileClaim | None = None
    if name.startswith(PREFIX):
        found = [record for record in records if record.id == name]
    else:
        wanted = claims_from([name], desk.data_dir)[0]
        found = [record for record in records if any(is_same(claim, wanted) for claim in record.claims)]
    yours = [record for record in found if not mine.isdisjoint(record.processes)]
    released = [record for record in yours if OF_COMMAND not in record.facts]
    if yours and not released:
        # It was held before it was asked for in here: whoever releases what it has taken takes nothing along.
        tell(f"{name} is held by {party_of(yours[0]).words}, a command, and is let go of when that ends")
    if yours:
        return released
    if found:
        first = found[0]
        raise NotYoursError(
            f"{name} is leased to {first.label} (process {first.pid}, {first.id}), and only that process or "
            "what it started may let go of it; it ends with the process"
        )
    rows = desk.rows()
    own = own_holders(desk, rows, os.environ)
    if name in own or (wanted is not None and own_files(rows, [wanted], own) is not None):
        # It was held before it was asked for in here, and is let go of with the task.
        return []
    raise _not_leased(name, wanted, rows)


def _not_leased(name: str, wanted: FileClaim | None, rows: Sequence[LeaseRow]) -> Exception:
    """Why there is nothing to let go of: a task has it, it is part of something larger, or nobody has it."""
    row = None if wanted is None else next((r for r in rows if r.holders and meet(claim_of(r), wanted)), None)
    if row is None:
        return LeaseInputError(f"{name} is not leased; pem lease list shows what is")
    holder = row.holders[0]
    held = f"{name} is held, in {row.name}, by {holder.words}"
    if not holder.id.startswith(PREFIX):
        return NotYoursError(f"{held}; it is let go of when that ends")
    return LeaseInputError(f"{held}; release that as a whole")
