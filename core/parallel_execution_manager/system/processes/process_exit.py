"""Collecting a child's exit code together with the kernel's account of what it used."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import NamedTuple

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.processes.linux_proc import read_delay_s

if sys.platform != "win32":
    import resource

# ru_maxrss is in KiB on Linux and in bytes on macOS: getrusage(2) of each.
_MAXRSS_PER_MB = 2**20 if sys.platform == "darwin" else 2**10


class Account(NamedTuple):
    """Exit code (negative for a signal), seconds of processor time, peak memory in MiB.

    ``delay_s`` is how long the child itself was ready and had to wait for a processor.
    """

    code: int
    cpu_s: float | None
    max_memory_mb: float | None
    delay_s: float | None = None


@dataclass(slots=True)
class SpawnedChild:
    """A child that nobody but this program's own code knows of."""

    pid: int
    returncode: int | None = None


Child = SpawnedChild | subprocess.Popen[bytes]


def wait_without_reaping(pid: int) -> None:
    """Block until the child ``pid`` has ended, and leave it a zombie that keeps its pid.

    Raises:
        ChildProcessError: there is no such child, or somebody else has reaped it.
    """
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def reap(child: Child, peak_before_mb: float) -> Account:
    """Block until the child has ended and collect its account; ``child`` then knows its exit code.

    A child's peak counts from before it became its own program, when it still had the memory of
    this process. So a peak that is not over ``peak_before_mb`` says nothing and is left out. The delay
    is known only of a child that has ended before the call.

    Raises:
        ChildProcessError: somebody else has reaped it, or the system has because SIGCHLD is ignored.
    """
    if isinstance(child, subprocess.Popen) and not hasattr(os, "wait4"):
        return Account(child.wait(), None, None)
    delay_s = read_delay_s(child.pid)
    try:
        _, status, usage = os.wait4(child.pid, 0)
    except ChildProcessError as error:
        child.returncode = -1
        raise ChildProcessError(_why_lost(child.pid)) from error
    code = child.returncode = os.waitstatus_to_exitcode(status)
    peak_mb = usage.ru_maxrss / _MAXRSS_PER_MB
    cpu_s = usage.ru_utime + usage.ru_stime
    return Account(code, cpu_s, peak_mb if peak_mb > peak_before_mb else None, delay_s)


def own_peak_mb() -> float:
    """The most memory that this process has had so far, in MiB; 0 where no account is kept."""
    if sys.platform == "win32":
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MAXRSS_PER_MB


def _why_lost(pid: int) -> str:
    if signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN:
        return (
            f"the exit code of process {pid} was thrown away by the system, because SIGCHLD is ignored in "
            "this program or was in the one that started it; call signal.signal(signal.SIGCHLD, "
            "signal.SIG_DFL) before tasks are started"
        )
    return (
        f"the exit code of process {pid} was taken by another part of this program; let no other part "
        "wait for children that it did not start"
    )
