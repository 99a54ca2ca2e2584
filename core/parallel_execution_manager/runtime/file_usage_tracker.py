"""``FileUsageTracker``: the original suite's interface to files in use, over the same leases as tasks have.

What each member promised and what ours does better is listed in docs/original-interface.md.
"""

from __future__ import annotations

import functools
import logging
import os
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.lease_answers import LeaseRow, claim_of
from parallel_execution_manager.runtime.lease_claims import claims_of, is_same
from parallel_execution_manager.runtime.lease_desk import LeaseBusyError, LeaseDesk, default_lease_dir
from parallel_execution_manager.runtime.workflow_file import WorkflowFile
from parallel_execution_manager.scheduling.leases.claims import meet
from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from parallel_execution_manager.system.files.identity import FileIdentityError
from parallel_execution_manager.system.files.lock import FileLockError
from parallel_execution_manager.system.processes.identity import own_identity
from parallel_execution_manager.system.runs.folders import DataDirError
from parallel_execution_manager.system.storage.lease_record import LeaseRecord

logger = logging.getLogger("ParallelExecutionManager")

DEFAULT_PATH = "ai_managers/file_usage_tracker.json"
MODES: Final = {"read": ClaimMode.READ, "write": ClaimMode.WRITE}
ACTIVE: Final = ("registered", "in_progress")

_UNDECIDED = (FileLockError, DoorError, DataDirError, FileIdentityError, OSError, ValueError)
"""What keeps a question from being answered; the methods of the original tell it by ``False``."""


class FileUsageTracker:
    """Files in use by roles of this process, safe across processes and threads.

    A lock is a lease of this process: it conflicts with tasks of a manager, with ``pem lease`` and with other
    processes' trackers of the same data folder, by identity and not by spelling. It ends when it is released
    or when this process ends, never by its age.

    Args:
        tracker_path: where workflows are written down, relative to the current folder.
        data_dir: the data folder whose leases these are; by default those of the task that this runs in, else
            ``PEM_DATA_DIR`` or the user's.
    """

    def __init__(self, tracker_path: str = DEFAULT_PATH, *, data_dir: str | Path | None = None) -> None:
        folder = default_lease_dir(os.environ) if data_dir is None else Path(data_dir).absolute()
        self.tracker_path = tracker_path
        self.lock = threading.RLock()
        self.session_detector: Any = None
        self._workflows = WorkflowFile(Path(tracker_path).absolute())
        self._desk = LeaseDesk(folder)

    @property
    def tracker_data(self) -> dict[str, Any]:
        """Locks and workflows as they are now, in the form of the original's file."""
        data = self._workflows.read()
        return {**data, "file_locks": self.get_file_locks()}

    def register_workflow(
        self, workflow_id: str, role: str, anticipated_files: list[str], priority: int = 5
    ) -> bool:
        """Note a workflow; ``False`` if its id is known already."""
        row = {
            "role": role,
            "status": "registered",
            "start_time": _now(),
            "anticipated_files": list(anticipated_files),
            "priority": priority,
        }

        def add(workflows: dict[str, Any]) -> bool:
            return workflows.setdefault(workflow_id, row) is row

        return self._change(add)

    def update_workflow_status(self, workflow_id: str, status: str) -> bool:
        """Note how a workflow stands; ``False`` if it is not registered."""
        return self._change(lambda workflows: _update(workflows, workflow_id, status, "updated_time"))

    def complete_workflow(self, workflow_id: str) -> bool:
        """Note that a workflow is over and let go of all its locks; ``False`` if it is not registered."""
        if not self._change(lambda workflows: _update(workflows, workflow_id, "completed", "end_time")):
            return False

        def let_go() -> bool:
            self._drop(r for r in self._mine() if r.facts.get("workflow_id") == workflow_id)
            return True

        return self._carried_out(let_go)

    def get_active_workflows(self) -> dict[str, Any]:
        """The workflows that are registered or in progress."""
        workflows = self._workflows.read()["workflows"]
        return {name: row for name, row in workflows.items() if row.get("status") in ACTIVE}

    def request_file_lock(
        self,
        file_path: str,
        role: str,
        operation: str = "write",
        expected_duration: int = 60,
        workflow_id: str | None = None,
    ) -> bool:
        """Lock a file for a role of this process, at once or not at all; the log says who is in the way.

        ``expected_duration`` (seconds) is for people: no lock ends by its age.
        """
        if operation not in MODES:
            logger.error("Lock of %r: operation %r is unknown; use 'read' or 'write'", file_path, operation)
            return False

        def take() -> bool:
            claim = self._claim(file_path, MODES[operation])
            held = next(self._held(claim, role), None)
            if held is not None:
                return _suffices(held, claim, role)
            facts: dict[str, str | int] = {"role": role, "expected_duration": int(expected_duration)}
            if workflow_id is not None:
                facts["workflow_id"] = workflow_id
            self._desk.acquire([claim], role, facts=facts)
            return True

        with self.lock:
            return self._carried_out(take)

    def release_file_lock(self, file_path: str, role: str) -> bool:
        """Let go of a file; ``False`` if that role of this process does not hold it."""

        def let_go() -> bool:
            return self._drop(self._held(self._claim(file_path, ClaimMode.WRITE), role))

        with self.lock:
            return self._carried_out(let_go)

    def check_file_lock(self, file_path: str) -> dict[str, Any]:
        """The lock on a file, whoever has it, or an empty dict if it is free.

        Raises:
            FileIdentityError: the path names no file for certain.
            FileLockError, DoorError, DataDirError: nobody can be asked, and why.
        """
        claim = self._claim(file_path, ClaimMode.WRITE)
        records = {record.id: record for record in self._desk.records()}
        for row in self._desk.rows():
            ids = [party.id for party in row.holders]
            same = any(_same_file(records[name], claim) for name in ids if name in records)
            if ids and (same or meet(claim_of(row), claim)):
                return _entry(row, records)
        return {}

    def get_file_locks(self) -> dict[str, dict[str, Any]]:
        """Every lock by its file's canonical path, also those of tasks and other programs.

        Raises:
            FileLockError, DoorError, DataDirError: nobody can be asked, and why.
        """
        records = {record.id: record for record in self._desk.records()}
        return {row.name: _entry(row, records) for row in self._desk.rows() if row.holders}

    def _claim(self, path: str, mode: ClaimMode) -> FileClaim:
        return claims_of([path], str(Path.cwd()), mode, self._desk.data_dir)[0]

    def _mine(self) -> Iterator[LeaseRecord]:
        me = own_identity()
        return (r for r in self._desk.records() if r.is_granted and me in r.processes and "role" in r.facts)

    def _held(self, claim: FileClaim, role: str) -> Iterator[LeaseRecord]:
        return (r for r in self._mine() if r.facts["role"] == role and _same_file(r, claim))

    def _drop(self, records: Iterator[LeaseRecord]) -> bool:
        """Let go; whether there was anything."""
        ids = [record.id for record in records]
        for lease_id in ids:
            self._desk.drop(lease_id)
        return bool(ids)

    def _change(self, change: Callable[[dict[str, Any]], bool]) -> bool:
        with self.lock:
            return self._carried_out(lambda: self._workflows.change(change, _now()))

    @staticmethod
    def _carried_out(doing: Callable[[], bool]) -> bool:
        """What ``doing`` answers, or ``False`` and a line in the log where it cannot be done."""
        try:
            return doing()
        except LeaseBusyError as error:
            logger.info("%s", error)
        except _UNDECIDED as error:
            logger.warning("%s", error)
        return False


