"""The import path at which users' own roles find what starts a process."""

from __future__ import annotations

from parallel_execution_manager.system.processes.executor import Launch

__all__ = ["Launch"]
