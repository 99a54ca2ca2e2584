"""The original suite's short way to lock a file for whoever runs."""

from __future__ import annotations

import sys

from parallel_execution_manager.runtime.file_usage_tracker import get_file_usage_tracker

AUTO = "auto"


def request_file_access(file_path: str, operation: str = "write", role: str = AUTO) -> bool:
    """Lock a file for this process; ``False`` if somebody else uses it. ``auto`` is the kind of session."""
    return get_file_usage_tracker().request_file_lock(file_path, _role(role), operation)


def release_file_access(file_path: str, role: str = AUTO) -> bool:
    """Let go of a file; ``False`` if this process does not hold it."""
    return get_file_usage_tracker().release_file_lock(file_path, _role(role))


def _role(role: str) -> str:
    if role != AUTO:
        return role
    return "terminal" if sys.stdin is not None and sys.stdin.isatty() else "manual_script"
