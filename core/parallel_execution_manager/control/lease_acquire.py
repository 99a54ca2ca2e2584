"""``pem lease acquire``: files for the calling shell, or for the time that a command runs."""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import shutil
import time
from collections.abc import Sequence

from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT, FILES_BUSY, SOME_FAILED
from parallel_execution_manager.control.lease_paths import (
    LeaseInputError,
    claims_from,
    holder_for,
    label_of,
    label_of_command,
    lease_dir_of,
)
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.control.wording import duration
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.lease_answers import Obstacle, Party
from parallel_execution_manager.runtime.lease_desk import LeaseBusyError, LeaseDesk, Told
from parallel_execution_manager.runtime.lease_standing import own_holders
from parallel_execution_manager.runtime.own_files import own_fence, own_files
from parallel_execution_manager.scheduling.leases.claims import name_of
from parallel_execution_manager.scheduling.model.task import FileClaim
from parallel_execution_manager.system.files.identity import FileIdentityError
from parallel_execution_manager.system.files.lock import FileLockError
from parallel_execution_manager.system.runs.folders import DataDirError
from parallel_execution_manager.system.storage.lease_record import OF_COMMAND, PREFIX, LeaseRecord

NO_SUCH_COMMAND = 127
LAST_WORD_S = 1.0
LEAST_S = 1.0
"""A shorter time since which something holds is not worth a word."""


def execute(args: argparse.Namespace) -> int:
    """Take the files, and run the command if there is one; the exit code."""
    try:
        data_dir = lease_dir_of(args)
        claims = claims_from(args.paths, data_dir, shared=args.shared)
        desk = LeaseDesk(data_dir, tell)
        own = None
        if args.holder is None and own_fence(os.environ):
            rows = desk.rows()
            own = own_files(rows, claims, own_holders(desk, rows, os.environ))
        claims = claims if own is None else own.others
        if args.command:
            return _with_command(desk, claims, args, None if own is None else own.holder)
        if own is not None and not claims:
            return _tell_own(args, own.holder)
        holder = holder_for(args.holder)
        record = desk.acquire(claims, label_of(holder), [holder], wait_s=args.wait, told=told_for(args.wait))
    except (FileIdentityError, LeaseInputError, DataDirError) as error:
        tell(str(error))
        return BAD_INPUT
    except LeaseBusyError as error:
        tell(str(error))
        return FILES_BUSY
    except (FileLockError, DoorError) as error:
        tell(str(error))
        return SOME_FAILED
    say(_as_json(record) if args.json else f"{record.id} {record.fence}")
    return ALL_SUCCEEDED


def _tell_own(args: argparse.Namespace, holder: Party) -> int:
    """All files are held already for whoever asks: by the task, or the lease, that this runs in."""
    tell(f"{holder.words} holds this already, and this runs in it: go on")
    if args.json:
        say(json.dumps({"lease": holder.id, "fence": holder.fence, "pid": holder.pid, "files": []}))
    else:
        say(f"{holder.id} {holder.fence}")
    return ALL_SUCCEEDED


def _with_command(
    desk: LeaseDesk, claims: Sequence[FileClaim], args: argparse.Namespace, own: Party | None
) -> int:
    """Run the command under a lease of ``claims``, or if none are left under that of ``own``.

    What is held already by the lease that this runs in is held for the command too from now on: that one
    may end, or be killed, while the command still works.
    """
    from parallel_execution_manager.control.lease_command import HeldCommand

    if args.holder is not None:
        raise LeaseInputError("--for is of no use with a command, which holds the files itself; leave it out")
    if shutil.which(args.command[0]) is None:
        tell(f"there is no command {args.command[0]!r} that can be run; correct its name or PATH")
        return NO_SUCH_COMMAND
    with HeldCommand(args.command) as held:
        if own is not None and own.id.startswith(PREFIX):
            desk.join(own.id, held.processes)
        if own is not None and not claims:
            return held.run(own.fence)
        record = desk.acquire(
            claims,
            label_of_command(args.command),
            held.processes,
            wait_s=args.wait,
            told=told_for(args.wait),
            facts={OF_COMMAND: 1},
        )
        code = held.run(record.fence)
    # If nobody can be told now, the lease ends with this process, a moment later.
    with contextlib.suppress(FileLockError, DoorError, DataDirError):
        desk.drop(record.id, patience_s=LAST_WORD_S)
    return code


def told_for(wait_s: float) -> Told:
    """What says on standard error for whom this waits, and how long at most."""
    most = "" if wait_s == math.inf else f" at most {wait_s:g} s"

    def told(obstacle: Obstacle) -> None:
        since = time.time() - obstacle.party.since
        age = f" for {duration(since)}" if since >= LEAST_S else ""
        doing = "is waited for" if obstacle.waits else "is held"
        tell(f"{obstacle.path} {doing}{age} by {obstacle.party.words}; waiting{most}")

    return told


def _as_json(record: LeaseRecord) -> str:
    files = [name_of(claim) for claim in record.claims]
    return json.dumps({"lease": record.id, "fence": record.fence, "pid": record.pid, "files": files})
