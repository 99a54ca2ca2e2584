"""Tasks that run while the queue that knew of them is lost: their files stay theirs to their end."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from parallel_execution_manager.runtime.surviving_tasks import UnknownFilesError, claims_in
from parallel_execution_manager.system.files.identity import FileIdentifier
from parallel_execution_manager.system.processes.executor import AttemptKey
from parallel_execution_manager.system.processes.identity import identity_of
from parallel_execution_manager.system.runs.folders import RunFolders
from parallel_execution_manager.system.storage.lease_record import PREFIX, LeaseRecord


def leases_of(
    strangers: Mapping[AttemptKey, int], folders: RunFolders, identifier: FileIdentifier
) -> Iterator[LeaseRecord]:
    """What each of them holds by the ``task.json`` in its run folder, until its first process ends.

    ``strangers`` have the process ids of those. A task whose files cannot be found out is left out;
    `problems_of` tells of it.
    """
    for key, pid in strangers.items():
        try:
            claims = claims_in(folders.of_attempt(*key), identifier)
        except UnknownFilesError:
            continue
        process = identity_of(pid)
        if claims and process is not None:
            at, name = time.time(), f"task {key.task_id}"
            yield LeaseRecord(f"{PREFIX}{name}", name, (process,), claims, at, fence=1, granted_at=at)


def problems_of(
    strangers: Mapping[AttemptKey, int], folders: RunFolders, identifier: FileIdentifier
) -> Iterator[str]:
    """A sentence for each of them."""
    for key, pid in strangers.items():
        files = "the files that it was queued with stay its own until then"
        try:
            claims_in(folders.of_attempt(*key), identifier)
        except UnknownFilesError:
            files = "the files that it works with are not known, and others may get them"
        what = f"attempt {key.attempt} of task {key.task_id!r} still runs as process {pid}"
        yield f"{what}, and the queue does not know of it; wait for its end, or end it by hand: {files}"