@functools.cache
def get_file_usage_tracker() -> FileUsageTracker:
    """The tracker of this process."""
    return FileUsageTracker()


def _same_file(record: LeaseRecord, claim: FileClaim) -> bool:
    return any(is_same(held, claim) for held in record.claims)


def _suffices(held: LeaseRecord, claim: FileClaim, role: str) -> bool:
    """Whether a lock that the role has already is what it asks for: one to read is none to write."""
    if claim.mode is ClaimMode.READ or all(own.mode is ClaimMode.WRITE for own in held.claims):
        return True
    logger.info("%s holds %s to read; it has to release it before it asks to write", role, claim.path)
    return False


def _entry(row: LeaseRow, records: dict[str, LeaseRecord]) -> dict[str, Any]:
    """A lock in the original's form: the first holder, and all of them as readers."""
    first = row.holders[0]
    facts = records[first.id].facts if first.id in records else {}
    entry: dict[str, Any] = {
        "locked_by": facts.get("role", first.label),
        "operation": row.mode,
        "timestamp": datetime.fromtimestamp(first.since).isoformat(),  # noqa: DTZ006 - the original's are naive
        "process_id": first.pid,
        "expected_duration": facts.get("expected_duration", 0),
        "workflow_id": facts.get("workflow_id"),
    }
    if row.mode == ClaimMode.READ:
        entry["readers"] = [party.label for party in row.holders]
    return entry


def _update(workflows: dict[str, Any], workflow_id: str, status: str, time_key: str) -> bool:
    row = workflows.get(workflow_id)
    if row is None:
        return False
    row["status"] = status
    row[time_key] = _now()
    return True


def _now() -> str:
    return datetime.now().isoformat()  # noqa: DTZ005 - the original's are naive
