"""What joins engine, store and executor: keeps what events change, and finds out what went on meanwhile."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from parallel_execution_manager.runtime.attempts import Attempts
from parallel_execution_manager.runtime.left_folders import LeftFolder, as_begun
from parallel_execution_manager.scheduling.effects import Effect
from parallel_execution_manager.scheduling.events import Event
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.rows import AttemptId, Fate, FateKind, StoredQueue, TaskRow
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.persistence.changes import Recorder
from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    EndedAttempt,
    Executor,
    LostAttempt,
    Recovered,
    RunningAttempt,
    TaskProcess,
)
from parallel_execution_manager.system.processes.identity import boot_id
from parallel_execution_manager.system.processes.process_executor import EndedProcess
from parallel_execution_manager.system.runs.folders import RunFolders
from parallel_execution_manager.system.storage.opening import STORE_FOLDER
from parallel_execution_manager.system.storage.store import Clocks, Store, Ticket, open_queue

logger = logging.getLogger("ParallelExecutionManager")

UNRECORDED = "the program ended while it ran, and nobody has seen its end"


class QueueKeeper:
    """Keeps in the store what events change."""

    def __init__(self, store: Store, recorder: Recorder) -> None:
        self._store = store
        self._recorder = recorder

    @property
    def problem(self) -> str:
        """Why nothing can be kept at present; empty if all is well."""
        return self._store.problem

    def keep(self, event: Event, effects: Sequence[Effect]) -> Ticket | None:
        """Have kept soon what an event has changed."""
        changes = self._recorder.changes(event, effects)
        return None if changes is None else self._store.put(changes)


def open_kept_queue(data_dir: Path, executor: Executor) -> Store:
    """The store of a data folder; ended attempts are booked with the executor once they are on disk.

    Raises:
        StoreError: it cannot be used; its kinds say why.
    """

    def booked(keys: Sequence[AttemptId]) -> None:
        executor.booked([AttemptKey(*key) for key in keys])

    clocks = Clocks(time.monotonic(), time.time(), boot_id())
    return open_queue(data_dir / STORE_FOLDER, clocks, booked)


@dataclass(frozen=True, slots=True)
class Recovery:
    """A queue with the fates of its attempts, and what lets the ends of those be waited for that go on.

    ``strangers`` are attempts that run without a task in the queue, with their process ids.
    """

    queue: StoredQueue
    begin: tuple[Callable[[], None], ...]
    problems: tuple[str, ...]
    strangers: Mapping[AttemptKey, int]


def recover(store: Store, executor: Executor, attempts: Attempts, folders: RunFolders) -> Recovery:
    """Find out what became of attempts that were under way, and take over those that go on or have ended.

    Raises:
        ExecutorError: the records of what was started cannot be read.
    """
    found = executor.recover()
    queue = _as_started(store.take_queue(), found)
    queue, begun = as_begun(queue, folders) if store.is_older else (queue, ())
    fates: dict[AttemptId, Fate] = {}
    begin: list[Callable[[], None]] = []
    for row in (row for row in queue.tasks if row.state.is_live):
        key = AttemptKey(row.spec.id, row.attempt)
        recovered = found.get(key)
        if recovered is None:
            left = LeftFolder(folders.of_attempt(*key))
            recovered = _unrecorded(row, left, executor, store)
        fates[key.task_id, key.attempt] = _fate(recovered)
        process = _process(recovered)
        if process is not None:
            begin.append(attempts.adopt(row.spec, row.attempt, row.fence, process))
    executor.booked([key for key, one in found.items() if key not in fates and not _runs(one)])
    problems = (*executor.problems, *begun)
    return Recovery(replace(queue, fates=fates), tuple(begin), problems, _strangers(found, fates))


def _as_started(queue: StoredQueue, found: Mapping[AttemptKey, Recovered]) -> StoredQueue:
    """The queue with every attempt that is known to have been started.

    A start is on disk before its process is made; but a backup, used for a damaged store, may be older.
    """
    newest: dict[str, int] = {}
    for key in found:
        newest[key.task_id] = max(key.attempt, newest.get(key.task_id, 0))
    if not newest:
        return queue
    now = time.monotonic()
    rows = (
        row._replace(state=TaskState.STARTING, attempt=newest[row.spec.id], began_at=now, started_at=now)
        if newest.get(row.spec.id, 0) > row.attempt
        else row
        for row in queue.tasks
    )
    return replace(queue, tasks=tuple(rows))


def _unrecorded(row: TaskRow, left: LeftFolder, executor: Executor, store: Store) -> Recovered | None:
    """What became of an attempt without a record; ``None`` if it is sure that it was never started."""
    may_be_new = store.same_boot and row.state is TaskState.STARTING and executor.remembers
    if may_be_new and executor.whole and not store.is_older:
        return None
    if store.same_boot and (running := left.still_runs(executor)) is not None:
        return running
    return None if may_be_new and not left.was_begun else LostAttempt(UNRECORDED)


def _fate(recovered: Recovered | None) -> Fate:
    match recovered:
        case RunningAttempt(suspended=suspended):
            return Fate(FateKind.SUSPENDED if suspended else FateKind.RUNNING)
        case EndedAttempt():
            return Fate(FateKind.ENDED)
        case LostAttempt(reason=reason):
            return Fate(FateKind.LOST, reason)
        case None:
            return Fate(FateKind.NEVER_STARTED)


def _process(recovered: Recovered | None) -> TaskProcess | None:
    match recovered:
        case RunningAttempt(process=process):
            return process
        case EndedAttempt(exit=exit_):
            return EndedProcess(exit_)
        case _:
            return None


def _runs(recovered: Recovered) -> bool:
    return isinstance(recovered, RunningAttempt)


def _strangers(
    found: Mapping[AttemptKey, Recovered], fates: Mapping[AttemptId, Fate]
) -> dict[AttemptKey, int]:
    """Attempts that go on without a task in the queue: it was lost with a damaged store."""
    return {
        key: recovered.process.pid
        for key, recovered in found.items()
        if isinstance(recovered, RunningAttempt) and key not in fates
    }
