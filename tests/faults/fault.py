"""A fault at a named place of this process. Standard library only: supervisors load it too."""

from __future__ import annotations

import errno
import json
import os
import signal
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from parallel_execution_manager.system.files.crash_points import arm

KILL, IO_ERROR, DISK_FULL = "kill -9", "I/O error", "disk full"
FAULTS = (KILL, IO_ERROR, DISK_FULL)
FULL_FOR = 3
"""So many passings in a row find the disk full; an I/O error comes once."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens, at which place, at which passing of it, and the file that says that it has happened.

    Without a place nothing happens. ``held`` is whether the manager suspends what runs and then dies.
    """

    place: str
    kind: str
    passing: int
    fired: str
    held: bool = False

    @property
    def is_of_supervisor(self) -> bool:
        """Whether the place is passed by the supervisor; all others are of the manager."""
        return self.place.startswith("supervisor.")

    @property
    def name(self) -> str:
        """How people are told of it."""
        return f"{self.place}, {self.kind}, passing {self.passing}" if self.place else "undisturbed"

    def text(self) -> str:
        """It as JSON."""
        return json.dumps(asdict(self))


def fault_from(text: str) -> Fault:
    """The fault that ``Fault.text`` made the text of."""
    return Fault(**json.loads(text))


def arm_fault(fault: Fault) -> None:
    """Let it happen in this process, if it has not happened in another one before."""
    lock = threading.Lock()
    passed, ours = 0, False

    def pass_by() -> None:
        nonlocal passed, ours
        with lock:
            passed += 1
            last = fault.passing + (FULL_FOR if fault.kind == DISK_FULL else 1)
            if not fault.passing <= passed < last:
                return
            ours = ours or _is_first(Path(fault.fired))
            if not ours:
                return
        if fault.kind == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        number = errno.ENOSPC if fault.kind == DISK_FULL else errno.EIO
        raise OSError(number, os.strerror(number))

    if fault.place:
        arm(fault.place, pass_by)


def _is_first(path: Path) -> bool:
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
