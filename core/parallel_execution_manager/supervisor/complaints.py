"""Where a supervisor's troubles go: to a file beside its records, as nobody else may be there to be told."""

from __future__ import annotations

import contextlib
import sys
import time


def complain(what: str, error: BaseException) -> None:
    """Tell a trouble; that file is this process's standard error."""
    # On a full disk the trouble is lost, but nothing else.
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {what}: {type(error).__name__}: {error}\n")
        sys.stderr.flush()
