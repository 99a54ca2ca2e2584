"""The library's log as lines of the command, on standard error."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from parallel_execution_manager.control.messages import tell

logger = logging.getLogger("ParallelExecutionManager")


class _Told(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            tell(line)


@contextlib.contextmanager
def log_lines_told() -> Iterator[None]:
    """Tell warnings and errors of the library like the command's own messages."""
    handler = _Told(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


@contextlib.contextmanager
def log_lines_unheard() -> Iterator[None]:
    """Keep the library's log quiet, where the command tells the same with better words."""
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False
