"""Times at which the system makes no threads."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

TOO_LARGE_A_STACK = 2**46


@contextlib.contextmanager
def no_new_threads() -> Iterator[None]:
    """This process gets none from Python meanwhile: there is no room for their stacks."""
    threading.stack_size(TOO_LARGE_A_STACK)
    try:
        yield
    finally:
        threading.stack_size(0)
