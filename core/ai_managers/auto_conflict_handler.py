"""The import name of the original suite; everything is in ``parallel_execution_manager``."""

from __future__ import annotations

from parallel_execution_manager.runtime.file_access import release_file_access, request_file_access

__all__ = ["release_file_access", "request_file_access"]
