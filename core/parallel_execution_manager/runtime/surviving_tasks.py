"""What tasks hold that go on although their manager has ended: found out by what it and their parent left."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from parallel_execution_manager.scheduling.model import ClaimMode, FileClaim
from parallel_execution_manager.system.file_identity import FileIdentifier, FileIdentityError
from parallel_execution_manager.system.lease_record import LeaseRecord
from parallel_execution_manager.system.process_identity import ProcessIdentity, lives

SUPERVISOR = "supervisor"
"""The folder of the process that is the parent of tasks; its lock is held as long as it lives."""
TASK_FILE = "task.json"
NOBODY = ProcessIdentity(0, 0, "")


class UnknownFilesError(Exception):
    """What a task holds that goes on cannot be found out; ``task`` is its id."""

    def __init__(self, task: str) -> None:
        super().__init__(f"what task {task} holds cannot be found out")
        self.task = task


def surviving_leases(data_dir: Path) -> tuple[LeaseRecord, ...]:
    """The leases of tasks that go on; without a manager only, which knows better.

    Raises:
        UnknownFilesError: a task goes on, and what it holds is not told.
    """
    if not (data_dir / SUPERVISOR).is_dir():
        return ()
    from parallel_execution_manager.supervisor.place import Place
    from parallel_execution_manager.supervisor.records import read_rows

    place = Place(data_dir)
    may_start = _is_locked(place.folder / "lock")
    try:
        rows = read_rows(place.attempts)
    except OSError as error:
        raise UnknownFilesError("(all)") from error
    identifier = FileIdentifier((str(data_dir),))
    found = [_lease(row, identifier) for row in rows.values() if _goes_on(row, may_start=may_start)]
    return tuple(record for record in found if record.claims)


def _goes_on(row: Mapping[str, Any], *, may_start: bool) -> bool:
    """Whether an attempt is not over; its parent knows, and without that its first process is looked at."""
    if row.get("state") == "ended":
        return False
    return may_start or lives(ProcessIdentity(row.get("pid", 0), row.get("ticks", 0), row.get("boot", "")))


def _lease(row: Mapping[str, Any], identifier: FileIdentifier) -> LeaseRecord:
    task_id = str(row["key"][0])
    try:
        task = json.loads(Path(row["output"]).with_name(TASK_FILE).read_bytes())
        claims = tuple(_claims(task, identifier))
    except (OSError, ValueError, TypeError, KeyError, FileIdentityError) as error:
        raise UnknownFilesError(task_id) from error
    at = float(row["at"])
    return LeaseRecord(task_id, task_id, (NOBODY,), claims, at, fence=1, granted_at=at)


def claims_in(folder: Path | None, identifier: FileIdentifier) -> tuple[FileClaim, ...]:
    """What the task of a run folder was queued with.

    Raises:
        UnknownFilesError: that is not told.
    """
    if folder is None:
        raise UnknownFilesError("without a run folder")
    try:
        return tuple(_claims(json.loads((folder / TASK_FILE).read_bytes()), identifier))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, FileIdentityError) as error:
        raise UnknownFilesError(folder.parent.name) from error


def _claims(task: Mapping[str, Any], identifier: FileIdentifier) -> Iterator[FileClaim]:
    for entry in task.get("files", ()):
        path, mode = (entry, ClaimMode.WRITE) if isinstance(entry, str) else (entry["path"], entry["mode"])
        yield identifier.identify(path, task.get("cwd") or os.sep, ClaimMode(mode))


def _is_locked(path: Path) -> bool:
    import fcntl

    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError:
        # It may be held: nobody gets files by mistake.
        return True
    with contextlib.closing(os.fdopen(handle, "rb")) as lock:
        try:
            # Shared, so that two who look at a time do not see each other; given back with the file.
            fcntl.flock(lock.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        return False
