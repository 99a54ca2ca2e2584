"""The import name of the original suite; everything is in ``parallel_execution_manager``."""

from __future__ import annotations

from parallel_execution_manager import (
    FILE_TRACKER_AVAILABLE,
    PSUTIL_AVAILABLE,
    ParallelExecutionManager,
)

__all__ = ["FILE_TRACKER_AVAILABLE", "PSUTIL_AVAILABLE", "ParallelExecutionManager"]
