"""The import name of the original suite; everything is in ``parallel_execution_manager``."""

from __future__ import annotations

from parallel_execution_manager import FileUsageTracker, get_file_usage_tracker

__all__ = ["FileUsageTracker", "get_file_usage_tracker"]
