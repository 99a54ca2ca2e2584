"""Runs a workload in a given order with as little work as there can be: no store, no log, no supervision.

What has stopped burning is not measured all the time but looked at once it should have (Linux: pidfd and the
state in ``/proc``).
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.planning import Admission, Place
from tests.bench.workload import Work

LOOK_AGAIN_S = 0.01
RUNS_STATE = "R"
CAN_RUN = hasattr(os, "pidfd_open")

Command = Callable[[Work], Sequence[str]]


class BareLoop:
    """One run of an order; ``command`` gives the command line of a task."""

    def __init__(self, order: Sequence[Work], place: Place, command: Command) -> None:
        self._admission = Admission(order, place)
        self._command = command
        self._poll = select.poll()
        self._running: dict[int, tuple[int, Work]] = {}
        self._burns_until: dict[int, float] = {}

    def run(self) -> None:
        """Until the last task has ended.

        Raises:
            RuntimeError: a task did not end with 0.
        """
        while True:
            for work in self._admission.starts():
                self._start(work)
            if not self._running:
                return
            for handle, _ in self._poll.poll(self._patience_ms()):
                self._end(handle)
            self._look_who_sleeps()

    def _start(self, work: Work) -> None:
        argv = self._command(work)
        pid = os.posix_spawn(argv[0], argv, {})
        handle = os.pidfd_open(pid)
        self._poll.register(handle, select.POLLIN)
        self._running[handle] = (pid, work)
        self._burns_until[handle] = time.monotonic() + work.cpu_s

    def _patience_ms(self) -> float | None:
        if not (self._burns_until and self._admission.waiting):
            return None
        return max(1.0, 1000 * (min(self._burns_until.values()) - time.monotonic()))

    def _end(self, handle: int) -> None:
        pid, work = self._running.pop(handle)
        self._burns_until.pop(handle, None)
        self._poll.unregister(handle)
        os.close(handle)
        _, status = os.waitpid(pid, 0)
        if status:
            raise RuntimeError(f"{work.id} ended with {os.waitstatus_to_exitcode(status)}")
        self._admission.ended(work)

    def _look_who_sleeps(self) -> None:
        now = time.monotonic()
        for handle in [each for each, until in self._burns_until.items() if until <= now]:
            pid, work = self._running[handle]
            if work.sleep_s and _state(pid) != RUNS_STATE:
                del self._burns_until[handle]
                self._admission.burned(work)
            else:
                self._burns_until[handle] = now + LOOK_AGAIN_S


def _state(pid: int) -> str:
    """The letter of the kernel: R runs or wants to, S sleeps."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
