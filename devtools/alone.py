"""One set-up at a time: a lock on a file, let go by the system when its process ends in whatever way."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt
    import time

    def _try_lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    def _wait_for_lock(file: BinaryIO) -> None:
        while True:
            with contextlib.suppress(OSError):
                return _try_lock(file)
            time.sleep(0.2)

else:
    import fcntl

    def _try_lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _wait_for_lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


@contextlib.contextmanager
def alone(path: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock on ``path``; calls ``on_wait`` once if another process holds it, and waits."""
    with path.open("ab") as file:
        try:
            _try_lock(file)
        except OSError:
            on_wait()
            _wait_for_lock(file)
        yield
