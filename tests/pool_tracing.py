"""Coverage for code that runs in the threads of a QThreadPool."""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRunnable


def trace_pool_threads() -> None:
    """Let each QRunnable class defined from now on be traced as the threads of ``threading`` are.

    Qt makes a pool's threads, so Python does not give them the trace function that coverage left
    with ``threading.settrace``. Without a trace function nothing changes.
    """
    if threading.gettrace() is not None:
        QRunnable.__init_subclass__ = classmethod(_trace_run)


def _trace_run(cls: type, **keywords: Any) -> None:
    super(QRunnable, cls).__init_subclass__(**keywords)
    run = cls.__dict__.get("run")
    if run is not None:
        cls.run = _traced(run)


def _traced(run: Callable[[Any], None]) -> Callable[[Any], None]:
    @functools.wraps(run)
    def traced_run(self: Any) -> None:
        sys.settrace(threading.gettrace())
        try:
            run(self)
        finally:
            sys.settrace(None)

    return traced_run
