"""A batch as the store knows it, so that one that was interrupted can go on to its end."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import WishNotKept, WishRefused
from parallel_execution_manager.scheduling.events import TasksForgotten
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.rows import Changes
from parallel_execution_manager.system.storage.errors import NotKeptError
from parallel_execution_manager.system.storage.store import Store

_FACT = "batch"


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch: the name of its task file, and when it was begun (seconds since the epoch)."""

    task_file: str
    started_at: float


def begin_batch(store: Store, batch: Batch) -> None:
    """Keep that a batch begins; it replaces the one before.

    Raises:
        NotKeptError: the disk does not take it.
    """
    store.put(Changes(facts=((_FACT, json.dumps(asdict(batch))),))).wait()


def batch_of(store: Store) -> Batch | None:
    """The batch that an earlier manager began, if there was one."""
    text = store.fact(_FACT)
    if text is None:
        return None
    row = json.loads(text)
    return Batch(str(row["task_file"]), float(row["started_at"]))


def begin_anew(engine: Engine, store: Store, batch: Batch, ended: Sequence[str]) -> None:
    """Keep that a batch begins, and forget the tasks that have ended before it.

    Raises:
        WishRefused: the disk does not take it.
    """
    # First: to be gone on with, a batch must never be found with the tasks of the one before.
    with contextlib.suppress(WishNotKept):
        engine.wish(TasksForgotten, task_ids=tuple(ended[::-1]))
    try:
        begin_batch(store, batch)
    except NotKeptError as error:
        raise WishRefused([str(error)]) from error
