"""``pem lease list``: which files are leased, who holds them, and who waits."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator

from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT, SOME_FAILED
from parallel_execution_manager.control.lease_paths import lease_dir_of
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.control.wording import duration, printable
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.lease_answers import LeaseRow, Party, write_row
from parallel_execution_manager.runtime.lease_desk import LeaseDesk
from parallel_execution_manager.system.files.lock import FileLockError
from parallel_execution_manager.system.runs.folders import DataDirError


def execute(args: argparse.Namespace) -> int:
    """Ask and print; the exit code."""
    folder = lease_dir_of(args)
    if not folder.exists():
        tell(f"there is no data folder {folder}, so nobody leases files by it; name another with --data-dir")
    try:
        rows = LeaseDesk(folder, tell).rows()
    except DataDirError as error:
        tell(str(error))
        return BAD_INPUT
    except (FileLockError, DoorError) as error:
        tell(str(error))
        return SOME_FAILED
    if args.json:
        say(json.dumps({"files": [{"name": row.name, **write_row(row)} for row in rows]}, indent=2))
    else:
        say("\n".join(line for row in rows for line in lines_of(row, time.time())) or "no file is leased")
    return ALL_SUCCEEDED


def lines_of(row: LeaseRow, now: float) -> Iterator[str]:
    """A file for people; ``now`` is seconds since the epoch."""
    yield f"{printable(row.name)} ({row.mode})"
    for party in row.holders:
        number = f", number {party.fence}" if party.fence else ""
        yield f"  held by {_party(party, now)}{number}"
    for party in row.waiters:
        yield f"  waited for by {_party(party, now)}"


def _party(party: Party, now: float) -> str:
    return f"{printable(party.words)} for {duration(max(0.0, now - party.since))}"
