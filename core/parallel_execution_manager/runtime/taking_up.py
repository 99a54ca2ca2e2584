"""Going on with what an earlier manager kept, before anything else happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from parallel_execution_manager.runtime.attempts import Attempts
from parallel_execution_manager.runtime.engine import Engine
from parallel_execution_manager.runtime.errors import WishNotKept
from parallel_execution_manager.runtime.ground import Ground
from parallel_execution_manager.runtime.keeping import recover
from parallel_execution_manager.runtime.lease_keeper import LeaseKeeper
from parallel_execution_manager.runtime.strangers import leases_of, problems_of
from parallel_execution_manager.scheduling.events import QueueRestored
from parallel_execution_manager.scheduling.model.rows import TaskRow
from parallel_execution_manager.system.collecting import uncollected
from parallel_execution_manager.system.processes.executor import ExecutorError
from parallel_execution_manager.system.runs.folders import DataDirError


def take_up(
    ground: Ground,
    engine: Engine,
    attempts: Attempts,
    leases: LeaseKeeper,
    note: Callable[[Sequence[TaskRow]], None],
) -> tuple[str, ...]:
    """Have the engine know what was kept, and take over what went on without a manager.

    ``note`` gets the tasks that were kept. Returns what is to be told of it.

    Raises:
        DataDirError: what earlier managers started cannot be found out.
    """
    problems: tuple[str, ...] = ()
    try:
        recovery = recover(ground.store, ground.executor, attempts, ground.folders)
    except ExecutorError as error:
        raise DataDirError(str(error)) from error
    strangers = (recovery.strangers, ground.folders, ground.identifier())
    # Before the queue: with that tasks may start.
    for record in leases_of(*strangers):
        leases.hold(record)
    try:
        with uncollected():
            engine.wish(QueueRestored, queue=recovery.queue)
    except WishNotKept as error:
        problems = (str(error),)
    note(recovery.queue.tasks)
    for begin in recovery.begin:
        begin()
    return (*problems, *recovery.problems, *problems_of(*strangers))
