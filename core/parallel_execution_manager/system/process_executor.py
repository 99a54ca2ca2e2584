"""Starts task processes in sessions of their own, output going straight to a file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from parallel_execution_manager.system.control_groups import ControlGroups
from parallel_execution_manager.system.executor import Launch
from parallel_execution_manager.system.launch_errors import (
    explain_launch_failure,
    explain_output_failure,
    no_command,
)
from parallel_execution_manager.system.process_table import MARK_SEPARATOR, MARK_VARIABLE, ProcessTable
from parallel_execution_manager.system.process_tables import best_process_table
from parallel_execution_manager.system.psutil_module import load_psutil
from parallel_execution_manager.system.session_process import SessionProcess

_NEW_GROUP_ON_WINDOWS = 0x00000200  # CREATE_NEW_PROCESS_GROUP; subprocess names it on Windows only


class ProcessExecutor:
    """Starts processes by the quick path of the standard library: vfork, no Python in the child.

    ``table`` is shared with the sampler where both are used, so that processes are read once.
    ``groups`` are the control groups to freeze suspended trees in, where there are such.
    """

    def __init__(self, table: ProcessTable | None = None, groups: ControlGroups | None = None) -> None:
        self._table = table or best_process_table(load_psutil())
        self._groups = groups

    def start(self, launch: Launch, output: Path, mark: str) -> SessionProcess:
        """Start ``launch`` with stdout and stderr appended to ``output`` and no input.

        ``mark`` is put into the environment as ``PEM_TASK_MARK``. In a manager that is itself a
        task of another manager it follows the outer mark, so that both know the process as theirs.

        Raises:
            LaunchError: the program does not exist, is not executable, or the system refuses.
        """
        if not launch.argv or not launch.argv[0]:
            raise no_command()
        try:
            file = output.open("ab", buffering=0)
        except OSError as error:
            raise explain_output_failure(launch, output, error) from error
        with file:
            inherited = str(output.resolve())
            try:
                popen = subprocess.Popen(
                    launch.argv,
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=file,
                    cwd=launch.cwd,
                    env=_marked(launch.env, mark),
                    start_new_session=True,
                    creationflags=_NEW_GROUP_ON_WINDOWS if sys.platform == "win32" else 0,
                )
            except (OSError, ValueError) as error:
                raise explain_launch_failure(launch, error) from error
        group = self._groups.group() if self._groups else None
        return SessionProcess(popen, self._table, mark, inherited, group)


def _marked(env: Mapping[str, str], mark: str) -> dict[str, str]:
    outer = env.get(MARK_VARIABLE)
    return {**env, MARK_VARIABLE: f"{outer}{MARK_SEPARATOR}{mark}" if outer else mark}
