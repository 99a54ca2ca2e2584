"""Starts task processes as children of this program, in sessions of their own.

What runs is not adopted by the next manager. It is used where no supervisor can be had.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from parallel_execution_manager.system.files.private_places import NO_LINK, PRIVATE_FILE
from parallel_execution_manager.system.processes.control_groups import ControlGroups
from parallel_execution_manager.system.processes.environment_block import EnvironmentBlock
from parallel_execution_manager.system.processes.executor import AttemptKey, Launch, Recovered, RunningAttempt
from parallel_execution_manager.system.processes.launch_errors import (
    explain_launch_failure,
    explain_output_failure,
    no_command,
)
from parallel_execution_manager.system.processes.linux_proc import PROC
from parallel_execution_manager.system.processes.posix_spawn import load_posix_spawn
from parallel_execution_manager.system.processes.process_exit import Child, SpawnedChild
from parallel_execution_manager.system.processes.process_table import ProcessTable, marked
from parallel_execution_manager.system.processes.process_tables import best_process_table
from parallel_execution_manager.system.processes.psutil_module import load_psutil
from parallel_execution_manager.system.processes.session_process import SessionProcess
from parallel_execution_manager.system.runs.run_files import identity_of

_APPENDING = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_APPEND
    | NO_LINK
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_STANDARD_STREAMS = (0, 1, 2)
_NEW_GROUP_ON_WINDOWS = 0x00000200  # CREATE_NEW_PROCESS_GROUP; subprocess names it on Windows only


class ProcessExecutor:
    """Starts processes by the C library where it has all that is needed, else by the standard library.

    ``table`` is shared with the sampler where both are used, so that processes are read once.
    ``groups`` are the control groups to freeze suspended trees in, where there are such.
    """

    def __init__(
        self,
        table: ProcessTable | None = None,
        groups: ControlGroups | None = None,
        *,
        by_library: bool = True,
    ) -> None:
        self._table = table or best_process_table(load_psutil())
        self._groups = groups
        self._library = load_posix_spawn() if by_library else None

    def expect(self) -> None:
        """Nothing takes long before a start."""

    def start(self, launch: Launch, output: Path, mark: str, key: AttemptKey) -> SessionProcess:
        """Start ``launch`` with stdout and stderr appended to ``output`` and no input.

        ``mark`` is put into the environment as ``PEM_TASK_MARK``. In a manager that is itself a
        task of another manager it follows the outer mark, so that both know the process as theirs.

        Raises:
            LaunchError: the program does not exist, is not executable, or the system refuses.
        """
        if not launch.argv or not launch.argv[0]:
            raise no_command()
        try:
            file = os.open(output, _APPENDING, PRIVATE_FILE)
        except OSError as error:
            raise explain_output_failure(launch, output, error) from error
        try:
            inherited, log = _name_of(file, output), identity_of(os.fstat(file))
            child = self._child(launch, marked(launch.env, mark), file)
        except (OSError, ValueError) as error:
            raise explain_launch_failure(launch, error) from error
        finally:
            os.close(file)
        group = self._groups.group() if self._groups else None
        return SessionProcess(child, self._table, mark, inherited, group, log)

    @property
    def remembers(self) -> bool:
        """Never: see ``recover``."""
        return False

    def recover(self) -> Mapping[AttemptKey, Recovered]:
        """Nothing: what it starts has its end recorded by nobody else."""
        return {}

    def tell_problems_to(self, tell: Callable[[str], None]) -> None:
        """All that goes wrong is told to who asks."""

    @property
    def whole(self) -> bool:
        """Never: there are no records."""
        return False

    @property
    def problems(self) -> tuple[str, ...]:
        """None: there are no records."""
        return ()

    def find(self, mark: str, output: Path) -> RunningAttempt | None:
        """None: what it starts is not adopted."""
        return None

    def booked(self, keys: Collection[AttemptKey]) -> None:
        """Nothing is kept that could be forgotten."""

    def close(self, *, keep: bool) -> None:
        """Nothing is held open, and nothing can go on: ``keep`` is for executors that outlive a manager."""

    def _child(self, launch: Launch, env: Mapping[str, str], output: int) -> Child:
        # Where this program itself has no standard streams, one of them may be the output.
        if self._library is not None and output not in _STANDARD_STREAMS:
            return SpawnedChild(self._library.start(launch.argv, launch.cwd, EnvironmentBlock(env), output))
        return subprocess.Popen(
            launch.argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=launch.cwd,
            env=env,
            start_new_session=True,
            creationflags=_NEW_GROUP_ON_WINDOWS if sys.platform == "win32" else 0,
        )


def _name_of(file: int, path: Path) -> str:
    """The name of an open file, links resolved: told by the kernel where it can, which is far quicker."""
    try:
        return os.readlink(f"{PROC}/self/fd/{file}")  # noqa: PTH115 - done often: no Path is made of it
    except OSError:
        return str(path.resolve())
