"""What a core stands on: what may refuse to open, is opened first and given back last."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from parallel_execution_manager.runtime.keeping import open_kept_queue
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.supervisor.paths import is_supported
from parallel_execution_manager.system.files.identity import FileIdentifier
from parallel_execution_manager.system.files.mounts import MountTable
from parallel_execution_manager.system.metrics.samplers import Sampler, best_sampler
from parallel_execution_manager.system.processes.cgroups import ControlGroups, find_control_groups
from parallel_execution_manager.system.processes.executor import Executor
from parallel_execution_manager.system.processes.limits import raise_file_limit
from parallel_execution_manager.system.processes.psutil_module import load_psutil
from parallel_execution_manager.system.processes.table import ProcessTable
from parallel_execution_manager.system.processes.tables import best_process_table
from parallel_execution_manager.system.runs.folders import RunFolders
from parallel_execution_manager.system.storage.errors import NotKeptError
from parallel_execution_manager.system.storage.store import Store

logger = logging.getLogger("ParallelExecutionManager")


@dataclass(frozen=True, slots=True)
class Ground:
    """Folders, processes and the store of one data folder; ``file_limit`` is that of open files."""

    base_dir: Path
    data_dir: Path
    file_limit: int | None
    table: ProcessTable
    sampler: Sampler
    executor: Executor
    store: Store
    folders: RunFolders
    mounts: MountTable

    def identifier(self) -> FileIdentifier:
        """Looks files up as they are at this moment."""
        return FileIdentifier((str(self.data_dir),), self.mounts.now)


def lay_ground(steps: ExitStack, base_dir: Path, data_dir: Path, keeps_tasks: Callable[[], bool]) -> Ground:
    """Open everything; ``steps`` gets what gives it back.

    ``keeps_tasks`` is asked then whether what runs is to go on without this manager.

    Raises:
        StoreError: the store cannot be used; its kinds say why.
    """
    file_limit = raise_file_limit()
    table = best_process_table(load_psutil())
    sampler = best_sampler((data_dir, base_dir), table)
    groups = find_control_groups(data_dir / "control-group")
    if groups is not None:
        steps.callback(groups.close)
    mounts = MountTable()
    steps.callback(mounts.close)
    executor = best_executor(data_dir, table, groups)
    # After the store: it forgets what has ended only once that is on disk.
    steps.callback(lambda: executor.close(keep=keeps_tasks()))
    store = open_kept_queue(data_dir, executor)
    steps.callback(_close, store)
    return Ground(
        base_dir=base_dir,
        data_dir=data_dir,
        file_limit=file_limit,
        table=table,
        sampler=sampler,
        executor=executor,
        store=store,
        folders=RunFolders(data_dir),
        mounts=mounts,
    )


def best_executor(data_dir: Path, table: ProcessTable, groups: ControlGroups | None) -> Executor:
    """A supervisor that outlives this program, where there can be one; else this program itself."""
    if is_supported():
        # Not before: it needs modules that Windows has not got.
        from parallel_execution_manager.supervisor.executor import SupervisedExecutor

        return SupervisedExecutor(data_dir, table, groups)
    from parallel_execution_manager.system.processes.process_executor import ProcessExecutor

    return ProcessExecutor(table, groups)


def _close(store: Store) -> None:
    try:
        store.close()
    except NotKeptError as error:
        logger.warning("What has changed last is lost: %s", error)
