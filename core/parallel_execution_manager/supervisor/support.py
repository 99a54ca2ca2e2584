"""Whether this system has what a supervisor needs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from parallel_execution_manager.system.linux_proc import PROC
from parallel_execution_manager.system.posix_spawn import load_posix_spawn


def is_supported(platform: str = sys.platform, proc: str = PROC) -> bool:
    """Whether tasks can have a supervisor here: Linux 5.3 with a list of children, and an own Python."""
    return (
        platform == "linux"
        and bool(sys.executable)
        and Path(f"{proc}/self/task/{os.getpid()}/children").exists()
        and _has_pidfd()
        and load_posix_spawn() is not None
    )


def _has_pidfd() -> bool:
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (OSError, AttributeError):
        return False
    return True
