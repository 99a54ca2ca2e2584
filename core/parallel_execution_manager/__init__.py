"""Run the tasks of several roles side by side on one workstation and keep it usable.

The public names are loaded when they are first used: importing a part of the package, such as the
pure scheduler, must not load Qt.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing would take long to load
if TYPE_CHECKING:
    from typing import Any

    from parallel_execution_manager.roles.base import Role, task_environment
    from parallel_execution_manager.runtime.client import DoorError, ManagerClient, WishResults, managers_of
    from parallel_execution_manager.runtime.errors import WishError, WishNotKept, WishRefused
    from parallel_execution_manager.runtime.file_usage_tracker import (
        FileUsageTracker,
        get_file_usage_tracker,
    )
    from parallel_execution_manager.runtime.manager import ParallelExecutionManager
    from parallel_execution_manager.runtime.notifications import Notification
    from parallel_execution_manager.runtime.original import FILE_TRACKER_AVAILABLE, PSUTIL_AVAILABLE
    from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration
    from parallel_execution_manager.system.ipc.instance_lock import ManagerRunsError
    from parallel_execution_manager.system.processes.executor import Launch

_HOMES = {
    "ParallelExecutionManager": "runtime.manager",
    "DoorError": "runtime.door_protocol",
    "ManagerClient": "runtime.client",
    "WishResults": "runtime.client",
    "managers_of": "runtime.client",
    "ManagerRunsError": "system.ipc.instance_lock",
    "WishError": "runtime.errors",
    "WishNotKept": "runtime.errors",
    "WishRefused": "runtime.errors",
    "Notification": "runtime.notifications",
    "Role": "roles.base",
    "task_environment": "roles.base",
    "Field": "scheduling.settings.declarations",
    "FieldType": "scheduling.settings.declarations",
    "RoleDeclaration": "scheduling.settings.declarations",
    "Launch": "system.processes.executor",
    "FileUsageTracker": "runtime.file_usage_tracker",
    "get_file_usage_tracker": "runtime.file_usage_tracker",
    "PSUTIL_AVAILABLE": "runtime.original",
    "FILE_TRACKER_AVAILABLE": "runtime.original",
}

__all__ = [
    "FILE_TRACKER_AVAILABLE",
    "PSUTIL_AVAILABLE",
    "DoorError",
    "Field",
    "FieldType",
    "FileUsageTracker",
    "Launch",
    "ManagerClient",
    "ManagerRunsError",
    "Notification",
    "ParallelExecutionManager",
    "Role",
    "RoleDeclaration",
    "WishError",
    "WishNotKept",
    "WishRefused",
    "WishResults",
    "get_file_usage_tracker",
    "managers_of",
    "task_environment",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
