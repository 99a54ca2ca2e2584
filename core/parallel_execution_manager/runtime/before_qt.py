"""Imported before PySide6: all of a manager that knows nothing of Qt.

PySide6 reads the source of each module that is imported after it, to see whether it uses Qt, and keeps what
it has read. For the modules behind these few that would lengthen each start, and take some megabytes.
"""

from __future__ import annotations

from parallel_execution_manager.runtime import (
    door_requests,  # noqa: F401
    footprint_keeper,  # noqa: F401
    history_keeper,  # noqa: F401
    housekeeping,  # noqa: F401
    lease_requests,  # noqa: F401
    limits,  # noqa: F401
    monitor,  # noqa: F401
    work,  # noqa: F401
)
from parallel_execution_manager.runtime.file_watch import watching  # noqa: F401
from parallel_execution_manager.scheduling import machine  # noqa: F401
from parallel_execution_manager.system.metrics import samplers  # noqa: F401
from parallel_execution_manager.system.storage import reading  # noqa: F401
