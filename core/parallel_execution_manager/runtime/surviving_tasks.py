"""What tasks hold that go on although their manager has ended: found out by what it and their parent left.

Where the parent's records are lost, the tasks themselves are found, by what their environment says.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from parallel_execution_manager.system.files.identity import FileIdentifier, FileIdentityError
from parallel_execution_manager.system.processes.identity import ProcessIdentity, marked_run_folders
from parallel_execution_manager.system.runs.folders import TASK_FILE
from parallel_execution_manager.system.runs.run_files import read_regular
from parallel_execution_manager.system.storage.lease_file import SUPERVISOR
from parallel_execution_manager.system.storage.lease_record import LeaseRecord, read_claims

GRANTED_FILES = "granted_files"
"""What in that file a task's files were known by when it was granted them; it may have renamed them since."""
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
    identifier = FileIdentifier((str(data_dir),))
    going_on, known = _recorded(data_dir)
    found = [
        _lease(str(row["key"][0]), Path(row["output"]).parent, float(row["at"]), identifier)
        for row in going_on
    ]
    if known is not None:
        folders = marked_run_folders(data_dir, known)
        found += [_lease(folder.parent.name, folder, time.time(), identifier) for folder in folders]
    return tuple(record for record in found if record.claims)


def _recorded(data_dir: Path) -> tuple[list[Mapping[str, Any]], AbstractSet[str] | None]:
    """The records of tasks that go on; and if others may be missing, the marks of all that are there.

    Raises:
        UnknownFilesError: the records cannot be read.
    """
    if not (data_dir / SUPERVISOR).is_dir():
        return [], frozenset()
    from parallel_execution_manager.supervisor.paths import Place
    from parallel_execution_manager.supervisor.records import read_log
    from parallel_execution_manager.supervisor.recovery import Survivors

    place, survivors = Place(data_dir), Survivors()
    # Asked before the records are read: one that ends meanwhile has written down the ends of its tasks.
    has_parent = place.is_held()
    try:
        rows, damaged = read_log(place.attempts)
    except OSError as error:
        raise UnknownFilesError("(all)") from error
    open_rows = [row for row in rows.values() if row.get("state") != "ended"]
    # A parent knows; without one is left of a task whoever bears its mark, the root or not.
    going_on: list[Mapping[str, Any]] = [
        row for row in open_rows if has_parent or survivors.find(row) is not None
    ]
    return going_on, None if damaged == 0 else rows.keys()


def _lease(task_id: str, folder: Path, at: float, identifier: FileIdentifier) -> LeaseRecord:
    claims = _claims_of(task_id, folder, identifier)
    return LeaseRecord(task_id, task_id, (NOBODY,), claims, at, fence=1, granted_at=at)


def claims_in(folder: Path | None, identifier: FileIdentifier) -> tuple[FileClaim, ...]:
    """What the task of a run folder was queued with.

    Raises:
        UnknownFilesError: that is not told.
    """
    if folder is None:
        raise UnknownFilesError("without a run folder")
    return _claims_of(folder.parent.name, folder, identifier)


def _claims_of(task_id: str, folder: Path, identifier: FileIdentifier) -> tuple[FileClaim, ...]:
    try:
        # The folder is the task's: it may have left a pipe there, for which others would wait for ever.
        return tuple(_claims(json.loads(read_regular(folder / TASK_FILE)), identifier))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, FileIdentityError) as error:
        raise UnknownFilesError(task_id) from error


def _claims(task: Mapping[str, Any], identifier: FileIdentifier) -> Iterator[FileClaim]:
    files = task.get("files", ())
    if files and GRANTED_FILES in task:
        yield from read_claims(task[GRANTED_FILES])
        return
    for entry in files:
        path, mode = (entry, ClaimMode.WRITE) if isinstance(entry, str) else (entry["path"], entry["mode"])
        yield identifier.identify(path, task.get("cwd") or os.sep, ClaimMode(mode))
