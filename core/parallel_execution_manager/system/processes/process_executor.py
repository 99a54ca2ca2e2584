"""Starts task processes as children of this program, in sessions of their own.

What runs is not adopted by the next manager. It is used where no supervisor can be had.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path

from parallel_execution_manager.system.files.private_folders import NO_LINK, PRIVATE_FILE
from parallel_execution_manager.system.processes.cgroups import ControlGroups, TaskGroup
from parallel_execution_manager.system.processes.executor import (
    AttemptKey,
    Exit,
    Launch,
    Recovered,
    RunningAttempt,
    explain_launch_failure,
    explain_output_failure,
    no_command,
)
from parallel_execution_manager.system.processes.exit import (
    Account,
    Child,
    SpawnedChild,
    own_peak_mb,
    reap,
    wait_without_reaping,
)
from parallel_execution_manager.system.processes.linux_proc import PROC
from parallel_execution_manager.system.processes.psutil_module import load_psutil
from parallel_execution_manager.system.processes.spawn import EnvironmentBlock, load_posix_spawn
from parallel_execution_manager.system.processes.table import ProcessTable, marked
from parallel_execution_manager.system.processes.tables import best_process_table
from parallel_execution_manager.system.processes.tree import ProcessTree
from parallel_execution_manager.system.runs.run_files import Identity, identity_of


class SessionProcess:
    """The `TaskProcess` that `ProcessExecutor` gives."""

    def __init__(
        self,
        child: Child,
        table: ProcessTable,
        mark: str,
        output: str,
        group: TaskGroup | None = None,
        log: Identity | None = None,
    ) -> None:
        self._child = child
        self._log = log
        self._peak_before_mb = own_peak_mb()
        self._table = table
        self._group = group
        self._tree = ProcessTree(table, child.pid, group)
        table.adopt(child.pid, mark, output)

    @property
    def pid(self) -> int:
        """The process id of the tree's root, which is also the id of its session."""
        return self._child.pid

    @property
    def log(self) -> Identity | None:
        """Which file the output goes to."""
        return self._log

    @property
    def is_over(self) -> bool:
        """That is known only by waiting."""
        return False

    def wait(self) -> Exit:
        """Block until the root has ended and its tree is empty; called once, from one thread.

        What the root left behind is asked to end and forced after two seconds.

        Raises:
            ChildProcessError: another part of this program took the root's exit code.
        """
        try:
            account, left_behind = self._wait_for_all()
        finally:
            self._table.release(self.pid)
            if self._group is not None:
                self._group.remove()
        return Exit(account.code, account.cpu_s, account.max_memory_mb, account.delay_s, left_behind)

    def suspend(self) -> None:
        """Stop every process of the tree; returns when all are stopped or gone.

        Raises:
            TreeError: a process did not stop in ten seconds.
        """
        self._tree.suspend()

    def resume(self) -> None:
        """Let every process of the tree run on.

        Raises:
            TreeError: a process did not run on in ten seconds.
        """
        self._tree.resume()

    def lower(self) -> None:
        """Let the tree have processor and disk only after everybody else, as far as the system can."""
        self._tree.lower()

    def restore(self) -> None:
        """Give the tree its ordinary share again."""
        self._tree.restore()

    def stop(self, grace_s: float) -> None:
        """Ask the tree to end (TERM), force it after ``grace_s`` seconds (KILL); blocks until empty.

        Raises:
            TreeError: a process is still there ten seconds after it was killed.
        """
        self._tree.stop(grace_s)

    def _wait_for_all(self) -> tuple[Account, int]:
        if not self._table.needs_unreaped_root:
            account = reap(self._child, self._peak_before_mb)
            return account, self._tree.end_left_overs()
        try:
            # If somebody else has reaped it, the tree is emptied all the same and then `reap` complains.
            with suppress(ChildProcessError):
                wait_without_reaping(self.pid)
            left_behind = self._tree.end_left_overs()
        finally:
            account = reap(self._child, self._peak_before_mb)
        return account, left_behind


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


class EndedProcess:
    """The `TaskProcess` of a root that is reaped and has left nothing behind: there is nothing to work on.

    ``pid`` is the id that it had, 0 if that is not known, ``log`` the file that its output went to.
    """

    def __init__(self, end: Exit, pid: int = 0, log: Identity | None = None) -> None:
        self._end = end
        self.pid = pid
        self.log = log

    @property
    def is_over(self) -> bool:
        """Always."""
        return True

    def wait(self) -> Exit:
        """How it ended."""
        return self._end

    def suspend(self) -> None:
        """Nobody is left to be stopped."""

    def resume(self) -> None:
        """Nobody is left to run on."""

    def lower(self) -> None:
        """Nobody is left to be lowered."""

    def restore(self) -> None:
        """Nobody is left to get its share again."""

    def stop(self, grace_s: float) -> None:
        """Nobody is left to be ended."""
