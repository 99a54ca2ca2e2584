"""Telling when processes end that are nobody's children here, by the kernel's word where it gives one."""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable

from parallel_execution_manager.system.processes.process_identity import ProcessIdentity, lives

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
