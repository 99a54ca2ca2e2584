"""Starts task processes in sessions of their own, output going straight to a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from parallel_execution_manager.system.executor import Exit, Launch, LaunchError

MARK_VARIABLE = "PEM_TASK_MARK"


class ProcessExecutor:
    """Starts processes by the quick path of the standard library (vfork, no code in the child)."""

    def start(self, launch: Launch, output: Path, mark: str) -> SessionProcess:
        env = {**launch.env, MARK_VARIABLE: mark}
        try:
            with output.open("ab") as file:
                popen = subprocess.Popen(
                    launch.argv,
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=file,
                    cwd=launch.cwd,
                    env=env,
                    start_new_session=True,
                )
        except (OSError, ValueError) as error:
            raise LaunchError(f"cannot start {launch.argv[:1]}: {error}") from error
        return SessionProcess(popen)


class SessionProcess:
    """First form: the process group only."""

    def __init__(self, popen: subprocess.Popen[bytes]) -> None:
        self._popen = popen

    @property
    def pid(self) -> int:
        return self._popen.pid

    def wait(self) -> Exit:
        _, status, usage = os.wait4(self.pid, 0)
        self._popen.returncode = os.waitstatus_to_exitcode(status)
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return Exit(self._popen.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)

    def suspend(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self, grace_s: float) -> None:
        self._signal(signal.SIGCONT)
        self._signal(signal.SIGTERM)
        end = time.monotonic() + grace_s
        while time.monotonic() < end and self._popen.returncode is None:
            time.sleep(0.02)
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)
