"""How processes end: exit codes with what was used, and the ends of processes that are no children."""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.processes.identity import ProcessIdentity, lives
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


logger = logging.getLogger("ParallelExecutionManager")

LOOK_EVERY_S = 0.25
"""How often those are looked at whose end the kernel does not tell: no pidfd_open(2), too many open files."""


class ProcessEnds:
    """Calls ``told`` with the name under which a process was watched, in a thread of its own, at its end.

    The thread begins with the first process that is watched, or where none can be made with a later one.
    """

    def __init__(self, told: Callable[[str], None]) -> None:
        self._told = told
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wake, self._woken = socket.socketpair()
        self._orders: deque[tuple[str, tuple[ProcessIdentity, ...] | None]] = deque()
        self._handles: dict[str, list[int]] = {}
        self._looked_at: dict[str, list[ProcessIdentity]] = {}

    def watch(self, name: str, processes: Iterable[ProcessIdentity]) -> None:
        """Tell ``name`` each time that one of ``processes`` ends; at once if it has ended already."""
        self._order(name, tuple(processes))

    def forget(self, name: str) -> None:
        """Tell ``name`` no more."""
        self._order(name, None)

    def close(self) -> None:
        """End the thread; nothing is told from then on."""
        with self._lock:
            thread, self._thread = self._thread, None
            self._wake.close()
        if thread is not None:
            thread.join()
        self._woken.close()

    def _order(self, name: str, processes: tuple[ProcessIdentity, ...] | None) -> None:
        with self._lock:
            if self._wake.fileno() < 0:
                return
            self._orders.append((name, processes))
            if self._thread is None:
                thread = threading.Thread(target=self._run, name="pem-process-ends", daemon=True)
                try:
                    thread.start()
                except RuntimeError as error:
                    logger.warning("Ends of processes are told later: %s", error)
                else:
                    self._thread = thread
            with contextlib.suppress(OSError):
                self._wake.send(b".", socket.MSG_DONTWAIT)

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            try:
                while self._turn(selector):
                    pass
            finally:
                for handle in (handle for handles in self._handles.values() for handle in handles):
                    os.close(handle)

    def _turn(self, selector: selectors.BaseSelector) -> bool:
        """Wait for something and do it; ``False`` once this is closed."""
        ended: list[str] = []
        for key, _ in selector.select(LOOK_EVERY_S if self._looked_at else None):
            if key.data is None:
                if not self._woken.recv(4096):
                    return False
            else:
                ended.append(key.data)
                # It stays ready for ever: told once is enough.
                selector.unregister(key.fd)
        while self._orders:
            name, processes = self._orders.popleft()
            try:
                ended += self._carry_out(selector, name, processes)
            except Exception:
                logger.exception("The processes of %s cannot be watched; they are looked at instead", name)
                self._looked_at[name] = list(processes or ())
        living = {name: list(filter(_may_live, looked_at)) for name, looked_at in self._looked_at.items()}
        ended += [name for name, left in living.items() if len(left) < len(self._looked_at[name])]
        for name in dict.fromkeys(ended):
            if self._tell(name) and name in living:
                # Told once is enough of them too.
                self._look_at(name, living[name])
        return True

    def _carry_out(
        self, selector: selectors.BaseSelector, name: str, processes: tuple[ProcessIdentity, ...] | None
    ) -> list[str]:
        """Begin or end watching; ``name`` if one of its processes has ended already."""
        for handle in self._handles.pop(name, ()):
            with contextlib.suppress(KeyError):
                selector.unregister(handle)
            os.close(handle)
        self._looked_at.pop(name, None)
        for process in processes or ():
            try:
                handle = os.pidfd_open(process.pid)
            except (OSError, OverflowError, AttributeError):
                self._looked_at.setdefault(name, []).append(process)
            else:
                self._handles.setdefault(name, []).append(handle)
                selector.register(handle, selectors.EVENT_READ, name)
        # Looked at after the kernel was asked: a number that was given out again meanwhile shows here.
        return [] if all(map(lives, processes or ())) else [name]

    def _look_at(self, name: str, processes: list[ProcessIdentity]) -> None:
        if processes:
            self._looked_at[name] = processes
        else:
            del self._looked_at[name]

    def _tell(self, name: str) -> bool:
        try:
            self._told(name)
        except Exception:
            logger.exception("The end of a process of %s cannot be dealt with", name)
            return False
        return True


def _may_live(process: ProcessIdentity) -> bool:
    """Whether it lives, or cannot be looked at now because too many files are open."""
    try:
        return lives(process)
    except OSError:
        return True


_PR_SET_CHILD_SUBREAPER = 36  # of <sys/prctl.h>; since Linux 3.4


def become_subreaper() -> bool:
    """From now on orphans below this process are its children; ``False`` where that cannot be."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    return int(ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)) == 0
